// A customer's answer to a partner's request, behind the link that the partner sent.
import { Button, Field, makeStyles, Radio, RadioGroup, Tab, TabList, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api, type Schemas } from '../api/client';
import { sessionQuery, useSetSession, type SignedIn } from '../api/session';
import { EntryFrame } from '../components/entry-frame';
import { ErrorView } from '../components/error-view';
import { Form, TextField, useSending } from '../components/form';
import { Loading } from '../components/loading';
import { RouteLink } from '../components/route-link';
import { useTexts } from '../texts/texts';
import { LinkMissing } from './link-missing';
import { useLinkSecret } from './use-link';

const useStyles = makeStyles({
  list: { margin: 0, paddingInlineStart: tokens.spacingHorizontalXL },
  buttons: { display: 'flex', gap: tokens.spacingHorizontalS, flexWrap: 'wrap' },
});

type Opened = Schemas['OpenedRelationshipRequest'];

function Choice({ request, delegated, onChange }: { request: Opened; delegated: boolean; onChange(value: boolean): void }) {
  const styles = useStyles();
  const { entry } = useTexts();
  const grants = delegated ? request.grants : request.grants_without_delegated_administration;
  return (
    <>
      {request.delegated_administration && (
        <Field>
          <RadioGroup value={delegated ? 'yes' : 'no'} onChange={(_, data) => onChange(data.value === 'yes')}>
            <Radio value="yes" label={<><Text weight="semibold">{entry.delegated}</Text><br />{entry.delegatedHint}</>} />
            <Radio value="no" label={<><Text weight="semibold">{entry.notDelegated}</Text><br />{entry.notDelegatedHint}</>} />
          </RadioGroup>
        </Field>
      )}
      <Text>{entry.allows}</Text>
      <ul className={styles.list}>
        {grants.map((grant) => <li key={grant}>{entry.grants[grant] ?? grant}</li>)}
      </ul>
    </>
  );
}

function NewCustomer({ link, delegated, session }: { link: string; delegated: boolean; session: SignedIn | null }) {
  const { entry } = useTexts();
  const sending = useSending();
  const setSession = useSetSession();
  const navigate = useNavigate();
  const [values, setValues] = useState({ organisation_name: '', name: '', email: '', password: '' });
  const field = (name: keyof typeof values) => ({
    value: values[name],
    onChange: (value: string) => setValues({ ...values, [name]: value }),
    problem: sending.of(name),
    required: true,
  });
  const send = async () => {
    const terms = { link, delegated_administration: delegated, organisation_name: values.organisation_name };
    setSession(
      session
        ? await api.post('/api/v1/relationship-requests/create-customer', { body: terms })
        : await api.post('/api/v1/relationship-requests/join', { body: { ...terms, name: values.name, email: values.email, password: values.password } }),
    );
    await navigate('/', { replace: true });
  };
  return (
    <Form sending={sending} onSubmit={send}>
      <Text>{entry.newHereHint}</Text>
      <TextField label={entry.organisationName} {...field('organisation_name')} autoComplete="organization" />
      {!session && (
        <>
          <TextField label={entry.yourName} {...field('name')} autoComplete="name" />
          <TextField label={entry.email} type="email" {...field('email')} autoComplete="username" />
          <TextField label={entry.newPassword} hint={entry.passwordHint} type="password" {...field('password')} autoComplete="new-password" />
        </>
      )}
      <Button type="submit" appearance="primary" disabled={sending.busy}>{entry.createAndAccept}</Button>
    </Form>
  );
}

function Answer({ link, delegated, session }: { link: string; delegated: boolean; session: SignedIn }) {
  const styles = useStyles();
  const { entry } = useTexts();
  const sending = useSending();
  const navigate = useNavigate();
  const [declined, setDeclined] = useState(false);
  if (declined) return <Text role="status">{entry.declined}</Text>;
  return (
    <Form
      sending={sending}
      onSubmit={async () => {
        await api.post('/api/v1/relationship-requests/accept', { body: { link, delegated_administration: delegated } });
        await navigate('/', { replace: true });
      }}
    >
      <Text>{entry.acceptFor(session.organisation?.name ?? '')}</Text>
      <div className={styles.buttons}>
        <Button type="submit" appearance="primary" disabled={sending.busy}>{entry.accept}</Button>
        <Button
          disabled={sending.busy}
          onClick={() => void sending.run(async () => { await api.post('/api/v1/relationship-requests/decline', { body: { link } }); setDeclined(true); })}
        >
          {entry.decline}
        </Button>
      </div>
    </Form>
  );
}

export default function RelationshipRequestPage() {
  const { entry, common } = useTexts();
  const link = useLinkSecret();
  const [delegated, setDelegated] = useState<boolean | null>(null);
  const [tab, setTab] = useState('new');
  const { data: session, isPending } = useQuery(sessionQuery);
  const { data: request, error } = useQuery({
    queryKey: ['opened-request', link],
    queryFn: () => api.post('/api/v1/relationship-requests/open', { body: { link } }),
    enabled: link !== '',
    retry: false,
    staleTime: Infinity,
  });
  if (!link) return <LinkMissing />;
  if (error) return <EntryFrame title={common.kinds.partner}><ErrorView error={error} /></EntryFrame>;
  if (!request || isPending) return <EntryFrame title={common.kinds.partner}><Loading /></EntryFrame>;
  const title = entry.requestTitle(request.partner_name);
  if (request.state !== 'requested') {
    return (
      <EntryFrame title={entry.requestOver} note={title}>
        <Text>{entry.requestOverAdvice}</Text>
        <RouteLink to="/">{common.toHome}</RouteLink>
      </EntryFrame>
    );
  }
  const chosen = delegated ?? request.delegated_administration;
  const isCustomer = session?.organisation?.kind === 'customer';
  return (
    <EntryFrame title={title} note={request.requested_by && entry.requestedBy(request.requested_by)}>
      <Choice request={request} delegated={chosen} onChange={setDelegated} />
      {isCustomer ? (
        <Answer link={link} delegated={chosen} session={session} />
      ) : (
        <>
          {!session && (
            <TabList selectedValue={tab} onTabSelect={(_, data) => setTab(String(data.value))}>
              <Tab value="new">{entry.newHere}</Tab>
              <Tab value="existing">{entry.existingCustomer}</Tab>
            </TabList>
          )}
          {tab === 'new' || session ? (
            <NewCustomer link={link} delegated={chosen} session={session ?? null} />
          ) : (
            <RouteLink to={`/sign-in?next=${encodeURIComponent(`/relationship-request#${link}`)}`}>{entry.signIn}</RouteLink>
          )}
        </>
      )}
    </EntryFrame>
  );
}
