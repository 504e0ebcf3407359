import { describe, expect, it } from 'vitest';
import { rightsOf } from './rights';

const none = { register: false, retry: false, tag: false, remove: false };
const all = { register: true, retry: true, tag: true, remove: true };

describe('what somebody may do with devices', () => {
  it('is everything for a customer’s administrator', () => expect(rightsOf('customer', 'administrator', true)).toEqual(all));
  it('is nothing for a reader', () => expect(rightsOf('customer', 'reader', true)).toEqual(none));
  it('is everything for an admin agent with delegated administration', () => expect(rightsOf('partner', 'admin_agent', true)).toEqual(all));
  it('is nothing for a partner without it', () => expect(rightsOf('partner', 'admin_agent', false)).toEqual(none));
  it('is not to remove for a sales agent', () => expect(rightsOf('partner', 'sales_agent', true)).toEqual({ ...none, register: true, retry: true }));
  it('is to tag and retry for a helpdesk agent', () => expect(rightsOf('partner', 'helpdesk_agent', true)).toEqual({ ...none, retry: true, tag: true }));
  it('is to look only for an operator', () => expect(rightsOf('operator', 'operator', true)).toEqual(none));
});
