import { describe, expect, it } from 'vitest';
import { type Artifact, decodeArtifact, encodeArtifact } from '../estimator/artifact.js';
import type { Estimator, FitContext, FitProgress, FittedModel } from '../estimator/estimator.js';
import type { ParameterSpec } from '../estimator/parameter.js';
import type { SparseFeatures, SparseSupervised } from '../linear/sparse/features.js';
import { takeFeatures } from '../linear/sparse/features.js';
import { Rng } from '../random/rng.js';
import { expectRefused } from './expect-refused.js';
import { impossibleValues } from './impossible-values.js';
import { sparseSampleData } from './sparse-sample-data.js';

export interface FittedSparseClassifier extends FittedModel {
  readonly classes: number;
  /** `rows * classes` scores, row by row. */
  decision(x: SparseFeatures): Float64Array;
  /** One class a row. */
  predict(x: SparseFeatures): Float64Array;
}

export interface SparseClassifierPromises<P extends object, Model extends FittedSparseClassifier> {
  name: string;
  create(parameters?: Partial<P>): Estimator<Model, SparseSupervised>;
  load(artifact: Artifact): Model;
  specs: { readonly [name: string]: ParameterSpec };
  /** Settings that bring a fit near its optimum: other orders of rows, and weights for rows, then agree to `tolerance`. */
  precise: Partial<P>;
  tolerance: number;
}

