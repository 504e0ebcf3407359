// A request by its ID. The operator finds any, everybody else those of their own organisation.
import { SearchRegular } from '@fluentui/react-icons/svg/search';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { api } from '../api/client';
import { EmptyView } from '../components/empty-view';
import { ErrorView } from '../components/error-view';
import { Loading } from '../components/loading';
import { PageFrame } from '../components/page-frame';
import { useTexts } from '../texts/texts';
import { RequestSearch } from './request-search';
import { RequestView } from './request-view';

export default function RequestsPage() {
  const { operator } = useTexts();
  const { requestId } = useParams();
  const { data, error, refetch, isPending } = useQuery({
    queryKey: ['request', requestId],
    queryFn: () => api.get('/api/v1/requests/{request_id}', { path: { request_id: requestId ?? '' } }),
    enabled: requestId !== undefined,
    // Its uploads go on while one looks.
    refetchInterval: ({ state }) => (state.data?.batches.some((batch) => batch.counts.pending > 0) ? 2000 : false),
  });
  return (
    <PageFrame title={operator.requests} note={operator.requestsNote}>
      <RequestSearch key={requestId} shown={requestId} />
      {requestId === undefined ? (
        <EmptyView icon={SearchRegular} title={operator.startHere}>{operator.startHereText}</EmptyView>
      ) : error ? (
        <ErrorView error={error} retry={() => void refetch()} />
      ) : isPending ? (
        <Loading />
      ) : (
        <RequestView request={data} />
      )}
    </PageFrame>
  );
}
