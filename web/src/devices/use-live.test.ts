import { describe, expect, it } from 'vitest';
import type { Schemas } from '../api/client';
import { withBatches } from './use-live';

const batch = (id: string, state: Schemas['Batch']['state']) => ({ id, state }) as Schemas['Batch'];
const list = { pageParams: [undefined], pages: [{ items: [batch('b', 'running'), batch('a', 'finished')], next_cursor: null }] };

describe('uploads that moved', () => {
  it('stand in the list as they are now', () => {
    const now = withBatches(list, [batch('b', 'finished')]);
    expect(now?.pages[0]?.items.map((one) => one.state)).toEqual(['finished', 'finished']);
  });
  it('leave the others as they are', () => expect(withBatches(list, [batch('b', 'finished')])?.pages[0]?.items[1]).toBe(list.pages[0]?.items[1]));
  it('have the list asked for again when one of them is new', () => expect(withBatches(list, [batch('c', 'running')])).toBeUndefined());
});
