// What the server foretells of each row, before anything is registered.
import { Badge, makeStyles, mergeClasses, MessageBar, MessageBarBody, MessageBarTitle, Subtitle2, Table, TableBody, TableCell, TableHeader, TableHeaderCell, TableRow, Text, tokens } from '@fluentui/react-components';
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle';
import { ErrorCircleRegular } from '@fluentui/react-icons/svg/error-circle';
import { useFormats, useTexts } from '../texts/texts';
import type { Forecast } from './upload';

const useStyles = makeStyles({
  all: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  column: { width: '120px' },
  given: { width: '220px' },
  facts: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS, alignItems: 'center' },
  title: { margin: 0 },
  scroll: { overflowX: 'auto' },
  table: { minWidth: '620px' },
  row: { width: '48px', verticalAlign: 'top', padding: tokens.spacingHorizontalS },
  cell: { verticalAlign: 'top', padding: tokens.spacingHorizontalS, overflowWrap: 'anywhere' },
  value: { fontFamily: tokens.fontFamilyMonospace, whiteSpace: 'pre-wrap' },
  line: { display: 'block', marginTop: tokens.spacingVerticalXXS },
  note: { color: tokens.colorNeutralForeground2 },
});

type Failed = Forecast['failed_rows'][number];

/// What identifies the row, where no single value is to blame.
function valueOf(row: Failed): string {
  if (row.error?.value !== null && row.error?.value !== undefined) return row.error.value;
  const { manufacturer, model, serial_number } = row.input;
  return [manufacturer, model, serial_number].filter(Boolean).join(' · ');
}

export function ForecastView({ forecast }: { forecast: Forecast }) {
  const styles = useStyles();
  const { register } = useTexts();
  const formats = useFormats();
  const { registered, failed } = forecast.counts;
  return (
    <section aria-live="polite" className={styles.all}>
      <Subtitle2 as="h3" className={styles.title}>{register.result}</Subtitle2>
      <div className={styles.facts}>
        <Text className={styles.note}>{register.formats[forecast.format]} · {formats.plural(forecast.rows, register.rows)}</Text>
        <Badge appearance="tint" color="success" icon={<CheckmarkCircleRegular />}>{formats.plural(registered, register.good)}</Badge>
        {failed > 0 && <Badge appearance="tint" color="danger" icon={<ErrorCircleRegular />}>{formats.plural(failed, register.bad)}</Badge>}
      </div>
      {registered === 0 && <Text>{register.noGood}</Text>}
      {forecast.warnings.length > 0 && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>{register.warnings}</MessageBarTitle>
            {forecast.warnings.map((warning) => <div key={`${warning.code} ${warning.row} ${warning.column}`}>{warning.message}</div>)}
          </MessageBarBody>
        </MessageBar>
      )}
      {forecast.failed_rows.length > 0 && (
        <>
          <Subtitle2 as="h3" className={styles.title}>{register.badRows}</Subtitle2>
          {forecast.failed_rows_truncated && <Text block className={styles.note}>{register.truncated}</Text>}
          <div className={styles.scroll} tabIndex={0} role="region" aria-label={register.badRows}>
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
                {forecast.failed_rows.map((row) => (
                  <TableRow key={row.row}>
                    <TableCell className={styles.row}>{formats.number(row.row)}</TableCell>
                    <TableCell className={mergeClasses(styles.cell, styles.column)}>{row.error?.column ?? '—'}</TableCell>
                    <TableCell className={mergeClasses(styles.cell, styles.given)}><span className={styles.value}>{valueOf(row) || '—'}</span></TableCell>
                    <TableCell className={styles.cell}>
                      <Text weight="semibold">{row.error?.title}</Text>
                      {row.error?.hint && <span className={styles.line}>{row.error.hint}</span>}
                      <span className={styles.line}>{row.error?.advice}</span>
                    </TableCell>
                  </TableRow>
                ))}
              </TableBody>
            </Table>
          </div>
        </>
      )}
    </section>
  );
}
