// An OpenID provider: adding it, changing it, taking it away.
import { Button, Checkbox, Field, Text, useRestoreFocusTarget } from '@fluentui/react-components';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Schemas } from '../api/client';
import { ConfirmDialog } from '../components/confirm-dialog';
import { TextField, useSending } from '../components/form';
import { FormPanel } from '../components/form-panel';
import { useNotify } from '../components/notices';
import { CopyValue } from '../components/shown-once';
import { useTexts } from '../texts/texts';
import { ProviderRules, type Rule } from './provider-rules';

const one = '/api/v1/identity-providers/{provider_id}';

interface Props {
  provider?: Schemas['IdentityProvider'];  ///< the one to change
  mayChange: boolean;
  onClose(): void;
}

export function ProviderPanel({ provider, mayChange, onClose }: Props) {
  const opener = useRestoreFocusTarget();
  const { operator, common } = useTexts();
  const client = useQueryClient();
  const { notify } = useNotify();
  const sending = useSending();
  const [values, setValues] = useState({ name: provider?.name ?? '', issuer: provider?.issuer ?? '', client_id: provider?.client_id ?? '', client_secret: '' });
  const [rules, setRules] = useState<Rule[]>(provider?.rules ?? []);
  const [linksByEmail, setLinksByEmail] = useState(provider?.links_by_email ?? false);
  const [enabled, setEnabled] = useState(provider?.enabled ?? true);
  const [removing, setRemoving] = useState(false);
  const path = { provider_id: provider?.id ?? '' };
  const field = (name: keyof typeof values) => ({ value: values[name], onChange: (value: string) => setValues({ ...values, [name]: value }), problem: sending.of(name), readOnly: !mayChange });
  const done = async (text: string) => {
    notify(text);
    await client.invalidateQueries({ queryKey: ['providers'] });
    onClose();
  };
  const save = async () => {
    const { name, client_id, client_secret } = values;
    const shared = { name, client_id, rules, links_by_email: linksByEmail, enabled, ...(client_secret ? { client_secret } : {}) };
    if (provider) await api.patch(one, { path, body: shared });
    else await api.post('/api/v1/identity-providers', { body: { ...shared, issuer: values.issuer } });
    await done(operator.providerSaved);
  };
  const remove = async () => {
    await api.delete(one, { path });
    await done(operator.providerRemoved);
  };
  return (
    <>
      <FormPanel
        wide
        title={provider?.name ?? operator.addProvider}
        above={<CopyValue name={operator.redirect} value={`${location.origin}/oidc/callback`} />}
        sending={sending}
        onSubmit={save}
        submit={mayChange ? (provider ? common.save : operator.addProvider) : undefined}
        more={provider && mayChange && <Button {...opener} icon={<DeleteRegular />} onClick={() => setRemoving(true)}>{operator.removeProvider}</Button>}
        onClose={onClose}
      >
        <TextField label={operator.providerName} hint={operator.providerNameHint} {...field('name')} required maxLength={128} autoFocus={!provider} />
        <TextField label={operator.issuer} hint={operator.issuerHint} {...field('issuer')} type="url" required readOnly={provider !== undefined} />
        <TextField label={operator.clientId} {...field('client_id')} required />
        <TextField label={operator.clientSecret} hint={provider?.has_client_secret ? operator.clientSecretKept : operator.clientSecretHint} {...field('client_secret')} type="password" autoComplete="off" />
        <ProviderRules rules={rules} onChange={setRules} problemOf={sending.of} />
        <Field hint={operator.linksByEmailHint}>
          <Checkbox label={operator.linksByEmail} checked={linksByEmail} disabled={!mayChange} onChange={(_, data) => setLinksByEmail(data.checked === true)} />
        </Field>
        <Checkbox label={operator.enabled} checked={enabled} disabled={!mayChange} onChange={(_, data) => setEnabled(data.checked === true)} />
      </FormPanel>
      {provider && (
        <ConfirmDialog open={removing} onClose={() => setRemoving(false)} title={operator.removeProviderTitle(provider.name)} confirm={operator.removeProvider} onConfirm={remove}>
          <Text>{operator.removeProviderText}</Text>
        </ConfirmDialog>
      )}
    </>
  );
}
