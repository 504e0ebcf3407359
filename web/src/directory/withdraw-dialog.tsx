// Asked before entries are withdrawn; claimed ones stay, and it is said which.
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client';
import { ConfirmDialog } from '../components/confirm-dialog';
import { useNotify } from '../components/notices';
import { useFormats, useTexts } from '../texts/texts';
import type { Entry } from './publication';

const useStyles = makeStyles({
  text: { display: 'block', marginBottom: tokens.spacingVerticalM },
  list: { margin: `0 0 ${tokens.spacingVerticalM} 0`, paddingInlineStart: tokens.spacingHorizontalXL, maxHeight: '180px', overflow: 'auto', overflowWrap: 'anywhere' },
});

/// So many are named one by one.
const named = 100;

function Named({ entries, label }: { entries: Entry[]; label: string }) {
  const styles = useStyles();
  const { directory } = useTexts();
  const formats = useFormats();
  return (
    <ul className={styles.list} tabIndex={0} aria-label={label}>
      {entries.slice(0, named).map((entry) => <li key={entry.id}>{entry.serial_number} ({entry.manufacturer} {entry.model})</li>)}
      {entries.length > named && <li>{directory.andMore(formats.number(entries.length - named))}</li>}
    </ul>
  );
}

export function WithdrawDialog({ supplier, entries, onClose, onDone }: { supplier: string; entries: Entry[] | null; onClose(): void; onDone(): void }) {
  const styles = useStyles();
  const { directory } = useTexts();
  const formats = useFormats();
  const client = useQueryClient();
  const { notify } = useNotify();
  const free = entries?.filter((entry) => !entry.claimed) ?? [];
  const claimed = entries?.filter((entry) => entry.claimed) ?? [];
  const withdraw = async () => {
    const body = { entries: free.map(({ manufacturer, model, serial_number }) => ({ manufacturer, model, serial_number })) };
    const { withdrawn, refused } = await api.post('/api/v1/suppliers/{supplier_id}/directory/withdraw', { path: { supplier_id: supplier }, body });
    const stayed = refused.filter((row) => row.code === 'claimed').length;
    await client.invalidateQueries({ queryKey: ['directory', supplier] });
    notify(formats.plural(withdrawn, directory.withdrawn), stayed > 0 ? formats.plural(stayed, directory.stayed) : undefined);
    onDone();
  };
  const claimedTitle = formats.plural(claimed.length, directory.withdrawClaimed);
  return (
    <ConfirmDialog
      open={entries !== null}
      onClose={onClose}
      title={formats.plural(free.length, directory.withdrawTitle)}
      confirm={formats.plural(free.length, directory.withdrawTitle)}
      disabled={free.length === 0}
      onConfirm={withdraw}
    >
      <Text className={styles.text}>{free.length > 0 ? directory.withdrawText : directory.withdrawNone}</Text>
      {free.length > 0 && <Named entries={free} label={directory.withdrawText} />}
      {claimed.length > 0 && (
        <>
          {free.length > 0 && <Text className={styles.text}>{claimedTitle}</Text>}
          <Named entries={claimed} label={claimedTitle} />
          <Text className={styles.text}>{directory.withdrawClaimedText}</Text>
        </>
      )}
    </ConfirmDialog>
  );
}
