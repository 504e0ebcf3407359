// The values of an entry, before and after.
import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { useTexts } from '../texts/texts';
import { changesOf } from './changes';

const useStyles = makeStyles({
  table: { borderCollapse: 'collapse', width: '100%', tableLayout: 'fixed' },
  cell: { textAlign: 'start', verticalAlign: 'top', padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalS}`, borderBottom: `1px solid ${tokens.colorNeutralStroke2}`, overflowWrap: 'anywhere', fontWeight: tokens.fontWeightRegular },
  head: { color: tokens.colorNeutralForeground3, fontWeight: tokens.fontWeightSemibold },
  old: { backgroundColor: tokens.colorStatusDangerBackground1, color: tokens.colorNeutralForeground1 },
  fresh: { backgroundColor: tokens.colorStatusSuccessBackground1, color: tokens.colorNeutralForeground1 },
  none: { color: tokens.colorNeutralForeground3 },
});

export function AuditValues({ before, after }: { before: Record<string, unknown>; after: Record<string, unknown> }) {
  const styles = useStyles();
  const { audit } = useTexts();
  const values = changesOf(before, after);
  if (values.length === 0) return <Text className={styles.none}>{audit.noValues}</Text>;
  const cell = (text: string, changed: boolean, tint: string) => <td className={mergeClasses(styles.cell, changed && text !== '' && tint, text === '' && styles.none)}>{text || audit.unset}</td>;
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          {[audit.field, audit.before, audit.after].map((head) => <th key={head} scope="col" className={mergeClasses(styles.cell, styles.head)}>{head}</th>)}
        </tr>
      </thead>
      <tbody>
        {values.map((value) => (
          <tr key={value.name}>
            <th scope="row" className={styles.cell}>{value.name}</th>
            {cell(value.before, value.changed, styles.old)}
            {cell(value.after, value.changed, styles.fresh)}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
