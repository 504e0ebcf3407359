// The programs of an organisation: API clients, and tokens.
import { Button, Tab, TabList, ToolbarButton } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { KeyRegular } from '@fluentui/react-icons/svg/key';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { api, type Schemas } from '../api/client';
import { pages } from '../api/queries';
import type { Column } from '../components/data-grid';
import { EmptyView } from '../components/empty-view';
import { ColumnChooser, useColumns } from '../components/grid-columns';
import { GridView, type ListQuery } from '../components/grid-view';
import { OrganisationFrame } from '../organisation/organisation-frame';
import { useOrganisationHere } from '../organisation/organisation-here';
import { useFormats, useTexts } from '../texts/texts';
import { AccessPanel, type Shown } from './access-panel';
import { MadeAccess, type Made } from './made-access';
import { NewAccessPanel, type AccessKind } from './new-access-panel';
import { stateOf } from './scopes';

type Row = Schemas['Client'] | Schemas['Token'];

function useAccessColumns() {
  const { access, common } = useTexts();
  const formats = useFormats();
  return useMemo<Column<Row>[]>(
    () => [
      { id: 'name', header: access.name, width: 240, cell: (row) => row.name },
      { id: 'state', header: access.state, width: 120, cell: (row) => access[stateOf(row)] },
      { id: 'role', header: access.role, width: 150, cell: (row) => common.roles[row.role] },
      { id: 'scopes', header: access.scopes, width: 300, cell: (row) => row.scopes.join(', ') },
      { id: 'expires', header: access.expires, width: 140, cell: (row) => (row.expires_at ? formats.date(row.expires_at) : access.never) },
      { id: 'used', header: access.lastUsed, width: 180, cell: (row) => (row.last_used_at ? formats.dateTime(row.last_used_at) : access.notUsed) },
      { id: 'by', header: access.createdBy, width: 160, cell: (row) => row.created_by ?? common.none },
      { id: 'id', header: access.id, width: 180, hidden: true, cell: (row) => row.id },
    ],
    [access, common, formats],
  );
}

export default function ApiAccessPage() {
  const { access } = useTexts();
  const here = useOrganisationHere();
  const [search, setSearch] = useSearchParams();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<Made | null>(null);
  const [open, setOpen] = useState<Shown | null>(null);
  const kind: AccessKind = search.get('view') === 'tokens' ? 'tokens' : 'clients';
  const path = { organisation_id: here.id };
  const clients = useInfiniteQuery({
    ...pages<Row>(['clients', here.id], (cursor, signal) => api.get('/api/v1/organisations/{organisation_id}/clients', { path, query: { cursor, limit: 200 }, signal })),
    enabled: kind === 'clients',
  });
  const tokens = useInfiniteQuery({
    ...pages<Row>(['tokens', here.id], (cursor, signal) => api.get('/api/v1/organisations/{organisation_id}/tokens', { path, query: { cursor, limit: 200 }, signal })),
    enabled: kind === 'tokens',
  });
  const query: ListQuery<Row> = kind === 'clients' ? clients : tokens;
  const layout = useColumns('api-access', useAccessColumns());
  const create = kind === 'clients' ? access.newClient : access.newToken;
  return (
    <OrganisationFrame
      section={access.title}
      note={kind === 'clients' ? access.clientsNote : access.tokensNote}
      commands={
        <>
          <ToolbarButton appearance="primary" icon={<AddRegular />} onClick={() => setMaking(true)}>{create}</ToolbarButton>
          <ColumnChooser layout={layout} />
        </>
      }
    >
      <TabList appearance="subtle-circular" size="small" selectedValue={kind} onTabSelect={(_, data) => setSearch(data.value === 'tokens' ? { view: 'tokens' } : {}, { replace: true })}>
        <Tab value="clients">{access.clients}</Tab>
        <Tab value="tokens">{access.tokens}</Tab>
      </TabList>
      <GridView
        label={kind === 'clients' ? access.clients : access.tokens}
        query={query}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        layout={layout}
        onOpen={(one) => setOpen({ kind, one } as Shown)}
        empty={
          <EmptyView icon={KeyRegular} title={kind === 'clients' ? access.noClients : access.noTokens} action={<Button appearance="primary" icon={<AddRegular />} onClick={() => setMaking(true)}>{create}</Button>}>
            {kind === 'clients' ? access.noClientsText : access.noTokensText}
          </EmptyView>
        }
      />
      {open && <AccessPanel {...open} onMade={setMade} onClose={() => setOpen(null)} />}
      {making && <NewAccessPanel kind={kind} onMade={(one) => { setMaking(false); setMade(one); }} onClose={() => setMaking(false)} />}
      {made && <MadeAccess {...made} onClose={() => { setMade(null); setOpen(null); }} />}
    </OrganisationFrame>
  );
}
