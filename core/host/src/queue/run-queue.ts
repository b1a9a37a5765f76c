import { DelayedError, type Processor, type Queue, UnrecoverableError } from 'bullmq';
import { backendOf, type QueueConnection } from './backend.js';

export interface RunJob {
  runId: string;
}

const NAME = 'runs';
/** A worker that is killed loses its job after this time, and another one takes it. */
const LOCK_MS = 15_000;
/** Kept for whoever looks at the queue; the ledger has what happened. */
const KEEP = { count: 1_000 };
/** How long a job waits whose worker cannot reach what it needs. */
const WAIT_MS = 5_000;

/** How often what failed is tried, and how long after the first time; each further wait is twice as long. */
export interface Retries {
  attempts: number;
  delayMs: number;
}

/** Tries for about five minutes: a disk is made room on, a service comes back. */
const RETRIES: Retries = { attempts: 6, delayMs: 10_000 };

/** The queue as those see it who ask for work. */
export interface RunQueue {
  /** Adds a run; one that waits there already stays once, one that is over there begins anew. */
  add(runId: string): Promise<void>;
  /** Whether a worker has the run or will get it. */
  has(runId: string): Promise<boolean>;
  /** For whoever shows it. */
  readonly jobs: Queue<RunJob>;
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

/**
 * How a turn at a job ended. `put-back`: it is to be done by whoever comes next. `wait`: so, too, and after a while, for what it
 * needs is away. Both are no failures, and cost no attempt.
 */
export type TurnEnd = 'over' | 'put-back' | 'wait';

/** Works off a job. What it throws is a failure: the job is tried again after a while, and is a dead letter after the last time. */
export type RunWork = (job: RunJob, turn: RunTurn) => Promise<TurnEnd>;

/** A failure that no further attempt would mend: the job is a dead letter at once. */
export { UnrecoverableError as FinalFailure };

export function openRunQueue(
  connection: QueueConnection,
  onError: (error: Error) => void,
  { attempts, delayMs }: Retries = RETRIES,
): RunQueue {
  const jobs = backendOf<RunJob>(connection).queue(NAME, {
    defaultJobOptions: {
      attempts,
      backoff: { type: 'exponential', delay: delayMs, jitter: 0.5 },
      removeOnComplete: KEEP,
      removeOnFail: KEEP,
    },
  });
  jobs.on('error', onError);
  return {
    jobs,
    add: async (runId) => {
      const job = await jobs.add('run', { runId }, { jobId: jobOf(runId) });
      const state = await job.getState();
      if (isOver(state)) await job.retry(state, { resetAttemptsMade: true, resetAttemptsStarted: true });
    },
    has: async (runId) => {
      const state = await jobs.getJobState(jobOf(runId));
      return state !== 'unknown' && !isOver(state);
    },
    close: () => jobs.close(),
  };
}

export function startRunWorker(
  connection: QueueConnection,
  work: RunWork,
  onError: (error: Error) => void,
  waitMs = WAIT_MS,
): RunWorker {
  const closing = new AbortController();
  const process: Processor<RunJob, void> = async (job, token) => {
    const isLast = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
    const end = await work(job.data, { isLast, closing: closing.signal });
    if (end === 'over') return;
    await job.moveToDelayed(Date.now() + (end === 'wait' ? waitMs : 0), token);
    throw new DelayedError();
  };
  const worker = backendOf<RunJob>(connection).worker(NAME, process, {
    concurrency: 1,
    lockDuration: LOCK_MS,
    stalledInterval: LOCK_MS,
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

const jobOf = (runId: string): string => `run-${runId}`;

function isOver(state: string): state is 'failed' | 'completed' {
  return state === 'failed' || state === 'completed';
}
