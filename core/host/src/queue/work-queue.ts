import { createPostgresBackend, DelayedError, type Processor, Queue, Worker, withBackend } from 'bullmq';

/** Where jobs wait: a Redis, or a schema of its own in Postgres. */
export type QueueConnection = { redisUrl: string } | { databaseUrl: string };

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

/** One kind of work, which waits by itself: what takes seconds does not stand behind what takes hours. */
export interface Lane<J> {
  /** Of the queue. */
  name: string;
  /** What one piece of work is called. */
  noun: string;
  /** What a worker is told of it. */
  jobOf(id: string): J;
}

/** A queue as those see it who ask for work. */
export interface WorkQueue {
  /** Adds a piece of work by its id; one that is there already stays once. */
  add(id: string): Promise<void>;
  close(): Promise<void>;
}

export interface QueueWorker {
  /** Takes no more work; what is under way is told to stop and goes back into the queue. */
  close(): Promise<void>;
}

export interface Turn {
  /** Whether the queue will not try again after this. */
  isLast: boolean;
  /** Aborted when the worker is closed. */
  closing: AbortSignal;
}

/** Works off a job. `put-back`: it is to be done by whoever comes next, and this was no failure. */
export type Work<J> = (job: J, turn: Turn) => Promise<'over' | 'put-back'>;

export function openQueue<J>(
  { name, noun, jobOf }: Lane<J>,
  connection: QueueConnection,
  onError: (error: Error) => void,
): WorkQueue {
  const queue =
    'redisUrl' in connection
      ? new Queue(name, { connection: { url: connection.redisUrl }, defaultJobOptions: JOB })
      : new (withBackend(createPostgresBackend).Queue)(name, {
          connection: postgresOf(connection.databaseUrl),
          defaultJobOptions: JOB,
        });
  queue.on('error', onError);
  return {
    add: async (id) => {
      await queue.add(noun, jobOf(id), { jobId: `${noun}-${id}` });
    },
    close: () => queue.close(),
  };
}

export function startWorker<J>(
  { name }: Lane<J>,
  connection: QueueConnection,
  work: Work<J>,
  onError: (error: Error) => void,
): QueueWorker {
  const options = { concurrency: 1, lockDuration: LOCK_MS, stalledInterval: LOCK_MS, maxStalledCount: 3 };
  const closing = new AbortController();
  const process: Processor<J, void> = async (job, token) => {
    const isLast = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
    if ((await work(job.data, { isLast, closing: closing.signal })) === 'over') return;
    await job.moveToDelayed(Date.now(), token);
    throw new DelayedError();
  };
  const worker =
    'redisUrl' in connection
      ? new Worker<J, void>(name, process, {
          ...options,
          // A worker waits for its Redis to come back; BullMQ asks for this.
          connection: { url: connection.redisUrl, maxRetriesPerRequest: null },
        })
      : new (withBackend(createPostgresBackend).Worker)<J, void>(name, process, {
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
  return { connectionString, schema: SCHEMA, migrate: true };
}
