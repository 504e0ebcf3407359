// What the server foretells of each row, before anything is registered.
import { Badge, makeStyles, MessageBar, MessageBarBody, MessageBarTitle, Subtitle2, Text, tokens } from '@fluentui/react-components';
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle';
import { ErrorCircleRegular } from '@fluentui/react-icons/svg/error-circle';
import { BadRows } from '../components/bad-rows';
import { useFormats, useTexts } from '../texts/texts';
import type { Forecast } from './upload';

const useStyles = makeStyles({
  all: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  facts: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS, alignItems: 'center' },
  title: { margin: 0 },
  note: { color: tokens.colorNeutralForeground2 },
  outcomes: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalXL, rowGap: tokens.spacingVerticalXS },
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
  const { register, errors } = useTexts();
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
      {failed > 0 && (
        <ul className={styles.outcomes} aria-label={register.outcomes}>
          {Object.entries(forecast.errors).map(([code, count]) => (
            <li key={code}>{errors.rows[code as keyof typeof errors.rows].title}: {formats.number(count)}</li>
          ))}
        </ul>
      )}
      {registered === 0 && <Text>{register.noGood}</Text>}
      {forecast.warnings.length > 0 && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>{register.warnings}</MessageBarTitle>
            {forecast.warnings.map((warning) => <div key={`${warning.code} ${warning.row} ${warning.column}`}>{errors.said(warning.message)}</div>)}
          </MessageBarBody>
        </MessageBar>
      )}
      {forecast.failed_rows.length > 0 && (
        <>
          <Subtitle2 as="h3" className={styles.title}>{register.badRows}</Subtitle2>
          {forecast.failed_rows_truncated && <Text block className={styles.note}>{register.truncated}</Text>}
          <BadRows
            label={register.badRows}
            rows={forecast.failed_rows.map((row) => ({ row: row.row, column: row.error?.column ?? null, value: valueOf(row), hint: row.error?.hint && errors.said(row.error.hint), ...(row.error ? errors.rows[row.error.code] : { title: '', advice: '' }) }))}
          />
        </>
      )}
    </section>
  );
}
