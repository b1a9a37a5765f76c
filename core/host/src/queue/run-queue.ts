import { createPostgresBackend, DelayedError, type Processor, Queue, Worker, withBackend } from 'bullmq';
import { surviveCutLines } from '../persistence/survive-cut-lines.js';

/** Where jobs wait: a Redis, or a schema of its own in Postgres. */
export type QueueConnection = { redisUrl: string } | { databaseUrl: string };

export interface RunJob {
  runId: string;
}

const NAME = 'runs';
const SCHEMA = 'proofline_queue';
/** A worker that is killed loses its job after this time, and another one takes it. */
const LOCK_MS = 15_000;
/** Kept for whoever looks at the queue; the ledger has what happened. */
const KEEP = { count: 1_000 };

const JOB = {
  attempts: 3,
  backoff: { type: 'exponential', delay: 5_000, jitter: 0.5 },
  removeOnComplete: KEEP,
  removeOnFail: KEEP,
} as const;

/** The queue as those see it who ask for work. */
export interface RunQueue {
  /** Adds a run; one that is there already stays once. */
  add(runId: string): Promise<void>;
  close(): Promise<void>;
}

export interface RunWorker {
  /** Takes no more work; what is under way is told to stop and goes back into the queue. */
  close(): Promise<void>;
}

export interface RunTurn {
  /** Whether the queue will not try again after this. */
  isLast: boolean;
  /** Aborted when the worker is closed. */
  closing: AbortSignal;
}

/** Works off a job. `put-back`: it is to be done by whoever comes next, and this was no failure. */
export type RunWork = (job: RunJob, turn: RunTurn) => Promise<'over' | 'put-back'>;

export function openRunQueue(connection: QueueConnection, onError: (error: Error) => void): RunQueue {
  const queue =
    'redisUrl' in connection
      ? new Queue<RunJob>(NAME, { connection: { url: connection.redisUrl }, defaultJobOptions: JOB })
      : new (withBackend(createPostgresBackend).Queue)<RunJob>(NAME, {
          connection: postgresOf(connection.databaseUrl),
          defaultJobOptions: JOB,
        });
  queue.on('error', onError);
  return {
    add: async (runId) => {
      await queue.add('run', { runId }, { jobId: `run-${runId}` });
    },
    close: () => queue.close(),
  };
}

export function startRunWorker(connection: QueueConnection, work: RunWork, onError: (error: Error) => void): RunWorker {
  const options = { concurrency: 1, lockDuration: LOCK_MS, stalledInterval: LOCK_MS, maxStalledCount: 3 };
  const closing = new AbortController();
  const process: Processor<RunJob, void> = async (job, token) => {
    const isLast = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
    if ((await work(job.data, { isLast, closing: closing.signal })) === 'over') return;
    await job.moveToDelayed(Date.now(), token);
    throw new DelayedError();
  };
  const worker =
    'redisUrl' in connection
      ? new Worker<RunJob, void>(NAME, process, {
          ...options,
          // A worker waits for its Redis to come back; BullMQ asks for this.
          connection: { url: connection.redisUrl, maxRetriesPerRequest: null },
        })
      : new (withBackend(createPostgresBackend).Worker)<RunJob, void>(NAME, process, {
          ...options,
          connection: postgresOf(connection.databaseUrl),
        });
  worker.on('error', onError);
  return {
    close: () => {
      closing.abort();
      return worker.close();
    },
  };
}

function postgresOf(connectionString: string) {
  return { connectionString, schema: SCHEMA, migrate: true, onConnect: surviveCutLines };
}
