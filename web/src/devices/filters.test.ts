import { describe, expect, it } from 'vitest';
import { filtersOf, isFiltered, searchOf } from './filters';

describe('filters in the address', () => {
  it('come back as they were', () => {
    const filters = { state: 'ready_for_user', order_id: 'HB-2041 & more', serial_prefix: 'SD', sort: '-last_seen' } as const;
    expect(filtersOf(new URLSearchParams(searchOf(filters).toString()))).toEqual(filters);
  });
  it('are the newest first when nothing is said', () => {
    expect(filtersOf(new URLSearchParams())).toEqual({ sort: '-registered' });
    expect(searchOf({ sort: '-registered' }).toString()).toBe('');
  });
  it('overlook what is none', () => expect(filtersOf(new URLSearchParams('state=odd&sort=odd&x=1'))).toEqual({ sort: '-registered' }));
  it('do not count the order', () => {
    expect(isFiltered({ sort: 'state' })).toBe(false);
    expect(isFiltered({ sort: 'state', group_tag: 'x' })).toBe(true);
  });
});
