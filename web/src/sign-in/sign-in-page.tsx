// Signing in: password, then a second factor where there is one; or through an identity provider.
import { makeStyles, MessageBar, MessageBarBody, MessageBarTitle, Text, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useSetSession } from '../api/session';
import { kept, useDestination } from '../app/destination';
import { CopyButton } from '../components/copy-button';
import { EntryFrame } from '../components/entry-frame';
import { useTexts } from '../texts/texts';
import { Providers } from './providers';
import { SignInForm, type SignInStep } from './sign-in-form';

const useStyles = makeStyles({
  note: { color: tokens.colorNeutralForeground3 },
  line: { display: 'block', marginTop: tokens.spacingVerticalXS },
  id: { fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere' },
});

/// The server sends browsers here when signing in through a provider failed.
function ProviderFailed({ code, requestId }: { code: string; requestId: string | null }) {
  const styles = useStyles();
  const { entry, common } = useTexts();
  return (
    <MessageBar intent="error" layout="multiline" role="alert">
      <MessageBarBody>
        <MessageBarTitle>{entry.providerFailed}</MessageBarTitle>
        <span className={styles.line}>{entry.providerFaults[code] ?? entry.providerAdvice}</span>
        {requestId && (
          <span className={styles.line}>
            {common.error.requestId}: <span className={styles.id}>{requestId}</span>
            <CopyButton text={requestId} label={common.error.copyRequestId} />
          </span>
        )}
      </MessageBarBody>
    </MessageBar>
  );
}

export default function SignInPage() {
  const styles = useStyles();
  const { entry } = useTexts();
  const { search } = useLocation();
  const navigate = useNavigate();
  const setSession = useSetSession();
  const [step, setStep] = useState<SignInStep>('password');
  const parameters = new URLSearchParams(search);
  const failed = parameters.get('error');
  // Back from a provider that failed, the tab still knows.
  const asked = useDestination();
  const [remembered] = useState(() => (failed ? kept.take() : '/'));
  const destination = asked === '/' ? remembered : asked;

  const title = step === 'password' ? entry.signIn : entry.secondFactorTitle;
  const note = { password: entry.tagline, app: entry.secondFactorHint, recovery: entry.recoveryHint }[step];
  return (
    <EntryFrame title={title} note={note}>
      {failed && <ProviderFailed code={failed} requestId={parameters.get('request_id')} />}
      {destination !== '/' && !failed && step === 'password' && (
        <MessageBar layout="multiline"><MessageBarBody>{entry.signInToGoOn}</MessageBarBody></MessageBar>
      )}
      <SignInForm
        step={step}
        onStep={setStep}
        onSignedIn={async (session) => {
          kept.put('/');
          setSession(session);
          await navigate(destination, { replace: true });
        }}
      />
      {step === 'password' && (
        <>
          <Providers destination={destination} />
          <Text size={200} className={styles.note}>{entry.forgot}</Text>
        </>
      )}
    </EntryFrame>
  );
}
