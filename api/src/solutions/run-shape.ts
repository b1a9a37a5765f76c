import { FAILURES, RUN_STATUSES, type Run } from '@proofline/host';
import { z } from 'zod';
import { json, time } from '../http/shapes.js';

/** A run as it is answered. */
export const run = z.object({
  id: z.uuid(),
  solutionId: z.uuid(),
  datasetId: z.uuid(),
  frozenSetId: z.uuid().nullable().describe('The frozen set that it is judged on and not trained on.'),
  promote: z.boolean(),
  status: z.enum(RUN_STATUSES),
  stage: z.string().nullable(),
  fraction: z.number().min(0).max(1),
  outcome: json.nullable().describe('Verdict, champion and its primary metric, once the run succeeded.'),
  problem: json.nullable().describe('Why it failed.'),
  failure: z
    .enum(FAILURES)
    .nullable()
    .describe('Whether it failed for its input, for something that was away or full, or for a fault of ours.'),
  attempts: z.number().int(),
  createdAt: time,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
});

export function shownRun(run: Run) {
  const { clientId: _client, config: _config, schema: _schema, requestedBy: _by, plan: _plan, ...shown } = run;
  return shown;
}
