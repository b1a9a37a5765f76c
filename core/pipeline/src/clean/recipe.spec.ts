import { describe, expect, it } from 'vitest';
import type { Dataset } from '../dataset/dataset.js';
import type { CategoricalColumn, NumericColumn } from '../dataset/frame.js';
import { takeDataset } from '../run/dataset-rows.js';
import { FittedRecipe } from './fitted-recipe.js';
import { proposeRecipe } from './propose-recipe.js';
import { recipeDocument } from './recipe.js';

const levels = Array.from({ length: 20 }, (_, i) => `L${i}`);
const n = 200;

function sample(): Dataset {
  return {
    rows: n,
    columns: new Map([
      ['id', { kind: 'text', values: Array.from({ length: n }, (_, i) => `k${i === 7 ? 6 : i}`) }],
      [
        'age',
        {
          kind: 'numeric',
          values: Float64Array.from({ length: n }, (_, i) => (i === 3 ? -5 : i === 7 ? 26 : 20 + (i % 50))),
        },
      ],
      // Level 0 nearly everywhere, levels 1 to 19 once each at the end.
      ['job', { kind: 'categorical', levels, codes: Int32Array.from({ length: n }, (_, i) => Math.max(0, i - 180)) }],
    ]),
    schema: {
      version: 1,
      columns: [
        { name: 'id', type: 'text', role: 'id' },
        { name: 'age', type: 'integer', role: 'feature', range: { min: 0, max: 120 } },
        { name: 'job', type: 'category', role: 'feature' },
      ],
    },
    rowNumbers: Int32Array.from({ length: n }, (_, i) => i + 1),
    fingerprint: 'sha256:test',
    source: { path: 'test.csv', bytes: 0, format: { kind: 'csv' } },
  };
}

describe('recipe', () => {
  it('is proposed for what is wrong whatever the model, and is valid as a document', () => {
    const recipe = proposeRecipe(sample());
    expect(recipe.steps.map((step) => step.step)).toEqual([
      'drop-duplicates',
      'impossible-to-missing',
      'join-rare-levels',
    ]);
    expect(recipeDocument.parse(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
  });

  it('is learnt on training rows, says what it did, and drops repeated rows there only', () => {
    const { recipe, train, log } = FittedRecipe.fit(proposeRecipe(sample()), sample());
    expect(train.rows).toBe(n - 1);
    expect(log.map((entry) => entry.affected)).toEqual([1, 1, 19]);
    const applied = recipe.apply(sample());
    expect(applied.rows).toBe(n);
    expect((applied.columns.get('age') as NumericColumn).values[3]).toBeNaN();
    const job = applied.columns.get('job') as CategoricalColumn;
    expect(job.levels).toEqual(['L0', 'other']);
    expect(job.codes[199]).toBe(1);
  });

  it('treats a row alone like the same row in a file, and sends unseen levels to the rare ones', () => {
    const { recipe } = FittedRecipe.fit(proposeRecipe(sample()), sample());
    const whole = recipe.apply(sample());
    for (const row of [3, 7, 150, 199]) {
      const alone = recipe.apply(takeDataset(sample(), [row]));
      const age = (column: unknown): number => (column as NumericColumn).values[0]!;
      expect(age(alone.columns.get('age'))).toEqual((whole.columns.get('age') as NumericColumn).values[row]);
    }
    const foreign = recipe.apply({
      rows: 1,
      columns: new Map([['job', { kind: 'categorical', levels: ['new'], codes: Int32Array.of(0) }]]),
    });
    const job = foreign.columns.get('job') as CategoricalColumn;
    expect(job.levels[job.codes[0]!]).toBe('other');
  });

  it('answers the same after a round trip through JSON', () => {
    const { recipe } = FittedRecipe.fit(
      {
        version: 1,
        steps: [
          { step: 'cap', column: 'age', high: 0.9, why: { en: '', zh: '' } },
          { step: 'fill-missing', column: 'age', with: 'median', why: { en: '', zh: '' } },
          { step: 'convert-unit', column: 'age', factor: 12, unit: 'months', why: { en: '', zh: '' } },
        ],
      },
      sample(),
    );
    const back = FittedRecipe.fromJson(JSON.parse(JSON.stringify(recipe.toJson())));
    expect(back.apply(sample()).columns).toEqual(recipe.apply(sample()).columns);
    expect((back.apply(sample()).columns.get('age') as NumericColumn).values[0]).toBe(240);
  });
});
