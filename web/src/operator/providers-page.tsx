// The OpenID providers through which people sign in.
import { Button, ToolbarButton } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { PersonKeyRegular } from '@fluentui/react-icons/svg/person-key';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { api, type Schemas } from '../api/client';
import { pages } from '../api/queries';
import { useMe } from '../api/session';
import type { Column } from '../components/data-grid';
import { EmptyView } from '../components/empty-view';
import { useColumns } from '../components/grid-columns';
import { GridView } from '../components/grid-view';
import { PageFrame } from '../components/page-frame';
import { useFormats, useTexts } from '../texts/texts';
import { ProviderPanel } from './provider-panel';

type Provider = Schemas['IdentityProvider'];

export default function ProvidersPage() {
  const { operator } = useTexts();
  const formats = useFormats();
  const { role } = useMe();
  const [shown, setShown] = useState<Provider | 'new' | null>(null);
  const query = useInfiniteQuery(pages(['providers'], (cursor, signal) => api.get('/api/v1/identity-providers', { query: { cursor, limit: 200 }, signal })));
  const columns = useMemo<Column<Provider>[]>(
    () => [
      { id: 'name', header: operator.providerName, width: 220, cell: (row) => row.name },
      { id: 'issuer', header: operator.issuer, width: 400, cell: (row) => row.issuer },
      { id: 'enabled', header: operator.signIn, width: 110, cell: (row) => (row.enabled ? operator.switchedOn : operator.switchedOff) },
      { id: 'rules', header: operator.rules, width: 140, cell: (row) => formats.plural(row.rules.length, operator.rulesCount) },
      { id: 'created', header: operator.created, width: 160, cell: (row) => formats.date(row.created_at) },
    ],
    [operator, formats],
  );
  const layout = useColumns('identity-providers', columns);
  const mayChange = role === 'operator';
  const add = () => setShown('new');
  return (
    <PageFrame
      title={operator.providers}
      note={operator.providersNote}
      commands={mayChange && <ToolbarButton appearance="primary" icon={<AddRegular />} onClick={add}>{operator.addProvider}</ToolbarButton>}
    >
      <GridView
        label={operator.providers}
        query={query}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        layout={layout}
        onOpen={(row) => setShown(row)}
        empty={
          <EmptyView icon={PersonKeyRegular} title={operator.noProviders} action={mayChange && <Button appearance="primary" icon={<AddRegular />} onClick={add}>{operator.addProvider}</Button>}>
            {operator.noProvidersText}
          </EmptyView>
        }
      />
      {shown && <ProviderPanel provider={shown === 'new' ? undefined : shown} mayChange={mayChange} onClose={() => setShown(null)} />}
    </PageFrame>
  );
}
