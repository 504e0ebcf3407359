// Creating a webhook, or changing its address and events.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Schemas } from '../api/client';
import { CheckList } from '../components/check-list';
import { TextField, useSending } from '../components/form';
import { FormPanel } from '../components/form-panel';
import { useNotify } from '../components/notices';
import { ShownOnce } from '../components/shown-once';
import { useOrganisationHere } from '../organisation/organisation-here';
import { useTexts } from '../texts/texts';

const events: Schemas['WebhookEvent'][] = ['batch.finished', 'device.state_changed', 'relationship.changed'];

interface Props {
  webhook?: Schemas['Webhook'];  ///< the one to change
  onMade?(made: Schemas['NewWebhook']): void;
  onClose(): void;
}

export function WebhookPanel({ webhook, onMade, onClose }: Props) {
  const { webhooks, common } = useTexts();
  const here = useOrganisationHere();
  const client = useQueryClient();
  const { notify } = useNotify();
  const sending = useSending();
  const [url, setUrl] = useState(webhook?.url ?? '');
  const [chosen, setChosen] = useState(webhook?.events ?? events);
  const submit = async () => {
    const path = { organisation_id: here.id };
    const body = { url, events: chosen };
    const changed = () => client.invalidateQueries({ queryKey: ['webhooks', here.id] });
    if (webhook) {
      await api.patch('/api/v1/organisations/{organisation_id}/webhooks/{webhook_id}', { path: { ...path, webhook_id: webhook.id }, body });
      await changed();
      notify(webhooks.saved);
      onClose();
    } else {
      const made = await api.post('/api/v1/organisations/{organisation_id}/webhooks', { path, body });
      await changed();
      onMade?.(made);
    }
  };
  return (
    <FormPanel
      title={webhook ? webhooks.edit : webhooks.create}
      sending={sending}
      onSubmit={submit}
      submit={webhook ? common.save : webhooks.create}
      incomplete={chosen.length === 0}
      onClose={onClose}
    >
      <TextField label={webhooks.address} hint={webhooks.addressHint} type="url" value={url} onChange={setUrl} problem={sending.of('url')} required maxLength={2048} autoFocus />
      <CheckList
        label={webhooks.events}
        items={events}
        text={(event) => webhooks.eventTexts[event]}
        value={chosen}
        onChange={setChosen}
        problem={chosen.length === 0 ? webhooks.noEvents : sending.of('events')}
      />
    </FormPanel>
  );
}

export function WebhookSecret({ made, onClose }: { made: Schemas['NewWebhook']; onClose(): void }) {
  const { webhooks } = useTexts();
  return <ShownOnce title={webhooks.secretTitle} once={webhooks.secretOnce} values={[{ name: webhooks.secret, value: made.secret }]} onClose={onClose} />;
}
