// Creating an enrolment token, what is shown of it once, and revoking it.
import { Button, MessageBar, MessageBarBody, Text, useRestoreFocusTarget } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, type Schemas } from '../api/client';
import { ConfirmDialog } from '../components/confirm-dialog';
import { ExpiryField, expiryOf } from '../components/expiry-field';
import { Facts } from '../components/facts';
import { TextField, useSending } from '../components/form';
import { FormPanel } from '../components/form-panel';
import { useNotify } from '../components/notices';
import { RouteLink } from '../components/route-link';
import { CopyValue, ShownOnce } from '../components/shown-once';
import { SidePanel } from '../components/side-panel';
import { useFormats, useTexts } from '../texts/texts';

export function NewTokenPanel({ customer, onClose }: { customer: string; onClose(): void }) {
  const { enrolments } = useTexts();
  const client = useQueryClient();
  const sending = useSending();
  const [name, setName] = useState('');
  const [span, setSpan] = useState<keyof typeof enrolments.expiresIn>('d1');
  const [made, setMade] = useState<Schemas['NewEnrolmentToken'] | null>(null);
  if (made) {
    return (
      <ShownOnce title={enrolments.made(made.name)} once={enrolments.once} values={[{ name: enrolments.token, value: made.token }]} onClose={onClose}>
        <CopyValue name={enrolments.onDevice} value={`echo ${made.token} > token && muster-agent enrol --server ${location.origin} --token-file token`} />
      </ShownOnce>
    );
  }
  return (
    <FormPanel
      title={enrolments.create}
      above={<Text>{enrolments.note}</Text>}
      sending={sending}
      onSubmit={async () => {
        const answer = await api.post('/api/v1/customers/{customer_id}/enrolment-tokens', { path: { customer_id: customer }, body: { name, expires_at: expiryOf(span) } });
        await client.invalidateQueries({ queryKey: ['enrolment-tokens', customer] });
        setMade(answer);
      }}
      submit={enrolments.create}
      onClose={onClose}
    >
      <TextField label={enrolments.name} hint={enrolments.nameHint} value={name} onChange={setName} problem={sending.of('name')} required maxLength={128} autoFocus />
      <ExpiryField label={enrolments.expires} hint={enrolments.expiresHint} spans={enrolments.expiresIn} value={span} onChange={setSpan} problem={sending.of('expires_at')} />
    </FormPanel>
  );
}

interface Props {
  customer: string;
  base: string;  ///< what stands before `/devices` in the address
  token: Schemas['EnrolmentToken'];
  onClose(): void;
}

export function TokenPanel({ customer, base, token, onClose }: Props) {
  const opener = useRestoreFocusTarget();
  const { enrolments } = useTexts();
  const formats = useFormats();
  const client = useQueryClient();
  const { notify } = useNotify();
  const [asked, setAsked] = useState(false);
  const revoke = async () => {
    await api.delete('/api/v1/customers/{customer_id}/enrolment-tokens/{enrolment_token_id}', { path: { customer_id: customer, enrolment_token_id: token.id } });
    notify(enrolments.revoked);
    await client.invalidateQueries({ queryKey: ['enrolment-tokens', customer] });
    onClose();
  };
  return (
    <SidePanel open onClose={onClose} title={token.name} footer={!token.used_at && <Button {...opener} onClick={() => setAsked(true)}>{enrolments.revoke}</Button>}>
      {token.used_at && <MessageBar><MessageBarBody>{enrolments.usedText}</MessageBarBody></MessageBar>}
      <Facts
        items={[
          [enrolments.createdBy, token.created_by],
          [enrolments.created, formats.dateTime(token.created_at)],
          [enrolments.expires, formats.dateTime(token.expires_at)],
          [enrolments.used, token.used_at ? formats.dateTime(token.used_at) : enrolments.notUsed],
          ...(token.device_id ? [[enrolments.device, <RouteLink key="device" to={`${base}/devices?device=${token.device_id}`}>{token.device_id}</RouteLink>] as [string, ReactNode]] : []),
        ]}
      />
      <ConfirmDialog open={asked} onClose={() => setAsked(false)} title={enrolments.revokeTitle(token.name)} confirm={enrolments.revoke} onConfirm={revoke}>
        <Text>{enrolments.revokeText}</Text>
      </ConfirmDialog>
    </SidePanel>
  );
}
