// While a file is on its way to the server: how far it is, and that closing the tab would lose it. Once
// the server has it, nothing of this is seen any more, and the tab may be closed.
import { makeStyles, MessageBar, MessageBarBody, ProgressBar, Text, tokens } from '@fluentui/react-components';
import { useEffect } from 'react';
import { OnlyHeard } from '../components/only-heard';
import { useFormats, useTexts } from '../texts/texts';

const useStyles = makeStyles({ all: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS } });

export function SendingFile({ share }: { share: number }) {
  const styles = useStyles();
  const { register } = useTexts();
  const formats = useFormats();
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, []);
  const sent = share >= 1;
  const text = sent ? register.takingIn : register.sending(formats.percent(share));
  return (
    <div className={styles.all}>
      <Text>{text}</Text>
      <ProgressBar value={sent ? undefined : share} thickness="large" aria-label={text} />
      <MessageBar intent="warning" layout="multiline"><MessageBarBody>{register.keepOpen}</MessageBarBody></MessageBar>
      <OnlyHeard>{sent ? register.takingIn : register.sending(formats.percent(Math.floor(share * 4) / 4))}</OnlyHeard>
    </div>
  );
}
