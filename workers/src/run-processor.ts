import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type Failure,
  FinalFailure,
  type GateLedger,
  isDatabaseAway,
  type ModelOrigin,
  outcomeOf,
  type PromotionsService,
  type RegistryService,
  type Run,
  type RunJob,
  type TrainingService,
  type TrialLedger,
  type Turn,
  type TurnEnd,
} from '@proofline/host';
import { type Json, ProoflineError } from '@proofline/learn';
import type { EvaluationReport, PackageManifest } from '@proofline/pipeline';
import type { Logger } from 'pino';
import { explainFailure, failureOf, isCancelled, problemOf } from './failure.js';
import { type OrderTools, pocOrder } from './poc-order.js';
import type { RunChildren } from './run-children.js';
import { RunNews } from './run-news.js';
import { whileTold } from './tell-ledger.js';
import type { FinishOrder, PocOrder, Prepared, PrepareOrder } from './train-child.js';
import { withFolder } from './with-folder.js';

export interface RunTools extends OrderTools {
  training: TrainingService;
  trials: TrialLedger;
  registry: RegistryService;
  promotions: PromotionsService;
  gate: GateLedger;
  /** Of this worker. */
  children: RunChildren;
  log: Logger;
}

/** How often it is asked whether the trials are done. */
const LOOK_EVERY_MS = 200;

/** A trial has failed, and was tried as often as it may be; so the run has. */
class TrialFailed extends Error {
  constructor(
    readonly failure: Failure,
    readonly problem: Json,
  ) {
    super((problem as { detail?: string } | null)?.detail ?? 'A trial failed.');
  }
}

/**
 * Works off one run: prepares it, has its trials done by all workers, this one among them, and judges what came out. It may be
 * called again for a run whose worker was killed, and goes on with the trials that are done: what the ledger has is what counts,
 * and a run is ended and its model registered in one transaction, once. While the ledger cannot be reached, the run waits.
 */
export async function processRun(tools: RunTools, job: RunJob, turn: Turn): Promise<TurnEnd> {
  if (turn.closing.aborted) return 'put-back';
  try {
    return await attempt(tools, job, turn);
  } catch (error) {
    if (!isDatabaseAway(error)) throw error;
    tools.log.warn({ runId: job.runId, error: (error as Error).message }, 'run waits: the database is away');
    return 'wait';
  }
}

async function attempt(tools: RunTools, { runId }: RunJob, { isLast, closing }: Turn): Promise<TurnEnd> {
  const { training, trials, children, log } = tools;
  const run = await training.begin(runId);
  if (run === undefined) return 'over';
  log.info({ runId, attempt: run.attempts }, 'run begins');
  try {
    await withFolder('run', async (folder) => {
      const poc = await pocOrder(tools, run, folder);
      await prepare(tools, run, poc, closing);
      await trialsDone(tools, run, closing);
      await finish(tools, run, poc, join(folder, 'out'), closing);
      await register(tools, run, join(folder, 'out'));
    });
    log.info({ runId }, 'run succeeded');
  } catch (error) {
    if (closing.aborted && isCancelled(error) && (await training.putBack(runId))) {
      log.info({ runId }, 'run put back: the worker ends');
      return 'put-back';
    }
    await settle(tools, run, explainFailure(error, 'run'), isLast);
  } finally {
    children.end(runId);
  }
  await trials.clear(run);
  return 'over';
}

/** Sees to it that the trials of the run are in the ledger and in the queue. */
async function prepare(tools: RunTools, run: Run, poc: PocOrder, closing: AbortSignal): Promise<void> {
  const { trials, children, productVersion } = tools;
  if (!(await trials.resume(run, productVersion))) {
    const order: PrepareOrder = { do: 'prepare', poc };
    const prepared = await whileTold(new RunNews(tools.training, run.id), closing, tools.log, (listener) =>
      children.with(run.id, (child) => child.run<Prepared>(order, listener)),
    );
    await trials.plan(run, { recipe: prepared.recipe, version: productVersion }, prepared.trials);
  }
  await trials.enqueue(run.id);
}

/** Waits until all trials are done, by whichever workers. */
async function trialsDone({ trials }: RunTools, run: Run, closing: AbortSignal): Promise<void> {
  for (;;) {
    const { goesOn, failed, open } = await trials.standing(run.id);
    if (closing.aborted || !goesOn) throw new ProoflineError('cancelled', 'CANCELLED', 'Cancelled on request.');
    if (failed !== null) throw new TrialFailed(failed.failure, failed.problem);
    if (open === 0) return;
    await wait(LOOK_EVERY_MS);
  }
}

/** Judges what was trained, and writes report and package into a folder. */
async function finish(tools: RunTools, run: Run, poc: PocOrder, folder: string, closing: AbortSignal): Promise<void> {
  const { trials, artifacts, children } = tools;
  const results = await Promise.all(
    (await trials.results(run.id)).map(async ({ part, candidate, resultKey }) => ({
      part,
      candidate,
      file: await artifacts.fetch(resultKey),
    })),
  );
  const order: FinishOrder = { do: 'finish', poc, results, folder, startedAt: run.startedAt! };
  await whileTold(new RunNews(tools.training, run.id), closing, tools.log, (listener) =>
    children.with(run.id, (child) => child.run<null>(order, listener)),
  );
}

/** Keeps what was made, then ends the run and enters its model together. */
async function register(
  { training, registry, promotions, gate, artifacts }: RunTools,
  run: Run,
  folder: string,
): Promise<void> {
  const report = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')) as EvaluationReport;
  const manifest = JSON.parse(await readFile(join(folder, 'package', 'manifest.json'), 'utf8')) as PackageManifest;
  const key = `runs/${run.clientId}/${run.id}/${run.attempts}`;
  await artifacts.putFolder(key, folder);
  const first = await training.succeed(run, outcomeOf(report), async (manager) => {
    const model = await registry.register(manager, originOf(run), key, manifest, report);
    if (run.promote && model.verdict === 'GO') await promotions.requestFor(manager, run, model);
  });
  if (!first) await artifacts.remove(key);
  else if (run.promote) await gate.enqueueForgotten();
}

function originOf({ id, clientId, solutionId, datasetId }: Run): ModelOrigin {
  return { clientId, solutionId, runId: id, datasetId, actor: { system: 'training' } };
}

/**
 * Ends a run that failed, or throws what it failed by for the queue: to try again what may pass, or to keep a dead letter. A
 * refusal of the input is neither.
 */
async function settle({ training, trials, log }: RunTools, run: Run, error: unknown, isLast: boolean): Promise<void> {
  const { id: runId } = run;
  if (isDatabaseAway(error)) throw error;
  if (isCancelled(error)) {
    await training.cancelled(runId);
    log.info({ runId }, 'run cancelled');
    return;
  }
  const failure = error instanceof TrialFailed ? error.failure : failureOf(error);
  // A trial has had its tries.
  const retry = failure === 'outage' && !isLast && !(error instanceof TrialFailed);
  log.warn({ runId, err: error, failure, retry }, 'run failed');
  if (retry) {
    await training.putBack(runId);
    throw error;
  }
  await training.failed(runId, failure, error instanceof TrialFailed ? error.problem : problemOf(error, 'run'));
  if (failure === 'input') return;
  await trials.clear(run);
  throw new FinalFailure(error instanceof Error ? error.message : String(error));
}
