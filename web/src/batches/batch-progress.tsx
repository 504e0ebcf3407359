// How far an upload is: a bar, and the same in words.
import { makeStyles, ProgressBar, Text, tokens } from '@fluentui/react-components';
import type { Schemas } from '../api/client';
import { useFormats, useTexts } from '../texts/texts';

const useStyles = makeStyles({
  all: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXXS, width: '100%', minWidth: '120px' },
  note: { color: tokens.colorNeutralForeground3 },
});

export const isOver = (batch: Schemas['Batch']) => batch.state === 'finished' || batch.state === 'cancelled';

export function BatchProgress({ batch, words }: { batch: Schemas['Batch']; words?: boolean }) {
  const styles = useStyles();
  const { batches } = useTexts();
  const formats = useFormats();
  const done = batch.rows - batch.counts.pending;
  const text = batches.progressOf(formats.number(done), formats.number(batch.rows));
  return (
    <span className={styles.all}>
      <ProgressBar value={batch.rows === 0 ? 1 : done / batch.rows} thickness="large" color={!isOver(batch) ? 'brand' : batch.counts.failed > 0 ? 'warning' : 'success'} aria-label={text} />
      {words && (
        <Text size={200} className={styles.note} aria-live="polite">
          {text}{!isOver(batch) && batch.rows_per_second > 0 && ` · ${batches.rate(formats.number(Math.round(batch.rows_per_second)))}`}
        </Text>
      )}
    </span>
  );
}
