// On which of the last days a device was seen, as a row of squares; the same in words for who cannot see it.
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useFormats, useTexts } from '../texts/texts';
import { daysUntil } from './days';

const useStyles = makeStyles({
  days: { display: 'flex', flexWrap: 'wrap', gap: '3px' },
  day: { width: '12px', height: '12px', boxSizing: 'border-box', borderRadius: tokens.borderRadiusSmall, border: `1px solid ${tokens.colorNeutralStrokeAccessible}` },
  seen: { backgroundColor: tokens.colorCompoundBrandBackground, border: `1px solid ${tokens.colorCompoundBrandBackground}`, forcedColorAdjust: 'none' },
});

const month = 31;

export function SeenDays({ days, until }: { days: string[]; until: string }) {
  const styles = useStyles();
  const { devices } = useTexts();
  const formats = useFormats();
  const seen = new Set(days);
  return (
    <div className={styles.days} role="img" aria-label={devices.seenOn(formats.number(days.length), formats.number(month))}>
      {daysUntil(until, month).map((day) => (
        <span key={day} title={formats.day(day)} className={mergeClasses(styles.day, seen.has(day) && styles.seen)} />
      ))}
    </div>
  );
}
