// How far an upload is: a bar with a part for each outcome, and the same in words.
import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import type { Schemas } from '../api/client';
import { isOver } from '../devices/use-live';
import { OnlyHeard } from '../components/only-heard';
import type { Texts } from '../texts/en';
import { useFormats, useTexts, type Formats } from '../texts/texts';

const useStyles = makeStyles({
  all: { display: 'inline-flex', verticalAlign: 'middle', flexDirection: 'column', gap: tokens.spacingVerticalXXS, width: '100%', minWidth: '120px' },
  // Colours of the system's own would make one bar of its parts.
  bar: { display: 'flex', height: '4px', borderRadius: tokens.borderRadiusMedium, overflow: 'hidden', backgroundColor: tokens.colorNeutralBackground6, forcedColorAdjust: 'none' },
  part: { minWidth: '2px', transitionProperty: 'width', transitionDuration: tokens.durationNormal },
  registered: { backgroundColor: tokens.colorPaletteGreenForeground1 },
  failed: { backgroundColor: tokens.colorPaletteRedForeground1 },
  cancelled: { backgroundColor: tokens.colorNeutralForeground4 },
  note: { color: tokens.colorNeutralForeground3 },
});

const outcomes = ['registered', 'failed', 'cancelled'] as const;

export function BatchProgress({ batch, words }: { batch: Schemas['Batch']; words?: boolean }) {
  const styles = useStyles();
  const { batches } = useTexts();
  const formats = useFormats();
  const done = batch.rows - batch.counts.pending;
  const share = batch.rows === 0 ? 1 : done / batch.rows;
  const text = batches.progressOf(formats.number(done), formats.number(batch.rows));
  const outcome = `${batches.states[batch.state]}: ${batches.outcomeOf(formats.number(batch.counts.registered), formats.number(batch.counts.failed))}`;
  return (
    <span className={styles.all}>
      <span role="progressbar" aria-label={text} aria-valuemin={0} aria-valuemax={1} aria-valuenow={share} className={styles.bar}>
        {outcomes.map((name) => batch.counts[name] > 0 && (
          <span key={name} className={mergeClasses(styles.part, styles[name])} style={{ width: `${(100 * batch.counts[name]) / batch.rows}%` }} />
        ))}
      </span>
      {words && <Text size={200} className={styles.note}>{text}{!isOver(batch) && batch.rows_per_second > 0 && ` · ${rateOf(batch, formats, batches)}`}</Text>}
      {/* Not each of the many steps. */}
      {words && <OnlyHeard>{isOver(batch) ? outcome : batches.progressShare(formats.percent(Math.floor(share * 4) / 4))}</OnlyHeard>}
    </span>
  );
}

export function rateOf(batch: Schemas['Batch'], formats: Formats, batches: Texts['batches']): string {
  return batches.rate(formats.number(Math.round(batch.rows_per_second)));
}
