// The five states as counters. Each filters the list; pressed again, it shows all.
import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import type { Schemas } from '../api/client';
import { useFormats, useTexts } from '../texts/texts';
import { deviceStates, stateLooks, type DeviceState } from './state-badge';

const useStyles = makeStyles({
  all: { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(min(45%, 152px), 1fr))', gap: tokens.spacingHorizontalM, '@media (max-width: 600px)': { '> :last-child:nth-child(odd)': { gridColumn: '1 / -1' } } },
  one: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'start',
    gap: tokens.spacingVerticalXXS,
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalM}`,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorNeutralForeground1,
    font: 'inherit',
    textAlign: 'start',
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover, color: tokens.colorNeutralForeground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '1px' },
  },
  chosen: { border: `1px solid ${tokens.colorCompoundBrandStroke}`, boxShadow: `inset 0 -3px 0 ${tokens.colorCompoundBrandStroke}` },
  name: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalXS, color: tokens.colorNeutralForeground2 },
  count: { fontVariantNumeric: 'tabular-nums' },
  danger: { color: tokens.colorPaletteRedForeground1 },
  success: { color: tokens.colorPaletteGreenForeground1 },
  brand: { color: tokens.colorBrandForeground1 },
  informative: { color: tokens.colorNeutralForeground3 },
  subtle: { color: tokens.colorNeutralForeground3 },
});

interface Props {
  counts: Schemas['DeviceCounts'];
  chosen: DeviceState | undefined;
  onChoose(state: DeviceState | undefined): void;
}

export function StateCounters({ counts, chosen, onChoose }: Props) {
  const styles = useStyles();
  const { devices } = useTexts();
  const formats = useFormats();
  return (
    <div role="group" aria-label={devices.counters} className={styles.all}>
      {deviceStates.map((state) => {
        const { Icon, color } = stateLooks[state];
        return (
          <button key={state} type="button" aria-pressed={chosen === state} className={mergeClasses(styles.one, chosen === state && styles.chosen)} onClick={() => onChoose(chosen === state ? undefined : state)}>
            <Text size={600} weight="semibold" className={styles.count}>{formats.number(counts[state])}</Text>
            <Text size={200} className={styles.name}><Icon className={styles[color]} />{devices.states[state]}</Text>
          </button>
        );
      })}
    </div>
  );
}
