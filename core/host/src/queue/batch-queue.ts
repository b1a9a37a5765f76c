import type { QueueConnection } from './backend.js';
import { type Lane, openQueue, type QueueWorker, startWorker, type Work, type WorkQueue } from './work-queue.js';

export interface BatchJob {
  batchId: string;
}

export type BatchQueue = WorkQueue<BatchJob>;

const BATCHES: Lane<BatchJob> = { name: 'batches', noun: 'batch', jobOf: (batchId) => ({ batchId }) };

export function openBatchQueue(connection: QueueConnection, onError: (error: Error) => void): BatchQueue {
  return openQueue(BATCHES, connection, onError);
}

export function startBatchWorker(
  connection: QueueConnection,
  work: Work<BatchJob>,
  onError: (error: Error) => void,
): QueueWorker {
  return startWorker(BATCHES, connection, work, onError);
}
