import { type DataSource, QueryFailedError } from 'typeorm';
import type { PredictionRecord, ShadowRecord } from './prediction-record.js';

/** Classes of SQLSTATE that speak of the row, not of the database: data exceptions and violated constraints. */
const OF_THE_ROW = /^2[23]/;

const INSERT = `
  INSERT INTO proofline.prediction (id, client_id, solution_id, model_version, task, at, request_id, subject, features,
                                    personal, prediction, score, reasons, latency_ms)
  SELECT id, client_id, solution_id, model_version, task, at, request_id, decode(subject, 'base64'), features,
         decode(personal, 'base64'), prediction, score, reasons, latency_ms
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::integer[], $5::text[], $6::timestamptz[], $7::text[], $8::text[],
                $9::json[], $10::text[], $11::json[], $12::double precision[], $13::jsonb[], $14::real[])
         AS row (id, client_id, solution_id, model_version, task, at, request_id, subject, features,
                 personal, prediction, score, reasons, latency_ms)
   WHERE NOT EXISTS (SELECT FROM proofline.erased_subject erased
                      WHERE erased.client_id = row.client_id AND erased.subject = decode(row.subject, 'base64')
                        AND erased.up_to >= row.at)
  ON CONFLICT DO NOTHING`;

/**
 * Enters predictions, each once however often it comes: an id that is there already stays as it is. Returns those that the
 * database refuses for what they hold; throws where it cannot be asked.
 */
export async function insertPredictions(
  source: DataSource,
  records: readonly PredictionRecord[],
): Promise<{ record: PredictionRecord; reason: string }[]> {
  try {
    await source.query(INSERT, columnsOf(records));
    return [];
  } catch (error) {
    if (!isOfTheRow(error)) throw error;
    if (records.length === 1) return [{ record: records[0]!, reason: (error as Error).message }];
    const middle = records.length >> 1;
    return [
      ...(await insertPredictions(source, records.slice(0, middle))),
      ...(await insertPredictions(source, records.slice(middle))),
    ];
  }
}

function isOfTheRow(error: unknown): boolean {
  return (
    error instanceof QueryFailedError && OF_THE_ROW.test(String((error.driverError as { code?: unknown }).code ?? ''))
  );
}

function columnsOf(records: readonly PredictionRecord[]): unknown[] {
  const text = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
  return [
    records.map(({ id }) => id),
    records.map(({ clientId }) => clientId),
    records.map(({ solutionId }) => solutionId),
    records.map(({ modelVersion }) => modelVersion),
    records.map(({ task }) => task),
    records.map(({ at }) => at),
    records.map(({ requestId }) => requestId),
    records.map(({ subject }) => subject),
    records.map(({ features }) => text(features)),
    records.map(({ personal }) => personal),
    records.map(({ prediction }) => text(prediction)),
    records.map(({ score }) => score),
    records.map(({ reasons }) => text(reasons)),
    records.map(({ latencyMs }) => latencyMs),
  ];
}

/** A request for predictions that was not answered. */
export interface RefusalRecord {
  id: string;
  clientId: string;
  solutionId: string;
  at: string;
  requestId: string;
  code: string;
  /** Whether it was a fault of ours and not of the request. */
  failed: boolean;
}

/** Enters refusals, each once; those of a solution that is gone are nobody's any more. */
export async function insertRefusals(source: DataSource, records: readonly RefusalRecord[]): Promise<void> {
  await source.query(
    `INSERT INTO proofline.refusal (id, client_id, solution_id, at, request_id, code, failed)
     SELECT row.* FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[], $6::text[], $7::boolean[])
            AS row (id, client_id, solution_id, at, request_id, code, failed)
       JOIN proofline.solution s ON s.id = row.solution_id AND s.client_id = row.client_id
     ON CONFLICT DO NOTHING`,
    [
      records.map(({ id }) => id),
      records.map(({ clientId }) => clientId),
      records.map(({ solutionId }) => solutionId),
      records.map(({ at }) => at),
      records.map(({ requestId }) => requestId),
      records.map(({ code }) => code),
      records.map(({ failed }) => failed),
    ],
  );
}

/** Enters what the other model would have answered, each once; where the prediction is gone, so is this. */
export async function insertShadowAnswers(source: DataSource, records: readonly ShadowRecord[]): Promise<void> {
  await source.query(
    `INSERT INTO proofline.shadow_answer
       (prediction_id, client_id, challenge_id, model_version, prediction, score, refusal, failed, latency_ms)
     SELECT row.* FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::integer[], $5::json[], $6::double precision[], $7::text[],
                              $8::boolean[], $9::real[])
            AS row (prediction_id, client_id, challenge_id, model_version, prediction, score, refusal, failed, latency_ms)
       JOIN proofline.prediction p ON p.id = row.prediction_id AND p.client_id = row.client_id
       JOIN proofline.challenge c ON c.id = row.challenge_id AND c.client_id = row.client_id
     ON CONFLICT DO NOTHING`,
    [
      records.map(({ predictionId }) => predictionId),
      records.map(({ clientId }) => clientId),
      records.map(({ challengeId }) => challengeId),
      records.map(({ modelVersion }) => modelVersion),
      records.map(({ prediction }) => (prediction === null ? null : JSON.stringify(prediction))),
      records.map(({ score }) => score),
      records.map(({ refusal }) => refusal),
      records.map(({ failed }) => failed),
      records.map(({ latencyMs }) => latencyMs),
    ],
  );
}
