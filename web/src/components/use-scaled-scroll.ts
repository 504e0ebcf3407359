// A ScaledScroll on an element, with TanStack Virtual on top: which rows are in sight.
import { defaultRangeExtractor, useVirtualizer, type Range, type VirtualItem } from '@tanstack/react-virtual';
import { useCallback, useLayoutEffect, useReducer, useRef, type RefObject } from 'react';
import { rowHeight } from './grid-row';
import { ScaledScroll } from './scaled-scroll';

/// Scrolling is over when nothing has moved for so long.
const restAfter = 200;

export interface ScrolledRows {
  items: VirtualItem[];
  height: number;
  /// Which of the drawn rows shows an item. One that goes out of sight makes room for one that comes
  /// in, which is much quicker than a new one; a row that stays keeps its place, and its focus.
  slotOf(item: VirtualItem): number;
  /// Where an item stands in the element.
  topOf(item: VirtualItem): number;
  /// Brings a row into sight.
  reveal(index: number): void;
  toTop(): void;
}

export function slotsFor(indexes: number[], before: ReadonlyMap<number, number>): Map<number, number> {
  const slots = new Map<number, number>();
  const taken = new Set<number>();
  for (const index of indexes) {
    const slot = before.get(index);
    if (slot === undefined) continue;
    slots.set(index, slot);
    taken.add(slot);
  }
  let free = 0;
  for (const index of indexes) {
    if (slots.has(index)) continue;
    while (taken.has(free)) ++free;
    slots.set(index, free++);
  }
  return slots;
}

/// `kept` stays among the items wherever the list is scrolled: the row that has the focus.
export function useScaledScroll(scroller: RefObject<HTMLElement | null>, count: number, kept: number | undefined): ScrolledRows {
  const scroll = useRef<ScaledScroll>(null);
  scroll.current ??= new ScaledScroll();
  const scaled = scroll.current;
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const tell = useRef<(place: number, scrolling: boolean) => void>(() => {});
  scaled.resize(count * rowHeight, scaled.view);

  const put = useCallback((top: number) => {
    const element = scroller.current;
    if (element && element.scrollTop !== top) element.scrollTop = top;
    tell.current(scaled.place, false);
    redraw();
  }, [scroller, scaled]);

  const extract = useCallback(
    (range: Range) => {
      const shown = defaultRangeExtractor(range);
      return kept === undefined || kept >= count || shown.includes(kept) ? shown : [kept, ...shown];
    },
    [kept, count],
  );
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    rangeExtractor: extract,
    observeElementRect: (instance, told) => {
      const element = instance.scrollElement as HTMLElement | null;
      if (!element) return;
      const measure = () => {
        scaled.resize(scaled.content, Math.max(0, element.clientHeight - rowHeight));
        told({ width: element.clientWidth, height: element.clientHeight });
      };
      measure();
      const observer = new ResizeObserver(measure);
      observer.observe(element);
      return () => observer.disconnect();
    },
    observeElementOffset: (instance, told) => {
      const element = instance.scrollElement as HTMLElement | null;
      if (!element) return;
      let resting: ReturnType<typeof setTimeout> | undefined;
      tell.current = told;
      const scrolled = () => {
        const before = scaled.offset;
        scaled.moved(element.scrollTop);
        if (scaled.stuck) element.scrollTop = scaled.settle();
        if (scaled.offset !== before) redraw();
        told(scaled.place, true);
        clearTimeout(resting);
        resting = setTimeout(() => put(scaled.settle()), restAfter);
      };
      told(scaled.place, false);
      element.addEventListener('scroll', scrolled, { passive: true });
      return () => {
        clearTimeout(resting);
        element.removeEventListener('scroll', scrolled);
      };
    },
    scrollToFn: () => {},
  });

  // A list that became shorter may have scrolled beyond its end.
  useLayoutEffect(() => {
    if (scroller.current) scaled.moved(scroller.current.scrollTop);
  }, [scroller, scaled, count]);

  const items = virtual.getVirtualItems();
  const slots = useRef(new Map<number, number>());
  slots.current = slotsFor(items.map((item) => item.index), slots.current);
  return {
    items,
    slotOf: (item) => slots.current.get(item.index) ?? 0,
    height: scaled.height,
    topOf: (item) => item.start - scaled.offset,
    reveal: (index) => {
      const at = index * rowHeight;
      if (at < scaled.place) put(scaled.goTo(at));
      else if (at + rowHeight > scaled.place + scaled.view) put(scaled.goTo(at + rowHeight - scaled.view));
    },
    toTop: () => put(scaled.goTo(0)),
  };
}
