import type { QueueConnection } from './backend.js';
import { type Lane, openQueue, type QueueWorker, startWorker, type Work, type WorkQueue } from './work-queue.js';

export interface TrialJob {
  trialId: string;
}

export type TrialQueue = WorkQueue<TrialJob>;

const TRIALS: Lane<TrialJob> = { name: 'trials', noun: 'trial', jobOf: (trialId) => ({ trialId }) };

export function openTrialQueue(connection: QueueConnection, onError: (error: Error) => void): TrialQueue {
  return openQueue(TRIALS, connection, onError);
}

export function startTrialWorker(
  connection: QueueConnection,
  work: Work<TrialJob>,
  onError: (error: Error) => void,
): QueueWorker {
  return startWorker(TRIALS, connection, work, onError);
}
