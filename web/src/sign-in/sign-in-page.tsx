// Signing in: password, then a second factor where there is one; or through an identity provider.
import { Button, Divider, makeStyles, MessageBar, MessageBarBody, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { api } from '../api/client';
import { isApiError } from '../api/problem';
import { useSetSession } from '../api/session';
import { destinationOf } from '../app/destination';
import { EntryFrame } from '../components/entry-frame';
import { Form, TextField, useSending } from '../components/form';
import { useTexts } from '../texts/texts';

const useStyles = makeStyles({
  note: { color: tokens.colorNeutralForeground3 },
  providers: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
});

function Providers() {
  const styles = useStyles();
  const { entry } = useTexts();
  const { data } = useQuery({ queryKey: ['sign-in-providers'], queryFn: () => api.get('/api/v1/sign-in-providers'), retry: false });
  if (!data?.items.length) return null;
  return (
    <div className={styles.providers}>
      <Divider>{entry.or}</Divider>
      {data.items.map((provider) => (
        <Button key={provider.id} as="a" href={`/oidc/${encodeURIComponent(provider.id)}/start`}>{entry.signInWith(provider.name)}</Button>
      ))}
    </div>
  );
}

export default function SignInPage() {
  const styles = useStyles();
  const { entry, common } = useTexts();
  const { search } = useLocation();
  const navigate = useNavigate();
  const setSession = useSetSession();
  const sending = useSending();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [step, setStep] = useState<'password' | 'app' | 'recovery'>('password');
  const [code, setCode] = useState('');
  const parameters = new URLSearchParams(search);

  const signIn = async () => {
    try {
      const session = await api.post('/api/v1/session', { body: { email, password, code: step === 'password' ? null : code.trim() } });
      setSession(session);
      await navigate(destinationOf(search), { replace: true });
    } catch (error) {
      if (!isApiError(error, 'second_factor_required') || step !== 'password') throw error;
      setStep('app');
    }
  };

  if (step !== 'password') {
    const recovery = step === 'recovery';
    return (
      <EntryFrame title={entry.secondFactorTitle} note={recovery ? entry.recoveryHint : entry.secondFactorHint}>
        <Form sending={sending} onSubmit={signIn}>
          <TextField key={step} label={recovery ? entry.recoveryCode : entry.code} value={code} onChange={setCode} required autoFocus autoComplete="one-time-code" inputMode={recovery ? 'text' : 'numeric'} maxLength={64} />
          <Button type="submit" appearance="primary" disabled={sending.busy}>{entry.signIn}</Button>
          <Button appearance="transparent" onClick={() => { setCode(''); sending.reset(); setStep(recovery ? 'app' : 'recovery'); }}>{recovery ? entry.useApp : entry.useRecovery}</Button>
          <Button appearance="transparent" onClick={() => { setCode(''); sending.reset(); setStep('password'); }}>{common.back}</Button>
        </Form>
      </EntryFrame>
    );
  }
  return (
    <EntryFrame title={entry.signIn} note={entry.tagline}>
      {parameters.has('error') && (
        <MessageBar intent="error" layout="multiline"><MessageBarBody>{entry.providerFailed}</MessageBarBody></MessageBar>
      )}
      {parameters.has('next') && (
        <MessageBar layout="multiline"><MessageBarBody>{entry.sessionOver}</MessageBarBody></MessageBar>
      )}
      <Form sending={sending} onSubmit={signIn}>
        <TextField label={entry.email} type="email" value={email} onChange={setEmail} required autoComplete="username" autoFocus />
        <TextField label={entry.password} type="password" value={password} onChange={setPassword} required autoComplete="current-password" />
        <Button type="submit" appearance="primary" disabled={sending.busy}>{entry.signIn}</Button>
      </Form>
      <Providers />
      <Text size={200} className={styles.note}>{entry.forgot}</Text>
    </EntryFrame>
  );
}
