import { describe, expect, it } from 'vitest';
import { columnsOf } from './chart-columns';
import { daysUntil } from './days';

const states = (enrolled: number, ready_for_user: number, registration_failed: number) => ({ states: { enrolled, ready_for_user, registration_failed, registration_pending: 0 } });

describe('the columns of the chart', () => {
  it('stand on each other, the highest as high as the chart', () => {
    expect(columnsOf([states(10, 30, 0), states(20, 20, 40)], 80)).toEqual([
      [{ part: 'enrolled', from: 0, size: 10 }, { part: 'ready_for_user', from: 10, size: 30 }],
      [{ part: 'enrolled', from: 0, size: 20 }, { part: 'ready_for_user', from: 20, size: 20 }, { part: 'registration_failed', from: 40, size: 40 }],
    ]);
  });
  it('show a few among many', () => expect(columnsOf([states(1_000_000, 0, 1)], 50)[0]?.map((piece) => piece.part)).toEqual(['enrolled', 'registration_failed']));
  it('are empty for days that nobody counted', () => expect(columnsOf([{ states: null }], 50)).toEqual([[]]));
});

it('the days up to one are of UTC', () => expect(daysUntil('2026-03-01T23:59:00Z', 3)).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']));
