// Which role, in which organisation, a claim of the provider's gives.
import { Button, Field, Input, makeStyles, Select, Subtitle2, Text, tokens } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, type Schemas } from '../api/client';
import { pages } from '../api/queries';
import type { Role } from '../api/session';
import { useRows } from '../components/grid-view';
import { headOf, rolesOf } from '../people/roles';
import { useTexts } from '../texts/texts';

export type Rule = Schemas['IdentityProviderRule'];

const useStyles = makeStyles({
  rule: { border: `1px solid ${tokens.colorNeutralStroke2}`, borderRadius: tokens.borderRadiusMedium, padding: tokens.spacingHorizontalM, margin: 0, display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(180px, 1fr))', gap: tokens.spacingVerticalS, minWidth: 0 },
  legend: { padding: `0 ${tokens.spacingHorizontalXS}`, fontWeight: tokens.fontWeightSemibold },
  control: { minWidth: 0, width: '100%' },
  button: { alignSelf: 'start', justifySelf: 'start' },
  title: { margin: 0 },
  note: { color: tokens.colorNeutralForeground2 },
});

/// Every organisation, to choose from.
function useOrganisations(): Schemas['Organisation'][] {
  const query = useInfiniteQuery(pages(['organisations', 'list', undefined], (cursor, signal) => api.get('/api/v1/organisations', { query: { cursor, limit: 200 }, signal })));
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return useRows(query);
}

interface Props {
  rules: Rule[];
  onChange(rules: Rule[]): void;
  problemOf(field: string): string | undefined;
}

export function ProviderRules({ rules, onChange, problemOf }: Props) {
  const styles = useStyles();
  const { operator, common } = useTexts();
  const organisations = useOrganisations();
  const change = (i: number, changed: Partial<Rule>) => onChange(rules.map((rule, j) => (i === j ? { ...rule, ...changed } : rule)));
  const choose = (i: number, id: string) => {
    const kind = organisations.find((one) => one.id === id)?.kind;
    if (kind) change(i, { organisation_id: id, role: rolesOf(kind).at(-1) ?? headOf(kind) });
  };
  return (
    <>
      <Subtitle2 as="h3" className={styles.title}>{operator.rules}</Subtitle2>
      <Text className={styles.note}>{operator.rulesNote}</Text>
      {rules.map((rule, i) => {
        const kind = organisations.find((one) => one.id === rule.organisation_id)?.kind;
        const number = String(i + 1);
        return (
          <fieldset key={i} className={styles.rule}>
            <legend className={styles.legend}>{operator.rule(number)}</legend>
            <Field label={operator.claim} required validationMessage={problemOf(`rules/${i}/claim`)}>
              <Input className={styles.control} value={rule.claim} onChange={(_, data) => change(i, { claim: data.value })} />
            </Field>
            <Field label={operator.claimValue} required validationMessage={problemOf(`rules/${i}/value`)}>
              <Input className={styles.control} value={rule.value} onChange={(_, data) => change(i, { value: data.value })} />
            </Field>
            <Field label={operator.organisation} required validationMessage={problemOf(`rules/${i}/organisation_id`)}>
              <Select className={styles.control} value={rule.organisation_id} onChange={(_, data) => choose(i, data.value)}>
                <option value="" disabled>{operator.chooseOrganisation}</option>
                {organisations.map((one) => <option key={one.id} value={one.id}>{`${one.name} (${common.kinds[one.kind]})`}</option>)}
              </Select>
            </Field>
            <Field label={operator.role} validationMessage={problemOf(`rules/${i}/role`)}>
              <Select className={styles.control} value={rule.role} disabled={!kind} onChange={(_, data) => change(i, { role: data.value as Role })}>
                {(kind ? rolesOf(kind) : [rule.role]).map((role) => <option key={role} value={role}>{common.roles[role]}</option>)}
              </Select>
            </Field>
            <Button className={styles.button} appearance="subtle" icon={<DeleteRegular />} aria-label={operator.removeRule(number)} onClick={() => onChange(rules.filter((_, j) => j !== i))}>{common.remove}</Button>
          </fieldset>
        );
      })}
      <Button className={styles.button} icon={<AddRegular />} onClick={() => onChange([...rules, { claim: 'groups', value: '', organisation_id: '', role: 'reader' }])}>{operator.addRule}</Button>
    </>
  );
}
