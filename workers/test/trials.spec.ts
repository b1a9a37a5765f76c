import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BegunTrial, DatasetsService, FinalFailure, loadVerticals, TrialLedger } from '@proofline/host';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../../api/test/start-api.js';
import { processRun, type RunTools } from '../src/run-processor.js';
import { processTrial } from '../src/trial-processor.js';
import { newSolution, offlineBy, type SolutionConfig, type TrialRow } from './flow-tools.js';
import { runTools } from './run-tools.js';

const PATIENCE = { timeout: 120_000, interval: 50 };

const CONFIG: SolutionConfig = { budget: '1s', candidates: ['baseline', 'scorecard'] };

let api: TestApi;
let tools: RunTools;
let closing: AbortController;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());
afterEach(() => tools.children.end());

/** A run that a worker has prepared and now waits with for its trials, which nobody takes by itself. */
async function prepared(client: string, more: SolutionConfig = {}, verticals?: string[]) {
  tools = { ...runTools(api), ...(verticals === undefined ? {} : { verticals }) };
  closing = new AbortController();
  const solution = await newSolution(api, client, { ...CONFIG, ...more });
  const run = await solution.request();
  const end = processRun(tools, { runId: run.id }, { isLast: false, closing: closing.signal });
  // Whether it ends well is looked at below.
  end.catch(() => undefined);
  await expect.poll(async () => (await run.trials()).length, PATIENCE).toBeGreaterThan(1);
  const [first, second] = (await run.trials()) as [TrialRow, TrialRow];
  return { ...solution, run, end, first, second };
}

function turn(trial: TrialRow, isLast = false, more: Partial<RunTools> = {}) {
  return processTrial({ ...tools, ...more }, { trialId: trial.id }, { isLast, closing: closing.signal });
}

