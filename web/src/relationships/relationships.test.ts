import { describe, expect, it } from 'vitest';
import { relationshipRights, secretOfLink } from './relationships';

describe('the secret of a link', () => {
  it('is behind its #', () => expect(secretOfLink('https://muster.example/relationship-request#mlk_aB-3_x')).toBe('mlk_aB-3_x'));
  it('may stand alone, with blanks around', () => expect(secretOfLink(' mlk_aB3 \n')).toBe('mlk_aB3'));
  it.each(['', 'https://muster.example/relationship-request', 'https://muster.example/#mst_abc', 'mlk_', 'mlk_a b'])('is not in %o', (text) => {
    expect(secretOfLink(text)).toBeUndefined();
  });
});

describe('what somebody may do with relationships', () => {
  const nothing = { request: false, decide: false, end: false };
  it('is to ask and to end for an admin agent', () => expect(relationshipRights('partner', 'admin_agent')).toEqual({ ...nothing, request: true, end: true }));
  it('is to ask for a sales agent', () => expect(relationshipRights('partner', 'sales_agent')).toEqual({ ...nothing, request: true }));
  it('is to decide and to end for a customer’s administrator', () => expect(relationshipRights('customer', 'administrator')).toEqual({ ...nothing, decide: true, end: true }));
  it.each([['customer', 'reader'], ['partner', 'helpdesk_agent'], ['partner', 'reader'], ['supplier', 'publisher']] as const)('is to look only for a %s’s %s', (kind, role) => {
    expect(relationshipRights(kind, role)).toEqual(nothing);
  });
});
