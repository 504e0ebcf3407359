// A command line waits with a code (RFC 8628); here a person lets it in, or not.
import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Navigate } from 'react-router';
import { api, type Schemas } from '../api/client';
import { sessionQuery } from '../api/session';
import { EntryFrame } from '../components/entry-frame';
import { Form, TextField, useSending } from '../components/form';
import { Loading } from '../components/loading';
import { useTexts } from '../texts/texts';

const useStyles = makeStyles({
  facts: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS },
  list: { margin: 0, paddingInlineStart: tokens.spacingHorizontalXL, fontFamily: tokens.fontFamilyMonospace },
  buttons: { display: 'flex', gap: tokens.spacingHorizontalS },
});

export default function DeviceCodePage() {
  const styles = useStyles();
  const { entry } = useTexts();
  const sending = useSending();
  const { data: session, isPending } = useQuery(sessionQuery);
  const [code, setCode] = useState(() => decodeURIComponent(location.hash.slice(1)));
  const [asked, setAsked] = useState<Schemas['DeviceAuthorization'] | null>(null);
  const [over, setOver] = useState<'approved' | 'denied' | null>(null);
  if (isPending) return <EntryFrame title={entry.deviceTitle}><Loading /></EntryFrame>;
  if (!session) return <Navigate to="/sign-in" state={{ next: `/device${location.hash}` }} replace />;
  const path = { user_code: code.trim() };
  if (over) return <EntryFrame title={entry.deviceTitle}><Text role="status">{entry[over]}</Text></EntryFrame>;
  if (!asked) {
    return (
      <EntryFrame title={entry.deviceTitle} note={entry.deviceHint}>
        <Form sending={sending} onSubmit={async () => setAsked(await api.get('/api/v1/device-authorizations/{user_code}', { path }))}>
          <TextField label={entry.userCode} value={code} onChange={setCode} required autoFocus autoComplete="off" placeholder="ABCD-EFGH" maxLength={32} />
          <Button type="submit" appearance="primary" disabled={sending.busy}>{entry.look}</Button>
        </Form>
      </EntryFrame>
    );
  }
  return (
    <EntryFrame title={entry.deviceAsks(asked.client_name)} note={entry.deviceHint}>
      <div className={styles.facts}>
        <Text weight="semibold">{asked.user_code}</Text>
        {session.organisation && <Text>{entry.deviceFor(session.organisation.name)}</Text>}
        {asked.address && <Text>{entry.deviceFrom(asked.address)}</Text>}
        <Text>{entry.mayDo}</Text>
        <ul className={styles.list}>{(asked.scopes ?? []).map((scope) => <li key={scope}>{scope}</li>)}</ul>
      </div>
      <Form sending={sending} onSubmit={async () => { await api.post('/api/v1/device-authorizations/{user_code}/approve', { path, body: {} }); setOver('approved'); }}>
        <div className={styles.buttons}>
          <Button type="submit" appearance="primary" disabled={sending.busy}>{entry.approve}</Button>
          <Button disabled={sending.busy} onClick={() => void sending.run(async () => { await api.post('/api/v1/device-authorizations/{user_code}/deny', { path, body: {} }); setOver('denied'); })}>{entry.deny}</Button>
        </div>
      </Form>
    </EntryFrame>
  );
}
