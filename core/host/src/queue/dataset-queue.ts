import type { QueueConnection } from './backend.js';
import { type Lane, openQueue, type QueueWorker, startWorker, type Work, type WorkQueue } from './work-queue.js';

export interface DatasetJob {
  datasetId: string;
}

export type DatasetQueue = WorkQueue<DatasetJob>;

const DATASETS: Lane<DatasetJob> = { name: 'datasets', noun: 'dataset', jobOf: (datasetId) => ({ datasetId }) };

export function openDatasetQueue(connection: QueueConnection, onError: (error: Error) => void): DatasetQueue {
  return openQueue(DATASETS, connection, onError);
}

export function startDatasetWorker(
  connection: QueueConnection,
  work: Work<DatasetJob>,
  onError: (error: Error) => void,
): QueueWorker {
  return startWorker(DATASETS, connection, work, onError);
}
