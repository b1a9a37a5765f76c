import { describe, expect, it } from 'vitest';
import type { Artifact } from '../estimator/artifact.js';
import type { Estimator, FitContext, FittedRegressor, Supervised } from '../estimator/estimator.js';
import type { Matrix } from '../matrix/matrix.js';
import { conformanceChecks } from './conformance-checks.js';
import { sampleData } from './sample-data.js';

/** An estimator that breaks nearly every promise: it checks nothing, remembers, draws at random, overflows and spoils its input. */
class Careless implements Estimator<CarelessModel> {
  readonly name = 'careless';
  readonly parameters: { strength: number };
  private fits = 0;

  constructor(parameters: { strength?: number } = {}) {
    this.parameters = { strength: parameters.strength ?? 2 };
  }

  async fit(data: Supervised, _context: FitContext): Promise<CarelessModel> {
    data.y[0] = 0;
    return new CarelessModel(Math.random() + this.fits++);
  }
}

class CarelessModel implements FittedRegressor {
  private calls = 0;

  constructor(private readonly value: number) {}

  predict(x: Matrix): Float64Array {
    const growing = this.value / x.rows + this.calls++ + Math.exp(x.columns[0]?.[0] ?? 0);
    return new Float64Array(x.rows).fill(growing);
  }

  toArtifact(): Artifact {
    return { kind: 'careless', json: { value: this.value }, tensors: {} };
  }
}

async function outcomes(): Promise<Map<string, boolean>> {
  const checks = conformanceChecks<{ strength?: number }, CarelessModel>({
    name: 'Careless',
    task: 'regression',
    create: (parameters) => new Careless(parameters),
    load: () => new CarelessModel(0),
    specs: { strength: { type: 'number', min: 0, max: 1, default: 1, doc: '' } },
    rowOrderTolerance: 0,
    weightTolerance: 0,
    zeroWeightTolerance: 0,
  });
  const result = new Map<string, boolean>();
  for (const { name, run } of checks) {
    result.set(
      name,
      await run().then(
        () => true,
        () => false,
      ),
    );
  }
  return result;
}

describe('conformanceChecks', () => {
  it('fail a careless estimator on every promise it breaks', async () => {
    const passed = [...(await outcomes())].filter(([, kept]) => kept).map(([name]) => name);
    // It reports no progress and answers with finite numbers; all else is broken.
    expect(passed).toEqual([
      'reports progress that never falls and never passes its total',
      'gives one finite number a row',
    ]);
  });
});

describe('sampleData', () => {
  it('is the same for the same seed and has what was asked for', () => {
    expect(sampleData({ classes: 3, missing: true })).toEqual(sampleData({ classes: 3, missing: true }));
    const { x, y } = sampleData({ rows: 90, classes: 3, missing: true, categorical: true });
    expect([0, 1, 2].map((k) => y.filter((value) => value === k).length)).toEqual([30, 30, 30]);
    expect(x.columns[1]!.filter(Number.isNaN)).toHaveLength(10);
    expect([...x.cardinality]).toEqual([0, 0, 0, 0, 5]);
  });
});
