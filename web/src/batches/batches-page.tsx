// Every upload of a customer, with its progress while it is being registered.
import { Button, ToolbarButton } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { ArrowUploadRegular } from '@fluentui/react-icons/svg/arrow-upload';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useNavigate } from 'react-router';
import { api, type Schemas } from '../api/client';
import { pages } from '../api/queries';
import { DataGrid, type Column } from '../components/data-grid';
import { EmptyView } from '../components/empty-view';
import { ErrorView } from '../components/error-view';
import { ColumnChooser, useColumns } from '../components/grid-columns';
import { Loading } from '../components/loading';
import { PageFrame } from '../components/page-frame';
import { useCustomerHere } from '../customers/customer-here';
import { useLive } from '../devices/use-live';
import { useRegistering } from '../register/use-registering';
import { useFormats, useTexts } from '../texts/texts';
import { BatchProgress, rateOf } from './batch-progress';

type Batch = Schemas['Batch'];

export default function BatchesPage() {
  const { batches, common, devices } = useTexts();
  const formats = useFormats();
  const navigate = useNavigate();
  const here = useCustomerHere();
  useLive(here.id);
  const registering = useRegistering(here);
  const list = useInfiniteQuery(
    pages(['batches', here.id, 'list'], (cursor, signal) => api.get('/api/v1/customers/{customer_id}/batches', { path: { customer_id: here.id }, query: { cursor, limit: 100 }, signal })),
  );
  const columns = useMemo<Column<Batch>[]>(
    () => [
      { id: 'file', header: batches.file, width: 220, cell: (row) => row.file_name || batches.noName },
      { id: 'state', header: batches.state, width: 110, cell: (row) => batches.states[row.state] },
      { id: 'progress', header: batches.progress, width: 120, cell: (row) => <BatchProgress batch={row} /> },
      { id: 'rows', header: batches.rows, width: 80, numeric: true, cell: (row) => formats.number(row.rows) },
      { id: 'registered', header: batches.registered, width: 125, numeric: true, cell: (row) => formats.number(row.counts.registered) },
      { id: 'failed', header: batches.failed, width: 100, numeric: true, cell: (row) => formats.number(row.counts.failed) },
      { id: 'order', header: batches.orderId, width: 120, cell: (row) => row.order_id || common.none },
      { id: 'when', header: batches.when, width: 170, cell: (row) => formats.dateTime(row.accepted_at) },
      { id: 'who', header: batches.who, width: 220, cell: (row) => `${row.created_by.token_name} · ${row.created_by.organisation_name}` },
      { id: 'rate', header: batches.rateHeader, width: 190, numeric: true, cell: (row) => (row.rows_per_second > 0 ? rateOf(row, formats, batches) : common.none) },
      { id: 'purchase', header: batches.purchaseId, width: 120, hidden: true, cell: (row) => row.purchase_id || common.none },
    ],
    [batches, common, formats],
  );
  const layout = useColumns('batches', columns);
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  return (
    <PageFrame
      title={batches.title}
      crumbs={here.crumbs}
      commands={
        rows.length > 0 && (
          <>
            {here.rights.register && <ToolbarButton appearance="primary" icon={<AddRegular />} onClick={registering.begin}>{devices.register}</ToolbarButton>}
            <ColumnChooser layout={layout} />
          </>
        )
      }
    >
      {list.error && !list.data ? (
        <ErrorView error={list.error} retry={() => void list.refetch()} />
      ) : list.isPending ? (
        <Loading />
      ) : rows.length === 0 ? (
        <EmptyView
          icon={ArrowUploadRegular}
          title={batches.empty}
          action={here.rights.register && <Button appearance="primary" icon={<AddRegular />} onClick={registering.begin}>{devices.register}</Button>}
        >
          {batches.emptyText}
        </EmptyView>
      ) : (
        <DataGrid
          label={batches.title}
          rows={rows}
          rowId={(row) => row.id}
          rowName={(row) => row.file_name ?? row.id}
          layout={layout}
          onOpen={(row) => void navigate(`${here.base}/uploads/${row.id}`)}
          hasMore={list.hasNextPage}
          loadingMore={list.isFetchingNextPage}
          loadMore={() => void list.fetchNextPage()}
        />
      )}
      {registering.panel}
    </PageFrame>
  );
}
