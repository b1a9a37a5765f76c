import { describe, expect, it } from 'vitest';
import { ProoflineError } from '../errors/proofline-error.js';
import { Rng } from '../random/rng.js';
import { type SearchOptions, search } from './search.js';

const space = {
  x: { type: 'number', min: -5, max: 5, default: 0, doc: '' },
  rate: { type: 'number', min: 1e-4, max: 1, default: 1, log: true, doc: '' },
  depth: { type: 'integer', min: 1, max: 9, default: 9, doc: '' },
  mode: { type: 'choice', choices: ['a', 'b', 'c'], default: 'a', doc: '' },
} as const;

/** Smallest at x = 2, rate = 0.01, depth 3, mode b; parts differ a little. */
const bowl = async (p: Record<string, number | string | boolean>, part: number): Promise<number> =>
  (Number(p.x) - 2) ** 2 +
  (Math.log10(Number(p.rate)) + 2) ** 2 +
  0.1 * Math.abs(Number(p.depth) - 3) +
  (p.mode === 'b' ? 0 : 1) +
  0.01 * part;

const options = (more: Partial<SearchOptions> = {}): SearchOptions => ({
  startingPoints: [{ x: 0, rate: 1, depth: 9, mode: 'a' }],
  parts: 3,
  evaluations: 40,
  rng: new Rng(1),
  ...more,
});

describe('search', () => {
  it('finds a far better setting than the default and than as many random ones', async () => {
    const found = await search(space, bowl, options());
    expect(found.trials[0]!.parameters).toEqual({ x: 0, rate: 1, depth: 9, mode: 'a' });
    expect(found.best.loss).toBeLessThan(1);
    expect(found.trials[0]!.loss).toBeGreaterThan(9);
    const rng = new Rng(1);
    let random = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 40; i++) {
      const p = {
        x: -5 + 10 * rng.next(),
        rate: 10 ** (-4 + 4 * rng.next()),
        depth: 1 + rng.int(9),
        mode: 'abc'[rng.int(3)]!,
      };
      random = Math.min(random, await bowl(p, 1));
    }
    expect(found.best.loss).toBeLessThan(random);
  });

  it('is the same for the same seed', async () => {
    const a = await search(space, bowl, options());
    const b = await search(space, bowl, options());
    expect(a).toEqual(b);
  });

  it('cuts bad trials off early and stays within its budget', async () => {
    let calls = 0;
    const found = await search(
      space,
      (p, part) => {
        calls++;
        return bowl(p, part);
      },
      options({ evaluations: 20 }),
    );
    expect(found.trials.some((trial) => !trial.complete)).toBe(true);
    expect(found.best.complete).toBe(true);
    expect(calls).toBeLessThanOrEqual(3 * 21);
    expect(found.trials.length).toBeGreaterThan(21);
  });

  it('runs the starting points first, and only the first where there is nothing else to do', async () => {
    const start = { x: 0, rate: 1, depth: 9, mode: 'a' };
    const found = await search(space, bowl, options({ startingPoints: [start, { ...start, x: 1 }], evaluations: 1 }));
    expect(found.trials.map((trial) => trial.parameters.x)).toEqual([0, 1]);
    const only = await search({}, bowl, options({ startingPoints: [start] }));
    expect(only.trials).toHaveLength(1);
  });

  it('ends when a small space is used up', async () => {
    const tiny = { mode: { type: 'choice', choices: ['a', 'b'], default: 'a', doc: '' } } as const;
    const found = await search(tiny, bowl, options({ startingPoints: [{ mode: 'a', x: 0, rate: 1, depth: 3 }] }));
    expect(found.trials).toHaveLength(2);
    expect(found.best.parameters.mode).toBe('b');
  });

  it('stops at the clock and says so; an aborted search throws', async () => {
    const stopped = await search(space, bowl, options({ deadline: 5, now: () => 10 }));
    expect(stopped.stoppedByClock).toBe(true);
    expect(stopped.trials).toHaveLength(1);
    await expect(search(space, bowl, options({ signal: AbortSignal.abort() }))).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });

  it.each([
    ['has no loss', async () => Number.NaN, 'The loss is NaN.'],
    ['has an infinite loss', async () => Number.POSITIVE_INFINITY, 'The loss is Infinity.'],
    [
      'diverges',
      async () => {
        throw new ProoflineError('invalid-input', 'TRAINING_DIVERGED', 'The weights ran away.');
      },
      'The weights ran away.',
    ],
  ])('goes on where a setting %s, and says so', async (_, fail, failure) => {
    // The defaults fail on the second part, all steep rates on the first.
    const found = await search(
      space,
      (p, part) =>
        p.rate === 1 ? (part === 1 ? fail() : bowl(p, part)) : Number(p.rate) > 0.1 ? fail() : bowl(p, part),
      options(),
    );
    expect(found.trials[0]).toMatchObject({ loss: Number.POSITIVE_INFINITY, complete: false, failure });
    expect(found.trials[0]!.losses).toHaveLength(1);
    expect(found.trials.filter((trial) => trial.failure !== undefined).length).toBeGreaterThan(1);
    expect(found.best.failure).toBeUndefined();
    expect(found.best.complete).toBe(true);
    expect(found.best.loss).toBeLessThan(1);
  });

  it('throws where every setting fails, and at once where it is not the setting that fails', async () => {
    const tiny = { mode: { type: 'choice', choices: ['a', 'b'], default: 'a', doc: '' } } as const;
    const points = { startingPoints: [{ mode: 'a' }] };
    await expect(search(tiny, async () => Number.NaN, options(points))).rejects.toMatchObject({
      code: 'NO_SETTING_FITTED',
      message: 'None of the 2 settings tried could be fitted. With {"mode":"a"}: The loss is NaN.',
    });
    const refuse = async () => {
      throw new ProoflineError('invalid-input', 'VALUE_MISSING', 'Impute it first.');
    };
    await expect(search(tiny, refuse, options(points))).rejects.toMatchObject({ code: 'VALUE_MISSING' });
  });
});
