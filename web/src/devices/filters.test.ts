import { describe, expect, it } from 'vitest';
import { filtersOf, isFiltered, searchOf } from './filters';
import { perDay } from './per-day';

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

describe('devices per day', () => {
  const batch = (accepted_at: string, registered: number, failed: number) => ({ accepted_at, counts: { pending: 0, registered, failed, cancelled: 0 } });
  it('add up, and leave out what is older', () => {
    const days = perDay([batch('2026-11-23T10:00:00', 3, 1), batch('2026-11-23T11:00:00', 2, 0), batch('2026-10-01T10:00:00', 9, 9)], new Date(2026, 10, 23, 12), 14);
    expect(days).toHaveLength(14);
    expect(days.at(-1)).toEqual({ day: '2026-11-23', registered: 5, failed: 1 });
    expect(days.slice(0, -1).every((day) => day.registered === 0)).toBe(true);
  });
});
