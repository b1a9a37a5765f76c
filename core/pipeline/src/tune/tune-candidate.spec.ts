import { ProoflineError, Rng } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import { regression } from '../kinds/regression.js';
import { text } from '../text/localized.js';
import { isBetter, tuneCandidate } from './tune-candidate.js';

describe('isBetter', () => {
  it('asks for more than one standard error over the folds', () => {
    const leading = [0.5, 0.6, 0.7, 0.6];
    // Gains of 0.01 in every fold: no noise at all.
    expect(isBetter([0.49, 0.59, 0.69, 0.59], leading)).toBe(true);
    // Gains 0.04, −0.02, 0.03, −0.03: mean 0.005, standard error 0.0175.
    expect(isBetter([0.46, 0.62, 0.67, 0.63], leading)).toBe(false);
    // Gains 0.04, 0.00, 0.03, 0.01: mean 0.02, standard error 0.0091.
    expect(isBetter([0.46, 0.6, 0.67, 0.59], leading)).toBe(true);
  });

  it('keeps what leads among equals', () => {
    expect(isBetter([0.5, 0.6], [0.5, 0.6])).toBe(false);
  });
});

describe('tuneCandidate', () => {
  it('passes over a setting that diverges or predicts no number, be it the declared one', async () => {
    const rows = 6;
    const folds = [0, 1].map((f) => ({
      train: Int32Array.of(0, 1, 2).map((i) => i + 3 * (1 - f)),
      test: Int32Array.of(0, 1, 2).map((i) => i + 3 * f),
    }));
    const shift = { type: 'number', min: -9, max: 9, default: 0, doc: 'What is predicted.' } as const;
    const constant = (value: number) => ({
      predict: (frame: { rows: number }) => new Float64Array(frame.rows).fill(value),
      toArtifact: () => ({ kind: 'constant', json: { value }, tensors: {} }),
    });
    const tuned = await tuneCandidate({
      candidate: {
        name: 'v.t.constant.v1',
        title: text('constant', '常数'),
        complexity: 0,
        parameters: { shift },
        startingPoints: [{ shift: 1 }, { shift: 2 }, { shift: 3 }],
        fit: async () => constant(0),
        load: () => constant(0),
      },
      kind: regression,
      data: {
        frame: { rows, columns: new Map([['x', { kind: 'numeric', values: new Float64Array(rows) }]]) },
        truth: { y: Float64Array.of(1.5, 2, 2.5, 2, 2.5, 2.5) },
        schema: { version: 1, columns: [{ name: 'x', type: 'number', role: 'feature' }] },
      },
      repeats: [folds],
      trials: 4,
      fit: async (_, { shift: value }) => {
        if (value === 0) throw new ProoflineError('invalid-input', 'TRAINING_DIVERGED', 'The weights ran away.');
        return constant(value === 1 ? Number.NaN : Number(value));
      },
      rng: new Rng(1),
    });
    expect(tuned.parameters).toEqual({ shift: 2 });
    expect([...tuned.outOfFold]).toEqual([2, 2, 2, 2, 2, 2]);
    expect(tuned.trials.map(({ failure }) => failure)).toEqual([
      'The weights ran away.',
      'The loss is NaN.',
      undefined,
      undefined,
    ]);
    expect(tuned.trials[0]).toMatchObject({ loss: Number.POSITIVE_INFINITY, folds: 0 });
    // The errors of 2 in the first fold are 0.5, 0 and 0.5, in the second 0, 0.5 and 0.5.
    expect(tuned.trials[2]!.loss).toBeCloseTo(Math.sqrt(0.5 / 3), 12);
  });
});
