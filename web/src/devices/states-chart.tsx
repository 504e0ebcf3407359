// How many devices were in which state at the end of each of the last days, today as far as it has got.
import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { api } from '../api/client';
import { useThemeChoice } from '../theme/theme';
import { useFormats, useTexts } from '../texts/texts';
import { columnsOf, parts, type Part } from './chart-columns';

const days = 30;
const height = 56;
const step = 8;

const useStyles = makeStyles({
  chart: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS, flex: '0 1 240px', minWidth: '200px', '@media (max-width: 600px)': { flexBasis: '100%' } },
  bars: { width: '100%', height: `${height}px`, display: 'block' },
  // As the counters have it; from right to left the days run so, too.
  mirrored: { ':dir(rtl)': { transform: 'scaleX(-1)' } },
  registration_failed: { fill: tokens.colorPaletteRedForeground1 },
  ready_for_user: { fill: tokens.colorPaletteGreenForeground1 },
  enrolled: { fill: tokens.colorCompoundBrandBackground },
  registration_pending: { fill: tokens.colorNeutralForeground4 },
  // Where there are but two colours: full, hollow, grey and dashed. The system's own, which may be dark on light.
  contrast: { fill: 'CanvasText', stroke: 'CanvasText', strokeWidth: '1px' },
  hollow: { fill: 'Canvas' },
  grey: { fillOpacity: 0.5 },
  dashed: { fill: 'Canvas', strokeDasharray: '2 2' },
  base: { stroke: tokens.colorNeutralStroke1 },
  foot: { color: tokens.colorNeutralForeground3, display: 'flex', justifyContent: 'space-between', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS },
  key: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
  legend: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalM, color: tokens.colorNeutralForeground3 },
  mark: { width: '8px', height: '8px' },
});

export function StatesChart({ customer }: { customer: string }) {
  const styles = useStyles();
  const { isContrast } = useThemeChoice();
  const { devices } = useTexts();
  const formats = useFormats();
  const { data } = useQuery({
    queryKey: ['devices-by-day', customer],
    queryFn: () => api.get('/api/v1/customers/{customer_id}/devices/by-day', { path: { customer_id: customer }, query: { days } }),
  });
  const names: Record<Part, string> = { ...devices.states, enrolled: devices.enrolled };
  const looks: Record<Part, string> = isContrast
    ? {
        registration_failed: styles.contrast,
        ready_for_user: mergeClasses(styles.contrast, styles.hollow),
        enrolled: mergeClasses(styles.contrast, styles.grey),
        registration_pending: mergeClasses(styles.contrast, styles.dashed),
      }
    : styles;
  const items = data?.items ?? [];
  const columns = columnsOf(items, height - 1);
  const inWords = (i: number) => `${formats.day(items[i]?.day)}: ${parts.map((part) => `${names[part]} ${formats.number(items[i]?.states?.[part] ?? 0)}`).join(', ')}`;
  return (
    <figure className={styles.chart} style={{ margin: 0 }}>
      <svg viewBox={`0 0 ${days * step} ${height}`} preserveAspectRatio="none" role="img" aria-label={`${devices.chart}. ${items.length > 0 ? `${inWords(0)}. ${inWords(items.length - 1)}` : ''}`} className={mergeClasses(styles.bars, styles.mirrored)}>
        <line x1="0" x2={days * step} y1={height - 0.5} y2={height - 0.5} className={styles.base} />
        {columns.map((column, i) => (
          <g key={items[i]?.day}>
            <title>{inWords(i)}</title>
            <rect x={(i + days - columns.length) * step} width={step} y="0" height={height} fill="transparent" />
            {column.map(({ part, from, size }) => (
              <rect key={part} x={(i + days - columns.length) * step + 1} width={step - 2} y={height - 1 - from - size} height={size} vectorEffect="non-scaling-stroke" className={looks[part]} />
            ))}
          </g>
        ))}
      </svg>
      <figcaption>
        <Text size={200} className={styles.foot}>{devices.chart}</Text>
        <span className={styles.legend}>
          {parts.filter((part) => items.some((day) => day.states?.[part])).map((part) => (
            <Text key={part} size={100} className={styles.key}>
              <svg className={styles.mark} viewBox="0 0 8 8" aria-hidden="true"><rect width="8" height="8" className={looks[part]} /></svg>
              {names[part]}
            </Text>
          ))}
        </span>
      </figcaption>
    </figure>
  );
}