/** What every classifier on sparse and dense rows keeps, one test a promise: `describeEstimator` for texts. */
export function describeSparseClassifier<P extends object, Model extends FittedSparseClassifier>(
  promises: SparseClassifierPromises<P, Model>,
): void {
  const { create, load, specs, precise, tolerance } = promises;
  const context = (more: Partial<FitContext> = {}): FitContext => ({ rng: new Rng('conformance'), ...more });
  const fit = (data: SparseSupervised, parameters: Partial<P> = {}): Promise<Model> =>
    create(parameters).fit(data, context());
  const bytes = (model: Model): Uint8Array => encodeArtifact(model.toArtifact());
  const take = ({ x, y }: SparseSupervised, rows: number[]): SparseSupervised => ({
    x: takeFeatures(x, rows),
    y: Float64Array.from(rows, (i) => y[i]!),
  });

  describe(`${promises.name} is a classifier on sparse rows`, () => {
    it('takes its defaults from its parameter specs, and refuses what is out of range by name', async () => {
      const defaults = Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, spec.default]));
      expect(create().parameters).toEqual(defaults);
      for (const [name, spec] of Object.entries(specs)) {
        for (const value of impossibleValues(spec)) {
          await expectRefused(() => create({ [name]: value } as Partial<P>), 'PARAMETERS_INVALID');
        }
      }
      await expectRefused(() => create({ noSuchParameter: 1 } as object as Partial<P>), 'PARAMETER_UNKNOWN');
    });

    it('fits the same model from the same data and seed, byte for byte, whatever it fitted before', async () => {
      const estimator = create();
      await estimator.fit(sparseSampleData({ seed: 'other', rows: 90 }), context());
      const watched = await estimator.fit(sparseSampleData(), context({ onProgress: () => {} }));
      expect(bytes(watched)).toEqual(bytes(await fit(sparseSampleData())));
    });

    it('leaves its input as it was', async () => {
      const data = sparseSampleData();
      const model = await fit(data);
      model.decision(data.x);
      expect(data).toEqual(sparseSampleData());
    });

    it.each([2, 3, 5])('learns %i classes', async (classes) => {
      const data = sparseSampleData({ classes });
      const model = await fit(data);
      expect(model.classes).toBe(classes);
      const right = model.predict(data.x).filter((k, i) => k === data.y[i]).length;
      expect(right / data.y.length).toBeGreaterThan(0.85);
    });

    it.each(['sparse', 'dense'] as const)('does without %s columns', async (without) => {
      const data = sparseSampleData({ without, classes: 2 });
      const right = (await fit(data)).predict(data.x).filter((k, i) => k === data.y[i]).length;
      expect(right / data.y.length).toBeGreaterThan(0.6);
    });

    it('answers the same after the round trip of its artefact', async () => {
      const data = sparseSampleData();
      const model = await fit(data);
      const before = bytes(model);
      const loaded = load(decodeArtifact(before));
      expect(loaded.decision(data.x)).toEqual(model.decision(data.x));
      expect(bytes(loaded)).toEqual(before);
      expect(bytes(model)).toEqual(before);
      expect(() => load({ ...model.toArtifact(), kind: 'learn.something-else.v1' })).toThrow(/something-else/);
    });

    it('answers a row alone as among others, and nothing for no rows', async () => {
      const data = sparseSampleData({ rows: 1100 });
      const model = await fit(take(data, [...Array(90).keys()]));
      const all = model.decision(data.x);
      for (const row of [0, 1, 511, 512, 1099]) {
        const alone = model.decision(takeFeatures(data.x, [row]));
        expect(alone).toEqual(all.slice(3 * row, 3 * (row + 1)));
      }
      expect(model.decision(takeFeatures(data.x, []))).toHaveLength(0);
    });

    it('is the same for rows in another order, near enough', async () => {
      const data = sparseSampleData();
      const order = [...data.y.keys()].sort((a, b) => data.y[a]! - data.y[b]! || b - a);
      const [given, sorted] = [await fit(data, precise), await fit(take(data, order), precise)];
      expect(largest(given.decision(data.x), sorted.decision(data.x))).toBeLessThan(tolerance);
    });

    it('takes a weight of 2 for a row that stands twice, one of 0 for a row that is not there', async () => {
      const data = sparseSampleData();
      const weight = Float64Array.from(data.y, (_, i) => i % 3);
      const rows = [...data.y.keys()].flatMap((i) => Array<number>(i % 3).fill(i));
      const weighed = await fit({ ...data, weight, y: data.y.map((_, i) => (i % 5) % 3) }, precise);
      const repeated = await fit(take({ ...data, y: data.y.map((_, i) => (i % 5) % 3) }, rows), precise);
      expect(largest(weighed.decision(data.x), repeated.decision(data.x))).toBeLessThan(tolerance);
    });

    it('reports progress that never falls and never passes its total', async () => {
      const reports: FitProgress[] = [];
      await create().fit(sparseSampleData(), context({ onProgress: (progress) => reports.push({ ...progress }) }));
      expect(reports.length).toBeGreaterThan(0);
      reports.forEach(({ done, total }, k) => {
        expect(done).toBeGreaterThanOrEqual(reports[k - 1]?.done ?? 0);
        expect(done).toBeLessThanOrEqual(total);
      });
    });

    it('throws the cancelled error once its signal is aborted', async () => {
      const attempt = create().fit(sparseSampleData(), context({ signal: AbortSignal.abort() }));
      await expect(attempt).rejects.toMatchObject({ kind: 'cancelled', code: 'CANCELLED' });
    });

    it('refuses bad data by name', async () => {
      const data = sparseSampleData();
      const { x, y } = data;
      const sparse = x.sparse!;
      const dense = x.dense!;
      await expectRefused(() => fit({ x: {}, y: new Float64Array() }), 'DATA_EMPTY');
      await expectRefused(() => fit({ x: takeFeatures(x, []), y: new Float64Array() }), 'DATA_EMPTY');
      await expectRefused(() => fit({ x, y: y.slice(1) }), 'LENGTH_MISMATCH');
      await expectRefused(() => fit({ x: { sparse, dense: { ...dense, rows: 3 } }, y }), 'LENGTH_MISMATCH');
      await expectRefused(() => fit({ x, y, weight: y.map(() => -1) }), 'WEIGHT_INVALID');
      await expectRefused(() => fit({ x, y: y.map(() => 0) }), 'ONE_CLASS');
      await expectRefused(() => fit({ x, y: y.map((value) => value + 0.5) }), 'CLASS_INVALID');
      await expectRefused(() => fit({ x, y: y.map(() => Number.NaN) }), 'TARGET_NOT_FINITE');
      const spoilt = <T extends Float32Array | Int32Array>(values: T, value: number, at = 7): T => {
        const copy = values.slice() as T;
        copy[at] = value;
        return copy;
      };
      const withValue = (value: number) => ({ sparse: { ...sparse, value: spoilt(sparse.value, value) } });
      await expectRefused(() => fit({ x: withValue(Number.NaN), y }), 'VALUE_MISSING');
      await expectRefused(() => fit({ x: withValue(Infinity), y }), 'VALUE_INFINITE');
      await expectRefused(
        () => fit({ x: { dense: { ...dense, values: spoilt(dense.values, Number.NaN) } }, y }),
        'VALUE_MISSING',
      );
      await expectRefused(
        () => fit({ x: { sparse: { ...sparse, index: spoilt(sparse.index, 40) } }, y }),
        'SPARSE_INVALID',
      );
      await expectRefused(
        () => fit({ x: { sparse: { ...sparse, start: spoilt(sparse.start, 0) } }, y }),
        'SPARSE_INVALID',
      );
      await expectRefused(
        () => fit({ x: { sparse: { ...sparse, value: sparse.value.slice(1) } }, y }),
        'SPARSE_INVALID',
      );
      const model = await fit(data);
      for (const at of [0, 7, sparse.index.length - 1]) {
        const odd = { ...sparse, value: spoilt(sparse.value, Number.NaN, at) };
        await expectRefused(() => model.decision({ sparse: odd, dense }), 'VALUE_MISSING');
        const outside = { ...sparse, index: spoilt(sparse.index, at === 7 ? -1 : 40, at) };
        await expectRefused(() => model.decision({ sparse: outside, dense }), 'SPARSE_INVALID');
      }
      await expectRefused(() => model.decision({ sparse }), 'COLUMNS_DIFFER');
      await expectRefused(() => model.decision({ sparse: { ...sparse, columns: 41 }, dense }), 'COLUMNS_DIFFER');
    });
  });
}

function largest(a: Float64Array, b: Float64Array): number {
  expect(a).toHaveLength(b.length);
  return a.reduce((most, value, k) => Math.max(most, Math.abs(value - b[k]!)), 0);
}
