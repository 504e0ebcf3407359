// One relationship, as either side sees it: its state and terms, what can be done, and its history.
import { Button, makeStyles, Subtitle2, Text, tokens } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api } from '../api/client';
import { useMe } from '../api/session';
import { ConfirmDialog } from '../components/confirm-dialog';
import { ErrorView } from '../components/error-view';
import { Facts } from '../components/facts';
import { Loading } from '../components/loading';
import { useNotify } from '../components/notices';
import { SidePanel } from '../components/side-panel';
import { useFormats, useTexts } from '../texts/texts';
import { RelationshipBadge } from './relationship-badge';
import { RelationshipHistory } from './relationship-history';
import { relationshipRights, relationshipsKey, type Relationship } from './relationships';
import { TermsForm } from './terms-form';

const useStyles = makeStyles({
  part: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  title: { margin: 0 },
  note: { color: tokens.colorNeutralForeground2 },
});

function Part({ title, children }: { title: string; children: ReactNode }) {
  const styles = useStyles();
  return (
    <section className={styles.part}>
      <Subtitle2 as="h2" className={styles.title}>{title}</Subtitle2>
      {children}
    </section>
  );
}

function RelationshipFacts({ relationship }: { relationship: Relationship }) {
  const { relationships, customers, common } = useTexts();
  const formats = useFormats();
  const { organisation } = useMe();
  const { state } = relationship;
  const facts: [string, ReactNode][] = [[relationships.state, <RelationshipBadge state={state} />]];
  if (organisation.kind !== 'partner') facts.push([relationships.partner, relationship.partner_name]);
  if (organisation.kind !== 'customer') facts.push([relationships.customer, relationship.customer_name ?? (state === 'requested' ? relationships.notYet : common.none)]);
  facts.push([relationships.delegated, relationship.delegated_administration ? customers.delegatedYes : customers.delegatedNoShort]);
  if (relationship.delegated_administration) facts.push([relationships.sees, relationship.see_all_devices ? relationships.seesAll : relationships.seesOwn]);
  facts.push([relationships.requestedBy, relationship.requested_by ?? relationships.byOperator], [relationships.requestedAt, formats.dateTime(relationship.created_at)]);
  if (state === 'requested') facts.push([relationships.validUntil, formats.dateTime(relationship.expires_at)]);
  if (relationship.decided_at && relationship.requested_by) facts.push([state === 'withdrawn' ? relationships.states.withdrawn : relationships.answeredAt, formats.dateTime(relationship.decided_at)]);
  if (relationship.ended_at) facts.push([relationships.endedAt, formats.dateTime(relationship.ended_at)]);
  return <Facts items={facts} />;
}

export function RelationshipPanel({ id, onClose }: { id: string | null; onClose(): void }) {
  const styles = useStyles();
  const { relationships, common } = useTexts();
  const formats = useFormats();
  const { organisation, role } = useMe();
  const { notify } = useNotify();
  const client = useQueryClient();
  const [asking, setAsking] = useState<'end' | 'withdraw' | null>(null);
  const path = { relationship_id: id ?? '' };
  const { data, error, refetch } = useQuery({
    queryKey: [...relationshipsKey, 'one', id],
    queryFn: () => api.get('/api/v1/relationships/{relationship_id}', { path }),
    enabled: id !== null,
  });
  const rights = relationshipRights(organisation.kind, role);
  const other = organisation.kind === 'customer' ? data?.partner_name : data?.customer_name;
  const title = !data ? relationships.relationship : other ? relationships.with(other) : relationships.openRequest(formats.date(data.created_at));
  const done = async (text: string) => {
    notify(text);
    // A partner may see nothing of the customer any more.
    await Promise.all([relationshipsKey, ['customers'], ['customer']].map((queryKey) => client.invalidateQueries({ queryKey })));
  };
  const footer = data && (
    <>
      {data.state === 'active' && rights.end && <Button onClick={() => setAsking('end')}>{relationships.end}</Button>}
      {data.state === 'requested' && rights.request && <Button onClick={() => setAsking('withdraw')}>{relationships.withdraw}</Button>}
      <Button onClick={onClose}>{common.close}</Button>
    </>
  );
  return (
    <SidePanel open={id !== null} onClose={onClose} title={title} footer={footer}>
      {error ? (
        <ErrorView error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Loading />
      ) : (
        <>
          <Text className={styles.note}>{relationships.stateMeans[data.state]}</Text>
          <RelationshipFacts relationship={data} />
          {data.state === 'active' && organisation.kind === 'customer' && (
            rights.decide ? <TermsForm key={`${data.delegated_administration} ${data.see_all_devices}`} relationship={data} /> : <Text className={styles.note}>{relationships.onlyAdministrator}</Text>
          )}
          <Part title={relationships.history}><RelationshipHistory relationship={data} /></Part>
          <ConfirmDialog
            open={asking === 'end'}
            onClose={() => setAsking(null)}
            title={relationships.endTitle(other ?? '')}
            confirm={relationships.end}
            onConfirm={async () => {
              await api.post('/api/v1/relationships/{relationship_id}/end', { path, body: {} });
              await done(relationships.ended);
            }}
          >
            {organisation.kind === 'customer' ? relationships.endTextCustomer : relationships.endTextPartner}
          </ConfirmDialog>
          <ConfirmDialog
            open={asking === 'withdraw'}
            onClose={() => setAsking(null)}
            title={relationships.withdrawTitle}
            confirm={relationships.withdraw}
            onConfirm={async () => {
              await api.post('/api/v1/relationships/{relationship_id}/withdraw', { path, body: {} });
              await done(relationships.withdrawn);
            }}
          >
            {relationships.withdrawText}
          </ConfirmDialog>
        </>
      )}
    </SidePanel>
  );
}
