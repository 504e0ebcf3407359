// The rows of an upload as they were given, with what became of each.
import { Text } from '@fluentui/react-components';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useNavigate } from 'react-router';
import { api, type Schemas } from '../api/client';
import { pages } from '../api/queries';
import { DataGrid, type Column } from '../components/data-grid';
import { ErrorView } from '../components/error-view';
import { useColumns } from '../components/grid-columns';
import { Loading } from '../components/loading';
import { useFormats, useTexts } from '../texts/texts';

type Row = Schemas['RowOutcome'];

interface Props {
  customer: string;
  batch: Schemas['Batch'];
  state: Schemas['RowState'] | undefined;
  base: string;
}

export function BatchRows({ customer, batch, state, base }: Props) {
  const { batches, register, errors, common } = useTexts();
  const formats = useFormats();
  const navigate = useNavigate();
  // The rows of another outcome are never shown under this one's tab, not even while these are fetched.
  const list = useInfiniteQuery(
    pages(['batch-rows', customer, batch.id, state], (cursor, signal) =>
      api.get('/api/v1/customers/{customer_id}/batches/{batch_id}/rows', { path: { customer_id: customer, batch_id: batch.id }, query: { state, cursor, limit: 200 }, signal })),
  );
  const columns = useMemo<Column<Row>[]>(() => {
    const inWords = (error: Row['error']) => {
      if (!error) return '';
      const { title, advice } = errors.rows[error.code];
      return [title, error.hint && errors.said(error.hint), advice].filter(Boolean).join(' · ');
    };
    return [
      { id: 'row', header: batches.row, width: 80, numeric: true, cell: (row) => formats.number(row.row) },
      { id: 'serial', header: register.serial, width: 180, cell: (row) => row.input.serial_number || common.none },
      { id: 'manufacturer', header: register.manufacturer, width: 160, cell: (row) => row.input.manufacturer || common.none },
      { id: 'model', header: register.model, width: 150, cell: (row) => row.input.model || common.none },
      { id: 'outcome', header: batches.outcome, width: 130, cell: (row) => batches.rowStates[row.state] },
      { id: 'next', header: batches.next, width: 620, cell: (row) => inWords(row.error) },
    ];
  }, [batches, register, errors, common, formats]);
  const layout = useColumns('batch-rows', columns);
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  if (list.error && !list.data) return <ErrorView error={list.error} retry={() => void list.refetch()} />;
  if (list.isPending) return <Loading />;
  if (rows.length === 0) return <Text>{batches.noRows}</Text>;
  return (
    <DataGrid
      label={batches.allRows}
      rows={rows}
      rowId={(row) => String(row.row)}
      rowName={(row) => `${batches.row} ${row.row}`}
      layout={layout}
      onOpen={(row) => row.device_id && void navigate(`${base}/devices?batch_id=${batch.id}&device=${row.device_id}`)}
      hasMore={list.hasNextPage}
      loadingMore={list.isFetchingNextPage}
      loadMore={() => void list.fetchNextPage()}
    />
  );
}
