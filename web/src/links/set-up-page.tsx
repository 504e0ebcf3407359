// The first page of a fresh server: its name, and the first operator's account.
import { Button, Text } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../api/client';
import { installationQuery, useSetSession } from '../api/session';
import { EntryFrame } from '../components/entry-frame';
import { Form, TextField, useSending } from '../components/form';
import { RouteLink } from '../components/route-link';
import { useTexts } from '../texts/texts';
import { LinkMissing } from './link-missing';
import { useLinkSecret } from './use-link';

export default function SetUpPage() {
  const { entry } = useTexts();
  const link = useLinkSecret();
  const navigate = useNavigate();
  const setSession = useSetSession();
  const sending = useSending();
  const { data: installation, refetch } = useQuery(installationQuery);
  const [values, setValues] = useState({ installation_name: '', support_contact: '', name: '', email: '', password: '' });
  const field = (name: keyof typeof values) => ({
    value: values[name],
    onChange: (value: string) => setValues({ ...values, [name]: value }),
    problem: sending.of(name),
    required: true,
  });
  if (installation?.is_set_up && !sending.busy) {
    return (
      <EntryFrame title={entry.alreadySetUp}>
        <Text>{entry.alreadySetUpAdvice}</Text>
        <RouteLink to="/sign-in">{entry.signIn}</RouteLink>
      </EntryFrame>
    );
  }
  if (!link) return <LinkMissing />;
  return (
    <EntryFrame title={entry.setUpTitle} note={entry.setUpHint}>
      <Form
        sending={sending}
        onSubmit={async () => {
          setSession(await api.post('/api/v1/set-up', { body: { link, ...values } }));
          await navigate('/', { replace: true });
          await refetch();
        }}
      >
        <TextField label={entry.installationName} hint={entry.installationNameHint} {...field('installation_name')} autoFocus />
        <TextField label={entry.supportContact} hint={entry.supportContactHint} {...field('support_contact')} />
        <TextField label={entry.yourName} {...field('name')} autoComplete="name" />
        <TextField label={entry.email} type="email" {...field('email')} autoComplete="username" />
        <TextField label={entry.newPassword} hint={entry.passwordHint} type="password" {...field('password')} autoComplete="new-password" />
        <Button type="submit" appearance="primary" disabled={sending.busy}>{entry.setUp}</Button>
      </Form>
    </EntryFrame>
  );
}
