import type { Lane, WorkQueue } from './work-queue.js';

export interface RunJob {
  runId: string;
}
export interface TrialJob {
  trialId: string;
}
export interface PromotionJob {
  promotionId: string;
}
export interface BatchJob {
  batchId: string;
}
export interface DatasetJob {
  datasetId: string;
}

/** The kinds of work, by the names of their queues. */
export const LANES = {
  runs: lane('runs', 'run', (runId): RunJob => ({ runId })),
  trials: lane('trials', 'trial', (trialId): TrialJob => ({ trialId })),
  promotions: lane('promotions', 'promotion', (promotionId): PromotionJob => ({ promotionId })),
  batches: lane('batches', 'batch', (batchId): BatchJob => ({ batchId })),
  datasets: lane('datasets', 'dataset', (datasetId): DatasetJob => ({ datasetId })),
};

export type RunQueue = WorkQueue<RunJob>;
export type TrialQueue = WorkQueue<TrialJob>;
export type PromotionQueue = WorkQueue<PromotionJob>;
export type BatchQueue = WorkQueue<BatchJob>;
export type DatasetQueue = WorkQueue<DatasetJob>;

function lane<J>(name: string, noun: string, jobOf: (id: string) => J): Lane<J> {
  return { name, noun, jobOf };
}
