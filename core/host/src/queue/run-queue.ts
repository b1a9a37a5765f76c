import {
  type Lane,
  openQueue,
  type QueueConnection,
  type QueueWorker,
  startWorker,
  type Turn,
  type Work,
  type WorkQueue,
} from './work-queue.js';

export interface RunJob {
  runId: string;
}

export type RunQueue = WorkQueue;
export type RunWorker = QueueWorker;
export type RunTurn = Turn;
export type RunWork = Work<RunJob>;

const RUNS: Lane<RunJob> = { name: 'runs', noun: 'run', jobOf: (runId) => ({ runId }) };

export function openRunQueue(connection: QueueConnection, onError: (error: Error) => void): RunQueue {
  return openQueue(RUNS, connection, onError);
}

export function startRunWorker(connection: QueueConnection, work: RunWork, onError: (error: Error) => void): RunWorker {
  return startWorker(RUNS, connection, work, onError);
}
