// One upload: its progress, its outcomes, its rows.
import { Card, makeStyles, Tab, TabList, Text, ToolbarButton, tokens } from '@fluentui/react-components';
import { ArrowCounterclockwiseRegular } from '@fluentui/react-icons/svg/arrow-counterclockwise';
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download';
import { DismissCircleRegular } from '@fluentui/react-icons/svg/dismiss-circle';
import { LaptopRegular } from '@fluentui/react-icons/svg/laptop';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useNavigate, useParams } from 'react-router';
import { addressOf, api, type Schemas } from '../api/client';
import { ConfirmDialog } from '../components/confirm-dialog';
import { CopyButton } from '../components/copy-button';
import { ErrorView } from '../components/error-view';
import { Facts } from '../components/facts';
import { Loading } from '../components/loading';
import { useNotify } from '../components/notices';
import { PageFrame } from '../components/page-frame';
import { RouteLink } from '../components/route-link';
import { useCustomerHere } from '../customers/customer-here';
import { isOver, useLive } from '../devices/use-live';
import { useFormats, useTexts } from '../texts/texts';
import { BatchProgress } from './batch-progress';
import { BatchRows } from './batch-rows';

const useStyles = makeStyles({
  top: { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 340px), 1fr))', gap: tokens.spacingHorizontalL, alignItems: 'start' },
  card: { padding: tokens.spacingHorizontalL, gap: tokens.spacingVerticalM },
  tabs: { flexWrap: 'wrap' },
  mono: { fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere' },
});

type RowState = Schemas['RowState'];
const rowStates: RowState[] = ['registered', 'failed', 'pending', 'cancelled'];

export default function BatchPage() {
  const styles = useStyles();
  const { batches, common, register } = useTexts();
  const formats = useFormats();
  const here = useCustomerHere();
  const { batchId = '' } = useParams();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { notify, notifyError } = useNotify();
  const [shown, setShown] = useState<RowState | undefined>(undefined);
  const [cancelling, setCancelling] = useState(false);
  const path = { customer_id: here.id, batch_id: batchId };
  useLive(here.id);
  const { data: batch, error, refetch } = useQuery({
    queryKey: ['batch', here.id, batchId],
    queryFn: () => api.get('/api/v1/customers/{customer_id}/batches/{batch_id}', { path }),
  });
  const crumbs = [...here.crumbs, { text: batches.title, to: `${here.base}/uploads` }];
  if (error && !batch) return <PageFrame title={batches.one} crumbs={crumbs}><ErrorView error={error} retry={() => void refetch()} /></PageFrame>;
  if (!batch) return <PageFrame title={batches.one} crumbs={crumbs}><Loading /></PageFrame>;

  const retry = () => {
    (api.post('/api/v1/customers/{customer_id}/batches/{batch_id}/retry', { path, body: {} }) as Promise<unknown>).then((made) => {
      notify(batches.retried);
      void client.invalidateQueries({ queryKey: ['batches', here.id] });
      void navigate(`${here.base}/uploads/${(made as Schemas['Batch']).id}`);
    }, notifyError);
  };
  const cancel = async () => {
    await api.post('/api/v1/customers/{customer_id}/batches/{batch_id}/cancel', { path, body: {} });
    notify(batches.cancelAsked);
    await refetch();
  };
  return (
    <PageFrame
      title={batch.file_name || batches.one}
      crumbs={crumbs}
      commands={
        <>
          <ToolbarButton icon={<LaptopRegular />} onClick={() => void navigate(`${here.base}/devices?batch_id=${batch.id}`)}>{batches.seeDevices}</ToolbarButton>
          {here.rights.retry && <ToolbarButton icon={<ArrowCounterclockwiseRegular />} disabled={!isOver(batch) || batch.counts.failed === 0} onClick={retry}>{batches.retry}</ToolbarButton>}
          {here.rights.register && <ToolbarButton icon={<DismissCircleRegular />} disabled={isOver(batch)} onClick={() => setCancelling(true)}>{batches.cancel}</ToolbarButton>}
          <ToolbarButton as="a" href={addressOf('/api/v1/customers/{customer_id}/batches/{batch_id}/results.csv', path, {})} download={`${batch.id}.csv`} icon={<ArrowDownloadRegular />}>{batches.download}</ToolbarButton>
        </>
      }
    >
      <div className={styles.top}>
        <Card className={styles.card}>
          <Text weight="semibold" size={400}>{batches.states[batch.state]}</Text>
          <BatchProgress batch={batch} words />
          {!isOver(batch) && <Text size={200}>{batches.goesOn}</Text>}
          <Facts items={rowStates.filter((state) => state !== 'pending' || !isOver(batch)).map((state) => [batches.rowStates[state], formats.number(batch.counts[state])])} />
        </Card>
        <Card className={styles.card}>
          <Facts
            items={[
              [batches.orderId, batch.order_id || common.none],
              [batches.purchaseId, batch.purchase_id || common.none],
              [batches.who, `${batch.created_by.token_name} · ${batch.created_by.organisation_name}`],
              [batches.when, formats.dateTime(batch.accepted_at)],
              [batches.format, `${register.formats[batch.format]} · ${formats.bytes(batch.bytes)}`],
              ...(batch.retry_of ? [[batches.retryOf, <RouteLink key="of" to={`${here.base}/uploads/${batch.retry_of}`}>{batch.retry_of}</RouteLink>] as [string, ReactNode]] : []),
              [batches.requestId, <span key="id" className={styles.mono}>{batch.request_id}<CopyButton text={batch.request_id} label={common.error.copyRequestId} /></span>],
            ]}
          />
        </Card>
      </div>
      <TabList className={styles.tabs} selectedValue={shown ?? 'all'} onTabSelect={(_, data) => setShown(data.value === 'all' ? undefined : (data.value as RowState))}>
        <Tab value="all">{batches.allRows}</Tab>
        {rowStates.filter((state) => batch.counts[state] > 0).map((state) => (
          <Tab key={state} value={state}>{batches.rowStates[state]} ({formats.number(batch.counts[state])})</Tab>
        ))}
      </TabList>
      <BatchRows customer={here.id} batch={batch} state={shown} base={here.base} />
      <ConfirmDialog open={cancelling} onClose={() => setCancelling(false)} title={batches.cancel} confirm={batches.cancel} onConfirm={cancel}>
        <Text>{batches.cancelText}</Text>
      </ConfirmDialog>
    </PageFrame>
  );
}
