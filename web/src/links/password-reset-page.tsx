import { Button, Text } from '@fluentui/react-components';
import { useState } from 'react';
import { api } from '../api/client';
import { EntryFrame } from '../components/entry-frame';
import { Form, TextField, useSending } from '../components/form';
import { RouteLink } from '../components/route-link';
import { useTexts } from '../texts/texts';
import { LinkMissing } from './link-missing';
import { useLinkSecret } from './use-link';

export default function PasswordResetPage() {
  const { entry } = useTexts();
  const link = useLinkSecret();
  const sending = useSending();
  const [password, setPassword] = useState('');
  const [done, setDone] = useState(false);
  if (done) {
    return (
      <EntryFrame title={entry.resetTitle}>
        <Text role="status">{entry.resetDone}</Text>
        <RouteLink to="/sign-in">{entry.signIn}</RouteLink>
      </EntryFrame>
    );
  }
  if (!link) return <LinkMissing />;
  return (
    <EntryFrame title={entry.resetTitle}>
      <Form
        sending={sending}
        onSubmit={async () => {
          await api.post('/api/v1/password-reset', { body: { link, new_password: password } });
          setDone(true);
        }}
      >
        <TextField label={entry.newPassword} hint={entry.passwordHint} type="password" value={password} onChange={setPassword} problem={sending.of('new_password')} required autoFocus autoComplete="new-password" />
        <Button type="submit" appearance="primary" disabled={sending.busy}>{entry.setPassword}</Button>
      </Form>
    </EntryFrame>
  );
}
