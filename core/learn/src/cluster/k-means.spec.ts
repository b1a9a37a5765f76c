import { describe, expect, it } from 'vitest';
import { decodeArtifact, encodeArtifact } from '../estimator/artifact.js';
import { type Matrix, matrix, takeRows } from '../matrix/matrix.js';
import { Rng } from '../random/rng.js';
import { impossibleValues } from '../testing/impossible-values.js';
import { chooseClusters } from './choose-clusters.js';
import { FittedKMeans } from './fitted-k-means.js';
import { K_MEANS_PARAMETERS, KMeans } from './k-means.js';
import { seedCentres } from './seeding.js';
import { silhouette } from './silhouette.js';

const context = (seed: string | number = 1) => ({ rng: new Rng(seed) });

/** Three clouds: 60 rows around (0, 0), 30 around (10, 0), 10 around (0, 1000), the second column in other units. */
function clouds(): { x: Matrix; truth: Int32Array } {
  const rng = new Rng('clouds');
  const truth = Int32Array.from({ length: 100 }, (_, i) => (i % 10 < 6 ? 0 : i % 10 < 9 ? 1 : 2));
  const centre = [
    [0, 0],
    [10, 0],
    [0, 1000],
  ];
  const column = (j: number, spread: number): Float64Array =>
    Float64Array.from(truth, (k) => centre[k]![j]! + spread * rng.normal());
  return { x: matrix([column(0, 1), column(1, 100)], { names: ['a', 'b'] }), truth };
}

describe('KMeans', () => {
  it('finds clouds in columns of different units, the largest first', async () => {
    const { x, truth } = clouds();
    const model = await new KMeans({ clusters: 3 }).fit({ x }, context());
    expect([...model.predict(x)]).toEqual([...truth]);
    expect([...model.sizes]).toEqual([60, 30, 10]);
    expect(model.info.converged).toBe(true);
  });

  it('has the means of its clusters as centres, and their squares as inertia', async () => {
    const { x } = clouds();
    const model = await new KMeans({ clusters: 3 }).fit({ x }, context());
    const clusters = model.predict(x);
    const meanOf = (column: Float64Array, c: number): number => {
      const own = column.filter((_, i) => clusters[i] === c);
      return own.reduce((sum, v) => sum + v, 0) / own.length;
    };
    const scaleOf = (column: Float64Array): number => {
      const mean = column.reduce((sum, v) => sum + v, 0) / column.length;
      return Math.sqrt(column.reduce((sum, v) => sum + (v - mean) ** 2, 0) / column.length);
    };
    let inertia = 0;
    x.columns.forEach((column) => {
      column.forEach((v, i) => {
        inertia += ((v - meanOf(column, clusters[i]!)) / scaleOf(column)) ** 2;
      });
    });
    expect(model.info.inertia).toBeCloseTo(inertia, 9);
    model.profile().forEach(({ cluster, rows, share, columns }) => {
      expect(share).toBeCloseTo(rows / 100, 12);
      columns.forEach(({ name, mean, deviation }, j) => {
        expect(name).toBe(x.names[j]);
        const column = x.columns[j]!;
        expect(mean).toBeCloseTo(meanOf(column, cluster), 9);
        const all = column.reduce((sum, v) => sum + v, 0) / column.length;
        expect(deviation).toBeCloseTo((mean - all) / scaleOf(column), 9);
      });
    });
    const distances = model.transform(x);
    expect(distances).toHaveLength(300);
    clusters.forEach((c, i) => {
      expect(distances[3 * i + c]).toBe(Math.min(...distances.subarray(3 * i, 3 * i + 3)));
    });
  });

  it('goes by the units of the columns where it is told not to standardise them', async () => {
    const { x } = clouds();
    const model = await new KMeans({ clusters: 2, standardise: false }).fit({ x }, context());
    // Only the cloud around (0, 1000) is far away in these units.
    expect([...model.sizes]).toEqual([90, 10]);
    const own = x.columns[1]!.filter((value) => value > 500);
    expect(model.centres[1]![1]).toBeCloseTo(own.reduce((sum, value) => sum + value, 0) / own.length, 9);
  });

  it('is the same, byte for byte, for the same seed, and after its artefact was read back', async () => {
    const { x } = clouds();
    const model = await new KMeans().fit({ x }, context());
    const again = await new KMeans().fit({ x }, context());
    const bytes = encodeArtifact(model.toArtifact());
    expect(encodeArtifact(again.toArtifact())).toEqual(bytes);
    const loaded = FittedKMeans.fromArtifact(decodeArtifact(bytes));
    expect(loaded.predict(x)).toEqual(model.predict(x));
    expect(loaded.transform(x)).toEqual(model.transform(x));
    expect(encodeArtifact(loaded.toArtifact())).toEqual(bytes);
    expect(loaded.profile()).toEqual(model.profile());
    expect(() => FittedKMeans.fromArtifact({ ...model.toArtifact(), kind: 'learn.other.v1' })).toThrow(
      'learn.other.v1',
    );
  });

  it('gets no worse with more restarts, and a sample still leads to the means of all rows', async () => {
    const rng = new Rng(5);
    const x = matrix([0, 1, 2].map(() => Float64Array.from({ length: 600 }, () => rng.normal())));
    const inertia = async (parameters: object): Promise<number> =>
      (await new KMeans({ clusters: 7, ...parameters }).fit({ x }, context())).info.inertia;
    expect(await inertia({ restarts: 12 })).toBeLessThanOrEqual(await inertia({ restarts: 1 }));
    const { x: groups, truth } = clouds();
    const many = takeRows(
      groups,
      Int32Array.from({ length: 500 }, (_, i) => i % 100),
    );
    const sampled = await new KMeans({ clusters: 3, sampleRows: 100 }).fit({ x: many }, context());
    expect([...sampled.predict(groups)]).toEqual([...truth]);
    expect(sampled.sizes.reduce((sum, size) => sum + size)).toBe(500);
  });

  it('takes constant columns, copies of rows and one row, and leaves its input as it was', async () => {
    const { x } = clouds();
    const constant = matrix([...x.columns, new Float64Array(100).fill(7)]);
    const before = constant.columns.map((column) => column.slice());
    const model = await new KMeans({ clusters: 3 }).fit({ x: constant }, context());
    expect(constant.columns).toEqual(before);
    expect([...model.sizes]).toEqual([60, 30, 10]);
    const one = await new KMeans({ clusters: 1 }).fit({ x: takeRows(x, [0]) }, context());
    expect([...one.predict(x)].every((c) => c === 0)).toBe(true);
    const copies = matrix([Float64Array.of(1, 1, 1, 2, 2)]);
    expect([...(await new KMeans({ clusters: 2 }).fit({ x: copies }, context())).sizes]).toEqual([3, 2]);
    await expect(new KMeans({ clusters: 3 }).fit({ x: copies }, context())).rejects.toThrow(
      '3 clusters of 2 distinct rows',
    );
  });

  it('names what is wrong with its parameters and its rows', async () => {
    const { x } = clouds();
    for (const [name, spec] of Object.entries(K_MEANS_PARAMETERS)) {
      for (const value of impossibleValues(spec)) {
        expect(() => new KMeans({ [name]: value }), name).toThrow(`'${name}' of KMeans must be`);
      }
    }
    const gap = matrix([Float64Array.of(1, Number.NaN, 3, 4, 5)], { names: ['a'] });
    await expect(new KMeans({ clusters: 2 }).fit({ x: gap }, context())).rejects.toThrow("'a' is missing in row 1");
    await expect(new KMeans().fit({ x: takeRows(x, [0, 1]) }, context())).rejects.toThrow('4 clusters of 2 rows');
    const model = await new KMeans().fit({ x }, context());
    expect(() => model.predict(gap)).toThrow('fitted on 2 columns, got 1');
  });

  it('can be cancelled before and between iterations', async () => {
    const { x } = clouds();
    const cancelled = { kind: 'cancelled', code: 'CANCELLED' };
    await expect(new KMeans().fit({ x }, { ...context(), signal: AbortSignal.abort() })).rejects.toMatchObject(
      cancelled,
    );
    const controller = new AbortController();
    const onProgress = (): void => controller.abort();
    await expect(
      new KMeans().fit({ x }, { ...context(), signal: controller.signal, onProgress }),
    ).rejects.toMatchObject(cancelled);
  });
});

