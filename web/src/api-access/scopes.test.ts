import { describe, expect, it } from 'vitest';
import { expiryOf } from '../components/expiry-field';
import { rolesOf } from '../people/roles';
import { scopesOf, stateOf, usualAccess } from './scopes';

describe('what a program is usually let do', () => {
  it.each(['operator', 'partner', 'customer', 'supplier'] as const)('is offered to a %s', (kind) => {
    const { role, scopes } = usualAccess(kind);
    expect(rolesOf(kind)).toContain(role);
    expect(scopes.length).toBeGreaterThan(0);
    for (const scope of scopes) expect(scopesOf(kind)).toContain(scope);
    expect(scopes).not.toContain('organisation.manage');
  });
});

describe('the state of an API client', () => {
  const now = Date.parse('2026-11-23T12:00:00Z');
  it('is active without an end', () => expect(stateOf({ revoked_at: null, expires_at: null }, now)).toBe('active'));
  it('is active until its end', () => expect(stateOf({ revoked_at: null, expires_at: '2026-11-23T12:00:01Z' }, now)).toBe('active'));
  it('is expired from then on', () => expect(stateOf({ revoked_at: null, expires_at: '2026-11-23T12:00:00Z' }, now)).toBe('expired'));
  it('is revoked, whatever its end', () => expect(stateOf({ revoked_at: '2026-11-22T12:00:00Z', expires_at: '2026-11-22T13:00:00Z' }, now)).toBe('revoked'));
});

describe('a span', () => {
  it('is days from now', () => expect(expiryOf('d30', 0)).toBe('1970-01-31T00:00:00.000Z'));
  it('may have no end', () => expect(expiryOf('never', 0)).toBeNull());
});
