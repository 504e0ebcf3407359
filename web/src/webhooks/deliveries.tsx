// What was sent to a webhook and what came of it, the newest first; looked at again while something waits.
import { SendRegular } from '@fluentui/react-icons/svg/send';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, type ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { api, type Schemas } from '../api/client';
import { pages } from '../api/queries';
import type { Column } from '../components/data-grid';
import { EmptyView } from '../components/empty-view';
import { useColumns } from '../components/grid-columns';
import { GridView, useRows } from '../components/grid-view';
import { useNotify } from '../components/notices';
import { useOrganisationHere } from '../organisation/organisation-here';
import { useFormats, useTexts } from '../texts/texts';
import { DeliveryBadge } from './delivery-badge';
import { DeliveryPanel } from './delivery-panel';

type Delivery = Schemas['Delivery'];

export function Deliveries({ webhook, test }: { webhook: Schemas['Webhook']; test: ReactNode }) {
  const { webhooks, common, errors } = useTexts();
  const formats = useFormats();
  const here = useOrganisationHere();
  const { notify, notifyError } = useNotify();
  const [search, setSearch] = useSearchParams();
  const path = { organisation_id: here.id, webhook_id: webhook.id };
  const query = useInfiniteQuery({
    ...pages(['deliveries', webhook.id], (cursor, signal) => api.get('/api/v1/organisations/{organisation_id}/webhooks/{webhook_id}/deliveries', { path, query: { cursor, limit: 100 }, signal })),
    refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.items.some((item) => item.state === 'waiting')) ? 2000 : 15_000),
  });
  const columns = useMemo<Column<Delivery>[]>(
    () => [
      { id: 'when', header: webhooks.when, width: 180, cell: (row) => formats.dateTime(row.created_at) },
      { id: 'event', header: webhooks.event, width: 240, cell: (row) => webhooks.eventTexts[row.event] },
      { id: 'state', header: webhooks.state, width: 120, cell: (row) => <DeliveryBadge state={row.state} /> },
      { id: 'attempts', header: webhooks.attempts, width: 100, numeric: true, cell: (row) => formats.number(row.attempts) },
      { id: 'status', header: webhooks.status, width: 110, cell: (row) => row.last_status ?? common.none },
      { id: 'next', header: webhooks.nextAttempt, width: 180, cell: (row) => formats.dateTime(row.next_attempt_at) },
      { id: 'error', header: webhooks.lastError, width: 360, cell: (row) => (row.last_error ? errors.said(row.last_error) : '') },
    ],
    [webhooks, common, errors, formats],
  );
  const layout = useColumns('deliveries', columns);
  const opened = useRows(query).find((row) => row.id === search.get('delivery'));
  const resend = async (delivery: Delivery) => {
    try {
      await api.post('/api/v1/organisations/{organisation_id}/webhooks/{webhook_id}/deliveries/{delivery_id}/resend', { path: { ...path, delivery_id: delivery.id } });
      notify(webhooks.resent);
      await query.refetch();
    } catch (error) {
      notifyError(error);
    }
  };
  return (
    <>
      <GridView
        label={webhooks.deliveries}
        query={query}
        rowId={(row) => row.id}
        rowName={(row) => row.id}
        layout={layout}
        onOpen={(row) => setSearch({ delivery: row.id })}
        empty={<EmptyView icon={SendRegular} title={webhooks.noDeliveries} action={test}>{webhooks.noDeliveriesText}</EmptyView>}
      />
      {opened && <DeliveryPanel delivery={opened} onResend={() => void resend(opened)} onClose={() => setSearch({})} />}
    </>
  );
}
