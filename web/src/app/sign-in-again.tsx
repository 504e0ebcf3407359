// The session ended while somebody worked. The page behind stays as it is, with what was typed; she
// signs in and goes on.
import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { api } from '../api/client';
import { sessionEnd, useSessionEnded } from '../api/session-end';
import { sessionQuery, useSetSession, type SignedIn } from '../api/session';
import { useFocusAfter } from '../components/focus-after';
import { Providers } from '../sign-in/providers';
import { SignInForm, type SignInStep } from '../sign-in/sign-in-form';
import { useTexts } from '../texts/texts';

const useStyles = makeStyles({
  surface: { maxWidth: '440px' },
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
});

export function SignInAgain({ session }: { session: SignedIn }) {
  const styles = useStyles();
  const { entry } = useTexts();
  const ended = useSessionEnded();
  useFocusAfter(ended);
  const client = useQueryClient();
  const setSession = useSetSession();
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  const [step, setStep] = useState<SignInStep>('password');
  const { person, organisation } = session;

  const goOn = async (signedIn: SignedIn) => {
    // A session begins with the organisation of last time, which need not be the one of this page.
    const here = organisation && signedIn.organisation?.id !== organisation.id ? await api.patch('/api/v1/session', { body: { organisation_id: organisation.id } }) : signedIn;
    client.setQueryData(sessionQuery.queryKey, here);
    sessionEnd.over();
    setStep('password');
    await client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
  };
  return (
    <Dialog open={ended} modalType="alert">
      <DialogSurface className={styles.surface}>
        <DialogBody>
          <DialogTitle>{step === 'password' ? entry.sessionOver : entry.secondFactorTitle}</DialogTitle>
          <DialogContent className={styles.content}>
            <Text>{step === 'password' ? entry.sessionOverText : step === 'app' ? entry.secondFactorHint : entry.recoveryHint}</Text>
            <SignInForm step={step} onStep={setStep} account={person.email} onSignedIn={goOn} />
            <Providers destination={pathname + search} />
          </DialogContent>
          <DialogActions>
            <Button appearance="transparent" onClick={() => { setSession(null); void navigate('/sign-in'); }}>{entry.somebodyElse}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
