import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { describeBackends } from '../../../workers/test/backends.js';
import {
  FinalFailure,
  LANES,
  openQueue,
  type QueueConnection,
  type RunJob,
  type RunQueue,
  startWorker,
  type Work,
} from '../src/index.js';
import { createTestDatabase } from '../src/testing/index.js';

const RETRIES = { attempts: 3, delayMs: 20 };

describeBackends('the queue of runs', (queue) => {
  let connection: QueueConnection;
  let runs: RunQueue;
  const closers: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    const { redisUrl } = queue();
    const lockMs = 15_000;
    connection =
      redisUrl === undefined
        ? { databaseUrl: await createTestDatabase(inject('clusterUrl')), lockMs }
        : { redisUrl, lockMs };
    runs = openQueue(LANES.runs, connection, () => undefined, RETRIES);
    closers.push(() => runs.close());
  });
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  /** Works with `work`, and tells of each turn what run and which turn it was. */
  function working(work: (turn: number) => ReturnType<Work<RunJob>>) {
    const turns: { runId: string; isLast: boolean }[] = [];
    const worker = startWorker(
      LANES.runs,
      connection,
      ({ runId }, { isLast }) => work(turns.push({ runId, isLast })),
      () => undefined,
      20,
    );
    closers.push(() => worker.close());
    return turns;
  }

  const stateOf = (runId: string) => runs.jobs.getJobState(`run-${runId}`);
  const reaches = (runId: string, state: string) =>
    expect.poll(() => stateOf(runId), { timeout: 20_000, interval: 20 }).toBe(state);

  it('tries again what failed, until it goes well', async () => {
    const turns = working(async (turn) => {
      if (turn < 3) throw new Error('The disk is full.');
      return 'over';
    });
    await runs.add('passing');
    await reaches('passing', 'completed');
    expect(turns.map(({ isLast }) => isLast)).toEqual([false, false, true]);
  });

  it('keeps a dead letter after the last time, which can begin anew with all its attempts', async () => {
    const turns = working(async (turn) => {
      if (turn < 6) throw new Error('The disk is full.');
      return 'over';
    });
    await runs.add('dead');
    await reaches('dead', 'failed');
    expect(turns).toHaveLength(3);
    expect(await runs.has('dead')).toBe(false);
    await runs.add('dead');
    await reaches('dead', 'completed');
    expect(turns.map(({ isLast }) => isLast)).toEqual([false, false, true, false, false, true]);
  });

  it('does not try again what nothing would mend', async () => {
    const turns = working(async () => {
      throw new FinalFailure('A fault of ours.');
    });
    await runs.add('final');
    await reaches('final', 'failed');
    expect(turns).toHaveLength(1);
  });

  it('counts no attempt while what is needed is away', async () => {
    const turns = working(async (turn) => (turn < 6 ? 'wait' : 'over'));
    await runs.add('waiting');
    await reaches('waiting', 'completed');
    expect(turns).toHaveLength(6);
    expect(turns.every(({ isLast }) => !isLast)).toBe(true);
  });

  it('has a run once, as long as it waits or is worked at', async () => {
    expect(await runs.has('once')).toBe(false);
    await Promise.all([runs.add('once'), runs.add('once'), runs.add('once')]);
    expect(await runs.has('once')).toBe(true);
    const turns = working(async () => 'over');
    await reaches('once', 'completed');
    expect(turns).toHaveLength(1);
    expect(await runs.has('once')).toBe(false);
  });
});
