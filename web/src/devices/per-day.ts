import type { Schemas } from '../api/client';

export interface Day {
  day: string;  ///< `2026-11-23`, as the reader's clock has it
  registered: number;
  failed: number;
}

function dayOf(date: Date): string {
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
}

/// The last `count` days, today the last; what the uploads of each came to.
export function perDay(batches: Pick<Schemas['Batch'], 'accepted_at' | 'counts'>[], today: Date, count: number): Day[] {
  const days: Day[] = [];
  for (let i = count - 1; i >= 0; --i) {
    days.push({ day: dayOf(new Date(today.getFullYear(), today.getMonth(), today.getDate() - i)), registered: 0, failed: 0 });
  }
  for (const batch of batches) {
    const day = days.find((one) => one.day === dayOf(new Date(batch.accepted_at)));
    if (!day) continue;
    day.registered += batch.counts.registered;
    day.failed += batch.counts.failed;
  }
  return days;
}
