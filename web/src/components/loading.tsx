import { makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { useTexts } from '../texts/texts';

const useStyles = makeStyles({ place: { display: 'flex', justifyContent: 'center', padding: tokens.spacingVerticalXXXL } });

/// For what takes longer than a moment; it appears by itself only after one.
export function Loading({ label }: { label?: string }) {
  const styles = useStyles();
  const { common } = useTexts();
  return (
    <div className={styles.place}>
      <Spinner label={label ?? common.loading} delay={250} />
    </div>
  );
}
