// The rows of a file that have something wrong: where, which value, why, and what to do next.
import { makeStyles, mergeClasses, Table, TableBody, TableCell, TableHeader, TableHeaderCell, TableRow, Text, tokens } from '@fluentui/react-components';
import { useFormats, useTexts } from '../texts/texts';

const useStyles = makeStyles({
  column: { width: '120px' },
  given: { width: '220px' },
  scroll: { overflowX: 'auto' },
  table: { minWidth: '620px' },
  row: { width: '48px', verticalAlign: 'top', padding: tokens.spacingHorizontalS },
  cell: { verticalAlign: 'top', padding: tokens.spacingHorizontalS, overflowWrap: 'anywhere' },
  value: { fontFamily: tokens.fontFamilyMonospace, whiteSpace: 'pre-wrap' },
  line: { display: 'block', marginTop: tokens.spacingVerticalXXS },
});

export interface BadRow {
  row: number;
  column: string | null;
  value: string;
  title: string;
  hint?: string | null;
  advice: string;
}

export function BadRows({ label, rows }: { label: string; rows: BadRow[] }) {
  const styles = useStyles();
  const { register } = useTexts();
  const formats = useFormats();
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={label}>
      <Table size="small" className={styles.table}>
        <TableHeader>
          <TableRow>
            <TableHeaderCell className={styles.row}>{register.rowColumn}</TableHeaderCell>
            <TableHeaderCell className={styles.column}>{register.column}</TableHeaderCell>
            <TableHeaderCell className={styles.given}>{register.value}</TableHeaderCell>
            <TableHeaderCell>{register.reason}</TableHeaderCell>
          </TableRow>
        </TableHeader>
        <TableBody>
          {rows.map(({ row, column, value, title, hint, advice }) => (
            <TableRow key={row}>
              <TableCell className={styles.row}>{formats.number(row)}</TableCell>
              <TableCell className={mergeClasses(styles.cell, styles.column)}>{column ?? '—'}</TableCell>
              <TableCell className={mergeClasses(styles.cell, styles.given)}><span className={styles.value}>{value || '—'}</span></TableCell>
              <TableCell className={styles.cell}>
                <Text weight="semibold">{title}</Text>
                {hint && <span className={styles.line}>{hint}</span>}
                <span className={styles.line}>{advice}</span>
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}
