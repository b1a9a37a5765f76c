import { z } from 'zod';

const localized = z.object({ en: z.string(), zh: z.string() }).strict();

/**
 * What is done to data before a model sees it, as an editable list. Every step says why. Steps are learnt on training
 * rows only and then work on each row by itself, so that one row and the same row in a file are treated alike.
 */
export const recipeStepDocument = z.discriminatedUnion('step', [
  z
    .object({ step: z.literal('drop-duplicates'), why: localized })
    .strict()
    .describe('Training rows only.'),
  z
    .object({
      step: z.literal('impossible-to-missing'),
      column: z.string(),
      min: z.number().optional(),
      max: z.number().optional(),
      why: localized,
    })
    .strict(),
  z
    .object({
      step: z.literal('join-rare-levels'),
      column: z.string(),
      minRows: z.number().int().min(1),
      why: localized,
    })
    .strict(),
  z
    .object({
      step: z.literal('cap'),
      column: z.string(),
      low: z.number().min(0).max(1).optional().describe('Quantile of the training rows.'),
      high: z.number().min(0).max(1).optional(),
      why: localized,
    })
    .strict(),
  z
    .object({
      step: z.literal('fill-missing'),
      column: z.string(),
      with: z.union([z.number(), z.string(), z.enum(['median', 'mode'])]),
      why: localized,
    })
    .strict(),
  z
    .object({
      step: z.literal('convert-unit'),
      column: z.string(),
      factor: z.number(),
      unit: z.string(),
      why: localized,
    })
    .strict(),
]);

export const recipeDocument = z.object({ version: z.literal(1), steps: z.array(recipeStepDocument) }).strict();

export type RecipeStep = z.infer<typeof recipeStepDocument>;
export type Recipe = z.infer<typeof recipeDocument>;
