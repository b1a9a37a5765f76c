import type { Json } from '@proofline/learn';
import { EntitySchema } from 'typeorm';
import type { Owned } from '../access/scope.js';
import type { Failure } from './run.entity.js';

/** `stopped`: its run ended before it did, or its candidate was dropped on an earlier part. */
export type TrialStatus = 'waiting' | 'running' | 'done' | 'failed' | 'stopped';

/** One candidate's training on one part of a run, as the ledger has it. */
export interface Trial extends Owned {
  runId: string;
  part: string;
  candidate: string;
  /** In the order in which trials are begun. */
  place: number;
  /** Expected, as its share of the run. */
  seconds: number;
  status: TrialStatus;
  /** Done of it, 0 to 1. */
  fraction: number;
  /** How often a worker began it. */
  attempts: number;
  /** Of its result in the artefact store, from when it is done until the run is over. */
  resultKey: string | null;
  /** Whether its result is that the candidate cannot be trained: it is dropped, and its trials on later parts count for nothing. */
  dropped: boolean;
  /** Why it failed, and the run with it. A candidate that was dropped has not failed: that is a result. */
  failure: Failure | null;
  problem: Json | null;
}

export const trialEntity = new EntitySchema<Trial>({
  name: 'trial',
  columns: {
    id: { type: 'uuid', primary: true },
    clientId: { type: 'uuid', name: 'client_id' },
    runId: { type: 'uuid', name: 'run_id' },
    part: { type: 'text' },
    candidate: { type: 'text' },
    place: { type: 'integer' },
    seconds: { type: 'real' },
    status: { type: 'text' },
    fraction: { type: 'real' },
    attempts: { type: 'integer' },
    resultKey: { type: 'text', name: 'result_key', nullable: true },
    dropped: { type: 'boolean' },
    failure: { type: 'text', nullable: true },
    problem: { type: 'jsonb', nullable: true },
  },
});
