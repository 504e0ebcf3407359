// One API client or token: what it may, when it was used, and its end.
import { Button, Text, useRestoreFocusTarget } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Schemas } from '../api/client';
import { ConfirmDialog } from '../components/confirm-dialog';
import { CopyButton } from '../components/copy-button';
import { Facts } from '../components/facts';
import { useNotify } from '../components/notices';
import { SidePanel } from '../components/side-panel';
import { useOrganisationHere } from '../organisation/organisation-here';
import { useFormats, useTexts } from '../texts/texts';
import type { Made } from './made-access';
import { stateOf } from './scopes';

export type Shown = { kind: 'clients'; one: Schemas['Client'] } | { kind: 'tokens'; one: Schemas['Token'] };

export function AccessPanel({ kind, one, onMade, onClose }: Shown & { onMade(made: Made): void; onClose(): void }) {
  const opener = useRestoreFocusTarget();
  const { access, common } = useTexts();
  const formats = useFormats();
  const here = useOrganisationHere();
  const client = useQueryClient();
  const { notify } = useNotify();
  const [asked, setAsked] = useState<'revoke' | 'rotate' | null>(null);
  const isClient = kind === 'clients';
  const state = stateOf(one);
  const revoke = async () => {
    if (isClient) await api.delete('/api/v1/organisations/{organisation_id}/clients/{client_id}', { path: { organisation_id: here.id, client_id: one.id } });
    else await api.delete('/api/v1/organisations/{organisation_id}/tokens/{token_id}', { path: { organisation_id: here.id, token_id: one.id } });
    notify(isClient ? access.clientRevoked : access.tokenRevoked);
    await client.invalidateQueries({ queryKey: [kind, here.id] });
    onClose();
  };
  const rotate = async () => {
    onMade({ kind: 'clients', made: await api.post('/api/v1/organisations/{organisation_id}/clients/{client_id}/rotate-secret', { path: { organisation_id: here.id, client_id: one.id } }) });
  };
  return (
    <SidePanel
      open
      onClose={onClose}
      title={one.name}
      footer={state !== 'revoked' && (
        <>
          {isClient && state === 'active' && <Button {...opener} onClick={() => setAsked('rotate')}>{access.rotate}</Button>}
          <Button {...opener} onClick={() => setAsked('revoke')}>{access.revoke}</Button>
        </>
      )}
    >
      <Facts
        items={[
          [access.state, access[state]],
          [isClient ? access.clientId : access.id, <span key="id">{one.id}<CopyButton text={one.id} /></span>],
          [access.role, common.roles[one.role]],
          [access.scopes, one.scopes.map((scope) => <div key={scope}>{access.scopeTexts[scope]}</div>)],
          ...('person_id' in one ? [[access.whose, one.person_id ? access.ofPerson : access.ofOrganisation] as [string, string]] : []),
          [access.createdBy, one.created_by ?? common.none],
          [access.created, formats.dateTime(one.created_at)],
          [access.expires, one.expires_at ? formats.dateTime(one.expires_at) : access.never],
          [access.lastUsed, one.last_used_at ? formats.dateTime(one.last_used_at) : access.notUsed],
          ...(one.revoked_at ? [[access.revoked, formats.dateTime(one.revoked_at)] as [string, string]] : []),
        ]}
      />
      <ConfirmDialog open={asked === 'revoke'} onClose={() => setAsked(null)} title={isClient ? access.revokeClientTitle(one.name) : access.revokeTokenTitle(one.name)} confirm={access.revoke} onConfirm={revoke}>
        <Text>{isClient ? access.revokeClientText : access.revokeTokenText}</Text>
      </ConfirmDialog>
      <ConfirmDialog open={asked === 'rotate'} onClose={() => setAsked(null)} title={access.rotateTitle(one.name)} confirm={access.rotate} onConfirm={rotate}>
        <Text>{access.rotateText}</Text>
      </ConfirmDialog>
    </SidePanel>
  );
}
