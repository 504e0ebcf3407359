// A partner's customers and requests; the way to a customer's devices begins here.
import { Button, makeStyles, Tab, TabList, Text, tokens, ToolbarButton } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { PeopleTeamRegular } from '@fluentui/react-icons/svg/people-team';
import { useMemo, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { api, type Schemas } from '../api/client';
import { useEveryPage } from '../api/every-page';
import { pages } from '../api/queries';
import { useMe } from '../api/session';
import { DataGrid, type Column } from '../components/data-grid';
import { EmptyView } from '../components/empty-view';
import { ErrorView } from '../components/error-view';
import { ColumnChooser, useColumns } from '../components/grid-columns';
import { Loading } from '../components/loading';
import { PageFrame } from '../components/page-frame';
import { SearchField } from '../components/search-field';
import { RelationshipBadge } from '../relationships/relationship-badge';
import { RelationshipPanel } from '../relationships/relationship-panel';
import { relationshipList, relationshipRights, type Relationship } from '../relationships/relationships';
import RequestPanel from '../relationships/request-panel';
import { useFormats, useTexts } from '../texts/texts';
import { customerRows, shownOf, shownStates, type CustomerRow, type Shown } from './customer-rows';

const useStyles = makeStyles({
  tabs: { flexWrap: 'wrap', marginInlineStart: `calc(-1 * ${tokens.spacingHorizontalS})` },
  request: { color: tokens.colorNeutralForeground2, fontStyle: 'italic' },
});

function useCustomerColumns(): Column<CustomerRow>[] {
  const styles = useStyles();
  const { customers, relationships, common } = useTexts();
  const formats = useFormats();
  return useMemo(() => {
    const count = (value: number | undefined) => (value === undefined ? common.none : formats.number(value));
    return [
      {
        id: 'name',
        header: customers.name,
        width: 210,
        cell: ({ relationship }) => relationship.customer_name ?? <span className={styles.request}>{relationships.openRequest(formats.date(relationship.created_at))}</span>,
      },
      { id: 'state', header: relationships.state, width: 140, cell: ({ relationship }) => <RelationshipBadge state={relationship.state} /> },
      { id: 'devices', header: customers.devices, width: 110, numeric: true, cell: (row) => count(row.devices?.total) },
      { id: 'ready', header: customers.ready, width: 160, numeric: true, cell: (row) => count(row.devices?.ready_for_user) },
      { id: 'failed', header: customers.failed, width: 140, numeric: true, cell: (row) => count(row.devices?.registration_failed) },
      { id: 'delegated', header: customers.delegated, width: 230, cell: ({ relationship }) => (relationship.delegated_administration ? customers.delegatedYes : customers.delegatedNoShort) },
      {
        id: 'since',
        header: customers.since,
        width: 160,
        cell: ({ relationship }) =>
          relationship.state === 'requested' ? customers.validUntil(formats.date(relationship.expires_at)) : formats.date(relationship.ended_at ?? relationship.decided_at ?? relationship.expires_at ?? relationship.created_at),
      },
      { id: 'requested-by', header: relationships.requestedBy, width: 180, hidden: true, cell: ({ relationship }) => relationship.requested_by ?? relationships.byOperator },
    ];
  }, [styles, customers, relationships, common, formats]);
}

export default function CustomersPage() {
  const styles = useStyles();
  const { customers, relationships } = useTexts();
  const formats = useFormats();
  const navigate = useNavigate();
  const { organisation, role } = useMe();
  const [search, setSearch] = useSearchParams();
  const [wanted, setWanted] = useState('');
  const [requesting, setRequesting] = useState(false);
  const all = useEveryPage<Relationship>(relationshipList);
  const counted = useEveryPage<Schemas['Customer']>(pages(['customers'], (cursor, signal) => api.get('/api/v1/customers', { query: { cursor, limit: 200 }, signal })));
  const layout = useColumns('customers', useCustomerColumns());
  const given = search.get('show') as Shown | null;
  const shown = given && shownStates.includes(given) ? given : 'all';
  const rows = useMemo(() => customerRows(all.items, counted.items), [all.items, counted.items]);
  const name = wanted.trim().toLocaleLowerCase();
  const filtered = rows.filter(({ relationship }) => (shown === 'all' || shownOf(relationship) === shown) && (!name || (relationship.customer_name ?? '').toLocaleLowerCase().includes(name)));
  const set = (parameter: string, value: string | null) =>
    setSearch((now) => {
      if (value) now.set(parameter, value);
      else now.delete(parameter);
      return now;
    }, { replace: value === null });
  const open = ({ relationship }: CustomerRow) => {
    if (relationship.state === 'active') void navigate(`/customers/${relationship.customer_id}`);
    else set('relationship', relationship.id);
  };
  const mayRequest = relationshipRights(organisation.kind, role).request;
  const some = rows.length > 0;
  return (
    <PageFrame
      title={customers.title}
      note={customers.note}
      commands={
        (mayRequest || some) && (
          <>
            {mayRequest && <ToolbarButton appearance="primary" icon={<AddRegular />} onClick={() => setRequesting(true)}>{relationships.request}</ToolbarButton>}
            {some && <SearchField label={customers.filter} value={wanted} onChange={setWanted} />}
            {some && <ColumnChooser layout={layout} />}
          </>
        )
      }
    >
      {all.error ? (
        <ErrorView error={all.error} retry={() => void all.refetch()} />
      ) : all.isPending ? (
        <Loading />
      ) : !some ? (
        <EmptyView icon={PeopleTeamRegular} title={customers.empty} action={mayRequest && <Button appearance="primary" onClick={() => setRequesting(true)}>{relationships.request}</Button>}>
          {customers.emptyText}
        </EmptyView>
      ) : (
        <>
          <TabList size="small" aria-label={customers.show} className={styles.tabs} selectedValue={shown} onTabSelect={(_, data) => set('show', data.value === 'all' ? null : String(data.value))}>
            {shownStates.map((value) => (
              <Tab key={value} value={value}>
                {customers.shown[value]}{' '}
                <Text size={200}>{formats.number(value === 'all' ? rows.length : rows.filter((row) => shownOf(row.relationship) === value).length)}</Text>
              </Tab>
            ))}
          </TabList>
          {filtered.length === 0 ? (
            <Text>{name ? customers.noMatch : customers.noneShown}</Text>
          ) : (
            <DataGrid
              label={customers.title}
              rows={filtered}
              rowId={(row) => row.relationship.id}
              rowName={(row) => row.relationship.customer_name ?? relationships.openRequest(formats.date(row.relationship.created_at))}
              layout={layout}
              onOpen={open}
              loadingMore={all.loadingMore}
            />
          )}
        </>
      )}
      {requesting && <RequestPanel onClose={() => setRequesting(false)} />}
      <RelationshipPanel id={search.get('relationship')} onClose={() => set('relationship', null)} />
    </PageFrame>
  );
}
