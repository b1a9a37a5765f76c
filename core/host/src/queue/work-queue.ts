import { setTimeout as wait } from 'node:timers/promises';
import { DelayedError, type Processor, type Queue, UnrecoverableError } from 'bullmq';
import { backendOf, type QueueConnection } from './backend.js';

/** Kept for whoever looks at the queue; the ledger has what happened. */
const KEEP = { count: 1_000 };
/** How long whoever asks for work waits for a queue that is away. */
const QUEUE_PATIENCE_MS = 2_000;
/** How long a job waits whose worker cannot reach what it needs. */
const WAIT_MS = 5_000;

/** One kind of work, which waits by itself: what takes seconds does not stand behind what takes hours. */
export interface Lane<J> {
  /** Of the queue. */
  name: string;
  /** What one piece of work is called. */
  noun: string;
  /** What a worker is told of it. */
  jobOf(id: string): J;
}

/** How often what failed is tried, and how long after the first time; each further wait is twice as long. */
export interface Retries {
  attempts: number;
  delayMs: number;
}

/** Tries for about five minutes: a disk is made room on, a service comes back. */
const RETRIES: Retries = { attempts: 6, delayMs: 10_000 };

/** A queue as those see it who ask for work. */
export interface WorkQueue<J> {
  /** Adds a piece of work by its id; one that waits there already stays once, one that is over there begins anew. */
  add(id: string): Promise<void>;
  /** Whether a worker has it or will get it. */
  has(id: string): Promise<boolean>;
  /** Fails, or does not return, where nobody answers. */
  ask(): Promise<void>;
  /** For whoever shows it. */
  readonly jobs: Queue<J>;
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

/**
 * How a turn at a job ended. `put-back`: it is to be done by whoever comes next. `wait`: so, too, and after a while, for what it
 * needs is away. Both are no failures, and cost no attempt.
 */
export type TurnEnd = 'over' | 'put-back' | 'wait';

/** Works off a job. What it throws is a failure: the job is tried again after a while, and is a dead letter after the last time. */
export type Work<J> = (job: J, turn: Turn) => Promise<TurnEnd>;

/** A failure that no further attempt would mend: the job is a dead letter at once. */
export { UnrecoverableError as FinalFailure };

export function openQueue<J>(
  { name, noun, jobOf }: Lane<J>,
  connection: QueueConnection,
  onError: (error: Error) => void,
  { attempts, delayMs }: Retries = RETRIES,
): WorkQueue<J> {
  const jobs = backendOf<J>(connection).queue(name, {
    defaultJobOptions: {
      attempts,
      backoff: { type: 'exponential', delay: delayMs, jitter: 0.5 },
      removeOnComplete: KEEP,
      removeOnFail: KEEP,
    },
  });
  jobs.on('error', onError);
  const keyOf = (id: string): string => `${noun}-${id}`;
  return {
    jobs,
    add: async (id) => {
      const job = await (jobs as Queue).add(noun, jobOf(id), { jobId: keyOf(id) });
      const state = await job.getState();
      if (isOver(state)) await job.retry(state, { resetAttemptsMade: true, resetAttemptsStarted: true });
    },
    has: async (id) => {
      const state = await jobs.getJobState(keyOf(id));
      return state !== 'unknown' && !isOver(state);
    },
    ask: async () => {
      await jobs.getActiveCount();
    },
    close: () => jobs.close(),
  };
}

export function startWorker<J>(
  { name }: Lane<J>,
  connection: QueueConnection,
  work: Work<J>,
  onError: (error: Error) => void,
  waitMs = WAIT_MS,
): QueueWorker {
  const closing = new AbortController();
  const process: Processor<J, void> = async (job, token) => {
    const isLast = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
    const end = await work(job.data, { isLast, closing: closing.signal });
    if (end === 'over') return;
    await job.moveToDelayed(Date.now() + (end === 'wait' ? waitMs : 0), token);
    throw new DelayedError();
  };
  const worker = backendOf<J>(connection).worker(name, process, {
    concurrency: 1,
    lockDuration: connection.lockMs,
    stalledInterval: connection.lockMs,
    maxStalledCount: 3,
  });
  worker.on('error', onError);
  return {
    close: () => {
      closing.abort();
      return worker.close();
    },
  };
}

/**
 * Adds a piece of work that its ledger has already, and does not wait long for a queue that is away: what is not in it by then, or
 * because we ended in between, the sweeps of the workers add.
 */
export async function addSoon(queue: Pick<WorkQueue<unknown>, 'add'>, id: string): Promise<void> {
  const added = queue.add(id).catch(() => undefined);
  await Promise.race([added, wait(QUEUE_PATIENCE_MS, undefined, { ref: false })]);
}

function isOver(state: string): state is 'failed' | 'completed' {
  return state === 'failed' || state === 'completed';
}
