// A partner's customers; the way to their devices begins here.
import { SearchBox, Text } from '@fluentui/react-components';
import { PeopleTeamRegular } from '@fluentui/react-icons/svg/people-team';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { api, type Schemas } from '../api/client';
import { pages } from '../api/queries';
import { DataGrid, type Column } from '../components/data-grid';
import { EmptyView } from '../components/empty-view';
import { ErrorView } from '../components/error-view';
import { ColumnChooser, useColumns } from '../components/grid-columns';
import { Loading } from '../components/loading';
import { PageFrame } from '../components/page-frame';
import { useFormats, useTexts } from '../texts/texts';

type Customer = Schemas['Customer'];

export default function CustomersPage() {
  const { customers, common } = useTexts();
  const formats = useFormats();
  const navigate = useNavigate();
  const [wanted, setWanted] = useState('');
  const query = useInfiniteQuery(pages(['customers'], (cursor, signal) => api.get('/api/v1/customers', { query: { cursor, limit: 200 }, signal })));
  const columns = useMemo<Column<Customer>[]>(() => {
    const count = (value: number | undefined) => (value === undefined ? common.none : formats.number(value));
    return [
      { id: 'name', header: customers.name, width: 280, cell: (row) => row.name },
      { id: 'delegated', header: customers.delegated, width: 280, cell: (row) => (row.delegated_administration === false ? customers.delegatedNo : customers.delegatedYes) },
      { id: 'devices', header: customers.devices, width: 120, numeric: true, cell: (row) => count(row.devices?.total) },
      { id: 'ready', header: customers.ready, width: 140, numeric: true, cell: (row) => count(row.devices?.ready_for_user) },
      { id: 'failed', header: customers.failed, width: 120, numeric: true, cell: (row) => count(row.devices?.registration_failed) },
      { id: 'since', header: customers.since, width: 160, cell: (row) => formats.date(row.created_at) },
    ];
  }, [customers, common, formats]);
  const layout = useColumns('customers', columns);
  const all = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const rows = all.filter((row) => row.name.toLocaleLowerCase().includes(wanted.trim().toLocaleLowerCase()));
  return (
    <PageFrame
      title={customers.title}
      note={customers.note}
      commands={all.length > 0 && (
        <>
          <SearchBox placeholder={customers.filter} aria-label={customers.filter} value={wanted} onChange={(_, data) => setWanted(data.value)} />
          <ColumnChooser layout={layout} />
        </>
      )}
    >
      {query.error ? (
        <ErrorView error={query.error} retry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Loading />
      ) : all.length === 0 ? (
        <EmptyView icon={PeopleTeamRegular} title={customers.empty}>{customers.emptyText}</EmptyView>
      ) : rows.length === 0 ? (
        <Text>{customers.noMatch}</Text>
      ) : (
        <DataGrid
          label={customers.title}
          rows={rows}
          rowId={(row) => row.id}
          rowName={(row) => row.name}
          layout={layout}
          onOpen={(row) => void navigate(`/customers/${row.id}`)}
          hasMore={query.hasNextPage}
          loadingMore={query.isFetchingNextPage}
          loadMore={() => void query.fetchNextPage()}
        />
      )}
    </PageFrame>
  );
}
