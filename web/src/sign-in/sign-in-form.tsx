// Password, then a second factor where there is one.
import { Button } from '@fluentui/react-components';
import { useState } from 'react';
import { api } from '../api/client';
import { isApiError } from '../api/problem';
import type { SignedIn } from '../api/session';
import { Form, TextField, useSending } from '../components/form';
import { useTexts } from '../texts/texts';

export type SignInStep = 'password' | 'app' | 'recovery';

interface Props {
  step: SignInStep;
  onStep(step: SignInStep): void;
  account?: string;  ///< the e-mail address, where it is known who signs in again
  onSignedIn(session: SignedIn): Promise<unknown>;
}

export function SignInForm({ step, onStep, account, onSignedIn }: Props) {
  const { entry, common } = useTexts();
  const sending = useSending();
  const [email, setEmail] = useState(account ?? '');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const signIn = async () => {
    try {
      await onSignedIn(await api.post('/api/v1/session', { body: { email, password, code: step === 'password' ? null : code.trim() } }));
    } catch (error) {
      if (!isApiError(error, 'second_factor_required') || step !== 'password') throw error;
      onStep('app');
    }
  };
  const go = (to: SignInStep) => {
    setCode('');
    sending.reset();
    onStep(to);
  };
  if (step === 'password') {
    return (
      <Form sending={sending} onSubmit={signIn}>
        <TextField label={entry.email} type="email" value={email} onChange={setEmail} readOnly={account !== undefined} required autoComplete="username" autoFocus={account === undefined} />
        <TextField label={entry.password} type="password" value={password} onChange={setPassword} required autoComplete="current-password" autoFocus={account !== undefined} />
        <Button type="submit" appearance="primary" disabled={sending.busy}>{entry.signIn}</Button>
      </Form>
    );
  }
  const recovery = step === 'recovery';
  return (
    <Form sending={sending} onSubmit={signIn}>
      <TextField key={step} label={recovery ? entry.recoveryCode : entry.code} value={code} onChange={setCode} required autoFocus autoComplete="one-time-code" inputMode={recovery ? 'text' : 'numeric'} maxLength={64} />
      <Button type="submit" appearance="primary" disabled={sending.busy}>{entry.signIn}</Button>
      <Button appearance="transparent" onClick={() => go(recovery ? 'app' : 'recovery')}>{recovery ? entry.useApp : entry.useRecovery}</Button>
      <Button appearance="transparent" onClick={() => go('password')}>{common.back}</Button>
    </Form>
  );
}
