import { expect } from 'vitest';
import type { ProoflineError } from '../errors/proofline-error.js';
import { decodeArtifact, encodeArtifact } from '../estimator/artifact.js';
import type { FitContext, FitProgress, Supervised } from '../estimator/estimator.js';
import { type Matrix, matrix, takeRows, takeValues } from '../matrix/matrix.js';
import { Rng } from '../random/rng.js';
import type { EstimatorPromises, FittedOnRows } from './describe-estimator.js';
import { expectRefused } from './expect-refused.js';
import { impossibleValues } from './impossible-values.js';
import { sampleData } from './sample-data.js';

export interface ConformanceCheck {
  name: string;
  /** Throws (an assertion) where the promise is not kept. */
  run(): Promise<void>;
}

/** One check for each promise of an estimator. */
export function conformanceChecks<P extends object, Model extends FittedOnRows>(
  promises: EstimatorPromises<P, Model>,
): ConformanceCheck[] {
  const { task, handlesMissing = false, handlesCategorical = false, batchTolerance = 1e-12 } = promises;
  const classification = task === 'classification';
  const classCounts = promises.classes ?? [2, 3];
  const checks: ConformanceCheck[] = [];
  const check = (name: string, run: () => void | Promise<void>): void => {
    checks.push({ name, run: async () => run() });
  };
  const create = (more: object = {}) => promises.create({ ...promises.quick, ...more } as Partial<P>);
  const context = (more: Partial<FitContext> = {}): FitContext => ({ rng: new Rng('conformance'), ...more });
  const sample = (more: object = {}): Supervised =>
    sampleData({
      ...(classification ? { classes: classCounts[0]! } : {}),
      missing: handlesMissing,
      categorical: handlesCategorical,
      ...more,
    });
  const fit = (data: Supervised): Promise<Model> => create().fit(data, context());
  const bytes = (model: Model): Uint8Array => encodeArtifact(model.toArtifact());

  check('takes its defaults from its parameter specs', () => {
    const resolved = promises.create().parameters as Record<string, unknown>;
    for (const [name, spec] of Object.entries(promises.specs)) expect(resolved[name], name).toBe(spec.default);
  });

  check('refuses every parameter out of its range by name, all at once', async () => {
    for (const [name, spec] of Object.entries(promises.specs)) {
      for (const value of impossibleValues(spec)) {
        await expectRefused(() => promises.create({ [name]: value } as Partial<P>), 'PARAMETERS_INVALID');
      }
    }
    await expectRefused(() => promises.create({ noSuchParameter: 1 } as object as Partial<P>), 'PARAMETER_UNKNOWN');
    const names = Object.keys(promises.specs);
    const allWrong = Object.fromEntries(names.map((name) => [name, impossibleValues(promises.specs[name]!)[0]]));
    try {
      promises.create(allWrong as Partial<P>);
      expect.unreachable('impossible parameters were accepted');
    } catch (error) {
      expect((error as ProoflineError).problems.map((problem) => problem.where?.path)).toEqual(names);
    }
  });

  check('fits the same model, byte for byte, from the same data and seed', async () => {
    expect(bytes(await fit(sample()))).toEqual(bytes(await fit(sample())));
  });

  check('fits the same model, byte for byte, whether somebody listens to its progress or nobody does', async () => {
    for (const validation of [undefined, sample({ seed: 'validation' })]) {
      const data = { ...sample(), ...(validation === undefined ? {} : { validation }) };
      const watched = await create().fit(data, context({ onProgress: () => {} }));
      expect(bytes(watched)).toEqual(bytes(await fit(data)));
    }
  });

  check('forgets an earlier fit', async () => {
    const estimator = create();
    await estimator.fit(sample({ seed: 'other', rows: 150 }), context());
    expect(bytes(await estimator.fit(sample(), context()))).toEqual(bytes(await fit(sample())));
  });

  check('leaves its input as it was', async () => {
    const data = sample();
    await fit(data);
    expect(data).toEqual(sample());
  });

  check('predicts the same after encoding and decoding its artefact', async () => {
    const data = sample();
    const model = await fit(data);
    const loaded = promises.load(decodeArtifact(bytes(model)));
    expect(predictionsOf(loaded, data.x)).toEqual(predictionsOf(model, data.x));
    expect(bytes(loaded)).toEqual(bytes(model));
  });

  check('does not load an artefact of another kind', async () => {
    const artifact = (await fit(sample())).toArtifact();
    try {
      promises.load({ ...artifact, kind: 'learn.something-else.v1' });
      expect.unreachable('an artefact of another kind was loaded');
    } catch (error) {
      expect(error).toMatchObject({ kind: 'incompatible', code: 'ARTIFACT_KIND' });
    }
  });

  check('predicts a row alone as it does among others', async () => {
    const data = sample();
    const model = await fit(data);
    const all = predictionsOf(model, data.x);
    const width = all.length / data.x.rows;
    for (const row of [0, 1, 17, data.x.rows - 1]) {
      const alone = predictionsOf(model, takeRows(data.x, [row]));
      expect(largestDifference(alone, all.slice(row * width, (row + 1) * width))).toBeLessThanOrEqual(batchTolerance);
    }
  });

  check('learns: its loss on the rows it saw is below that of a constant', async () => {
    const data = sample();
    const predictions = predictionsOf(await fit(data), data.x);
    expect(squaredLoss(predictions, data.y)).toBeLessThan(0.9 * constantLoss(data.y, predictions.length));
  });

  check('fits a constant column, two equal ones and one of huge values, and stays finite', async () => {
    const { x, y } = sample();
    const finite = async (columns: readonly Float64Array[]): Promise<Float64Array> => {
      const odd = { ...x, columns };
      const predictions = predictionsOf(await fit({ x: odd, y }), odd);
      expect(predictions.every(Number.isFinite)).toBe(true);
      return predictions;
    };
    const instead = (j: number, column: Float64Array) => withColumn(x, j, column).columns;
    await finite(instead(3, new Float64Array(x.rows).fill(1e9 + 1 / 3)));
    await finite(instead(3, x.columns[0]!.slice()));
    // One stray amount must not take what the other columns say along.
    for (const stray of [1e12, -1e150, Number.MAX_VALUE]) {
      const predictions = await finite(instead(3, withValue(x.columns[3]!, 7, stray)));
      expect(squaredLoss(predictions, y)).toBeLessThan(0.9 * constantLoss(y, predictions.length));
    }
  });

  check('fits as few rows as there can be', async () => {
    const { x, y } = sample({ rows: 40 });
    const rows = classification ? [y.indexOf(0), y.indexOf(1)] : [3];
    const few = { x: takeRows(x, rows), y: takeValues(y, rows) };
    const predictions = predictionsOf(await fit(few), few.x);
    expect(predictions.every(Number.isFinite)).toBe(true);
    if (!classification) expect(predictions[0]).toBeCloseTo(few.y[0]!, 6);
  });

  check('predicts far outside of what it saw, and nothing for no rows', async () => {
    const data = sample();
    const model = await fit(data);
    for (const value of [1e12, -1e12]) {
      const far = withColumn(data.x, 0, new Float64Array(data.x.rows).fill(value));
      expect(predictionsOf(model, far).every(Number.isFinite)).toBe(true);
    }
    expect(predictionsOf(model, takeRows(data.x, []))).toHaveLength(0);
  });

  check('leaves the rows it predicts as they were, and does not remember them', async () => {
    const data = sample();
    const model = await fit(data);
    const before = bytes(model);
    const first = predictionsOf(model, data.x);
    const kept = first.slice();
    predictionsOf(model, takeRows(data.x, [5, 3]));
    first.fill(-1);
    expect(predictionsOf(model, data.x)).toEqual(kept);
    expect(data.x).toEqual(sample().x);
    expect(bytes(model)).toEqual(before);
  });

  check('reports progress that never falls and never passes its total', async () => {
    const reports: FitProgress[] = [];
    await create().fit(sample(), context({ onProgress: (progress) => reports.push({ ...progress }) }));
    reports.forEach(({ done, total }, k) => {
      expect(done).toBeGreaterThanOrEqual(reports[k - 1]?.done ?? 0);
      expect(done).toBeLessThanOrEqual(total);
    });
  });

  check('throws the cancelled error once its signal is aborted', async () => {
    const cancelled = { kind: 'cancelled', code: 'CANCELLED' };
    await expect(create().fit(sample(), context({ signal: AbortSignal.abort() }))).rejects.toMatchObject(cancelled);
    // In the middle of a fit, where there is one: aborted at the first report that is not the last.
    const controller = new AbortController();
    let aborted = false;
    const outcome = create().fit(
      sample(),
      context({
        signal: controller.signal,
        onProgress: ({ done, total }) => {
          if (done >= total - 1) return;
          aborted = true;
          controller.abort();
        },
      }),
    );
    const error = await outcome.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error !== undefined || aborted) expect(error).toMatchObject(cancelled);
  });

  check('refuses data without rows or columns', async () => {
    await expectRefused(() => fit({ x: matrix([]), y: new Float64Array() }), 'DATA_EMPTY');
    const { x } = sample();
    await expectRefused(() => fit({ x: takeRows(x, []), y: new Float64Array() }), 'DATA_EMPTY');
  });

  check('refuses columns, target and weights of different lengths', async () => {
    const { x, y } = sample();
    await expectRefused(() => fit({ x, y: y.slice(1) }), 'LENGTH_MISMATCH');
    await expectRefused(() => fit({ x, y, weight: new Float64Array(3).fill(1) }), 'LENGTH_MISMATCH');
    const ragged = { ...x, columns: x.columns.map((column, j) => (j === 1 ? column.slice(2) : column)) };
    await expectRefused(() => fit({ x: ragged, y }), 'LENGTH_MISMATCH');
  });

  check('refuses a target, a weight or a value that is not finite', async () => {
    const { x, y } = sample();
    const spoilt = (values: Float64Array, value: number) => withValue(values, 5, value);
    await expectRefused(() => fit({ x, y: spoilt(y, Number.NaN) }), 'TARGET_NOT_FINITE');
    const weight = new Float64Array(y.length).fill(1);
    await expectRefused(() => fit({ x, y, weight: spoilt(weight, -1) }), 'WEIGHT_INVALID');
    await expectRefused(() => fit({ x, y, weight: spoilt(weight, Number.NaN) }), 'WEIGHT_INVALID');
    await expectRefused(() => fit({ x, y, weight: weight.map(() => 0) }), 'WEIGHT_INVALID');
    await expectRefused(() => fit({ x: withColumn(x, 0, spoilt(x.columns[0]!, Infinity)), y }), 'VALUE_INFINITE');
  });

  check('refuses to predict from a matrix of other columns', async () => {
    const { x, y } = sample();
    const model = await fit({ x, y });
    const fewer: Matrix = { ...x, columns: x.columns.slice(1), names: x.names.slice(1) };
    await expectRefused(() => predictionsOf(model, fewer), 'COLUMNS_DIFFER');
  });

  if (classification) {
    check('refuses one class only, and a target that is no class index', async () => {
      const { x, y } = sample();
      await expectRefused(() => fit({ x, y: y.map(() => 0) }), 'ONE_CLASS');
      await expectRefused(() => fit({ x, y: y.map((value) => value + 0.5) }), 'CLASS_INVALID');
    });
  }
  for (const classes of classification ? classCounts : [0]) {
    check(classes > 0 ? `gives probabilities of ${classes} classes` : 'gives one finite number a row', async () => {
      const data = sample(classes > 0 ? { classes } : {});
      const predictions = predictionsOf(await fit(data), data.x);
      const width = classes > 2 ? classes : 1;
      expect(predictions).toHaveLength(data.x.rows * width);
      expect(predictions.every(Number.isFinite)).toBe(true);
      if (classes === 0) return;
      expect(predictions.every((p) => p >= 0 && p <= 1)).toBe(true);
      if (width > 1) {
        for (let i = 0; i < data.x.rows; i++) {
          expect(predictions.slice(i * width, (i + 1) * width).reduce((sum, p) => sum + p)).toBeCloseTo(1, 6);
        }
      }
    });
  }

  if (handlesMissing) {
    check('predicts from missing values, also in a column that had none', async () => {
      const data = sample({ missing: false });
      const model = await fit(data);
      const gaps = withColumn(data.x, 0, new Float64Array(data.x.rows).fill(Number.NaN));
      expect(predictionsOf(model, gaps).every(Number.isFinite)).toBe(true);
    });
    check('fits a column that is missing in every row', async () => {
      const data = sample();
      const x = withColumn(data.x, 3, new Float64Array(data.x.rows).fill(Number.NaN));
      expect(predictionsOf(await fit({ ...data, x }), x).every(Number.isFinite)).toBe(true);
    });
  } else {
    check('refuses missing values by name, in fit and in predict', async () => {
      const { x, y } = sample();
      const gap = withColumn(x, 1, withValue(x.columns[1]!, 3, Number.NaN));
      await expectRefused(() => fit({ x: gap, y }), 'VALUE_MISSING');
      const model = await fit({ x, y });
      await expectRefused(() => predictionsOf(model, gap), 'VALUE_MISSING');
    });
  }
  if (handlesCategorical) {
    check('treats a category it has not seen as missing', async () => {
      const data = sample();
      const seen = data.x.columns[4]!;
      const model = await fit({
        ...data,
        x: withColumn(
          data.x,
          4,
          seen.map((code) => (code === 3 ? 1 : code)),
        ),
      });
      const unseen = predictionsOf(
        model,
        withColumn(
          data.x,
          4,
          seen.map(() => 3),
        ),
      );
      const missing = predictionsOf(
        model,
        withColumn(
          data.x,
          4,
          seen.map(() => Number.NaN),
        ),
      );
      expect(unseen).toEqual(missing);
    });
  } else {
    check('refuses a categorical column by name', async () => {
      const { x, y } = sample();
      await expectRefused(() => fit({ x: { ...x, cardinality: Int32Array.of(0, 0, 4, 0) }, y }), 'COLUMN_CATEGORICAL');
    });
  }

  if (promises.rowOrderTolerance !== undefined) {
    check('does not depend on the order of the rows', async () => {
      const data = sample();
      const order = new Rng(3).shuffle(Int32Array.from(data.y.keys()));
      const shuffled = { x: takeRows(data.x, order), y: takeValues(data.y, order) };
      const difference = largestDifference(
        predictionsOf(await fit(data), data.x),
        predictionsOf(await fit(shuffled), data.x),
      );
      expect(difference).toBeLessThanOrEqual(promises.rowOrderTolerance!);
    });
  }
  if (promises.zeroWeightTolerance !== undefined) {
    check('takes a row of weight 0 for one that is not there', async () => {
      const data = sample();
      const weight = data.y.map((_, i) => (i % 4 === 0 ? 0 : 1));
      const rows = [...data.y.keys()].filter((i) => weight[i] === 1);
      const weighted = await fit({ ...data, weight });
      const without = await fit({ x: takeRows(data.x, rows), y: takeValues(data.y, rows) });
      const difference = largestDifference(predictionsOf(weighted, data.x), predictionsOf(without, data.x));
      expect(difference).toBeLessThanOrEqual(promises.zeroWeightTolerance!);
    });
  }
  if (promises.weightTolerance !== undefined) {
    check('takes a weight of two for a row that stands twice', async () => {
      const data = sample();
      const weight = data.y.map((_, i) => (i % 3 === 0 ? 2 : 1));
      const twice = [...data.y.keys()].flatMap((i) => (weight[i] === 2 ? [i, i] : [i]));
      const weighted = await fit({ ...data, weight });
      const repeated = await fit({ x: takeRows(data.x, twice), y: takeValues(data.y, twice) });
      const difference = largestDifference(predictionsOf(weighted, data.x), predictionsOf(repeated, data.x));
      expect(difference).toBeLessThanOrEqual(promises.weightTolerance!);
    });
  }
  return checks;
}

