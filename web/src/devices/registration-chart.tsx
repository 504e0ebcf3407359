// How many devices were registered on each of the last days, as their uploads tell.
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { Schemas } from '../api/client';
import { useFormats, useTexts } from '../texts/texts';
import { perDay } from './per-day';

const useStyles = makeStyles({
  chart: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS, width: '240px', flexShrink: 0 },
  bars: { width: '100%', height: '48px' },
  registered: { fill: tokens.colorCompoundBrandBackground },
  failed: { fill: tokens.colorPaletteRedBorderActive },
  base: { stroke: tokens.colorNeutralStroke1 },
  title: { color: tokens.colorNeutralForeground3 },
});

export function RegistrationChart({ batches }: { batches: Schemas['Batch'][] }) {
  const styles = useStyles();
  const { devices } = useTexts();
  const formats = useFormats();
  const days = perDay(batches, new Date(), 14);
  const most = Math.max(1, ...days.map((day) => day.registered + day.failed));
  const height = (count: number) => (count === 0 ? 0 : Math.max(2, (count / most) * 44));
  const words = days.filter((day) => day.registered + day.failed > 0)
    .map((day) => devices.chartDay(formats.date(day.day), formats.number(day.registered), formats.number(day.failed)));
  return (
    <div className={styles.chart}>
      <svg viewBox="0 0 224 48" preserveAspectRatio="none" role="img" aria-label={`${devices.chart}. ${words.join('. ')}`} className={styles.bars}>
        <line x1="0" x2="224" y1="47.5" y2="47.5" className={styles.base} />
        {days.map((day, i) => (
          <g key={day.day}>
            <title>{devices.chartDay(formats.date(day.day), formats.number(day.registered), formats.number(day.failed))}</title>
            <rect x={i * 16 + 2} width="12" y={47 - height(day.registered)} height={height(day.registered)} className={styles.registered} />
            <rect x={i * 16 + 2} width="12" y={47 - height(day.registered) - height(day.failed)} height={height(day.failed)} className={styles.failed} />
          </g>
        ))}
      </svg>
      <Text size={200} className={styles.title}>{devices.chart}</Text>
    </div>
  );
}
