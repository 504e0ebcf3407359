// Joining an organisation: with the account that is signed in, or with a new one.
import { Button, Text } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../api/client';
import { sessionQuery, useSetSession } from '../api/session';
import { EntryFrame } from '../components/entry-frame';
import { ErrorView } from '../components/error-view';
import { Form, TextField, useSending } from '../components/form';
import { Loading } from '../components/loading';
import { RouteLink } from '../components/route-link';
import { useTexts } from '../texts/texts';
import { LinkMissing } from './link-missing';
import { useLinkSecret } from './use-link';

export default function InvitationPage() {
  const { entry, common } = useTexts();
  const link = useLinkSecret();
  const navigate = useNavigate();
  const setSession = useSetSession();
  const sending = useSending();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const { data: session, isPending } = useQuery(sessionQuery);
  const { data: invitation, error } = useQuery({
    queryKey: ['opened-invitation', link],
    queryFn: () => api.post('/api/v1/invitations/open', { body: { link } }),
    enabled: link !== '',
    retry: false,
    staleTime: Infinity,
  });
  if (!link) return <LinkMissing />;
  if (error) return <EntryFrame title={entry.join}><ErrorView error={error} /></EntryFrame>;
  if (!invitation || isPending) return <EntryFrame title={entry.join}><Loading /></EntryFrame>;

  const note = (
    <>
      {entry.invitationText(common.roles[invitation.role], invitation.email)}
      {invitation.created_by && ` ${entry.invitedBy(invitation.created_by)}.`}
    </>
  );
  const joined = async (answer: typeof session) => {
    setSession(answer ?? null);
    await navigate('/', { replace: true });
  };
  const title = entry.invitationTitle(invitation.organisation.name);
  if (session) {
    return (
      <EntryFrame title={title} note={note}>
        <Form sending={sending} onSubmit={async () => joined(await api.post('/api/v1/invitations/accept', { body: { link } }))}>
          {session.person.email.toLowerCase() !== invitation.email.toLowerCase() && <Text>{entry.otherAccount}</Text>}
          <Button type="submit" appearance="primary" disabled={sending.busy}>{entry.joinAs(session.person.name)}</Button>
        </Form>
      </EntryFrame>
    );
  }
  if (invitation.has_account) {
    return (
      <EntryFrame title={title} note={note}>
        <Text>{entry.haveAccount}</Text>
        <RouteLink to="/sign-in" state={{ next: `/invitation#${link}` }}>{entry.signInFirst}</RouteLink>
      </EntryFrame>
    );
  }
  return (
    <EntryFrame title={title} note={note}>
      <Form sending={sending} onSubmit={async () => joined(await api.post('/api/v1/invitations/join', { body: { link, name, password } }))}>
        <TextField label={entry.yourName} value={name} onChange={setName} problem={sending.of('name')} required autoComplete="name" autoFocus />
        <TextField label={entry.newPassword} hint={entry.passwordHint} type="password" value={password} onChange={setPassword} problem={sending.of('password')} required autoComplete="new-password" />
        <Button type="submit" appearance="primary" disabled={sending.busy}>{entry.createAccountAndJoin}</Button>
      </Form>
    </EntryFrame>
  );
}
