import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeBackends } from '../../../workers/test/backends.js';
import {
  GateLedger,
  LANES,
  openQueue,
  type PromotionQueue,
  PromotionsService,
  RUN_QUEUE,
  type RunQueue,
  type Solution,
  TrainingService,
} from '../src/index.js';
import { modelVersionEntity } from '../src/registry/model-version.entity.js';
import { ADMIN, openTestHost, type TestHost } from './open-test-host.js';

describeBackends('work whose job the queue has lost', (queue) => {
  let host: TestHost;
  let solution: Solution;
  let runs: RunQueue;
  let promotions: PromotionQueue;
  beforeAll(async () => {
    const { redisUrl } = queue();
    host = await openTestHost(undefined, redisUrl);
    const lockMs = 15_000;
    const connection = redisUrl === undefined ? { databaseUrl: host.databaseUrl, lockMs } : { redisUrl, lockMs };
    promotions = openQueue(LANES.promotions, connection, () => undefined);
    runs = host.app.get<RunQueue>(RUN_QUEUE);
    solution = await host.newSolution('acme');
  });
  afterAll(async () => {
    await promotions.close();
    await host.stop();
  });

  const training = () => host.app.get(TrainingService);
  /** A run that a worker had begun, of which the queue knows nothing any more. */
  const lost = async (name: string): Promise<string> => {
    const { id } = await training().request(ADMIN, solution, await host.upload(solution, name));
    await training().begin(id);
    await runs.jobs.remove(`run-${id}`);
    expect(await runs.has(id)).toBe(false);
    return id;
  };

  it('ends a run that was to stop: nobody else would', async () => {
    const id = await lost('stopping.csv');
    expect((await training().cancel(ADMIN, solution, id)).status).toBe('cancelling');
    await training().enqueueForgotten();
    expect(await training().byId(id)).toMatchObject({ status: 'cancelled', finishedAt: expect.any(Date) });
    expect(await runs.has(id)).toBe(false);
  });

  it('is done again where nobody wanted it to stop', async () => {
    const id = await lost('going-on.csv');
    await training().enqueueForgotten();
    expect((await training().byId(id)).status).toBe('queued');
    expect(await runs.has(id)).toBe(true);
  });

  it('is done again where the gate was judging', async () => {
    const { clientId, id: solutionId } = solution;
    const model = { candidate: 'scorecard', modelHash: 'hash', packageHash: 'package', artifactKey: 'none' };
    await host.source.manager.getRepository(modelVersionEntity).insert({
      ...model,
      id: randomUUID(),
      clientId,
      solutionId,
      version: 1,
      status: 'candidate',
      verdict: 'GO',
      createdAt: new Date(),
    });
    const { id } = await host.app.get(PromotionsService).request(ADMIN, solution, 1, null);
    const gate = host.app.get(GateLedger);
    const judging = await gate.begin(id);
    await gate.enqueueForgotten();
    // As long as the queue has it, whoever judges is left alone.
    const state = () => host.app.get(PromotionsService).get(ADMIN, solution, 1, id);
    expect((await state()).status).toBe('judging');
    await promotions.jobs.remove(`promotion-${id}`);
    await gate.enqueueForgotten();
    expect((await state()).status).toBe('queued');
    expect(await promotions.has(id)).toBe(true);
    // Whoever began it first and was not dead after all has no word any more.
    await gate.begin(id);
    await gate.conclude(judging!, []);
    expect(await state()).toMatchObject({ status: 'judging', attempts: 2 });
  });
});