describe('a trial', () => {
  it('whose data is away waits for another try; after the last one the run is a dead letter, and begins anew', async () => {
    const { run, end, first, second, dataset } = await prepared('away');
    expect(await turn(first)).toBe('over');
    const { artifactKey } = await api.app.get(DatasetsService).byId(dataset);
    const kept = join(api.env.PROOFLINE_HOME!, 'artifacts', artifactKey);
    await rename(kept, `${kept}.away`);
    await expect(turn(second)).rejects.toThrow('is not in the store');
    expect(await run.trials()).toMatchObject([
      { status: 'done', attempts: 1 },
      { status: 'waiting', attempts: 1 },
    ]);
    await expect(turn(second, true)).rejects.toThrow(FinalFailure);
    await expect(end).rejects.toThrow(FinalFailure);
    const problem = { code: 'ARTIFACT_MISSING' };
    expect(await run.state()).toMatchObject({ status: 'failed', failure: 'outage', problem, attempts: 1 });
    expect((await run.trials()).map(({ result_key }) => result_key)).toEqual([null, null]);

    await rename(`${kept}.away`, kept);
    await api.as(api.adminKey).post(`/v1/queue/dead-letters/${run.id}/replay`).expect(202);
    const again = processRun(tools, { runId: run.id }, { isLast: false, closing: closing.signal });
    await expect
      .poll(async () => (await run.trials()).map(({ status }) => status), PATIENCE)
      .toEqual(['waiting', 'waiting']);
    expect([await turn(first), await turn(second)]).toEqual(['over', 'over']);
    expect(await again).toBe('over');
    expect((await run.state()).status).toBe('succeeded');
    expect((await run.trials()).map(({ attempts }) => attempts)).toEqual([2, 3]);
  }, 240_000);

  it('goes on after the worker that prepared it has ended, and is not done again', async () => {
    const { run, end, first, second } = await prepared('resumed');
    closing.abort();
    expect(await end).toBe('put-back');
    expect((await run.state()).status).toBe('queued');
    closing = new AbortController();
    expect(await turn(first)).toBe('over');
    const again = processRun(tools, { runId: run.id }, { isLast: false, closing: closing.signal });
    expect(await turn(second)).toBe('over');
    expect(await again).toBe('over');
    expect(await run.state()).toMatchObject({ status: 'succeeded', attempts: 2 });
    expect((await run.trials()).map(({ attempts }) => attempts)).toEqual([1, 1]);
    // One that the queue hands out twice has nothing to do any more.
    expect(await turn(first)).toBe('over');
    expect((await run.trials())[0]!.attempts).toBe(1);
  }, 240_000);

  it('that is put back takes nothing back of how far its run is', async () => {
    const { run, end, first } = await prepared('monotone');
    const ledger = api.app.get(TrialLedger);
    const fraction = async () => (await run.state()).fraction as number;
    const { trial } = (await ledger.begin(first.id, tools.productVersion)) as BegunTrial;
    await ledger.progress(trial, 0.9, []);
    const before = await fraction();
    expect(before).toBeGreaterThan(0);
    expect(await ledger.putBack(trial)).toBe(true);
    expect(await fraction()).toBe(before);
    const again = (await ledger.begin(first.id, tools.productVersion)) as BegunTrial;
    await ledger.progress(again.trial, 0.1, []);
    expect(await fraction()).toBe(before);
    closing.abort();
    expect(await end).toBe('put-back');
    expect(await fraction()).toBe(before);
    await run.cancel().expect(202);
  }, 240_000);

  it('is left to workers of the version that planned it, and planned anew by one of another', async () => {
    const { run, end, first } = await prepared('versions');
    expect(await turn(first, false, { productVersion: '99.0.0' })).toBe('wait');
    expect(await turn(first)).toBe('over');
    closing.abort();
    expect(await end).toBe('put-back');
    closing = new AbortController();
    const newer = { ...tools, productVersion: '99.0.0' };
    const again = processRun(newer, { runId: run.id }, { isLast: false, closing: closing.signal });
    await expect
      .poll(async () => (await run.trials()).map(({ status }) => status), PATIENCE)
      .toEqual(['waiting', 'waiting']);
    for (const trial of await run.trials()) expect(await turn(trial, false, newer)).toBe('over');
    expect(await again).toBe('over');
    // The first ones are no more.
    expect(await turn(first)).toBe('over');
    expect((await run.state()).status).toBe('succeeded');
  }, 240_000);

  describe('of a candidate that is dropped on one fold', () => {
    const FALTERING = join(import.meta.dirname, 'faltering-vertical.mjs');
    const split = { cv: 2 };
    const falters = (how: string) => writeFile(process.env.FALTERS!, how);
    beforeEach(() => {
      process.env.FALTERS = join(api.env.PROOFLINE_HOME!, 'falters');
    });
    afterEach(() => {
      delete process.env.FALTERS;
    });

    const dropping = async (client: string) => {
      await falters('well');
      const made = await prepared(client, { split }, [FALTERING]);
      const trials = (await made.run.trials()) as TrialRow[];
      const [first, second, last] = trials.filter(({ candidate }) => candidate.includes('scorecard'));
      const baselines = trials.filter(({ candidate }) => candidate.includes('baseline'));
      return { ...made, first: first!, second: second!, last: last!, baselines };
    };
    const statusesOf = async ({ run }: Awaited<ReturnType<typeof dropping>>) =>
      (await run.trials())
        .filter(({ candidate }) => candidate.includes('scorecard'))
        .map(({ status, attempts }) => `${status} ${attempts}`);

    it('are of no account on the later ones, where it fails by a defect as where it is not tried, as offline', async () => {
      const [vertical] = await loadVerticals([FALTERING], import.meta.dirname);
      await falters('diverge');
      const alone = await offlineBy(vertical, { ...CONFIG, split });
      const made = await dropping('dropped');
      // The later fold comes first, and breaks: whether that matters is not known yet.
      await falters('break');
      await expect(turn(made.second, true)).rejects.toThrow('It is broken.');
      for (const baseline of made.baselines) expect(await turn(baseline)).toBe('over');
      await falters('diverge');
      expect(await turn(made.first)).toBe('over');
      await falters('break');
      expect(await turn(made.last)).toBe('over');
      expect(await statusesOf(made)).toEqual(['done 1', 'failed 1', 'stopped 0']);
      expect(await made.end).toBe('over');
      expect(await made.run.state()).toMatchObject({ status: 'succeeded', fraction: 1 });
      const [model] = await made.run.models();
      expect(model.modelHash).toBe(alone.modelHash);
      expect(alone.dropped).toMatchObject([{ reason: expect.stringMatching(/^On outer fold 1: .*It runs away\.$/) }]);
    }, 240_000);

    it('fail the run where it is not dropped after all', async () => {
      const made = await dropping('kept');
      await falters('break');
      await expect(turn(made.second, true)).rejects.toThrow('It is broken.');
      expect((await made.run.state()).status).toBe('running');
      await falters('well');
      expect(await turn(made.first)).toBe('over');
      await expect(made.end).rejects.toThrow(FinalFailure);
      expect(await made.run.state()).toMatchObject({
        status: 'failed',
        failure: 'defect',
        problem: { code: 'DEFECT' },
      });
    }, 240_000);
  });

  it('that the queue has lost is put into it again, and what is left of a run that is over is removed', async () => {
    const { run, end, first, second } = await prepared('lost');
    const ledger = api.app.get(TrialLedger);
    const waiting = (): Promise<{ id: string }[]> =>
      api.parts.source.query("SELECT id FROM proofline_queue.job WHERE id LIKE 'trial-%' AND id = ANY($1)", [
        [first, second].map(({ id }) => `trial-${id}`),
      ]);
    await expect.poll(waiting, PATIENCE).toHaveLength(2);
    await api.parts.source.query('DELETE FROM proofline_queue.job WHERE id = $1', [`trial-${first.id}`]);
    await ledger.sweep();
    expect(await waiting()).toHaveLength(2);
    expect(await turn(first)).toBe('over');
    closing.abort();
    await end;
    closing = new AbortController();
    // Nobody has the run at the moment it is cancelled.
    await run.cancel().expect(202);
    expect((await run.trials())[0]).toMatchObject({ status: 'done', result_key: expect.any(String) });
    await ledger.sweep();
    expect(await run.trials()).toMatchObject([
      { status: 'done', result_key: null },
      { status: 'stopped', result_key: null },
    ]);
    expect(await turn(second)).toBe('over');
  }, 240_000);
});
