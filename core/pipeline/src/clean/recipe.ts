import { z } from 'zod';
import type { CellRepairs } from '../cells/cell-repairs.js';
import { type Localized, text } from '../text/localized.js';
import { parseDocumentAs } from '../text/located-document.js';

const why = z
  .union([z.string(), z.object({ en: z.string(), zh: z.string() }).strict()])
  .transform((given): Localized => (typeof given === 'string' ? text(given) : given))
  .optional()
  .describe('For the report.');
const column = z.string();
const quantile = z.number().min(0).max(1).optional().describe('Quantile of the training rows.');

/**
 * What is done to data before a model sees it, one step after the other. What a step needs to know is learnt on training rows
 * only; it then works on each row by itself, so that one row and the same row in a file are treated alike.
 */
export const recipeStepDocument = z.discriminatedUnion('step', [
  z
    .object({
      step: z.literal('drop-duplicates'),
      rows: z
        .enum(['copies', 'equal'])
        .default('copies')
        .describe('Rows that are certainly copies of an earlier one, or all that are equal to one.'),
      why,
    })
    .strict()
    .describe('Training rows only.'),
  z
    .object({ step: z.literal('unreadable-to-missing'), column, why })
    .strict()
    .describe("Cells that are not of the column's type are read as missing instead of refused."),
  z
    .object({ step: z.literal('read-units'), column, units: z.record(z.string(), z.number().positive()), why })
    .strict()
    .describe("Other units that cells may carry, with the factor into the column's own."),
  z.object({ step: z.literal('convert-unit'), column, factor: z.number(), unit: z.string(), why }).strict(),
  z
    .object({
      step: z.literal('impossible-to-missing'),
      column,
      min: z.number().optional(),
      max: z.number().optional(),
      why,
    })
    .strict(),
  z
    .object({ step: z.literal('special-to-missing'), column, codes: z.array(z.union([z.number(), z.string()])), why })
    .strict(),
  z.object({ step: z.literal('join-rare-levels'), column, minRows: z.number().int().min(1), why }).strict(),
  z.object({ step: z.literal('cap'), column, low: quantile, high: quantile, why }).strict(),
  z
    .object({
      step: z.literal('fill-missing'),
      column,
      with: z.union([z.number(), z.string()]).describe("'median' of numbers, 'mode' of categories, or the value."),
      why,
    })
    .strict(),
]);

export const recipeDocument = z.array(recipeStepDocument);
const recipeFile = z.object({ recipe: recipeDocument }).strict();

export type RecipeStep = z.infer<typeof recipeStepDocument>;
export type Recipe = readonly RecipeStep[];

/** Reads a file with the one key `recipe`, a list of steps. Throws `invalid-input` with every problem and its line. */
export function parseRecipeFile(content: string, fileName = 'recipe.yaml'): RecipeStep[] {
  return parseDocumentAs(recipeFile, content, { fileName, noun: 'recipe', code: 'RECIPE' }).value.recipe;
}

/** What is forgiven while cells are read because a step repairs it; of a recipe or of a fitted one. */
export function cellRepairs(
  steps: readonly { step: RecipeStep['step']; column?: string; units?: Record<string, number> }[],
): CellRepairs {
  const columns = (name: RecipeStep['step']): string[] =>
    steps.flatMap(({ step, column }) => (step === name && column !== undefined ? [column] : []));
  return {
    outOfRange: new Set(columns('impossible-to-missing')),
    unreadable: new Set(columns('unreadable-to-missing')),
    units: new Map(steps.flatMap(({ column, units }) => (column && units ? [[column, units] as const] : []))),
  };
}
