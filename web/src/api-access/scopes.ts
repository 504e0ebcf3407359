// How far a program can be let in, by the kind of organisation that it works for; and what is chosen
// until somebody chooses: what such programs mostly do, and no more.
import type { Schemas } from '../api/client';
import type { Kind, Role } from '../api/session';

export type Scope = Schemas['Scopes'][number];

const organisation: Scope[] = ['organisation.read', 'organisation.manage'];
const devices: Scope[] = ['devices.read', 'devices.register', 'devices.manage'];
const directory: Scope[] = ['directory.read', 'directory.publish'];

const offered: Record<Kind, Scope[]> = {
  operator: [...organisation, 'devices.read', 'directory.read', 'audit.read'],
  partner: [...organisation, ...devices, 'audit.read'],
  customer: [...organisation, ...devices, 'audit.read'],
  supplier: [...organisation, ...directory, 'audit.read'],
};
const usual: Record<Kind, { role: Role; scopes: Scope[] }> = {
  operator: { role: 'auditor', scopes: ['organisation.read', 'audit.read'] },
  partner: { role: 'sales_agent', scopes: ['organisation.read', 'devices.read', 'devices.register'] },
  customer: { role: 'administrator', scopes: ['organisation.read', 'devices.read', 'devices.register'] },
  supplier: { role: 'publisher', scopes: ['organisation.read', 'directory.read', 'directory.publish'] },
};

export const scopesOf = (kind: Kind): Scope[] => offered[kind];
export const usualAccess = (kind: Kind) => usual[kind];

export type AccessState = 'active' | 'revoked' | 'expired';
export function stateOf(access: { revoked_at: string | null; expires_at: string | null }, now = Date.now()): AccessState {
  if (access.revoked_at) return 'revoked';
  return access.expires_at && Date.parse(access.expires_at) <= now ? 'expired' : 'active';
}
