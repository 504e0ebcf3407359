import { describe, expect, it } from 'vitest';
import { slotsFor } from './use-scaled-scroll';

describe('drawn rows', () => {
  it('stay with what stays in sight, and show what comes instead of what went', () => {
    const before = slotsFor([4, 5, 6], new Map());
    expect([...slotsFor([5, 6, 7], before)].sort()).toEqual([[5, 1], [6, 2], [7, 0]]);
  });
  it('are no more than are needed, wherever it is scrolled to', () => {
    let slots = slotsFor([0, 1, 2, 3], new Map());
    for (const first of [100, 103, 5000, 2]) slots = slotsFor([first, first + 1, first + 2, first + 3], slots);
    expect([...slots.values()].sort()).toEqual([0, 1, 2, 3]);
  });
});
