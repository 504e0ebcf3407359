// The rows of a file that have something wrong: where, which value, why, and what to do next.
import { makeStyles, mergeClasses, Table, TableBody, TableCell, TableHeader, TableHeaderCell, TableRow, Text, tokens } from '@fluentui/react-components';
import { useFormats, useTexts } from '../texts/texts';

// On a phone each row is a block, in which what the headings say stands before each value.
const phone = '@media (max-width: 600px)';
const useStyles = makeStyles({
  column: { width: '120px' },
  given: { width: '220px' },
  table: { [phone]: { display: 'block' } },
  body: { [phone]: { display: 'block' } },
  head: { [phone]: { position: 'absolute', clip: 'rect(0 0 0 0)' } },
  entry: { [phone]: { display: 'block', paddingBlock: tokens.spacingVerticalS } },
  row: { width: '48px', verticalAlign: 'top', padding: tokens.spacingHorizontalS },
  cell: {
    verticalAlign: 'top',
    padding: tokens.spacingHorizontalS,
    overflowWrap: 'anywhere',
    [phone]: { display: 'block', width: 'auto', height: 'auto', padding: `${tokens.spacingVerticalXXS} 0` },
  },
  named: { [phone]: { '::before': { content: 'attr(data-name) ": "', color: tokens.colorNeutralForeground3 } } },
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
    <Table size="small" role="table" aria-label={label} className={styles.table}>
      <TableHeader role="rowgroup" className={styles.head}>
        <TableRow role="row">
          <TableHeaderCell role="columnheader" className={styles.row}>{register.rowColumn}</TableHeaderCell>
          <TableHeaderCell role="columnheader" className={styles.column}>{register.column}</TableHeaderCell>
          <TableHeaderCell role="columnheader" className={styles.given}>{register.value}</TableHeaderCell>
          <TableHeaderCell role="columnheader">{register.reason}</TableHeaderCell>
        </TableRow>
      </TableHeader>
      <TableBody role="rowgroup" className={styles.body}>
        {rows.map(({ row, column, value, title, hint, advice }) => (
          <TableRow key={row} role="row" className={styles.entry}>
            <TableCell role="cell" data-name={register.rowColumn} className={mergeClasses(styles.row, styles.cell, styles.named)}>{formats.number(row)}</TableCell>
            <TableCell role="cell" data-name={register.column} className={mergeClasses(styles.cell, styles.named, styles.column)}>{column ?? '—'}</TableCell>
            <TableCell role="cell" data-name={register.value} className={mergeClasses(styles.cell, styles.named, styles.given)}><span className={styles.value}>{value || '—'}</span></TableCell>
            <TableCell role="cell" className={styles.cell}>
              <Text weight="semibold">{title}</Text>
              {hint && <span className={styles.line}>{hint}</span>}
              <span className={styles.line}>{advice}</span>
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
