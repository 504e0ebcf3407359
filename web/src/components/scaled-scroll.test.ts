import { describe, expect, it } from 'vitest';
import { ScaledScroll } from './scaled-scroll';

const rows = 1_000_000 * 40;
const view = 600;
function long(): ScaledScroll {
  const scroll = new ScaledScroll();
  scroll.resize(rows, view);
  return scroll;
}

describe('a list that fits', () => {
  it('scrolls as any element', () => {
    const scroll = new ScaledScroll();
    scroll.resize(40_000, view);
    expect(scroll.height).toBe(40_000);
    scroll.moved(12_345);
    expect([scroll.place, scroll.offset]).toEqual([12_345, 0]);
  });
  it('goes back to itself when it was longer', () => {
    const scroll = long();
    scroll.moved(1_500_000);
    scroll.resize(40_000, view);
    scroll.moved(100);
    expect([scroll.place, scroll.offset]).toEqual([100, 0]);
  });
});

describe('a million rows', () => {
  it('are no higher than a browser allows', () => expect(long().height).toBeLessThan(17_000_000));
  it('begin at the top and end at the bottom', () => {
    const scroll = long();
    scroll.moved(0);
    expect(scroll.place).toBe(0);
    scroll.moved(scroll.height - view);
    expect(scroll.place).toBe(rows - view);
  });
  it('are half over when the bar is dragged half way', () => {
    const scroll = long();
    scroll.moved((scroll.height - view) / 2);
    expect(scroll.place).toBe((rows - view) / 2);
  });
  it('move pixel by pixel with the wheel', () => {
    const scroll = long();
    scroll.moved(1_000_000);
    const from = scroll.place;
    for (let i = 1; i <= 50; ++i) scroll.moved(1_000_000 + i * 120);
    expect(scroll.place - from).toBe(6000);
  });
  it('do not jump when the bar is put right', () => {
    const scroll = long();
    scroll.moved(1_000_000);
    scroll.moved(1_000_120);
    const seen = scroll.place;
    const top = scroll.settle();
    expect(scroll.place).toBe(seen);
    scroll.moved(top); // the event that this makes
    expect(scroll.place).toBe(seen);
    const again = long();
    again.moved(top);
    expect(Math.abs(again.place - seen)).toBeLessThan(40);
  });
  it('reach both ends by the wheel, as far from them as it began', () => {
    for (const from of [1000, 50_000, 5_000_000]) {
      const scroll = long();
      let top = scroll.goTo(from);
      let steps = 0;
      while (scroll.place > 0 && ++steps < 100_000) {
        scroll.moved((top = Math.max(0, top - 120)));
        if (scroll.stuck) top = scroll.settle();
      }
      expect(steps).toBeLessThan(from / 120 + 50);
      top = scroll.goTo(rows - view - from);
      for (steps = 0; scroll.place < rows - view && ++steps < 100_000; ) {
        scroll.moved((top = Math.min(scroll.height - view, top + 120)));
        if (scroll.stuck) top = scroll.settle();
      }
      expect(steps).toBeLessThan(from / 120 + 50);
    }
  });
  it('show the row that is gone to', () => {
    const scroll = long();
    scroll.goTo(777_777 * 40);
    expect(scroll.place).toBe(777_777 * 40);
    scroll.goTo(rows * 2);
    expect(scroll.place).toBe(rows - view);
  });
});
