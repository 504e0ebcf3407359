// What an organisation has chosen for itself.
import { Button, Checkbox, Field, makeStyles, Select, Text, Textarea, tokens } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Schemas } from '../api/client';
import { sessionQuery, useMe } from '../api/session';
import { ErrorView } from '../components/error-view';
import { Form, TextField, useSending } from '../components/form';
import { Loading } from '../components/loading';
import { useNotify } from '../components/notices';
import { Section } from '../components/section';
import { useTexts } from '../texts/texts';
import { OrganisationFrame } from './organisation-frame';
import { useOrganisationHere } from './organisation-here';

/// Who may approve devices that no supplier published (openapi.yaml, Settings).
const approvers = ['operator', 'administrator', 'admin_agent'] as const;

const useStyles = makeStyles({
  grid: { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 360px), 1fr))', gap: tokens.spacingHorizontalL, alignItems: 'start', maxWidth: '1100px' },
  button: { alignSelf: 'start' },
  note: { color: tokens.colorNeutralForeground3 },
});

function General() {
  const styles = useStyles();
  const { organisation: texts, common } = useTexts();
  const here = useOrganisationHere();
  const client = useQueryClient();
  const { notify } = useNotify();
  const sending = useSending();
  const [name, setName] = useState(here.organisation.name);
  return (
    <Form
      sending={sending}
      onSubmit={async () => {
        const saved = await api.patch('/api/v1/organisations/{organisation_id}', { path: { organisation_id: here.id }, body: { name } });
        client.setQueryData(['organisation', here.id], saved);
        if (here.own) await client.invalidateQueries(sessionQuery);
        notify(texts.saved);
      }}
    >
      <TextField label={texts.name} hint={texts.nameHint} value={name} onChange={setName} problem={sending.of('name')} required maxLength={256} readOnly={!here.rights.change} />
      {here.rights.change && <Button type="submit" appearance="primary" className={styles.button} disabled={sending.busy || name === here.organisation.name}>{common.save}</Button>}
    </Form>
  );
}

function Chosen({ settings }: { settings: Schemas['Settings'] }) {
  const styles = useStyles();
  const { organisation: texts, common } = useTexts();
  const here = useOrganisationHere();
  const { organisation: own } = useMe();
  const client = useQueryClient();
  const { notify } = useNotify();
  const sending = useSending();
  const [tag, setTag] = useState(settings.default_group_tag ?? '');
  const [hours, setHours] = useState(String(settings.check_in_age_hours));
  const [addresses, setAddresses] = useState(settings.notification_addresses.join('\n'));
  const [hashAlone, setHashAlone] = useState(settings.hardware_hash_alone);
  const [approver, setApprover] = useState(settings.hash_approver);
  const [requireTpm, setRequireTpm] = useState(settings.require_tpm);
  const isCustomer = here.organisation.kind === 'customer';
  const decidesHash = own.kind === 'operator' && here.rights.change;
  const readOnly = !here.rights.change;
  const hoursWrong = isCustomer && !(/^\d+$/.test(hours) && Number(hours) >= 1 && Number(hours) <= 8760);
  const wrongAddress = sending.of('notification_addresses') ?? [...addresses.split('\n').keys()].map((i) => sending.of(`notification_addresses/${i}`)).find(Boolean);
  const save = async () => {
    const saved = await api.patch('/api/v1/organisations/{organisation_id}/settings', {
      path: { organisation_id: here.id },
      body: {
        notification_addresses: addresses.split('\n').map((line) => line.trim()).filter(Boolean),
        ...(isCustomer ? { default_group_tag: tag || null, check_in_age_hours: Number(hours), require_tpm: requireTpm } : {}),
        ...(isCustomer && decidesHash ? { hardware_hash_alone: hashAlone, hash_approver: approver } : {}),
      },
    });
    client.setQueryData(['settings', here.id], saved);
    setAddresses(saved.notification_addresses.join('\n'));
    notify(texts.saved);
  };
  return (
    <Form sending={sending} onSubmit={save}>
      {isCustomer && (
        <>
          <TextField label={texts.defaultGroupTag} hint={texts.defaultGroupTagHint} value={tag} onChange={setTag} problem={sending.of('default_group_tag')} maxLength={256} readOnly={readOnly} />
          <TextField label={texts.checkInAge} hint={texts.checkInAgeHint} value={hours} onChange={setHours} problem={hoursWrong ? texts.notHours : sending.of('check_in_age_hours')} inputMode="numeric" required readOnly={readOnly} />
        </>
      )}
      <Field label={texts.addresses} hint={texts.addressesHint} validationMessage={wrongAddress}>
        <Textarea value={addresses} onChange={(_, data) => setAddresses(data.value)} rows={3} readOnly={readOnly} />
      </Field>
      {isCustomer && (
        <Field hint={texts.requireTpmHint}>
          <Checkbox label={texts.requireTpm} checked={requireTpm} disabled={readOnly} onChange={(_, data) => setRequireTpm(data.checked === true)} />
        </Field>
      )}
      {isCustomer && decidesHash && (
        <>
          <Checkbox label={texts.hashPolicyOperator} checked={hashAlone} onChange={(_, data) => setHashAlone(data.checked === true)} />
          <Field label={texts.hashApprover} hint={texts.hashApproverHint} validationMessage={sending.of('hash_approver')}>
            <Select value={approver ?? ''} disabled={hashAlone} onChange={(_, data) => setApprover((data.value || null) as typeof approver)}>
              <option value="">{texts.nobody}</option>
              {approvers.map((role) => <option key={role} value={role}>{common.roles[role]}</option>)}
            </Select>
          </Field>
        </>
      )}
      {isCustomer && !decidesHash && (
        <Field label={texts.hashPolicy} hint={texts.hashPolicyWho}>
          <Text>
            {settings.hardware_hash_alone ? texts.hashPolicyText.yes : texts.hashPolicyText.no}
            {!settings.hardware_hash_alone && settings.hash_approver && ` ${texts.hashApproverIs(common.roles[settings.hash_approver])}`}
          </Text>
        </Field>
      )}
      {readOnly ? (
        <Text size={200} className={styles.note}>{texts.readOnly}</Text>
      ) : (
        <Button type="submit" appearance="primary" className={styles.button} disabled={sending.busy || hoursWrong}>{common.save}</Button>
      )}
    </Form>
  );
}

export default function SettingsPage() {
  const styles = useStyles();
  const { organisation: texts } = useTexts();
  const here = useOrganisationHere();
  const { data: settings, error, refetch } = useQuery({
    queryKey: ['settings', here.id],
    queryFn: () => api.get('/api/v1/organisations/{organisation_id}/settings', { path: { organisation_id: here.id } }),
  });
  return (
    <OrganisationFrame section={texts.settings}>
      {error ? (
        <ErrorView error={error} retry={() => void refetch()} />
      ) : !settings ? (
        <Loading />
      ) : (
        <div className={styles.grid}>
          <Section title={texts.general}><General key={here.id} /></Section>
          <Section title={here.organisation.kind === 'customer' ? texts.devices : texts.notifications}><Chosen key={here.id} settings={settings} /></Section>
        </div>
      )}
    </OrganisationFrame>
  );
}
