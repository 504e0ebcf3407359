// What the server foretells of each row, before anything is published.
import { Badge, makeStyles, MessageBar, MessageBarBody, MessageBarTitle, Subtitle2, Text, tokens } from '@fluentui/react-components';
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle';
import { ErrorCircleRegular } from '@fluentui/react-icons/svg/error-circle';
import { SubtractCircleRegular } from '@fluentui/react-icons/svg/subtract-circle';
import { BadRows } from '../components/bad-rows';
import { useFormats, useTexts } from '../texts/texts';
import type { Publication } from './publication';

const useStyles = makeStyles({
  all: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  facts: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS, alignItems: 'center' },
  title: { margin: 0 },
  note: { color: tokens.colorNeutralForeground2 },
});

export function PublicationView({ foretold }: { foretold: Publication }) {
  const styles = useStyles();
  const { directory, register, errors } = useTexts();
  const formats = useFormats();
  const { published, unchanged, refused } = foretold;
  return (
    <section aria-live="polite" className={styles.all}>
      <Subtitle2 as="h3" className={styles.title}>{directory.foretold}</Subtitle2>
      <div className={styles.facts}>
        <Text className={styles.note}>{register.formats[foretold.format]} · {formats.plural(foretold.rows, register.rows)}</Text>
        <Badge appearance="tint" color="success" icon={<CheckmarkCircleRegular />}>{formats.plural(published, directory.wouldPublish)}</Badge>
        {unchanged > 0 && <Badge appearance="tint" color="informative" icon={<SubtractCircleRegular />}>{formats.plural(unchanged, directory.wouldStay)}</Badge>}
        {refused > 0 && <Badge appearance="tint" color="danger" icon={<ErrorCircleRegular />}>{formats.plural(refused, directory.wouldRefuse)}</Badge>}
      </div>
      {published === 0 && <Text>{directory.nothingNew}</Text>}
      {foretold.warnings.length > 0 && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>{register.warnings}</MessageBarTitle>
            {foretold.warnings.map((warning) => <div key={`${warning.code} ${warning.row} ${warning.column}`}>{errors.said(warning.message)}</div>)}
          </MessageBarBody>
        </MessageBar>
      )}
      {foretold.refused_rows.length > 0 && (
        <>
          <Subtitle2 as="h3" className={styles.title}>{directory.badRows}</Subtitle2>
          {published > 0 && <Text className={styles.note}>{directory.refusedAreLeftOut}</Text>}
          {foretold.refused_rows_truncated && <Text className={styles.note}>{directory.tooMany}</Text>}
          <BadRows label={directory.badRows} rows={foretold.refused_rows.map((row) => ({ ...row, ...errors.rows[row.code], value: row.value ?? '' }))} />
        </>
      )}
    </section>
  );
}
