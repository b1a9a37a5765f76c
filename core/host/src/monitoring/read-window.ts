import type { Json } from '@proofline/learn';
import type { DataSource } from 'typeorm';
import { PREDICTION_PURPOSE } from '../prediction-log/prediction-record.js';
import type { Sealer } from '../sealing/sealer.js';

/** Which predictions are looked at: of one version, made in a stretch of time, the latest of them. */
export interface Window {
  clientId: string;
  solutionId: string;
  version: number;
  from: Date;
  to: Date;
  /** At most so many. */
  rows: number;
}

export interface RecentPrediction {
  id: string;
  at: Date;
  requestId: string;
  subject: Buffer | null;
  /** Everything that was kept of the row, opened. */
  row: Record<string, Json>;
  prediction: Record<string, Json>;
  latencyMs: number;
  /** Whether it was a row of a file that a worker answered. */
  ofBatch: boolean;
}

/** Read at a time, so that requests are answered in between. */
const PAGE = 500;

/** The predictions of a window, the latest first, a page at a time. */
export async function* recentPredictions(
  source: DataSource,
  sealer: Sealer,
  { clientId, solutionId, version, from, to, rows }: Window,
): AsyncGenerator<RecentPrediction[]> {
  let before: { at: Date; id: string } = { at: to, id: '00000000-0000-0000-0000-000000000000' };
  for (let left = rows; left > 0; ) {
    const page: (Omit<RecentPrediction, 'row'> & { features: Record<string, Json>; personal: Buffer | null })[] =
      await source.query(
        `SELECT id, at, request_id AS "requestId", subject, features, personal, prediction, latency_ms AS "latencyMs",
                batch_id IS NOT NULL AS "ofBatch"
           FROM proofline.prediction
          WHERE solution_id = $1 AND model_version = $2 AND at >= $3 AND (at, id) < ($4, $5)
          ORDER BY at DESC, id DESC LIMIT $6`,
        [solutionId, version, from, before.at, before.id, Math.min(PAGE, left)],
      );
    if (page.length === 0) return;
    yield page.map(({ features, personal, ...kept }) => ({
      ...kept,
      row: openedRow(sealer, clientId, { features, personal, ...kept }),
    }));
    left -= page.length;
    before = page.at(-1)!;
  }
}

/** Everything that was kept of a row, with its personal data. */
export function openedRow(
  sealer: Sealer,
  client: string,
  { id, at, features, personal }: { id: string; at: Date; features: Record<string, Json>; personal: Buffer | null },
): Record<string, Json> {
  if (personal === null) return features;
  const opened = sealer.open(personal, { client, purpose: PREDICTION_PURPOSE, name: id, at });
  return { ...features, ...(JSON.parse(opened) as Record<string, Json>) };
}

/** Answers of a window whose outcome was observed in it, with the outcomes; the latest of them. */
export async function observedPredictions(
  source: DataSource,
  { solutionId, version, from, to, rows }: Window,
): Promise<{ prediction: Record<string, Json>; outcome: string }[]> {
  return source.query(
    `SELECT p.prediction, o.outcome FROM proofline.outcome o JOIN proofline.prediction p ON p.id = o.prediction_id
      WHERE o.solution_id = $1 AND p.model_version = $2 AND o.observed_at >= $3 AND o.observed_at < $4
      ORDER BY o.prediction_id DESC LIMIT $5`,
    [solutionId, version, from, to, rows],
  );
}

/** Requests that were not answered, by code. */
export async function refusals(
  source: DataSource,
  { solutionId, to }: Window,
  from: Date,
): Promise<{ code: string; failed: boolean; requests: number }[]> {
  return source.query(
    `SELECT code, failed, count(*)::int AS requests FROM proofline.refusal
      WHERE solution_id = $1 AND at >= $2 AND at < $3 GROUP BY code, failed ORDER BY requests DESC, code`,
    [solutionId, from, to],
  );
}
