// A supplier's published devices: browse, search, publish, withdraw; and whether each is claimed.
import { Badge, Button, makeStyles, Text, ToolbarButton, ToolbarDivider } from '@fluentui/react-components';
import { BookDatabaseRegular } from '@fluentui/react-icons/svg/book-database';
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle';
import { CircleRegular } from '@fluentui/react-icons/svg/circle';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { SearchRegular } from '@fluentui/react-icons/svg/search';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { api } from '../api/client';
import { pages, staysWhileNarrowed } from '../api/queries';
import { useMe } from '../api/session';
import { DataGrid, type Column } from '../components/data-grid';
import { EmptyView } from '../components/empty-view';
import { ErrorView } from '../components/error-view';
import { ColumnChooser, useColumns } from '../components/grid-columns';
import { Loading } from '../components/loading';
import { PageFrame } from '../components/page-frame';
import { SearchField } from '../components/search-field';
import { useFormats, useTexts } from '../texts/texts';
import type { Entry } from './publication';
import PublishPanel from './publish-panel';
import { WithdrawDialog } from './withdraw-dialog';

const useStyles = makeStyles({ search: { width: '260px', maxWidth: '100%' } });

function useEntryColumns(): Column<Entry>[] {
  const { directory, common } = useTexts();
  const formats = useFormats();
  return useMemo(
    () => [
      { id: 'serial', header: directory.serial, width: 200, cell: (row) => row.serial_number },
      { id: 'manufacturer', header: directory.manufacturer, width: 180, cell: (row) => row.manufacturer },
      { id: 'model', header: directory.model, width: 200, cell: (row) => row.model },
      {
        id: 'claimed',
        header: directory.claimed,
        width: 170,
        cell: (row) =>
          row.claimed ? (
            <Badge appearance="tint" color="success" icon={<CheckmarkCircleRegular />}>{directory.claimedYes}</Badge>
          ) : (
            <Badge appearance="tint" color="informative" icon={<CircleRegular />}>{directory.claimedNo}</Badge>
          ),
      },
      { id: 'published', header: directory.published, width: 180, cell: (row) => formats.dateTime(row.published_at) },
      { id: 'hash', header: directory.hash, width: 160, cell: (row) => (row.hardware_hash_present ? directory.hashYes : directory.hashNo) },
      { id: 'product-id', header: directory.productId, width: 220, hidden: true, cell: (row) => row.product_id ?? common.none },
    ],
    [directory, common, formats],
  );
}

/// The API withdraws so many at a time.
const mostSelected = 10_000;

export default function DirectoryPage() {
  const styles = useStyles();
  const { directory } = useTexts();
  const formats = useFormats();
  const { organisation, role } = useMe();
  const [search, setSearch] = useSearchParams();
  const [publishing, setPublishing] = useState(false);
  const [withdrawing, setWithdrawing] = useState<Entry[] | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const prefix = search.get('serial_prefix') ?? '';
  const supplier = organisation.id;
  const query = useInfiniteQuery({
    ...pages(['directory', supplier, prefix], (cursor, signal) => api.get('/api/v1/suppliers/{supplier_id}/directory', { path: { supplier_id: supplier }, query: { serial_prefix: prefix, cursor, limit: 200 }, signal })),
    placeholderData: staysWhileNarrowed(['directory', supplier]),
  });
  const layout = useColumns('directory', useEntryColumns());
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const chosen = rows.filter((row) => selected.has(row.id)).slice(0, mostSelected);
  const mayPublish = role === 'publisher';
  const find = (value: string) => {
    setSelected(new Set());
    setSearch(value ? { serial_prefix: value } : {}, { replace: true });
  };
  const commands = (
    <>
      {mayPublish && <ToolbarButton appearance="primary" icon={<AddRegular />} onClick={() => setPublishing(true)}>{directory.publish}</ToolbarButton>}
      {mayPublish && <ToolbarButton icon={<DeleteRegular />} disabled={chosen.length === 0} onClick={() => setWithdrawing(chosen)}>{directory.withdraw}</ToolbarButton>}
      {mayPublish && <ToolbarDivider />}
      <SearchField label={directory.search} title={directory.searchHint} className={styles.search} value={prefix} onChange={find} maxLength={128} />
      <ColumnChooser layout={layout} />
      {chosen.length > 0 && <Text aria-live="polite">{formats.plural(chosen.length, directory.selected)}</Text>}
    </>
  );
  return (
    <PageFrame title={directory.title} note={directory.note} commands={commands}>
      {query.error ? (
        <ErrorView error={query.error} retry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Loading />
      ) : rows.length > 0 ? (
        <DataGrid
          label={directory.title}
          rows={rows}
          rowId={(row) => row.id}
          rowName={(row) => row.serial_number}
          layout={layout}
          stale={query.isPlaceholderData}
          selected={mayPublish ? selected : undefined}
          onSelect={mayPublish ? setSelected : undefined}
          hasMore={query.hasNextPage}
          loadingMore={query.isFetchingNextPage}
          loadMore={() => void query.fetchNextPage()}
        />
      ) : prefix ? (
        <EmptyView icon={SearchRegular} title={directory.noMatch} action={<Button onClick={() => find('')}>{directory.clearSearch}</Button>}>{directory.noMatchText}</EmptyView>
      ) : (
        <EmptyView icon={BookDatabaseRegular} title={directory.empty} action={mayPublish && <Button appearance="primary" onClick={() => setPublishing(true)}>{directory.publish}</Button>}>
          {directory.emptyText}
        </EmptyView>
      )}
      {publishing && <PublishPanel supplier={supplier} onClose={() => setPublishing(false)} />}
      <WithdrawDialog supplier={supplier} entries={withdrawing} onClose={() => setWithdrawing(null)} onDone={() => setSelected(new Set())} />
    </PageFrame>
  );
}
