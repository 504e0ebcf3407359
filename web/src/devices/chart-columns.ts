import type { Schemas } from '../api/client';

export const parts = ['enrolled', 'ready_for_user', 'registration_failed', 'registration_pending'] as const;
export type Part = (typeof parts)[number];

/// A piece of a column, in pixels from its foot.
export interface Piece {
  part: Part;
  from: number;
  size: number;
}

/// One column a day, the highest as high as the chart. What there is of is seen, however little.
export function columnsOf(days: Pick<Schemas['DeviceDay'], 'states'>[], height: number): Piece[][] {
  const most = Math.max(1, ...days.map(({ states }) => parts.reduce((sum, part) => sum + (states?.[part] ?? 0), 0)));
  return days.map(({ states }) => {
    const there = parts.filter((part) => (states?.[part] ?? 0) > 0);
    const sizes = there.map((part) => Math.max(1, ((states?.[part] ?? 0) / most) * height));
    const sum = sizes.reduce((all, size) => all + size, 0);
    const fit = Math.min(1, height / Math.max(1, sum));
    let from = 0;
    return there.map((part, i) => {
      const size = (sizes[i] ?? 0) * fit;
      from += size;
      return { part, from: from - size, size };
    });
  });
}
