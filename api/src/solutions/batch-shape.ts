import { type Batch, FAILURES, RUN_STATUSES } from '@proofline/host';
import { TABLE_FORMATS } from '@proofline/pipeline';
import { z } from 'zod';
import { json, problem, time } from '../http/shapes.js';

/** A batch as it is answered. */
export const batch = z.object({
  id: z.uuid(),
  solutionId: z.uuid(),
  task: z.string(),
  datasetId: z.uuid().nullable().describe('Null where the file came with the request.'),
  name: z.string(),
  bytes: z.number().int(),
  sha256: z.string(),
  reasons: z.number().int(),
  format: z.enum(TABLE_FORMATS),
  language: z.enum(['en', 'zh']),
  log: z.boolean().describe('Whether its answers are entered into the prediction log.'),
  modelVersion: z.number().int().nullable().describe('The champion when a worker began; it answers every row.'),
  status: z.enum(RUN_STATUSES),
  fraction: z.number().min(0).max(1),
  rows: z.number().int().nullable(),
  scored: z.number().int().nullable().describe('Rows that were answered: those of the result.'),
  refused: z.number().int().nullable().describe('Rows that were not; the file of errors has each.'),
  problems: z.array(problem).nullable().describe('What is wrong with those, one for each column and kind.'),
  problem: json.nullable().describe('Why it failed.'),
  failure: z.enum(FAILURES).nullable(),
  attempts: z.number().int(),
  createdAt: time,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  deletedAt: time.nullable().describe('When its files were deleted because they were old enough.'),
});

export function shownBatch({
  clientId: _client,
  modelId: _model,
  inputKey: _input,
  resultKey: _result,
  errorsKey: _errors,
  requestedBy: _by,
  ...shown
}: Batch) {
  return shown;
}
