import { describe, expect, it } from 'vitest';
import { audit as german } from '../texts/de/audit';
import { audit as english } from '../texts/en/audit';
import { changesOf } from './changes';
import { auditFiltersOf, auditQueryOf, isAuditFiltered, searchOfAudit } from './filters';

describe('what an entry says', () => {
  it('puts before and after side by side', () =>
    expect(changesOf({ hours: 168, tag: null }, { hours: 24, tag: 'Kiosk' })).toEqual([
      { name: 'hours', before: '168', after: '24', changed: true },
      { name: 'tag', before: '', after: 'Kiosk', changed: true },
    ]));
  it('knows what stayed', () => expect(changesOf({ a: [1] }, { a: [1] })).toEqual([{ name: 'a', before: '[1]', after: '[1]', changed: false }]));
  it('names what is gone', () => expect(changesOf({ a: false }, {})).toEqual([{ name: 'a', before: 'false', after: '', changed: true }]));
});

describe('the filters of an audit log', () => {
  it('stand in the address', () => {
    const filters = { action: 'device', person_id: 'per_1', from: '2026-11-23T13:00' };
    expect(auditFiltersOf(searchOfAudit(filters))).toEqual(filters);
  });
  it('overlook what is none', () => expect(auditFiltersOf(new URLSearchParams('entry=1&subject=%20'))).toEqual({}));
  it('are none at first', () => expect(isAuditFiltered({})).toBe(false));
  it('go to the server in UTC', () => expect(auditQueryOf({ from: '2026-11-23T13:00:00+02:00' })).toEqual({ from: '2026-11-23T11:00:00.000Z' }));
  it('leave out a time that is none', () => expect(auditQueryOf({ until: 'soon', action: 'batch' })).toEqual({ action: 'batch' }));
});

it('every action has its words in German too', () => expect(Object.keys(german.actions)).toEqual(Object.keys(english.actions)));
