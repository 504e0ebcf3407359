// What a partner asks for, behind the link that it sent; whoever may answers for a customer.
import { Button, Field, makeStyles, Radio, RadioGroup, Tab, TabList, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api, type Schemas } from '../api/client';
import { sessionQuery, useSetSession, type SignedIn } from '../api/session';
import { EntryFrame } from '../components/entry-frame';
import { ErrorView } from '../components/error-view';
import { useSending } from '../components/form';
import { Loading } from '../components/loading';
import { RouteLink } from '../components/route-link';
import { useGrants } from '../relationships/grants';
import { useTexts } from '../texts/texts';
import { LinkMissing } from './link-missing';
import { RequestAnswer } from './request-answer';
import { RequestNewCustomer } from './request-new-customer';
import { useLinkSecret } from './use-link';

const useStyles = makeStyles({
  list: { margin: 0, paddingInlineStart: tokens.spacingHorizontalXL },
  note: { color: tokens.colorNeutralForeground2 },
});

type Opened = Schemas['OpenedRelationshipRequest'];

function Choice({ request, delegated, onChange }: { request: Opened; delegated: boolean; onChange(value: boolean): void }) {
  const styles = useStyles();
  const { entry, relationships } = useTexts();
  const grants = useGrants(delegated);
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
        {grants.map((grant) => <li key={grant}>{grant}</li>)}
      </ul>
      <Text size={200} className={styles.note}>{relationships.mayNot}</Text>
    </>
  );
}

/// Signed in, but acting for an organisation that cannot answer.
function OtherOrganisation({ session, link, delegated }: { session: SignedIn; link: string; delegated: boolean }) {
  const { entry, common } = useTexts();
  const sending = useSending();
  const setSession = useSetSession();
  const navigate = useNavigate();
  const { organisation, person } = session;
  const customers = session.memberships.filter((membership) => membership.organisation.kind === 'customer' && membership.role === 'administrator');
  const signInAnew = () =>
    sending.run(async () => {
      await api.delete('/api/v1/session');
      await navigate('/sign-in', { state: { next: `/relationship-request#${link}` } });
      setSession(null);
    });
  return (
    <>
      {organisation && (
        <Text>{organisation.kind === 'customer' ? entry.notAdministrator(organisation.name) : entry.notCustomer(person.name, organisation.name, common.kinds[organisation.kind])}</Text>
      )}
      {sending.error !== null && <ErrorView error={sending.error} />}
      {customers.map((membership) => (
        <Button
          key={membership.organisation.id}
          appearance="primary"
          disabled={sending.busy}
          onClick={() => void sending.run(async () => setSession(await api.patch('/api/v1/session', { body: { organisation_id: membership.organisation.id } })))}
        >
          {entry.answerAs(membership.organisation.name)}
        </Button>
      ))}
      <Button disabled={sending.busy} onClick={() => void signInAnew()}>{entry.otherSignIn}</Button>
      {organisation?.kind !== 'customer' && <RequestNewCustomer link={link} delegated={delegated} hasAccount />}
    </>
  );
}

function NobodySignedIn({ link, delegated }: { link: string; delegated: boolean }) {
  const { entry } = useTexts();
  const [tab, setTab] = useState('new');
  return (
    <>
      <TabList selectedValue={tab} onTabSelect={(_, data) => setTab(String(data.value))}>
        <Tab value="new">{entry.newHere}</Tab>
        <Tab value="existing">{entry.existingCustomer}</Tab>
      </TabList>
      {tab === 'new' ? (
        <RequestNewCustomer link={link} delegated={delegated} hasAccount={false} />
      ) : (
        <RouteLink to="/sign-in" state={{ next: `/relationship-request#${link}` }}>{entry.signIn}</RouteLink>
      )}
    </>
  );
}

export default function RelationshipRequestPage() {
  const { entry, common } = useTexts();
  const link = useLinkSecret();
  const [delegated, setDelegated] = useState<boolean | null>(null);
  const { data: session, isPending } = useQuery(sessionQuery);
  const { data: request, error } = useQuery({
    queryKey: ['opened-request', link],
    queryFn: () => api.post('/api/v1/relationship-requests/open', { body: { link } }),
    enabled: link !== '',
    retry: false,
    staleTime: Infinity,
  });
  if (!link) return <LinkMissing />;
  if (error) return <EntryFrame title={entry.requestPage}><ErrorView error={error} /></EntryFrame>;
  if (!request || isPending) return <EntryFrame title={entry.requestPage}><Loading /></EntryFrame>;
  const { state, partner_name: partner } = request;
  const title = entry.requestTitle(partner);
  if (state !== 'requested') {
    return (
      <EntryFrame title={entry.requestOver[state]} note={title}>
        <Text>{state === 'active' ? entry.requestActiveAdvice : entry.requestOverAdvice(partner)}</Text>
        <RouteLink to="/">{common.toHome}</RouteLink>
      </EntryFrame>
    );
  }
  const chosen = delegated ?? request.delegated_administration;
  const mayAnswer = session?.organisation?.kind === 'customer' && session.role === 'administrator';
  return (
    <EntryFrame title={title} note={request.requested_by && entry.requestedBy(request.requested_by)}>
      <Choice request={request} delegated={chosen} onChange={setDelegated} />
      {mayAnswer ? (
        <RequestAnswer link={link} request={request} delegated={chosen} organisation={session.organisation?.name ?? ''} />
      ) : session ? (
        <OtherOrganisation session={session} link={link} delegated={chosen} />
      ) : (
        <NobodySignedIn link={link} delegated={chosen} />
      )}
    </EntryFrame>
  );
}
