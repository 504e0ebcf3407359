// What a customer lets a partner do; narrowing takes effect at once and is confirmed first.
import { Button, Field, makeStyles, Radio, RadioGroup, Switch, Text, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/client';
import { ConfirmDialog } from '../components/confirm-dialog';
import { Form, useSending } from '../components/form';
import { useNotify } from '../components/notices';
import { useTexts } from '../texts/texts';
import { relationshipsKey, type Relationship } from './relationships';

const useStyles = makeStyles({
  label: { display: 'block' },
  note: { display: 'block', color: tokens.colorNeutralForeground2 },
  button: { alignSelf: 'start' },
});

export function TermsForm({ relationship }: { relationship: Relationship }) {
  const styles = useStyles();
  const { relationships, common } = useTexts();
  const { notify } = useNotify();
  const client = useQueryClient();
  const sending = useSending();
  const [delegated, setDelegated] = useState(relationship.delegated_administration);
  const [seeAll, setSeeAll] = useState(relationship.see_all_devices);
  const [asking, setAsking] = useState(false);
  const changed = delegated !== relationship.delegated_administration || (delegated && seeAll !== relationship.see_all_devices);
  const save = async () => {
    const body = delegated ? { delegated_administration: true, see_all_devices: seeAll } : { delegated_administration: false };
    await api.patch('/api/v1/relationships/{relationship_id}', { path: { relationship_id: relationship.id }, body });
    await client.invalidateQueries({ queryKey: relationshipsKey });
    notify(relationships.saved);
  };
  const option = (title: string, text: string) => (
    <>
      <Text weight="semibold" className={styles.label}>{title}</Text>
      <Text size={200} className={styles.note}>{text}</Text>
    </>
  );
  return (
    <Form
      sending={sending}
      onSubmit={async () => {
        if (relationship.delegated_administration && !delegated) setAsking(true);
        else await save();
      }}
    >
      <Field label={relationships.terms}>
        <RadioGroup value={delegated ? 'yes' : 'no'} onChange={(_, data) => setDelegated(data.value === 'yes')}>
          <Radio value="yes" label={option(relationships.delegatedYes, relationships.delegatedYesText)} />
          <Radio value="no" label={option(relationships.delegatedNo, relationships.delegatedNoText)} />
        </RadioGroup>
      </Field>
      {delegated && <Switch checked={seeAll} onChange={(_, data) => setSeeAll(data.checked)} label={option(relationships.seeAll, relationships.seeAllText)} />}
      <Text size={200} className={styles.note}>{relationships.mayNot}</Text>
      <Button type="submit" appearance="primary" className={styles.button} disabled={sending.busy || !changed}>{common.save}</Button>
      <ConfirmDialog open={asking} onClose={() => setAsking(false)} title={relationships.narrowTitle(relationship.partner_name)} confirm={relationships.narrow} onConfirm={save}>
        {relationships.narrowText}
      </ConfirmDialog>
    </Form>
  );
}
