// One webhook: what it is told of, whether it is on, and what became of each message.
import { Button, Subtitle1, Text, ToolbarButton, useRestoreFocusTarget } from '@fluentui/react-components';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { EditRegular } from '@fluentui/react-icons/svg/edit';
import { KeyResetRegular } from '@fluentui/react-icons/svg/key-reset';
import { PauseRegular } from '@fluentui/react-icons/svg/pause';
import { PlayRegular } from '@fluentui/react-icons/svg/play';
import { SendRegular } from '@fluentui/react-icons/svg/send';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { api, type Schemas } from '../api/client';
import { ConfirmDialog } from '../components/confirm-dialog';
import { ErrorView } from '../components/error-view';
import { Facts } from '../components/facts';
import { Loading } from '../components/loading';
import { useNotify } from '../components/notices';
import { OrganisationFrame } from '../organisation/organisation-frame';
import { useOrganisationHere } from '../organisation/organisation-here';
import { useFormats, useTexts } from '../texts/texts';
import { Deliveries } from './deliveries';
import { WebhookPanel, WebhookSecret } from './webhook-panel';

const one = '/api/v1/organisations/{organisation_id}/webhooks/{webhook_id}';

export default function WebhookPage() {
  const opener = useRestoreFocusTarget();
  const { webhooks } = useTexts();
  const formats = useFormats();
  const here = useOrganisationHere();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { notify, notifyError } = useNotify();
  const { webhookId = '' } = useParams();
  const [asked, setAsked] = useState<'edit' | 'rotate' | 'remove' | null>(null);
  const [made, setMade] = useState<Schemas['NewWebhook'] | null>(null);
  const path = { organisation_id: here.id, webhook_id: webhookId };
  const { data: webhook, error, refetch } = useQuery({ queryKey: ['webhooks', here.id, webhookId], queryFn: () => api.get(one, { path }) });
  if (error) return <OrganisationFrame section={webhooks.one}><ErrorView error={error} retry={() => void refetch()} /></OrganisationFrame>;
  if (!webhook) return <OrganisationFrame section={webhooks.one}><Loading /></OrganisationFrame>;

  const test = async () => {
    try {
      await api.post(`${one}/test`, { path });
      notify(webhooks.tested);
      await client.invalidateQueries({ queryKey: ['deliveries', webhookId] });
    } catch (failed) {
      notifyError(failed);
    }
  };
  const turn = async () => {
    try {
      await api.patch(one, { path, body: { enabled: !webhook.enabled } });
      notify(webhook.enabled ? webhooks.switchedOff : webhooks.switchedOn);
      await client.invalidateQueries({ queryKey: ['webhooks', here.id] });
    } catch (failed) {
      notifyError(failed);
    }
  };
  const rotate = async () => {
    setMade(await api.post(`${one}/rotate-secret`, { path }));
    await refetch();
  };
  const remove = async () => {
    await api.delete(one, { path });
    notify(webhooks.removed);
    await navigate(`${here.base}/webhooks`);
    await client.invalidateQueries({ queryKey: ['webhooks', here.id, 'list'] });
  };
  return (
    <OrganisationFrame
      section={webhooks.one}
      commands={
        <>
          <ToolbarButton icon={<SendRegular />} onClick={() => void test()}>{webhooks.test}</ToolbarButton>
          <ToolbarButton icon={<EditRegular />} onClick={() => setAsked('edit')}>{webhooks.edit}</ToolbarButton>
          <ToolbarButton icon={webhook.enabled ? <PauseRegular /> : <PlayRegular />} onClick={() => void turn()}>{webhook.enabled ? webhooks.switchOff : webhooks.switchOn}</ToolbarButton>
          <ToolbarButton {...opener} icon={<KeyResetRegular />} onClick={() => setAsked('rotate')}>{webhooks.rotate}</ToolbarButton>
          <ToolbarButton {...opener} icon={<DeleteRegular />} onClick={() => setAsked('remove')}>{webhooks.remove}</ToolbarButton>
        </>
      }
    >
      <Facts
        items={[
          [webhooks.address, webhook.url],
          [webhooks.state, webhook.enabled ? webhooks.on : webhooks.off],
          [webhooks.events, webhook.events.map((event) => webhooks.eventTexts[event]).join(', ')],
          ...(webhook.old_secret_until ? [[webhooks.oldUntil, formats.dateTime(webhook.old_secret_until)] as [string, string]] : []),
        ]}
      />
      <Subtitle1 as="h2">{webhooks.deliveries}</Subtitle1>
      <Deliveries webhook={webhook} test={<Button icon={<SendRegular />} onClick={() => void test()}>{webhooks.test}</Button>} />
      {asked === 'edit' && <WebhookPanel webhook={webhook} onClose={() => setAsked(null)} />}
      <ConfirmDialog open={asked === 'rotate'} onClose={() => setAsked(null)} title={webhooks.rotateTitle} confirm={webhooks.rotate} onConfirm={rotate}>
        <Text>{webhooks.rotateText}</Text>
      </ConfirmDialog>
      <ConfirmDialog open={asked === 'remove'} onClose={() => setAsked(null)} title={webhooks.removeTitle} confirm={webhooks.remove} onConfirm={remove}>
        <Text>{webhooks.removeText}</Text>
      </ConfirmDialog>
      {made && <WebhookSecret made={made} onClose={() => setMade(null)} />}
    </OrganisationFrame>
  );
}
