import { decodeArtifact, encodeArtifact, multiclassLogLoss, type ProoflineError, Rng, rmse } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../dataset/dataset.js';
import type { Column } from '../dataset/frame.js';
import type { ColumnSpec } from '../schema/feature-schema.js';
import { binary } from './binary.js';
import { multiclass } from './multiclass.js';
import { regression } from './regression.js';

function dataset(target: ColumnSpec, column: Column, rows: number): Dataset {
  return {
    rows,
    columns: new Map([[target.name, column]]),
    schema: { version: 1, columns: [target] },
    rowNumbers: Int32Array.from({ length: rows }, (_, i) => i + 1),
    fingerprint: 'sha256:0',
    source: { path: 'made.csv', bytes: 0, format: { kind: 'csv' } },
  };
}

const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'nothing';
  } catch (error) {
    return (error as ProoflineError).code;
  }
};

describe('prior', () => {
  it('is the event rate, the frequencies of the classes and the mean, each row counted by its weight', () => {
    const weight = Float64Array.of(1, 1, 2);
    const events = { y: Float64Array.of(1, 0, 0), positive: 'bad', negative: 'good' };
    expect([...binary.prior!(events, 2)]).toEqual([1 / 3, 1 / 3]);
    expect([...binary.prior!(events, 1, weight)]).toEqual([1 / 4]);
    const classes = ['a', 'b', 'c'];
    const { probability } = multiclass.prior!({ y: Float64Array.of(0, 1, 1), classes }, 2, weight);
    expect([...probability]).toEqual([1 / 4, 3 / 4, 0, 1 / 4, 3 / 4, 0]);
    expect([...regression.prior!({ y: Float64Array.of(1, 2, 6) }, 2)]).toEqual([3, 3]);
    expect([...regression.prior!({ y: Float64Array.of(1, 2, 6) }, 1, weight)]).toEqual([15 / 4]);
  });
});

describe('what was answered and reported', () => {
  it('becomes predictions and truth again', () => {
    const p = Float64Array.of(0.2, 0.7);
    const outcomes = ['good', 'bad'];
    expect(
      binary.predictionOf!(
        [0, 1].map((row) => binary.row(p, row)),
        outcomes,
      ),
    ).toEqual(p);
    expect(binary.truthOf!(['bad', 'good'], outcomes)).toEqual({
      y: Float64Array.of(1, 0),
      positive: 'bad',
      negative: 'good',
    });
    const classes = ['a', 'b', 'c'];
    const shares = { probability: Float64Array.of(0.1, 0.2, 0.7, 0.5, 0.3, 0.2), classes };
    expect(
      multiclass.predictionOf!(
        [0, 1].map((row) => multiclass.row(shares, row)),
        classes,
      ),
    ).toEqual(shares);
    expect(multiclass.truthOf!(['c', 'a'], classes)).toEqual({ y: Float64Array.of(2, 0), classes });
    expect(regression.predictionOf!([{ value: 4 }], [])).toEqual(Float64Array.of(4));
    expect(regression.truthOf!(['4.5'], [])).toEqual({ y: Float64Array.of(4.5) });
  });

  it('has every outcome by its probability', () => {
    const two = binary.everyOutcome!(Float64Array.of(0.9, 0.1));
    // An event at 0.9 above a non-event at 0.1: 0.9 · 0.9; ties at 0.9 and at 0.1 count half: 0.09 / 2 each.
    expect(binary.metrics.auc!.compute(two.truth, two.prediction, two.weight)).toBeCloseTo(0.9, 12);
    // p(1 − p) for each row.
    expect(binary.metrics.brier!.compute(two.truth, two.prediction, two.weight)).toBeCloseTo(0.09, 12);
    const three = multiclass.everyOutcome!({
      probability: Float64Array.of(0.5, 0.3, 0.2, 0.1, 0.1, 0.8),
      classes: ['a', 'b', 'c'],
    });
    expect([...three.weight]).toEqual([0.5, 0.1, 0.3, 0.1, 0.2, 0.8]);
    expect([...three.truth.y]).toEqual([0, 0, 1, 1, 2, 2]);
    expect(multiclass.metrics.accuracy!.compute(three.truth, three.prediction, three.weight)).toBeCloseTo(0.65, 12);
  });
});

