// Days as the API counts them: of UTC, as `2026-11-23`.

/// `count` days, the last being that of `time`.
export function daysUntil(time: string, count: number): string[] {
  const last = Date.parse(`${time.slice(0, 10)}T00:00:00Z`);
  return Array.from({ length: count }, (_, i) => new Date(last - (count - 1 - i) * 86_400_000).toISOString().slice(0, 10));
}
