import type { Json } from '@proofline/learn';
import { EntitySchema } from 'typeorm';
import type { Owned } from '../access/scope.js';

export const RUN_STATUSES = ['queued', 'running', 'cancelling', 'succeeded', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** Those of a run that has not ended. */
export const OPEN_RUN: readonly RunStatus[] = ['queued', 'running', 'cancelling'];

/** Why a run failed: for its input, which somebody has to change; for something that was away or full; for a fault of ours. */
export const FAILURES = ['input', 'outage', 'defect'] as const;
export type Failure = (typeof FAILURES)[number];

/** What came out of a run, in short. */
export interface RunOutcome {
  verdict: string;
  /** Name of the candidate that was chosen. */
  champion: string;
  /** On the run's own test rows. */
  primary: { metric: string; value: number; better: 'higher' | 'lower'; interval: readonly [number, number] };
  modelHash: string;
}

/** One training from a data set to a model, as the ledger has it. */
export interface Run extends Owned {
  solutionId: string;
  datasetId: string;
  /** The solution's frozen set when the run was asked for: judged on, and left out of training. */
  frozenSetId: string | null;
  /** Whether the promotion of its model is to be asked for, once it got a GO. */
  promote: boolean;
  status: RunStatus;
  /** Of the pipeline, while it runs. */
  stage: string | null;
  /** Done of the whole, 0 to 1. */
  fraction: number;
  /** What was trained with, without files. */
  config: Json;
  /** The feature schema, where one was given; inferred from each file otherwise. */
  schema: Json | null;
  /** What came out, once it succeeded. */
  outcome: RunOutcome | null;
  /** Why it failed. */
  problem: Json | null;
  failure: Failure | null;
  requestedBy: Json;
  /** What its trials are trained with, once it was prepared: see `RunPlan`. */
  plan: Json | null;
  /** How often a worker began it. */
  attempts: number;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

export const runEntity = new EntitySchema<Run>({
  name: 'run',
  columns: {
    id: { type: 'uuid', primary: true },
    clientId: { type: 'uuid', name: 'client_id' },
    solutionId: { type: 'uuid', name: 'solution_id' },
    datasetId: { type: 'uuid', name: 'dataset_id' },
    frozenSetId: { type: 'uuid', name: 'frozen_set_id', nullable: true },
    promote: { type: 'boolean' },
    status: { type: 'text' },
    stage: { type: 'text', nullable: true },
    fraction: { type: 'real' },
    config: { type: 'jsonb' },
    schema: { type: 'jsonb', nullable: true },
    outcome: { type: 'jsonb', nullable: true },
    problem: { type: 'jsonb', nullable: true },
    failure: { type: 'text', nullable: true },
    requestedBy: { type: 'jsonb', name: 'requested_by' },
    plan: { type: 'jsonb', nullable: true },
    attempts: { type: 'integer' },
    createdAt: { type: 'timestamptz', name: 'created_at' },
    startedAt: { type: 'timestamptz', name: 'started_at', nullable: true },
    finishedAt: { type: 'timestamptz', name: 'finished_at', nullable: true },
  },
});