describe('regression', () => {
  const target: ColumnSpec = { name: 'y', type: 'number', role: 'target' };
  const numbers = (values: number[]): Column => ({ kind: 'numeric', values: Float64Array.from(values) });

  it('reads a quantity, and refuses missing, constant and too few ones', () => {
    const values = Array.from({ length: 80 }, (_, i) => i / 2);
    expect([...regression.truth(dataset(target, numbers(values), 80)).y]).toEqual(values);
    expect(codeOf(() => regression.truth(dataset(target, numbers([...values.slice(1), Number.NaN]), 80)))).toBe(
      'TARGET_MISSING',
    );
    expect(codeOf(() => regression.truth(dataset(target, numbers(values.map(() => 3)), 80)))).toBe('TARGET_CONSTANT');
    expect(codeOf(() => regression.truth(dataset(target, numbers(values.slice(0, 30)), 30)))).toBe('TOO_FEW_ROWS');
    expect(codeOf(() => regression.checkSchema({ version: 1, columns: [{ ...target, type: 'category' }] }))).toBe(
      'TARGET_TYPE',
    );
  });

  it('measures errors by hand, and compares on the same rows', () => {
    const truth = { y: Float64Array.of(1, 2, 3, 6) };
    const prediction = Float64Array.of(1, 2, 5, 6);
    const value = (name: string) => regression.metrics[name]!.compute(truth, prediction);
    expect(value('rmse')).toBeCloseTo(1, 12);
    expect(value('mae')).toBeCloseTo(0.5, 12);
    expect(value('mape')).toBeCloseTo(2 / 3 / 4, 12);
    // Sum of squares about the mean of 3 is 14, residual 4.
    expect(value('r2')).toBeCloseTo(1 - 4 / 14, 12);
    const rng = new Rng(1);
    const many = { y: Float64Array.from({ length: 300 }, () => rng.normal()) };
    const near = many.y.map((v) => v + 0.1 * rng.normal());
    const far = many.y.map((v) => v + rng.normal());
    const { value: gain, interval } = regression.compare('rmse', many, near, far, { rng: new Rng(2) });
    expect(gain).toBeCloseTo(rmse(many.y, far) - rmse(many.y, near), 12);
    expect(interval[0]).toBeGreaterThan(0);
    expect(regression.compare('rmse', many, far, near, { rng: new Rng(2) }).value).toBeCloseTo(-gain, 12);
    // Every metric takes the rows drawn as weights: an interval without width would mean that it does not.
    for (const name of Object.keys(regression.metrics)) {
      const [low, high] = regression.estimate(name, many, far, { rng: new Rng(3) }).interval;
      expect(high - low).toBeGreaterThan(0);
    }
  });

  it('stacks with shares that add up to one, the better member more, and keeps them', () => {
    const rng = new Rng(4);
    const y = Float64Array.from({ length: 2000 }, () => rng.normal());
    const good = y.map((v) => v + 0.5 * rng.normal());
    const poor = y.map((v) => v + 1.5 * rng.normal());
    const blend = regression.stack!({ y }, [good, poor], new Rng(1));
    expect(blend.weights[0]! + blend.weights[1]!).toBeCloseTo(1, 9);
    // Of independent errors the best share is 1.5² / (0.5² + 1.5²) = 0.9; the prior pulls it towards a half.
    expect(blend.weights[0]!).toBeGreaterThan(0.82);
    expect(blend.weights[0]!).toBeLessThan(0.93);
    expect(rmse(y, blend.apply([good, poor]))).toBeLessThan(rmse(y, good));
    const again = regression.loadStack!(decodeArtifact(encodeArtifact(blend.toArtifact())));
    expect(again.apply([good, poor])).toEqual(blend.apply([good, poor]));
  });
});