function predictionsOf(model: FittedOnRows, x: Matrix): Float64Array {
  return 'predictProbability' in model ? model.predictProbability(x) : model.predict(x);
}

function withColumn(x: Matrix, j: number, column: Float64Array): Matrix {
  return { ...x, columns: x.columns.map((old, k) => (k === j ? column : old)) };
}

function withValue(column: Float64Array, row: number, value: number): Float64Array {
  return column.map((old, i) => (i === row ? value : old));
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  expect(a).toHaveLength(b.length);
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}

/** Sum of squared errors; for more than two classes against one-hot rows. */
function squaredLoss(predictions: Float64Array, y: Float64Array): number {
  const width = predictions.length / y.length;
  return predictions.reduce((sum, p, at) => {
    const truth = y[Math.floor(at / width)]!;
    return sum + (p - (width === 1 ? truth : truth === at % width ? 1 : 0)) ** 2;
  }, 0);
}

/** The same for the best constant. */
function constantLoss(y: Float64Array, predictions: number): number {
  const width = predictions / y.length;
  const constant = new Float64Array(predictions);
  for (let k = 0; k < width; k++) {
    const share = y.reduce((sum, truth) => sum + (width === 1 ? truth : truth === k ? 1 : 0), 0) / y.length;
    for (let i = 0; i < y.length; i++) constant[i * width + k] = share;
  }
  return squaredLoss(constant, y);
}
