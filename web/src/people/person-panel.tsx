// One person of an organisation: who it is, and another role, a new password, or the way out.
import { Button, makeStyles, MessageBar, MessageBarBody, Text, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { KeyResetRegular } from '@fluentui/react-icons/svg/key-reset';
import { PersonDeleteRegular } from '@fluentui/react-icons/svg/person-delete';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Schemas } from '../api/client';
import { sessionQuery, useMe } from '../api/session';
import { ConfirmDialog } from '../components/confirm-dialog';
import { Facts } from '../components/facts';
import { Form, useSending } from '../components/form';
import { useNotify } from '../components/notices';
import { ShownOnce } from '../components/shown-once';
import { SidePanel } from '../components/side-panel';
import { useOrganisationHere } from '../organisation/organisation-here';
import { useFormats, useTexts } from '../texts/texts';
import { RoleField } from './role-field';

const useStyles = makeStyles({ buttons: { display: 'flex', gap: tokens.spacingHorizontalS, flexWrap: 'wrap' } });

function ChangeRole({ member, onDone }: { member: Schemas['Member']; onDone(): void }) {
  const styles = useStyles();
  const { people, common } = useTexts();
  const here = useOrganisationHere();
  const { person: me } = useMe();
  const client = useQueryClient();
  const { notify } = useNotify();
  const sending = useSending();
  const [role, setRole] = useState(member.role);
  const { person } = member;
  return (
    <Form
      sending={sending}
      onSubmit={async () => {
        await api.patch('/api/v1/organisations/{organisation_id}/people/{person_id}', { path: { organisation_id: here.id, person_id: person.id }, body: { role } });
        notify(people.roleChanged(person.name, common.roles[role]));
        await client.invalidateQueries({ queryKey: ['people', here.id] });
        if (person.id === me.id) await client.invalidateQueries(sessionQuery);
        onDone();
      }}
    >
      <RoleField kind={here.organisation.kind} value={role} onChange={setRole} problem={sending.of('role')} />
      {role !== member.role && (
        <MessageBar intent={person.id === me.id ? 'warning' : 'info'} layout="multiline">
          <MessageBarBody>{people.roleEffect}{person.id === me.id && ` ${people.ownRoleEffect}`}</MessageBarBody>
        </MessageBar>
      )}
      <div className={styles.buttons}>
        <Button type="submit" appearance="primary" disabled={sending.busy || role === member.role}>{people.changeRole}</Button>
      </div>
    </Form>
  );
}

export function PersonPanel({ member, onClose }: { member: Schemas['Member']; onClose(): void }) {
  const opener = useRestoreFocusTarget();
  const { people, common } = useTexts();
  const formats = useFormats();
  const here = useOrganisationHere();
  const { person: me } = useMe();
  const client = useQueryClient();
  const { notify } = useNotify();
  const [asked, setAsked] = useState<'remove' | 'reset' | null>(null);
  const [link, setLink] = useState<string | null>(null);
  const { person } = member;
  const path = { organisation_id: here.id, person_id: person.id };
  const isMe = person.id === me.id;
  const remove = async () => {
    await api.delete('/api/v1/organisations/{organisation_id}/people/{person_id}', { path });
    notify(people.removed(person.name));
    if (isMe) await client.invalidateQueries(sessionQuery);
    else await client.invalidateQueries({ queryKey: ['people', here.id] });
    onClose();
  };
  const reset = async () => setLink((await api.post('/api/v1/organisations/{organisation_id}/people/{person_id}/password-reset', { path })).link);
  if (link) return <ShownOnce title={people.resetOnceTitle(person.name)} once={people.resetOnce} values={[{ name: people.link, value: link }]} onClose={onClose} />;
  return (
    <SidePanel
      open
      onClose={onClose}
      title={person.name}
      footer={here.rights.change && (
        <>
          <Button {...opener} icon={<KeyResetRegular />} onClick={() => setAsked('reset')}>{people.reset}</Button>
          <Button {...opener} icon={<PersonDeleteRegular />} onClick={() => setAsked('remove')}>{people.remove}</Button>
        </>
      )}
    >
      <Facts
        items={[
          [people.email, person.email],
          ...(here.rights.change ? [] : [[people.role, common.roles[member.role]] as [string, string]]),
          [people.since, formats.dateTime(member.since)],
          [people.lastSignedIn, person.last_signed_in_at ? formats.dateTime(person.last_signed_in_at) : people.never],
          [people.password, person.has_password ? people.withPassword : people.withProvider],
          [people.secondFactor, person.has_second_factor ? people.on : people.off],
        ]}
      />
      {here.rights.change && <ChangeRole member={member} onDone={onClose} />}
      <ConfirmDialog open={asked === 'remove'} onClose={() => setAsked(null)} title={people.removeTitle(person.name)} confirm={people.remove} onConfirm={remove}>
        <Text>{isMe && `${people.removeSelf} `}{people.removeText}</Text>
      </ConfirmDialog>
      <ConfirmDialog open={asked === 'reset'} onClose={() => setAsked(null)} title={people.resetTitle(person.name)} confirm={people.resetMake} onConfirm={reset}>
        <Text>{people.resetText}</Text>
      </ConfirmDialog>
    </SidePanel>
  );
}
