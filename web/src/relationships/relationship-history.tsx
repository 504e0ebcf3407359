// Every step of a relationship, the newest first: what, when, and who.
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { api, type Schemas } from '../api/client';
import { useEveryPage } from '../api/every-page';
import { pages } from '../api/queries';
import { ErrorView } from '../components/error-view';
import { Loading } from '../components/loading';
import { useFormats, useTexts } from '../texts/texts';
import { relationshipsKey, type Relationship } from './relationships';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  step: {
    position: 'relative',
    paddingInlineStart: tokens.spacingHorizontalXL,
    paddingBottom: tokens.spacingVerticalL,
    borderInlineStartWidth: '2px',
    borderInlineStartStyle: 'solid',
    borderInlineStartColor: tokens.colorNeutralStroke2,
    marginInlineStart: '5px',
    '::before': {
      content: '""',
      position: 'absolute',
      insetInlineStart: '-6px',
      top: '5px',
      width: '10px',
      height: '10px',
      borderRadius: tokens.borderRadiusCircular,
      backgroundColor: tokens.colorCompoundBrandStroke,
    },
    ':last-child': { borderInlineStartColor: 'transparent', paddingBottom: 0 },
  },
  line: { display: 'block' },
  note: { display: 'block', color: tokens.colorNeutralForeground3 },
});

type Entry = Schemas['AuditEntry'];
type Terms = Partial<Pick<Relationship, 'delegated_administration' | 'see_all_devices'>>;

export function RelationshipHistory({ relationship }: { relationship: Relationship }) {
  const styles = useStyles();
  const { relationships } = useTexts();
  const formats = useFormats();
  const { id } = relationship;
  const { items, error, isPending, refetch } = useEveryPage<Entry>(
    pages([...relationshipsKey, 'history', id], (cursor, signal) => api.get('/api/v1/relationships/{relationship_id}/history', { path: { relationship_id: id }, query: { cursor, limit: 200 }, signal })),
  );
  if (error) return <ErrorView error={error} retry={() => void refetch()} />;
  if (isPending) return <Loading />;

  /// The terms that a step set, or what of them it changed.
  const termsOf = (entry: Entry): string => {
    const before = entry.before as Terms;
    const after = entry.after as Terms;
    const asks = entry.action.endsWith('.requested') || entry.action.endsWith('.accepted') || entry.action.endsWith('.created');
    const told: string[] = [];
    if (asks || before.delegated_administration !== after.delegated_administration) told.push(after.delegated_administration ? relationships.withDelegated : relationships.withoutDelegated);
    if (!asks && before.see_all_devices !== after.see_all_devices) told.push(after.see_all_devices ? relationships.sawAll : relationships.sawOwn);
    return asks || entry.action.endsWith('.changed') ? told.join(', ') : '';
  };
  const steps = items.map((entry) => ({
    key: `${entry.organisation_id} ${entry.number}`,
    what: relationships.events[entry.action.replace(/^relationship\./, '')] ?? entry.action,
    terms: termsOf(entry),
    at: entry.at,
    who: relationships.by(entry.who.name, entry.who.organisation_name ?? ''),
  }));
  // Nobody does this; it follows from the clock.
  if (relationship.state === 'expired' && relationship.expires_at) {
    steps.unshift({ key: 'expired', what: relationships.events.expired ?? '', terms: '', at: relationship.expires_at, who: '' });
  }
  return (
    <ol className={styles.list}>
      {steps.map((step) => (
        <li key={step.key} className={styles.step}>
          <Text className={styles.line}><b>{step.what}</b>{step.terms && `, ${step.terms}`}</Text>
          <Text size={200} className={styles.note}>{formats.dateTime(step.at)}{step.who && ` · ${step.who}`}</Text>
        </li>
      ))}
    </ol>
  );
}
