import { ProoflineError } from '@proofline/learn';
import type { Predictor } from '@proofline/pipeline';
import { describe, expect, it } from 'vitest';
import type { ShadowRecord } from '../prediction-log/prediction-record.js';
import { ShadowQueue } from './shadow-queue.js';

/** Answers a row's `x`, and refuses rows without one. */
const predictor = {
  predictRows: (rows: { x?: number }[]) =>
    rows.map(({ x }) => {
      if (x === undefined) throw new ProoflineError('invalid-input', 'COLUMN_MISSING', 'There is no x.');
      if (x < 0) throw new TypeError('a defect');
      return { probability: x };
    }),
} as unknown as Predictor;

const task = (
  rows: { x?: number }[],
  model = Promise.resolve<{ version: number; predictor: Predictor } | undefined>({ version: 2, predictor }),
) => ({
  model,
  clientId: 'client',
  challengeId: 'challenge',
  rows,
  predictionIds: rows.map((_, k) => `p${k}`),
});

const atOnce = (work: () => void): void => work();

describe('the queue of a challenger', () => {
  it('answers in order, and says of each row that is refused why', async () => {
    const kept: ShadowRecord[] = [];
    const queue = new ShadowQueue((answers) => kept.push(...answers), 100);
    const rows = Array.from({ length: 40 }, (_, k) => ({ x: k / 40 }));
    expect(queue.add(task([...rows, {}, { x: -1 }]), atOnce)).toBe(true);
    expect(kept).toEqual([]);
    await queue.idle();
    expect(kept.map(({ predictionId }) => predictionId)).toEqual(Array.from({ length: 42 }, (_, k) => `p${k}`));
    expect(kept.slice(0, 40).map(({ score }) => score)).toEqual(rows.map(({ x }) => x));
    expect(kept.slice(40).map(({ prediction, refusal, failed }) => ({ prediction, refusal, failed }))).toEqual([
      { prediction: null, refusal: 'COLUMN_MISSING', failed: false },
      { prediction: null, refusal: 'DEFECT', failed: true },
    ]);
    expect(queue.dropped).toBe(0);
  });

  it('takes no more than it may hold, counts what it drops, and takes more once there is room', async () => {
    const kept: ShadowRecord[] = [];
    const queue = new ShadowQueue((answers) => kept.push(...answers), 3);
    const begin: (() => void)[] = [];
    expect(queue.add(task([{ x: 1 }, { x: 2 }]), (work) => begin.push(work))).toBe(true);
    expect(queue.add(task([{ x: 3 }, { x: 4 }]), atOnce)).toBe(false);
    expect(queue.dropped).toBe(2);
    await queue.idle();
    // Nothing begins before its answer is sent.
    expect(kept).toEqual([]);
    begin[0]!();
    await queue.idle();
    expect(kept).toHaveLength(2);
    expect(queue.add(task([{ x: 3 }, { x: 4 }]), atOnce)).toBe(true);
    await queue.idle();
    expect(kept).toHaveLength(4);
  });

  it('goes on where a model cannot be loaded and where nothing can be kept', async () => {
    let full = true;
    const kept: ShadowRecord[] = [];
    const queue = new ShadowQueue((answers) => {
      if (full) throw new ProoflineError('unavailable', 'PREDICTION_LOG_FULL', 'It is full.');
      kept.push(...answers);
    }, 10);
    queue.add(task([{ x: 1 }], Promise.resolve(undefined)), atOnce);
    queue.add(task([{ x: 1 }, { x: 2 }]), atOnce);
    await queue.idle();
    expect(queue.dropped).toBe(3);
    full = false;
    queue.add(task([{ x: 1 }]), atOnce);
    await queue.idle();
    expect(kept).toHaveLength(1);
  });
});
