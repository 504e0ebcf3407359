// Creating an API client or a token: its name, role, scopes and end.
import { Text } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/client';
import { CheckList } from '../components/check-list';
import { ExpiryField, expiryOf } from '../components/expiry-field';
import { TextField, useSending } from '../components/form';
import { FormPanel } from '../components/form-panel';
import { useOrganisationHere } from '../organisation/organisation-here';
import { RoleField } from '../people/role-field';
import { useTexts } from '../texts/texts';
import type { Made } from './made-access';
import { scopesOf, usualAccess } from './scopes';

export type AccessKind = 'clients' | 'tokens';

interface Props {
  kind: AccessKind;
  onMade(made: Made): void;
  onClose(): void;
}

export function NewAccessPanel({ kind, onMade, onClose }: Props) {
  const { access } = useTexts();
  const here = useOrganisationHere();
  const client = useQueryClient();
  const sending = useSending();
  const usual = usualAccess(here.organisation.kind);
  const [name, setName] = useState('');
  const [role, setRole] = useState(usual.role);
  const [scopes, setScopes] = useState(usual.scopes);
  const [span, setSpan] = useState<keyof typeof access.expiresIn>('d365');
  const submit = async () => {
    const path = { organisation_id: here.id };
    const body = { name, role, scopes, expires_at: expiryOf(span) };
    const made: Made = kind === 'clients'
      ? { kind, made: await api.post('/api/v1/organisations/{organisation_id}/clients', { path, body }) }
      : { kind, made: await api.post('/api/v1/organisations/{organisation_id}/tokens', { path, body }) };
    await client.invalidateQueries({ queryKey: [kind, here.id] });
    onMade(made);
  };
  const title = kind === 'clients' ? access.newClient : access.newToken;
  return (
    <FormPanel
      title={title}
      above={<Text>{kind === 'clients' ? access.clientsNote : access.tokensNote}</Text>}
      sending={sending}
      onSubmit={submit}
      submit={title}
      incomplete={scopes.length === 0}
      onClose={onClose}
    >
      <TextField label={access.name} hint={access.nameHint} value={name} onChange={setName} problem={sending.of('name')} required maxLength={128} autoFocus />
      <RoleField kind={here.organisation.kind} value={role} onChange={setRole} problem={sending.of('role')} />
      <CheckList
        label={access.scopes}
        hint={access.scopesHint}
        items={scopesOf(here.organisation.kind)}
        text={(scope) => access.scopeTexts[scope]}
        value={scopes}
        onChange={setScopes}
        problem={scopes.length === 0 ? access.scopesNone : sending.of('scopes')}
      />
      <ExpiryField label={access.expires} hint={access.expiresHint} spans={access.expiresIn} value={span} onChange={setSpan} problem={sending.of('expires_at')} />
    </FormPanel>
  );
}