describe('multiclass', () => {
  const target: ColumnSpec = { name: 'c', type: 'category', role: 'target', categories: ['z', 'a', 'm'] };
  const codes = (values: number[]): Column => ({
    kind: 'categorical',
    codes: Int32Array.from(values),
    levels: ['a', 'm', 'z'],
  });

  it('reads classes in the order of the schema, and refuses one class and too few of one', () => {
    const values = Array.from({ length: 90 }, (_, i) => i % 3);
    const truth = multiclass.truth(dataset(target, codes(values), 90));
    expect(truth.classes).toEqual(['z', 'a', 'm']);
    expect([...truth.y.slice(0, 3)]).toEqual([1, 2, 0]);
    expect(multiclass.summary(truth)).toMatchObject({ rows: 90, classes: 3 });
    expect(codeOf(() => multiclass.truth(dataset(target, codes(values.map(() => 1)), 90)))).toBe('TARGET_ONE_CLASS');
    expect(
      codeOf(() => multiclass.truth(dataset(target, codes(values.map((v, i) => (v === 2 && i > 10 ? 1 : v))), 90))),
    ).toBe('TOO_FEW_EVENTS');
    expect(codeOf(() => multiclass.truth(dataset(target, codes(values.map((v, i) => (i === 4 ? -1 : v))), 90)))).toBe(
      'TARGET_MISSING',
    );
  });

  it('reads a file to judge on in the classes that were learnt, of which it may lack some', () => {
    const learnt = multiclass.truth(dataset(target, codes(Array.from({ length: 90 }, (_, i) => i % 3)), 90));
    const few = multiclass.truth(dataset(target, codes([2, 1, 2]), 3), learnt);
    expect(few.classes).toEqual(['z', 'a', 'm']);
    expect([...few.y]).toEqual([0, 2, 0]);
    const strange: Column = { kind: 'categorical', codes: Int32Array.of(0, 1), levels: ['a', 'new'] };
    expect(codeOf(() => multiclass.truth(dataset(target, strange, 2), learnt))).toBe('TARGET_UNKNOWN_OUTCOME');
  });

  it('does not measure a prediction of other classes than those of the truth', () => {
    const truth = { y: Float64Array.of(0, 1), classes: ['a', 'b'] };
    const swapped = { probability: Float64Array.of(0.9, 0.1, 0.2, 0.8), classes: ['b', 'a'] };
    expect(() => multiclass.metrics.accuracy!.compute(truth, swapped)).toThrow(/classes b, a; the truth has a, b/);
    expect(() => multiclass.loss(truth, { ...swapped, classes: ['a', 'b', 'c'] })).toThrow(TypeError);
  });

  const classes = ['a', 'b', 'c'];
  const y = Float64Array.of(0, 1, 2, 0);
  const probability = Float64Array.of(0.7, 0.2, 0.1, 0.5, 0.3, 0.2, 0.1, 0.1, 0.8, 0.6, 0.3, 0.1);

  it('measures by hand, weights counting as repeated rows', () => {
    const value = (name: string, weight?: Float64Array) =>
      multiclass.metrics[name]!.compute({ y, classes }, { probability, classes }, weight);
    expect(value('accuracy')).toBeCloseTo(3 / 4, 12);
    // F1 of a: 2·2/(2·2 + 1); of b: 0; of c: 1.
    expect(value('f1Macro')).toBeCloseTo((4 / 5 + 0 + 1) / 3, 12);
    expect(value('logLoss')).toBeCloseTo(-(Math.log(0.7) + Math.log(0.3) + Math.log(0.8) + Math.log(0.6)) / 4, 12);
    expect(value('f1Macro', Float64Array.of(1, 0, 1, 1))).toBeCloseTo(1, 12);
    expect(value('f1Macro', Float64Array.of(1, 1, 1, 1))).toBeCloseTo(value('f1Macro'), 12);
  });

  it('answers with the class and a probability for each', () => {
    expect(multiclass.row({ probability, classes }, 1)).toEqual({
      class: 'a',
      probability: { a: 0.5, b: 0.3, c: 0.2 },
    });
    const taken = multiclass.takePrediction({ probability, classes }, [2]);
    expect([...taken.probability]).toEqual([0.1, 0.1, 0.8]);
    const whole = multiclass.assemble(2, [
      { rows: [1], prediction: taken },
      { rows: [0], prediction: multiclass.takePrediction({ probability, classes }, [0]) },
    ]);
    expect([...whole.probability]).toEqual([0.7, 0.2, 0.1, 0.1, 0.1, 0.8]);
  });

  it('cools predictions that are too sure, and names the same classes', () => {
    const rng = new Rng(8);
    const rows = 3000;
    const truth = new Float64Array(rows);
    const sure = new Float64Array(rows * 3);
    for (let i = 0; i < rows; i++) {
      const z = [rng.normal(), rng.normal(), rng.normal()];
      const draw = rng.next() * z.reduce((sum, v) => sum + Math.exp(v), 0);
      truth[i] = draw < Math.exp(z[0]!) ? 0 : draw < Math.exp(z[0]!) + Math.exp(z[1]!) ? 1 : 2;
      const total = z.reduce((sum, v) => sum + Math.exp(2.5 * v), 0);
      z.forEach((v, k) => {
        sure[3 * i + k] = Math.exp(2.5 * v) / total;
      });
    }
    const map = multiclass.calibrate!({ y: truth, classes }, { probability: sure, classes }, new Rng(1));
    const cooled = map.apply({ probability: sure, classes });
    expect((map.toArtifact().json as { temperature: number }).temperature).toBeCloseTo(2.5, 0);
    expect(multiclassLogLoss(truth, cooled.probability, 3)).toBeLessThan(multiclassLogLoss(truth, sure, 3) - 0.1);
    const accuracy = multiclass.metrics.accuracy!;
    expect(accuracy.compute({ y: truth, classes }, cooled)).toBe(
      accuracy.compute({ y: truth, classes }, { probability: sure, classes }),
    );
    const again = multiclass.loadCalibration!(decodeArtifact(encodeArtifact(map.toArtifact())));
    expect(again.apply({ probability: sure, classes })).toEqual(cooled);
  });

  it('mixes members by likelihood', () => {
    const truth = { y: Float64Array.from({ length: 600 }, (_, i) => i % 3), classes };
    const good = {
      probability: Float64Array.from({ length: 1800 }, (_, i) => (i % 3 === Math.floor(i / 3) % 3 ? 0.8 : 0.1)),
      classes,
    };
    const blind = { probability: new Float64Array(1800).fill(1 / 3), classes };
    const blend = multiclass.stack!(truth, [good, blind], new Rng(1));
    expect(blend.weights[0]! + blend.weights[1]!).toBeCloseTo(1, 9);
    expect(blend.weights[0]!).toBeGreaterThan(0.9);
    const mixed = blend.apply([good, blind]);
    expect(mixed.probability[0]! + mixed.probability[1]! + mixed.probability[2]!).toBeCloseTo(1, 12);
    const again = multiclass.loadStack!(decodeArtifact(encodeArtifact(blend.toArtifact())));
    expect(again.apply([good, blind])).toEqual(mixed);
  });
});

describe('a prediction', () => {
  it('comes back to the bit after it was saved, and one of another kind is refused', () => {
    const numbers = Float64Array.of(0.1, -0, Number.NaN, 1 / 3);
    const classes = ['b', 'a', 'c'];
    const shares = { probability: Float64Array.of(0.1, 0.2, 0.7, 1 / 3, 1 / 3, 1 / 3), classes };
    for (const kind of [binary, regression]) {
      expect(kind.loadPrediction(decodeArtifact(encodeArtifact(kind.savePrediction(numbers))))).toEqual(numbers);
      expect(codeOf(() => kind.loadPrediction(multiclass.savePrediction(shares)))).toBe('ARTIFACT_KIND');
    }
    expect(multiclass.loadPrediction(decodeArtifact(encodeArtifact(multiclass.savePrediction(shares))))).toEqual(
      shares,
    );
    expect(codeOf(() => multiclass.loadPrediction(binary.savePrediction(numbers)))).toBe('ARTIFACT_KIND');
  });
});
