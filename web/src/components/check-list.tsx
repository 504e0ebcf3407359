// Several of a few, each with what it means. (Fluent's Field is for one control: checkboxes within it would
// all get the same id.)
import { Checkbox, makeStyles, Text, tokens } from '@fluentui/react-components';
import { ErrorCircle12Filled } from '@fluentui/react-icons/svg/error-circle';
import { useId } from 'react';

const useStyles = makeStyles({
  set: { border: 'none', margin: 0, padding: 0, minWidth: 0 },
  legend: { padding: 0, marginBottom: tokens.spacingVerticalXXS },
  hint: { display: 'block', color: tokens.colorNeutralForeground3 },
  problem: { display: 'flex', gap: tokens.spacingHorizontalXS, alignItems: 'center', color: tokens.colorPaletteRedForeground1 },
});

interface Props<T extends string> {
  label: string;
  hint?: string;
  items: readonly T[];
  text(item: T): string;
  value: readonly T[];
  onChange(value: T[]): void;
  problem?: string;
}

export function CheckList<T extends string>({ label, hint, items, text, value, onChange, problem }: Props<T>) {
  const styles = useStyles();
  const id = useId();
  return (
    <fieldset className={styles.set} aria-describedby={problem ? `${id}problem` : hint ? `${id}hint` : undefined}>
      <legend className={styles.legend}><Text>{label}</Text></legend>
      {items.map((item) => (
        <div key={item}>
          <Checkbox
            label={text(item)}
            checked={value.includes(item)}
            onChange={(_, data) => onChange(items.filter((other) => (other === item ? data.checked === true : value.includes(other))))}
          />
        </div>
      ))}
      {problem && <Text size={200} id={`${id}problem`} role="alert" className={styles.problem}><ErrorCircle12Filled />{problem}</Text>}
      {hint && <Text size={200} id={`${id}hint`} className={styles.hint}>{hint}</Text>}
    </fieldset>
  );
}
