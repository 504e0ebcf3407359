// Somebody's own account: who they are, what lets them in, and where they are signed in.
import { Button, Dropdown, Field, makeStyles, Option, Text, tokens } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Schemas } from '../api/client';
import { sessionQuery } from '../api/session';
import { ErrorView } from '../components/error-view';
import { Form, TextField, useSending } from '../components/form';
import { Loading } from '../components/loading';
import { useNotify } from '../components/notices';
import { PageFrame } from '../components/page-frame';
import { Section } from '../components/section';
import { languages, useTexts } from '../texts/texts';
import { SecondFactor } from './second-factor';
import { Sessions } from './sessions';

const useStyles = makeStyles({
  grid: { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 360px), 1fr))', gap: tokens.spacingHorizontalL, alignItems: 'start', maxWidth: '1100px' },
  button: { alignSelf: 'start' },
});

function Profile({ person }: { person: Schemas['Person'] }) {
  const styles = useStyles();
  const { account, common } = useTexts();
  const { notify } = useNotify();
  const client = useQueryClient();
  const sending = useSending();
  const [name, setName] = useState(person.name);
  const [language, setLanguage] = useState(person.language ?? '');
  const shown = language in languages ? languages[language as keyof typeof languages] : language || account.languageAsBrowser;
  return (
    <Form
      sending={sending}
      onSubmit={async () => {
        const saved = await api.patch('/api/v1/account', { body: { name, language: language || null } });
        client.setQueryData(['account'], saved);
        await client.invalidateQueries(sessionQuery);
        notify(account.saved);
      }}
    >
      <TextField label={account.name} value={name} onChange={setName} problem={sending.of('name')} required autoComplete="name" />
      <TextField label={account.email} value={person.email} onChange={() => {}} readOnly />
      <Field label={account.language}>
        <Dropdown value={shown} selectedOptions={[language]} onOptionSelect={(_, data) => setLanguage(data.optionValue ?? '')}>
          <Option value="">{account.languageAsBrowser}</Option>
          {Object.entries(languages).map(([value, text]) => <Option key={value} value={value}>{text}</Option>)}
        </Dropdown>
      </Field>
      <Button type="submit" appearance="primary" className={styles.button} disabled={sending.busy}>{common.save}</Button>
    </Form>
  );
}

function Password({ person }: { person: Schemas['Person'] }) {
  const styles = useStyles();
  const { account, entry } = useTexts();
  const { notify } = useNotify();
  const sending = useSending();
  const [current, setCurrent] = useState('');
  const [chosen, setChosen] = useState('');
  if (!person.has_password) return <Text>{account.noPassword}</Text>;
  return (
    <Form
      sending={sending}
      onSubmit={async () => {
        await api.post('/api/v1/account/password', { body: { current_password: current, new_password: chosen } });
        setCurrent('');
        setChosen('');
        notify(account.passwordChanged);
      }}
    >
      <TextField label={account.currentPassword} type="password" value={current} onChange={setCurrent} problem={sending.of('current_password')} required autoComplete="current-password" />
      <TextField label={account.newPassword} type="password" value={chosen} onChange={setChosen} hint={entry.passwordHint} problem={sending.of('new_password')} required autoComplete="new-password" />
      <Button type="submit" className={styles.button} disabled={sending.busy}>{account.changePassword}</Button>
    </Form>
  );
}

export default function AccountPage() {
  const styles = useStyles();
  const { account } = useTexts();
  const { data: person, error, refetch } = useQuery({ queryKey: ['account'], queryFn: () => api.get('/api/v1/account') });
  return (
    <PageFrame title={account.title}>
      {error ? (
        <ErrorView error={error} retry={() => void refetch()} />
      ) : !person ? (
        <Loading />
      ) : (
        <div className={styles.grid}>
          <Section title={account.profile}><Profile person={person} /></Section>
          <Section title={account.password}><Password person={person} /></Section>
          <Section title={account.secondFactor}><SecondFactor person={person} /></Section>
          <Section title={account.sessions}><Sessions /></Section>
        </div>
      )}
    </PageFrame>
  );
}
