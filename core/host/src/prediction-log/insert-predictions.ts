import { type DataSource, QueryFailedError } from 'typeorm';
import type { PredictionRecord, ShadowRecord } from './prediction-record.js';

/** Classes of SQLSTATE that speak of the row, not of the database: data exceptions and violated constraints. */
const OF_THE_ROW = /^2[23]/;

/** Predictions from rows that are named and shaped as `PredictionRecord`. */
const insertFrom = (rows: string): string => `
  INSERT INTO proofline.prediction (id, client_id, solution_id, model_version, task, at, request_id, subject, features,
                                    personal, prediction, score, reasons, latency_ms)
  SELECT id, "clientId", "solutionId", "modelVersion", task, at, "requestId", decode(subject, 'base64'), features,
         decode(personal, 'base64'), prediction, score, reasons, "latencyMs"
    FROM ${rows}
   WHERE NOT EXISTS (SELECT FROM proofline.erased_subject erased
                      WHERE erased.client_id = row."clientId" AND erased.subject = decode(row.subject, 'base64')
                        AND erased.up_to >= row.at)
  ON CONFLICT DO NOTHING`;

const INSERT_LINES = insertFrom(`
         json_to_recordset($1::json)
         AS row (id uuid, "clientId" uuid, "solutionId" uuid, "modelVersion" integer, task text, at timestamptz,
                 "requestId" text, subject text, features json, personal text, prediction json, score double precision,
                 reasons jsonb, "latencyMs" real)`);

const INSERT_ONE = insertFrom(`
         (SELECT $1::uuid AS id, $2::uuid AS "clientId", $3::uuid AS "solutionId", $4::integer AS "modelVersion",
                 $5::text AS task, $6::timestamptz AS at, $7::text AS "requestId", $8::text AS subject,
                 $9::json AS features, $10::text AS personal, $11::json AS prediction, $12::double precision AS score,
                 $13::jsonb AS reasons, $14::real AS "latencyMs") AS row`);

/**
 * Enters predictions, each a `PredictionRecord` as a line of JSON, each once however often it comes: an id that is there
 * already stays as it is. The lines go to the database as they are: it parses them. Returns those that it refuses for what
 * they hold; throws where it cannot be asked.
 */
export async function insertPredictions(
  source: DataSource,
  lines: readonly Buffer[],
): Promise<{ record: PredictionRecord; reason: string }[]> {
  try {
    if (lines.length === 1) await insertOne(source, lines[0]!);
    else await source.query(INSERT_LINES, [arrayOf(lines)]);
    return [];
  } catch (error) {
    if (!isOfTheRow(error)) throw error;
    if (lines.length === 1) return [{ record: recordIn(lines[0]!), reason: (error as Error).message }];
    const middle = lines.length >> 1;
    return [
      ...(await insertPredictions(source, lines.slice(0, middle))),
      ...(await insertPredictions(source, lines.slice(middle))),
    ];
  }
}

/** By columns: taken out of an array of records, texts may not hold all that JSON may, as the character NUL. */
async function insertOne(source: DataSource, line: Buffer): Promise<void> {
  const row = recordIn(line);
  const text = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
  await source.query(INSERT_ONE, [
    row.id,
    row.clientId,
    row.solutionId,
    row.modelVersion,
    row.task,
    row.at,
    row.requestId,
    row.subject,
    text(row.features),
    row.personal,
    text(row.prediction),
    row.score,
    text(row.reasons),
    row.latencyMs,
  ]);
}

function recordIn(line: Buffer): PredictionRecord {
  return JSON.parse(line.toString()) as PredictionRecord;
}

/** The bytes of a JSON array of lines, as which the driver passes them on. */
function arrayOf(lines: readonly Buffer[]): Buffer {
  const parts = lines.flatMap((line) => [COMMA, line]);
  return Buffer.concat([OPEN, ...parts.slice(1), CLOSE]);
}

const [OPEN, COMMA, CLOSE] = [Buffer.from('['), Buffer.from(','), Buffer.from(']')] as const;

function isOfTheRow(error: unknown): boolean {
  return (
    error instanceof QueryFailedError && OF_THE_ROW.test(String((error.driverError as { code?: unknown }).code ?? ''))
  );
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
