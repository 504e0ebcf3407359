// The last few entries of all audit logs.
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { api } from '../api/client';
import { ErrorView } from '../components/error-view';
import { Loading } from '../components/loading';
import { RouteLink } from '../components/route-link';
import { Section } from '../components/section';
import { useFormats, useTexts } from '../texts/texts';

const shown = 8;

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  note: { display: 'block', color: tokens.colorNeutralForeground3 },
});

export function LatestChanges() {
  const styles = useStyles();
  const { operator, audit } = useTexts();
  const formats = useFormats();
  const { data, error, refetch } = useQuery({ queryKey: ['audit', 'latest'], queryFn: () => api.get('/api/v1/audit', { query: { limit: shown } }), refetchInterval: 30_000 });
  return (
    <Section title={operator.latest}>
      {error ? (
        <ErrorView error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Loading />
      ) : (
        <ul className={styles.list}>
          {data.items.map((entry) => (
            <li key={`${entry.organisation_id}.${entry.number}`}>
              <RouteLink to={`/audit?entry=${entry.organisation_id}.${entry.number}`}>{audit.actions[entry.action] ?? entry.action}</RouteLink>
              {entry.subject_name && `: ${entry.subject_name}`}
              <Text size={200} className={styles.note}>{[entry.who.name, entry.who.organisation_name, formats.ago(entry.at)].filter(Boolean).join(' · ')}</Text>
            </li>
          ))}
        </ul>
      )}
      <RouteLink to="/audit">{operator.latestAll}</RouteLink>
    </Section>
  );
}
