import { describe, expect, it } from 'vitest';
import { organisationRights } from './rights';

const own = { own: true, suspended: false } as const;
const nothing = { change: false, webhooks: false, audit: false, enrolments: false, operate: false };

describe('what somebody may do with an organisation', () => {
  it('is everything but operating for a customer’s administrator', () =>
    expect(organisationRights({ role: 'administrator', kind: 'customer', ...own })).toEqual({ change: true, webhooks: true, audit: true, enrolments: true, operate: false }));
  it('knows no enrolment for a partner', () =>
    expect(organisationRights({ role: 'admin_agent', kind: 'partner', ...own })).toEqual({ change: true, webhooks: true, audit: true, enrolments: false, operate: false }));
  it.each(['sales_agent', 'helpdesk_agent'] as const)('is nothing for a %s', (role) => expect(organisationRights({ role, kind: 'partner', ...own })).toEqual(nothing));
  it('is nothing for a reader', () => expect(organisationRights({ role: 'reader', kind: 'supplier', ...own })).toEqual(nothing));
  it('is to read the audit log for an auditor', () =>
    expect(organisationRights({ role: 'auditor', kind: 'customer', own: false, suspended: false })).toEqual({ ...nothing, audit: true }));
  it('is all but webhooks for an operator in another organisation, suspended or not', () => {
    for (const suspended of [false, true]) {
      expect(organisationRights({ role: 'operator', kind: 'customer', own: false, suspended })).toEqual({ change: true, webhooks: false, audit: true, enrolments: false, operate: true });
    }
  });
  it('is to read only while the organisation is suspended', () =>
    expect(organisationRights({ role: 'administrator', kind: 'customer', own: true, suspended: true })).toEqual({ ...nothing, audit: true }));
  it('is never to suspend or delete one’s own', () => expect(organisationRights({ role: 'operator', kind: 'operator', ...own }).operate).toBe(false));
});
