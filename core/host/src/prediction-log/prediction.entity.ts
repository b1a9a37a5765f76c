import type { Json } from '@proofline/learn';
import { EntitySchema } from 'typeorm';
import type { Owned } from '../access/scope.js';

/** A prediction as it was answered. */
export interface LoggedPrediction extends Owned {
  solutionId: string;
  modelVersion: number;
  task: string;
  at: Date;
  /** The request that asked for it, as the logs name it. */
  requestId: string;
  /** Keyed digest of the row's identifier, where it came with one. */
  subject: Buffer | null;
  /** What the model was given, as it was sent, without personal data. */
  features: Record<string, Json>;
  /** Personal data of the row, sealed; null where there was none, or where it is not kept. */
  personal: Buffer | null;
  prediction: Record<string, Json>;
  /** The number that the answer comes down to, in kinds of tasks that have one. */
  score: number | null;
  /** Codes of the reasons that were given, the strongest first; null where none were asked for. */
  reasons: string[] | null;
  /** Time that the request's predictions took, in milliseconds. */
  latencyMs: number;
}

export const predictionEntity = new EntitySchema<LoggedPrediction>({
  name: 'prediction',
  columns: {
    id: { type: 'uuid', primary: true },
    clientId: { type: 'uuid', name: 'client_id' },
    solutionId: { type: 'uuid', name: 'solution_id' },
    modelVersion: { type: 'integer', name: 'model_version' },
    task: { type: 'text' },
    at: { type: 'timestamptz' },
    requestId: { type: 'text', name: 'request_id' },
    subject: { type: 'bytea', nullable: true },
    features: { type: 'json' },
    personal: { type: 'bytea', nullable: true },
    prediction: { type: 'json' },
    score: { type: 'double precision', nullable: true },
    reasons: { type: 'jsonb', nullable: true },
    latencyMs: { type: 'real', name: 'latency_ms' },
  },
});
