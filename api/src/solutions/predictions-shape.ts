import { z } from 'zod';
import type { EndpointContract } from '../http/endpoint.js';
import { json, localized, row, TASK } from '../http/shapes.js';

/** The request that this product is for; see `front/` for who answers it. */
export const PREDICTIONS_PATH = 'v1/solutions/:solution/tasks/:task/predictions';

const MOST_ROWS = 10_000;

export const wantedPredictions = z.strictObject({
  rows: z.array(row).min(1).max(MOST_ROWS).describe('Rows by name of their columns.'),
  reasons: z.number().int().min(0).max(20).default(0).describe('How many reasons each answer comes with, at most.'),
});

const answer = z.object({
  model: z.object({ version: z.number().int(), candidate: z.string(), hash: z.string() }).describe('The champion.'),
  predictions: z.array(
    z.object({
      id: z.uuid().describe('By which its outcome is reported later.'),
      version: z.number().int().describe('Of the model that gave this answer: the champion, or a canary.'),
      prediction: z.record(z.string(), json),
      reasons: z
        .array(
          z.object({
            feature: z.string(),
            code: z.string(),
            text: z.object({ en: z.string(), zh: z.string() }),
            contribution: z.number(),
            value: z.string(),
          }),
        )
        .optional(),
      remarks: z
        .array(localized)
        .optional()
        .describe(
          'What to know of this answer: numbers far outside what the model has learnt from. Absent where there is nothing.',
        ),
    }),
  ),
});

export type WantedPredictions = z.infer<typeof wantedPredictions>;

export const PREDICTIONS = {
  summary: 'Predict, with reasons where asked',
  repeatable: true,
  allow: 'predict',
  params: TASK,
  body: wantedPredictions,
  answer,
} as const satisfies EndpointContract;
