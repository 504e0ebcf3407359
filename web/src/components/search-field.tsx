// What is looked for. The cross that empties it is as large as a target has to be (WCAG 2.5.8).
import { makeStyles, SearchBox, type SearchBoxProps } from '@fluentui/react-components';
import { useTexts } from '../texts/texts';

const useStyles = makeStyles({ clear: { minWidth: '24px', minHeight: '24px', padding: 0, alignItems: 'center', justifyContent: 'center' } });

interface Props extends Omit<SearchBoxProps, 'onChange' | 'value' | 'dismiss'> {
  label: string;
  value: string;
  onChange(value: string): void;
}

export function SearchField({ label, onChange, ...rest }: Props) {
  const styles = useStyles();
  const { common } = useTexts();
  return <SearchBox {...rest} placeholder={label} aria-label={label} dismiss={{ 'aria-label': common.clear, className: styles.clear }} onChange={(_, data) => onChange(data.value)} />;
}
