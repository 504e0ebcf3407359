// Where an operator begins: what to do first, how the server is doing, and a request that somebody asks about.
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { installationQuery, useMe } from '../api/session';
import { PageFrame } from '../components/page-frame';
import { Section } from '../components/section';
import { useTexts } from '../texts/texts';
import { FirstSteps, useKindsThere } from './first-steps';
import { HealthFacts } from './health-facts';
import { LatestChanges } from './latest-changes';
import { RequestSearch } from './request-search';

const useStyles = makeStyles({
  columns: { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 420px), 1fr))', gap: tokens.spacingHorizontalL, alignItems: 'start', maxWidth: '1300px' },
  column: { display: 'flex', flexDirection: 'column', gap: tokens.spacingHorizontalL },
});

export default function OverviewPage() {
  const styles = useStyles();
  const { operator } = useTexts();
  const { organisation, role } = useMe();
  const { data: installation } = useQuery(installationQuery);
  const there = useKindsThere(role === 'operator');
  const begun = !there || Object.values(there).every(Boolean);
  return (
    <PageFrame title={installation?.name || organisation.name} section={operator.overview}>
      <div className={styles.columns}>
        <div className={styles.column}>
          {!begun && <FirstSteps there={there} />}
          <Section title={operator.findRequest}>
            <Text>{operator.findRequestText}</Text>
            <RequestSearch />
          </Section>
          <Section title={operator.health}><HealthFacts /></Section>
        </div>
        <LatestChanges />
      </div>
    </PageFrame>
  );
}
