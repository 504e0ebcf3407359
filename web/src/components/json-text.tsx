// A JSON value as people read it, to copy.
import { makeStyles, tokens } from '@fluentui/react-components';
import { useTexts } from '../texts/texts';
import { CopyButton } from './copy-button';

const useStyles = makeStyles({
  box: { position: 'relative', border: `1px solid ${tokens.colorNeutralStroke2}`, borderRadius: tokens.borderRadiusMedium, backgroundColor: tokens.colorNeutralBackground2 },
  text: { margin: 0, padding: tokens.spacingHorizontalM, overflow: 'auto', maxHeight: '50vh', fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200 },
  copy: { position: 'absolute', top: tokens.spacingVerticalXS, insetInlineEnd: tokens.spacingHorizontalS },
});

export function JsonText({ label, value }: { label: string; value: unknown }) {
  const styles = useStyles();
  const { common } = useTexts();
  const text = JSON.stringify(value, null, 2);
  return (
    <div className={styles.box}>
      <pre className={styles.text} tabIndex={0} role="region" aria-label={label}>{text}</pre>
      <span className={styles.copy}><CopyButton text={text} label={common.copyOf(label)} /></span>
    </div>
  );
}
