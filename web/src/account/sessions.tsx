import { Badge, Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client';
import { ErrorView } from '../components/error-view';
import { Loading } from '../components/loading';
import { useNotify } from '../components/notices';
import { useFormats, useTexts } from '../texts/texts';
import { browserOf } from './browser-name';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  row: { display: 'flex', gap: tokens.spacingHorizontalM, alignItems: 'center', justifyContent: 'space-between' },
  note: { display: 'block', color: tokens.colorNeutralForeground3 },
});

export function Sessions() {
  const styles = useStyles();
  const { account } = useTexts();
  const formats = useFormats();
  const client = useQueryClient();
  const { notify, notifyError } = useNotify();
  const { data, error } = useQuery({ queryKey: ['sessions'], queryFn: () => api.get('/api/v1/sessions') });
  if (error) return <ErrorView error={error} />;
  if (!data) return <Loading />;
  const end = (id: string) => {
    api.delete('/api/v1/sessions/{session_id}', { path: { session_id: id } }).then(() => {
      notify(account.sessionEnded);
      return client.invalidateQueries({ queryKey: ['sessions'] });
    }, notifyError);
  };
  return (
    <ul className={styles.list}>
      {data.items.map((session) => (
        <li key={session.id} className={styles.row}>
          <span>
            <Text weight="semibold">{browserOf(session.user_agent ?? '') || account.unknownDevice}</Text>{' '}
            {session.current && <Badge appearance="tint">{account.thisSession}</Badge>}
            <Text size={200} className={styles.note}>{session.address} · {account.lastUsed(formats.ago(session.last_used_at))}</Text>
          </span>
          {!session.current && <Button size="small" onClick={() => end(session.id)}>{account.endSession}</Button>}
        </li>
      ))}
    </ul>
  );
}
