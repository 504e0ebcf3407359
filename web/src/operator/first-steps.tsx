// What an installation needs before the first device can be registered, and what is there already.
import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { CheckmarkCircleFilled } from '@fluentui/react-icons/svg/checkmark-circle';
import { CircleRegular } from '@fluentui/react-icons/svg/circle';
import { useQueries } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { api } from '../api/client';
import { Section } from '../components/section';
import { useTexts } from '../texts/texts';

const steps = ['supplier', 'customer', 'partner'] as const;

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
  step: { display: 'grid', gridTemplateColumns: 'auto minmax(0, 1fr) auto', gap: tokens.spacingHorizontalM, alignItems: 'center', '@media (max-width: 600px)': { gridTemplateColumns: 'auto minmax(0, 1fr)' } },
  icon: { fontSize: '24px', color: tokens.colorNeutralForeground3, display: 'flex' },
  done: { fontSize: '24px', color: tokens.colorStatusSuccessForeground1, display: 'flex' },
  text: { display: 'block', color: tokens.colorNeutralForeground2 },
  button: { '@media (max-width: 600px)': { gridColumn: 2, justifySelf: 'start' } },
});

/// Which kinds there is an organisation of; undefined until it is known.
export function useKindsThere(enabled: boolean) {
  return useQueries({
    queries: steps.map((kind) => ({ queryKey: ['organisations', 'any', kind], queryFn: () => api.get('/api/v1/organisations', { query: { kind, limit: 1 } }), enabled })),
    combine: (results) => (results.every((result) => result.data) ? Object.fromEntries(steps.map((kind, i) => [kind, (results[i]?.data?.items.length ?? 0) > 0])) as Record<(typeof steps)[number], boolean> : undefined),
  });
}

export function FirstSteps({ there }: { there: Record<(typeof steps)[number], boolean> }) {
  const styles = useStyles();
  const { operator } = useTexts();
  const navigate = useNavigate();
  const next = steps.find((kind) => !there[kind]);
  return (
    <Section title={operator.firstSteps}>
      <Text>{operator.firstStepsNote}</Text>
      <ol className={styles.list}>
        {steps.map((kind) => (
          <li key={kind} className={styles.step}>
            {there[kind] ? <CheckmarkCircleFilled className={styles.done} title={operator.stepDone} /> : <CircleRegular className={styles.icon} title={operator.stepOpen} />}
            <span>
              <Text weight="semibold">{operator.steps[kind].title}</Text>
              <Text className={styles.text}>{operator.steps[kind].text}</Text>
            </span>
            {!there[kind] && <Button className={styles.button} appearance={kind === next ? 'primary' : 'secondary'} onClick={() => void navigate(`/organisations?new=${kind}`)}>{operator.createKind[kind]}</Button>}
          </li>
        ))}
      </ol>
    </Section>
  );
}
