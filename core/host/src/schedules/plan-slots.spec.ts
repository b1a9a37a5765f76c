import { describe, expect, it } from 'vitest';
import { MOST_CAUGHT_UP, planSlots } from './plan-slots.js';

const now = new Date('2026-03-02T12:00:00Z');
const ago = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);
const run = (due: Date[], catchUp: 'none' | 'latest' | 'all') =>
  planSlots(due, now, catchUp)
    .filter(({ skipped }) => skipped === undefined)
    .map(({ at }) => at);

describe('slots that are due', () => {
  it('are run whatever the policy where they are on time', () => {
    for (const catchUp of ['none', 'latest', 'all'] as const)
      expect(run([ago(4), ago(0)], catchUp)).toEqual([ago(4), ago(0)]);
  });

  it("are left out by 'none' where they were missed, with how long ago", () => {
    const planned = planSlots([ago(3 * 24 * 60), ago(60)], now, 'none');
    expect(planned.map(({ skipped }) => skipped)).toEqual([
      'It was missed by 3 days: no worker was there. This schedule does not catch up.',
      'It was missed by 60 min: no worker was there. This schedule does not catch up.',
    ]);
  });

  it("are made up for by 'latest' once, and not where one is on time", () => {
    expect(run([ago(300), ago(200), ago(100)], 'latest')).toEqual([ago(100)]);
    expect(run([ago(300), ago(200), ago(1)], 'latest')).toEqual([ago(1)]);
  });

  it("are made up for by 'all', the last ten of them", () => {
    const many = Array.from({ length: 15 }, (_, k) => ago((16 - k) * 60));
    expect(run(many, 'all')).toEqual(many.slice(-MOST_CAUGHT_UP));
  });
});
