import { EntitySchema } from 'typeorm';
import type { Owned } from '../access/scope.js';

/** `champion` answers; `challenger` stands beside it, unseen or for a share; the others rest. */
export const MODEL_STATUSES = ['candidate', 'challenger', 'champion', 'archived'] as const;
export type ModelStatus = (typeof MODEL_STATUSES)[number];

/** A model of a solution, with the package that serves it. */
export interface ModelVersion extends Owned {
  solutionId: string;
  /** `null` where it was trained elsewhere and brought here. */
  runId: string | null;
  /** What it learnt from; `null` where that was not brought with it. */
  datasetId: string | null;
  /** 1, 2, 3 … within the solution. */
  version: number;
  status: ModelStatus;
  candidate: string;
  modelHash: string;
  packageHash: string;
  /** Of the run's output: report and package. */
  artifactKey: string;
  verdict: string;
  createdAt: Date;
  promotedAt: Date | null;
  /** The approved request that made it champion, if it ever was. */
  promotionId: string | null;
}

export const modelVersionEntity = new EntitySchema<ModelVersion>({
  name: 'model_version',
  columns: {
    id: { type: 'uuid', primary: true },
    clientId: { type: 'uuid', name: 'client_id' },
    solutionId: { type: 'uuid', name: 'solution_id' },
    datasetId: { type: 'uuid', name: 'dataset_id', nullable: true },
    runId: { type: 'uuid', name: 'run_id', nullable: true },
    version: { type: 'integer' },
    status: { type: 'text' },
    candidate: { type: 'text' },
    modelHash: { type: 'text', name: 'model_hash' },
    packageHash: { type: 'text', name: 'package_hash' },
    artifactKey: { type: 'text', name: 'artifact_key' },
    verdict: { type: 'text' },
    createdAt: { type: 'timestamptz', name: 'created_at' },
    promotedAt: { type: 'timestamptz', name: 'promoted_at', nullable: true },
    promotionId: { type: 'uuid', name: 'promotion_id', nullable: true },
  },
});
