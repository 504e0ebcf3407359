// Setting up an authenticator app, its recovery codes, and taking it away again.
import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { renderSVG } from 'uqr';
import { api, type Schemas } from '../api/client';
import { CopyButton } from '../components/copy-button';
import { Form, TextField, useSending } from '../components/form';
import { useNotify } from '../components/notices';
import { useTexts } from '../texts/texts';

const useStyles = makeStyles({
  buttons: { display: 'flex', gap: tokens.spacingHorizontalS, flexWrap: 'wrap' },
  qr: { width: '200px', height: '200px', alignSelf: 'center', borderRadius: tokens.borderRadiusMedium },
  key: { fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere' },
  codes: { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(150px, 1fr))', gap: tokens.spacingVerticalS, margin: `${tokens.spacingVerticalL} 0`, padding: 0, listStyleType: 'none', fontFamily: tokens.fontFamilyMonospace },
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
});

type Purpose = 'set-up' | 'remove' | 'codes';

export function SecondFactor({ person }: { person: Schemas['Person'] }) {
  const styles = useStyles();
  const { account, common } = useTexts();
  const { notify } = useNotify();
  const client = useQueryClient();
  const sending = useSending();
  const [purpose, setPurpose] = useState<Purpose | null>(null);
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [proposed, setProposed] = useState<Schemas['ProposedSecondFactor'] | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);

  const begin = (chosen: Purpose) => {
    setPassword('');
    setCode('');
    setProposed(null);
    setCodes(null);
    sending.reset();
    setPurpose(chosen);
  };
  const changed = () => client.invalidateQueries({ queryKey: ['account'] });
  const submit = async () => {
    if (purpose === 'remove') {
      await api.post('/api/v1/account/second-factor/remove', { body: { password } });
      await changed();
      setPurpose(null);
      notify(account.factorRemoved);
    } else if (purpose === 'codes') {
      setCodes((await api.post('/api/v1/account/recovery-codes', { body: { password } })).recovery_codes);
    } else if (!proposed) {
      setProposed(await api.post('/api/v1/account/second-factor', { body: { password } }));
    } else {
      setCodes((await api.post('/api/v1/account/second-factor/confirm', { body: { code } })).recovery_codes);
      await changed();
    }
  };
  const title = codes ? account.recoveryTitle : purpose === 'remove' ? account.removeFactor : purpose === 'codes' ? account.newRecoveryCodes : account.secondFactor;
  return (
    <>
      <Text>{person.has_second_factor ? account.secondFactorOn : account.secondFactorOff}</Text>
      <div className={styles.buttons}>
        {person.has_second_factor ? (
          <>
            <Button onClick={() => begin('codes')}>{account.newRecoveryCodes}</Button>
            <Button onClick={() => begin('remove')}>{account.removeFactor}</Button>
          </>
        ) : (
          <Button appearance="primary" disabled={!person.has_password} onClick={() => begin('set-up')}>{account.setUp}</Button>
        )}
      </div>
      <Dialog open={purpose !== null} modalType="alert" onOpenChange={(_, data) => !data.open && !codes && setPurpose(null)}>
        <DialogSurface>
          <DialogBody>
            <DialogTitle>{title}</DialogTitle>
            <DialogContent className={styles.content}>
              {codes ? (
                <>
                  <Text>{account.recoveryText}</Text>
                  <ul className={styles.codes}>{codes.map((text) => <li key={text}>{text}</li>)}</ul>
                  <CopyButton text={codes.join('\n')} showLabel />
                </>
              ) : (
                <Form sending={sending} onSubmit={submit}>
                  {proposed ? (
                    <>
                      <Text>{account.scan}</Text>
                      <img className={styles.qr} alt={account.qrLabel} src={`data:image/svg+xml,${encodeURIComponent(renderSVG(proposed.uri, { border: 3 }))}`} />
                      <Text>{account.secret}: <span className={styles.key}>{proposed.secret}</span><CopyButton text={proposed.secret} /></Text>
                      <TextField label={account.code} value={code} onChange={setCode} problem={sending.of('code')} required inputMode="numeric" autoComplete="one-time-code" autoFocus />
                    </>
                  ) : (
                    <TextField label={account.confirmPassword} type="password" value={password} onChange={setPassword} problem={sending.of('password')} required autoComplete="current-password" autoFocus />
                  )}
                  <div className={styles.buttons}>
                    <Button type="submit" appearance="primary" disabled={sending.busy}>{purpose === 'remove' ? account.removeFactor : common.next}</Button>
                    <Button onClick={() => setPurpose(null)}>{common.cancel}</Button>
                  </div>
                </Form>
              )}
            </DialogContent>
            {codes && (
              <DialogActions><Button appearance="primary" onClick={() => setPurpose(null)}>{account.kept}</Button></DialogActions>
            )}
          </DialogBody>
        </DialogSurface>
      </Dialog>
    </>
  );
}
