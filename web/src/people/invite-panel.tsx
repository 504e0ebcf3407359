// Inviting somebody: who, and as what; then the link to hand over.
import { Text } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Schemas } from '../api/client';
import { TextField, useSending } from '../components/form';
import { FormPanel } from '../components/form-panel';
import { ShownOnce } from '../components/shown-once';
import type { Organisation } from '../organisation/organisation-here';
import { useTexts } from '../texts/texts';
import { RoleField } from './role-field';
import { rolesOf } from './roles';

/// The link of an invitation, and a message that has it.
export function InvitationLink({ organisation, made, onClose }: { organisation: string; made: Schemas['MadeInvitation']; onClose(): void }) {
  const { people, common } = useTexts();
  const { email, role } = made.invitation;
  return (
    <ShownOnce
      title={people.inviteTitle(email)}
      once={people.inviteOnce}
      values={[
        { name: people.link, value: made.link },
        { name: people.message, value: people.messageText(organisation, common.roles[role], made.link) },
      ]}
      onClose={onClose}
    />
  );
}

interface Props {
  organisation: Organisation;
  first: boolean;  ///< nobody belongs to it yet: then it is its administrator
  onClose(): void;
}

export function InvitePanel({ organisation, first, onClose }: Props) {
  const { people } = useTexts();
  const client = useQueryClient();
  const sending = useSending();
  const roles = rolesOf(organisation.kind);
  const [email, setEmail] = useState('');
  const [role, setRole] = useState((first ? roles[0] : roles.at(-1)) ?? 'reader');
  const [made, setMade] = useState<Schemas['MadeInvitation'] | null>(null);
  if (made) return <InvitationLink organisation={organisation.name} made={made} onClose={onClose} />;
  return (
    <FormPanel
      title={people.invite}
      above={<Text>{people.inviteHint}</Text>}
      sending={sending}
      onSubmit={async () => {
        const answer = await api.post('/api/v1/organisations/{organisation_id}/invitations', { path: { organisation_id: organisation.id }, body: { email, role } });
        await client.invalidateQueries({ queryKey: ['invitations', organisation.id] });
        setMade(answer);
      }}
      submit={people.makeLink}
      onClose={onClose}
    >
      <TextField label={people.email} hint={people.emailHint} type="email" value={email} onChange={setEmail} problem={sending.of('email')} required autoFocus />
      <RoleField kind={organisation.kind} value={role} onChange={setRole} problem={sending.of('role')} />
    </FormPanel>
  );
}
