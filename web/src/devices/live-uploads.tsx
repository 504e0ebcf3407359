// What is being registered at this moment, with its progress.
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { Schemas } from '../api/client';
import { BatchProgress } from '../batches/batch-progress';
import { RouteLink } from '../components/route-link';
import { useTexts } from '../texts/texts';

const useStyles = makeStyles({
  all: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS, padding: tokens.spacingHorizontalM, borderRadius: tokens.borderRadiusMedium, backgroundColor: tokens.colorNeutralBackground3 },
  one: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) minmax(140px, 320px)', gap: tokens.spacingHorizontalL, alignItems: 'center' },
  name: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
});

/// More would push the devices out of sight; the rest is on the page of the uploads.
const mostShown = 3;

export function LiveUploads({ batches, base }: { batches: Schemas['Batch'][]; base: string }) {
  const styles = useStyles();
  const { devices, batches: texts } = useTexts();
  if (batches.length === 0) return null;
  return (
    <section aria-label={devices.registeringNow} className={styles.all}>
      {batches.slice(0, mostShown).map((batch) => (
        <div key={batch.id} className={styles.one}>
          <Text className={styles.name}>{devices.registeringNow}: <RouteLink to={`${base}/uploads/${batch.id}`}>{batch.file_name || texts.noName}</RouteLink></Text>
          <BatchProgress batch={batch} words />
        </div>
      ))}
    </section>
  );
}
