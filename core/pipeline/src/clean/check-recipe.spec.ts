import type { ProoflineError } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import type { FeatureSchema } from '../schema/feature-schema.js';
import { checkRecipe } from './check-recipe.js';
import { parseRecipeFile, type Recipe } from './recipe.js';

const schema: FeatureSchema = {
  version: 1,
  columns: [
    { name: 'income', type: 'number', role: 'feature', range: { min: 0 }, special: [{ code: -1, meaning: 'none' }] },
    { name: 'home', type: 'category', role: 'feature' },
    { name: 'outcome', type: 'category', role: 'target' },
  ],
};

function problems(recipe: Recipe): string[] {
  try {
    checkRecipe(recipe, schema);
  } catch (error) {
    return (error as ProoflineError).problems.map(({ code, message }) => `${code} ${message}`);
  }
  return [];
}

describe('checkRecipe', () => {
  it('names every step that does not fit, at once', () => {
    expect(
      problems([
        { step: 'cap', column: 'incom', high: 0.99 },
        { step: 'fill-missing', column: 'outcome', with: 'mode' },
        { step: 'cap', column: 'home', high: 0.99 },
        { step: 'cap', column: 'income' },
        { step: 'impossible-to-missing', column: 'income', max: 1e6 },
        { step: 'special-to-missing', column: 'income', codes: [-1, -2] },
        { step: 'read-units', column: 'income', units: { USD: 0.9 } },
        { step: 'fill-missing', column: 'income', with: 'mode' },
      ]),
    ).toEqual([
      "RECIPE_COLUMN_UNKNOWN Step 1 of the recipe, 'cap': 'incom' is not a column that can be cleaned (roles feature, protected).",
      "RECIPE_COLUMN_UNKNOWN Step 2 of the recipe, 'fill-missing': 'outcome' is not a column that can be cleaned (roles feature, protected).",
      "RECIPE_STEP_UNFIT Step 3 of the recipe, 'cap': column 'home' is of type category; the step is for numbers.",
      "RECIPE_STEP_UNFIT Step 4 of the recipe, 'cap': it has no bound.",
      "RECIPE_STEP_UNFIT Step 5 of the recipe, 'impossible-to-missing': it keeps values that the range of 'income' in the schema (0 to …) calls impossible.",
      "RECIPE_STEP_UNFIT Step 6 of the recipe, 'special-to-missing': -2 is no special code of 'income' (-1).",
      "RECIPE_STEP_UNFIT Step 7 of the recipe, 'read-units': column 'income' has no unit to convert to.",
      "RECIPE_STEP_UNFIT Step 8 of the recipe, 'fill-missing': 'mode' is not a number.",
    ]);
  });

  it('lets through what fits', () => {
    expect(
      problems([
        { step: 'drop-duplicates', rows: 'copies' },
        { step: 'impossible-to-missing', column: 'income', min: 0, max: 1e6 },
        { step: 'fill-missing', column: 'home', with: 'unknown' },
      ]),
    ).toEqual([]);
  });
});

describe('a recipe file', () => {
  it('is a list of steps, why in one language or two, or not at all', () => {
    const steps = parseRecipeFile(
      'recipe:\n  - { step: drop-duplicates }\n  - { step: cap, column: income, high: 0.99, why: The bank caps it too. }\n',
    );
    expect(steps).toEqual([
      { step: 'drop-duplicates', rows: 'copies' },
      {
        step: 'cap',
        column: 'income',
        high: 0.99,
        why: { en: 'The bank caps it too.', zh: 'The bank caps it too.' },
      },
    ]);
  });

  it('names the line of a step that is not known', () => {
    expect(() => parseRecipeFile('recipe:\n  - { step: cap, column: income, hihg: 0.99 }\n')).toThrow(
      /recipe\.yaml:2: .*unknown key 'hihg'/,
    );
  });
});
