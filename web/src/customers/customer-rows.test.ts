import { describe, expect, it } from 'vitest';
import type { Schemas } from '../api/client';
import type { Relationship } from '../relationships/relationships';
import { customerRows, shownOf } from './customer-rows';

let made = 0;
function relationship(given: Partial<Relationship>): Relationship {
  made += 1;
  return {
    id: `rel_${made}`,
    partner_id: 'org_p',
    partner_name: 'Quayside IT',
    customer_id: `org_${made}`,
    customer_name: null,
    state: 'active',
    delegated_administration: true,
    see_all_devices: false,
    requested_by: 'Ada',
    created_at: '2026-11-01T00:00:00Z',
    expires_at: null,
    decided_at: null,
    ended_at: null,
    ...given,
  };
}
const devices: Schemas['DeviceCounts'] = { registration_pending: 0, registration_failed: 0, ready_for_user: 3, active: 0, inactive: 0, total: 3 };
const customer = (id: string): Schemas['Customer'] => ({ id, name: id, created_at: '2026-11-01T00:00:00Z', delegated_administration: true, devices });

describe('the rows of the customers', () => {
  it('are the active by name, then requests and what is over, the newest first', () => {
    const older = relationship({ state: 'requested', customer_id: null });
    const newer = relationship({ state: 'requested', customer_id: null, created_at: '2026-11-02T00:00:00Z' });
    const ended = relationship({ state: 'ended', ended_at: '2026-11-09T00:00:00Z' });
    const declined = relationship({ state: 'declined', decided_at: '2026-11-10T00:00:00Z' });
    const b = relationship({ customer_name: 'Bakery' });
    const a = relationship({ customer_name: 'Anchor' });
    expect(customerRows([older, ended, b, declined, newer, a], []).map((row) => row.relationship)).toEqual([a, b, newer, older, declined, ended]);
  });
  it('have the devices of active customers alone', () => {
    const now = relationship({ customer_id: 'org_x' });
    const before = relationship({ customer_id: 'org_x', state: 'ended' });
    expect(customerRows([before, now], [customer('org_x')]).map((row) => row.devices)).toEqual([devices, null]);
  });
});

describe('a state', () => {
  it.each(['ended', 'declined', 'expired', 'withdrawn'] as const)('%s is past', (state) => expect(shownOf(relationship({ state }))).toBe('past'));
});
