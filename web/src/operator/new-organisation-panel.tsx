// Creating an organisation and inviting its first administrator. Where the second fails, the first is done,
// and is not done again.
import { Field, makeStyles, MessageBar, MessageBarBody, Radio, RadioGroup, Text, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api, type Schemas } from '../api/client';
import type { Kind } from '../api/session';
import { TextField, useSending } from '../components/form';
import { FormPanel } from '../components/form-panel';
import { useNotify } from '../components/notices';
import { InvitationLink } from '../people/invite-panel';
import { headOf } from '../people/roles';
import { useTexts } from '../texts/texts';

const useStyles = makeStyles({ hint: { display: 'block', color: tokens.colorNeutralForeground3 } });
export const creatableKinds: Kind[] = ['customer', 'partner', 'supplier'];

export function NewOrganisationPanel({ kind: first, onClose }: { kind: Kind; onClose(): void }) {
  const styles = useStyles();
  const { operator, common } = useTexts();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { notify } = useNotify();
  const sending = useSending();
  const [kind, setKind] = useState(first);
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [created, setCreated] = useState<Schemas['Organisation'] | null>(null);
  const [invited, setInvited] = useState<Schemas['MadeInvitation'] | null>(null);
  const open = (id: string) => void navigate(`/organisations/${id}`);
  const submit = async () => {
    let organisation = created;
    if (!organisation) {
      organisation = await api.post('/api/v1/organisations', { body: { kind, name } });
      setCreated(organisation);
      notify(operator.createdNotify(organisation.name));
      await client.invalidateQueries({ queryKey: ['organisations'] });
    }
    if (!email.trim()) return open(organisation.id);
    setInvited(await api.post('/api/v1/organisations/{organisation_id}/invitations', { path: { organisation_id: organisation.id }, body: { email: email.trim(), role: headOf(organisation.kind) } }));
  };
  if (created && invited) return <InvitationLink organisation={created.name} made={invited} onClose={() => open(created.id)} />;
  return (
    <FormPanel
      title={operator.create}
      sending={sending}
      onSubmit={submit}
      submit={created ? operator.inviteNow : operator.create}
      cancel={created ? { text: operator.toOrganisation, onClick: () => open(created.id) } : undefined}
      onClose={created ? () => open(created.id) : onClose}
    >
      {created ? (
        <MessageBar intent="warning" layout="multiline"><MessageBarBody>{operator.createdButNotInvited(created.name)}</MessageBarBody></MessageBar>
      ) : (
        <>
          <Field label={operator.kind}>
            <RadioGroup value={kind} onChange={(_, data) => setKind(data.value as Kind)}>
              {creatableKinds.map((one) => <Radio key={one} value={one} label={<>{common.kinds[one]}<Text size={200} className={styles.hint}>{operator.kindHints[one]}</Text></>} />)}
            </RadioGroup>
          </Field>
          <TextField label={operator.name} hint={operator.nameHint} value={name} onChange={setName} problem={sending.of('name')} required maxLength={256} autoFocus />
        </>
      )}
      <TextField label={operator.firstAdministrator} hint={operator.firstAdministratorHint} type="email" value={email} onChange={setEmail} problem={sending.of('email')} required={created !== null} />
    </FormPanel>
  );
}
