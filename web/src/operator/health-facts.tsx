// How the server is doing, asked again every ten seconds.
import { Badge, makeStyles, MessageBar, MessageBarBody, ProgressBar, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { api, type Schemas } from '../api/client';
import { ErrorView } from '../components/error-view';
import { Facts } from '../components/facts';
import { Loading } from '../components/loading';
import { useFormats, useTexts } from '../texts/texts';

type Health = Schemas['Health'];

const useStyles = makeStyles({
  disk: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS, maxWidth: '320px' },
  note: { color: tokens.colorNeutralForeground3 },
});

/// Below this share, or below this many bytes, people are warned.
export const isDiskLow = ({ free_bytes, total_bytes }: Health['disk']) => total_bytes > 0 && (free_bytes / total_bytes < 0.1 || free_bytes < 1e9);

export function useHealth() {
  return useQuery({ queryKey: ['health'], queryFn: () => api.get('/api/v1/health'), refetchInterval: 10_000, staleTime: 0 });
}

function Disk({ disk }: { disk: Health['disk'] }) {
  const styles = useStyles();
  const { operator } = useTexts();
  const formats = useFormats();
  if (disk.total_bytes === 0) return operator.diskUnknown;
  const text = operator.diskFree(formats.bytes(disk.free_bytes), formats.bytes(disk.total_bytes));
  return (
    <span className={styles.disk}>
      {text}
      <ProgressBar value={1 - disk.free_bytes / disk.total_bytes} thickness="large" color={isDiskLow(disk) ? 'error' : 'brand'} aria-label={text} />
    </span>
  );
}

export function HealthFacts() {
  const styles = useStyles();
  const { operator } = useTexts();
  const formats = useFormats();
  const { data: health, error, refetch } = useHealth();
  if (error) return <ErrorView error={error} retry={() => void refetch()} />;
  if (!health) return <Loading />;
  const { queue } = health;
  return (
    <>
      {isDiskLow(health.disk) && <MessageBar intent="warning" layout="multiline"><MessageBarBody>{operator.diskLow}</MessageBarBody></MessageBar>}
      <Facts
        items={[
          [operator.state, <span key="state"><Badge appearance="tint" color={health.state === 'ready' ? 'success' : 'warning'}>{operator.healthStates[health.state]}</Badge> {operator.healthTexts[health.state]}</span>],
          [operator.version, health.version],
          [operator.startedAt, `${formats.dateTime(health.started_at)} (${formats.ago(health.started_at)})`],
          [operator.database, health.database.name],
          [operator.answeredIn, operator.milliseconds(formats.number(Math.round(health.database.answered_in_ms * 100) / 100))],
          [operator.disk, <Disk key="disk" disk={health.disk} />],
          [operator.queue, queue.rows === 0 ? operator.queueEmpty : `${formats.plural(queue.rows, operator.queueRows)} ${formats.plural(queue.batches, operator.queueBatches)}`],
          ...(queue.oldest_accepted_at ? [[operator.oldest, formats.ago(queue.oldest_accepted_at)] as [string, string]] : []),
        ]}
      />
      <Text size={200} className={styles.note}>{operator.checkedAgain}</Text>
    </>
  );
}