describe('seedCentres', () => {
  it('takes rows far from one another, none twice', () => {
    const points = [[0], [0], [0], [0.1], [50], [50.1], [100]];
    for (let seed = 0; seed < 20; seed++) {
      const centres = seedCentres(points, 3, new Rng(seed))
        .map(([v]) => v!)
        .sort((a, b) => a - b);
      expect(centres[0]).toBeLessThan(1);
      expect(Math.floor(centres[1]!)).toBe(50);
      expect(centres[2]).toBe(100);
    }
  });
});

describe('silhouette', () => {
  it('is what Rousseeuw defines, worked by hand', () => {
    // a = 1, b = (9 + 10)/2 for the first; a = 1, b = (8 + 9)/2 for the second; likewise from the other side.
    const points = [[0], [1], [9], [10]];
    const expected = (2 * (1 - 1 / 9.5) + 2 * (1 - 1 / 8.5)) / 4;
    expect(silhouette(points, [0, 0, 1, 1], { rng: new Rng(1) })).toBeCloseTo(expected, 12);
    // A row alone counts 0.
    expect(silhouette([[0], [1], [9]], [0, 0, 1], { rng: new Rng(1) })).toBeCloseTo((8 / 9 + 7 / 8) / 3, 12);
    expect(silhouette(points, [0, 0, 0, 0], { rng: new Rng(1) })).toBeNaN();
  });

  it('chooses the number of clouds', async () => {
    const { x } = clouds();
    const { model, tried } = await chooseClusters(x, { to: 6 }, context());
    expect(model.centres).toHaveLength(3);
    expect(tried.map(({ clusters }) => clusters)).toEqual([2, 3, 4, 5, 6]);
    const best = tried.find(({ clusters }) => clusters === 3)!;
    expect(best.silhouette).toBeGreaterThan(0.7);
    expect(model.silhouette(x, { rng: new Rng(1) })).toBeCloseTo(best.silhouette, 10);
  });

  it('leaves numbers of clusters out by the step', async () => {
    const { x } = clouds();
    const { tried } = await chooseClusters(x, { to: 9, step: (clusters) => Math.max(1, clusters - 2) }, context());
    expect(tried.map(({ clusters }) => clusters)).toEqual([2, 3, 4, 6]);
  });

  it('tries no more clusters than there are distinct rows', async () => {
    const x = matrix([Float64Array.of(1, 1, 5, 5, 9, 9)]);
    const { model, tried } = await chooseClusters(x, {}, context());
    expect(tried.map(({ clusters }) => clusters)).toEqual([2, 3]);
    expect(model.centres).toHaveLength(3);
    await expect(chooseClusters(x, { from: 1 }, context())).rejects.toThrow('got 1 to 8');
  });
});
