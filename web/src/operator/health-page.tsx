import { makeStyles } from '@fluentui/react-components';
import { PageFrame } from '../components/page-frame';
import { Section } from '../components/section';
import { useTexts } from '../texts/texts';
import { HealthFacts } from './health-facts';

const useStyles = makeStyles({ place: { maxWidth: '720px' } });

export default function HealthPage() {
  const styles = useStyles();
  const { operator } = useTexts();
  return (
    <PageFrame title={operator.health} note={operator.healthNote}>
      <div className={styles.place}><Section title={operator.server}><HealthFacts /></Section></div>
    </PageFrame>
  );
}
