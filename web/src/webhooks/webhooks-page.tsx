// The addresses that an organisation has told of what happens.
import { Button, ToolbarButton } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { PlugConnectedRegular } from '@fluentui/react-icons/svg/plug-connected';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { api, type Schemas } from '../api/client';
import { pages } from '../api/queries';
import type { Column } from '../components/data-grid';
import { EmptyView } from '../components/empty-view';
import { useColumns } from '../components/grid-columns';
import { GridView } from '../components/grid-view';
import { OrganisationFrame } from '../organisation/organisation-frame';
import { useOrganisationHere } from '../organisation/organisation-here';
import { useFormats, useTexts } from '../texts/texts';
import { WebhookPanel, WebhookSecret } from './webhook-panel';

type Webhook = Schemas['Webhook'];

export default function WebhooksPage() {
  const { webhooks } = useTexts();
  const formats = useFormats();
  const here = useOrganisationHere();
  const navigate = useNavigate();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<Schemas['NewWebhook'] | null>(null);
  const query = useInfiniteQuery(
    pages(['webhooks', here.id, 'list'], (cursor, signal) => api.get('/api/v1/organisations/{organisation_id}/webhooks', { path: { organisation_id: here.id }, query: { cursor, limit: 200 }, signal })),
  );
  const columns = useMemo<Column<Webhook>[]>(
    () => [
      { id: 'url', header: webhooks.address, width: 400, cell: (row) => row.url },
      { id: 'state', header: webhooks.state, width: 100, cell: (row) => (row.enabled ? webhooks.on : webhooks.off) },
      { id: 'events', header: webhooks.events, width: 440, cell: (row) => row.events.map((event) => webhooks.eventTexts[event]).join(', ') },
      { id: 'created', header: webhooks.created, width: 160, cell: (row) => formats.date(row.created_at) },
    ],
    [webhooks, formats],
  );
  const layout = useColumns('webhooks', columns);
  return (
    <OrganisationFrame
      section={webhooks.title}
      note={webhooks.note}
      commands={<ToolbarButton appearance="primary" icon={<AddRegular />} onClick={() => setMaking(true)}>{webhooks.create}</ToolbarButton>}
    >
      <GridView
        label={webhooks.title}
        query={query}
        rowId={(row) => row.id}
        rowName={(row) => row.url}
        layout={layout}
        onOpen={(row) => void navigate(`${here.base}/webhooks/${row.id}`)}
        empty={
          <EmptyView icon={PlugConnectedRegular} title={webhooks.empty} action={<Button appearance="primary" icon={<AddRegular />} onClick={() => setMaking(true)}>{webhooks.create}</Button>}>
            {webhooks.emptyText}
          </EmptyView>
        }
      />
      {making && <WebhookPanel onMade={(one) => { setMaking(false); setMade(one); }} onClose={() => setMaking(false)} />}
      {made && <WebhookSecret made={made} onClose={() => void navigate(`${here.base}/webhooks/${made.id}`)} />}
    </OrganisationFrame>
  );
}
