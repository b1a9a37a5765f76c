import type { Json } from '@proofline/learn';
import { columnWithRole, type Predictor, type Reason, scoreOf } from '@proofline/pipeline';
import type { Sealer } from '../sealing/sealer.js';
import type { LoggedPrediction } from './prediction.entity.js';

/** What is done with fields that the schema marks as personal data, and with identifiers. */
export const PERSONAL_DATA = ['encrypt', 'drop'] as const;
export type PersonalData = (typeof PERSONAL_DATA)[number];

/** What happened, before it is split into what may lie open and what may not. */
export interface Answered extends Omit<LoggedPrediction, 'subject' | 'features' | 'personal' | 'score' | 'reasons'> {
  row: Readonly<Record<string, unknown>>;
  reasons: readonly Reason[] | undefined;
  /** Fields that the model reads. */
  kept: KeptFields;
}

/** What the model that did not answer would have answered, or why it could not. */
export interface ShadowRecord {
  predictionId: string;
  clientId: string;
  challengeId: string;
  modelVersion: number;
  prediction: Record<string, Json> | null;
  score: number | null;
  /** Code of its refusal; null where it answers. */
  refusal: string | null;
  /** Whether that was a fault of ours and not of the row. */
  failed: boolean;
  latencyMs: number;
}

/** The row of the log as a line of JSON: bytes in base64, times in ISO 8601. */
export type PredictionRecord = {
  [name in keyof LoggedPrediction]: LoggedPrediction[name] extends Date
    ? string
    : LoggedPrediction[name] extends Buffer | null
      ? string | null
      : LoggedPrediction[name];
};

/** What seals the personal data of predictions. */
export const PREDICTION_PURPOSE = 'prediction';

/** Which fields of a row are kept, and how. What the model does not read is not kept at all. */
export interface KeptFields {
  open: readonly string[];
  personal: readonly string[];
  /** The column that names the row's subject. */
  id?: string;
}

export function keptFields({ schema, inputSchema }: Pick<Predictor, 'schema' | 'inputSchema'>): KeptFields {
  const isPersonal = new Set(schema.columns.filter(({ pii }) => pii === true).map(({ name }) => name));
  const features = inputSchema.columns.filter(({ role }) => role === 'feature').map(({ name }) => name);
  const id = columnWithRole(inputSchema, 'id')?.name;
  return {
    open: features.filter((name) => !isPersonal.has(name)),
    // An identifier names somebody, whether or not the schema says so.
    personal: [...features.filter((name) => isPersonal.has(name)), ...(id === undefined ? [] : [id])],
    ...(id === undefined ? {} : { id }),
  };
}

export function recordOf(answered: Answered, sealer: Sealer, policy: PersonalData): PredictionRecord {
  const { id, clientId, row, at, kept, prediction, reasons } = answered;
  const personal = policy === 'encrypt' && kept.personal.length > 0 ? pick(row, kept.personal) : {};
  const subject = kept.id === undefined ? undefined : row[kept.id];
  const sealed = (): string =>
    sealer
      .seal(JSON.stringify(personal), { client: clientId, purpose: PREDICTION_PURPOSE, name: id, at })
      .toString('base64');
  // Field by field: a spread of each would cost more than all else that is done for a line.
  return {
    id,
    clientId,
    solutionId: answered.solutionId,
    modelVersion: answered.modelVersion,
    task: answered.task,
    at: at.toISOString(),
    requestId: answered.requestId,
    subject: subject === undefined || subject === null ? null : subjectOf(subject, clientId, sealer).toString('base64'),
    features: pick(row, kept.open),
    personal: Object.keys(personal).length === 0 ? null : sealed(),
    prediction,
    score: scoreOf(prediction) ?? null,
    reasons: reasons?.map(({ code }) => code) ?? null,
    latencyMs: answered.latencyMs,
  };
}

/** By what the rows of a subject are found again. */
export function subjectOf(id: unknown, clientId: string, sealer: Sealer): Buffer {
  return sealer.digest(String(id).trim(), clientId, 'subject');
}

function pick(row: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, Json> {
  const picked: Record<string, Json> = {};
  for (const name of names) if (row[name] !== undefined) picked[name] = row[name] as Json;
  return picked;
}
