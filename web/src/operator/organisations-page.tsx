// Every organisation of the installation.
import { Button, makeStyles, Select, tokens, ToolbarButton } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { BuildingMultipleRegular } from '@fluentui/react-icons/svg/building-multiple';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { api } from '../api/client';
import { pages, staysWhileNarrowed } from '../api/queries';
import { useMe, type Kind } from '../api/session';
import type { Column } from '../components/data-grid';
import { EmptyView } from '../components/empty-view';
import { ColumnChooser, useColumns } from '../components/grid-columns';
import { GridView, useRows } from '../components/grid-view';
import { PageFrame } from '../components/page-frame';
import { SearchField } from '../components/search-field';
import type { Organisation } from '../organisation/organisation-here';
import { useFormats, useTexts } from '../texts/texts';
import { creatableKinds, NewOrganisationPanel } from './new-organisation-panel';

const kinds: Kind[] = [...creatableKinds, 'operator'];
const useStyles = makeStyles({ bar: { display: 'flex', gap: tokens.spacingHorizontalS, flexWrap: 'wrap' }, search: { width: '260px' } });

export default function OrganisationsPage() {
  const styles = useStyles();
  const { operator, common } = useTexts();
  const formats = useFormats();
  const navigate = useNavigate();
  const { role } = useMe();
  const [search, setSearch] = useSearchParams();
  const [wanted, setWanted] = useState('');
  const kind = kinds.find((one) => one === search.get('kind'));
  const making = search.get('new');
  const query = useInfiniteQuery({
    ...pages(['organisations', 'list', kind], (cursor, signal) => api.get('/api/v1/organisations', { query: { kind, cursor, limit: 200 }, signal })),
    placeholderData: staysWhileNarrowed(['organisations', 'list']),
  });
  const columns = useMemo<Column<Organisation>[]>(
    () => [
      { id: 'name', header: operator.name, width: 320, cell: (row) => row.name },
      { id: 'kind', header: operator.kind, width: 140, cell: (row) => common.kinds[row.kind] },
      { id: 'state', header: operator.state, width: 140, cell: (row) => operator.states[row.state] },
      { id: 'created', header: operator.created, width: 160, cell: (row) => formats.date(row.created_at) },
      { id: 'id', header: operator.id, width: 200, cell: (row) => row.id },
    ],
    [operator, common, formats],
  );
  const layout = useColumns('organisations', columns);
  const all = useRows(query);
  const text = wanted.trim().toLocaleLowerCase();
  const rows = useMemo(() => (text ? all.filter((row) => row.name.toLocaleLowerCase().includes(text)) : all), [all, text]);
  // A name is looked for among all, also those that are not here yet.
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (text && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [text, hasNextPage, isFetchingNextPage, fetchNextPage]);
  const create = () => setSearch(kind ? { kind, new: kind } : { new: 'customer' });
  return (
    <PageFrame
      title={operator.organisations}
      note={operator.organisationsNote}
      commands={
        <>
          {role === 'operator' && <ToolbarButton appearance="primary" icon={<AddRegular />} onClick={create}>{operator.create}</ToolbarButton>}
          <ColumnChooser layout={layout} />
        </>
      }
    >
      <div role="search" className={styles.bar}>
        <SearchField className={styles.search} label={operator.find} value={wanted} onChange={setWanted} />
        <Select aria-label={operator.kind} value={kind ?? ''} onChange={(_, data) => setSearch(data.value ? { kind: data.value } : {}, { replace: true })}>
          <option value="">{operator.allKinds}</option>
          {kinds.map((one) => <option key={one} value={one}>{common.kinds[one]}</option>)}
        </Select>
      </div>
      <GridView
        label={operator.organisations}
        query={query}
        rows={rows}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        layout={layout}
        onOpen={(row) => void navigate(`/organisations/${row.id}`)}
        empty={
          <EmptyView icon={BuildingMultipleRegular} title={text ? operator.noMatch : operator.noneOfKind} action={!text && role === 'operator' && <Button appearance="primary" icon={<AddRegular />} onClick={create}>{operator.create}</Button>}>
            {text ? undefined : operator.emptyText}
          </EmptyView>
        }
      />
      {making && <NewOrganisationPanel kind={creatableKinds.find((one) => one === making) ?? 'customer'} onClose={() => setSearch(kind ? { kind } : {})} />}
    </PageFrame>
  );
}
