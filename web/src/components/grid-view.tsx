// A list of the API as a grid: while it loads, when it fails, when nothing is there.
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useMemo, type ReactNode } from 'react';
import type { CursorPage } from '../api/queries';
import { DataGrid } from './data-grid';
import { ErrorView } from './error-view';
import type { ColumnLayout } from './grid-columns';
import { Loading } from './loading';

export type ListQuery<Row> = UseInfiniteQueryResult<InfiniteData<CursorPage<Row>>>;

export function useRows<Row>(query: ListQuery<Row>): Row[] {
  return useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
}

interface Props<Row> {
  label: string;
  query: ListQuery<Row>;
  rows?: Row[];  ///< where not every row that came is shown
  rowId(row: Row): string;
  rowName(row: Row): string;
  layout: ColumnLayout<Row>;
  onOpen?(row: Row): void;
  empty: ReactNode;
}

export function GridView<Row>({ label, query, rows: some, rowId, rowName, layout, onOpen, empty }: Props<Row>) {
  const all = useRows(query);
  const rows = some ?? all;
  if (query.error) return <ErrorView error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Loading />;
  if (rows.length === 0) return empty;
  return (
    <DataGrid
      label={label}
      rows={rows}
      rowId={rowId}
      rowName={rowName}
      layout={layout}
      onOpen={onOpen}
      stale={query.isPlaceholderData}
      hasMore={query.hasNextPage}
      loadingMore={query.isFetchingNextPage}
      loadMore={() => void query.fetchNextPage()}
    />
  );
}
