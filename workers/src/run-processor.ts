import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ArtifactStore,
  type DatasetsService,
  FinalFailure,
  type GateLedger,
  isDatabaseAway,
  type ModelOrigin,
  outcomeOf,
  type PromotionsService,
  type RegistryService,
  type Run,
  type RunJob,
  repeat,
  type TrainingService,
  type Turn,
  type TurnEnd,
} from '@proofline/host';
import { type Json, ProoflineError } from '@proofline/learn';
import type { EvaluationReport, PackageManifest, PocConfig } from '@proofline/pipeline';
import type { Logger } from 'pino';
import { explainFailure, failureOf } from './failure.js';
import { inChild } from './in-child.js';
import { RunNews } from './run-news.js';
import type { TrainOrder } from './train-child.js';

export interface RunTools {
  training: TrainingService;
  datasets: DatasetsService;
  registry: RegistryService;
  promotions: PromotionsService;
  gate: GateLedger;
  artifacts: ArtifactStore;
  /** Modules of the verticals, as they are named in the configuration. */
  verticals: readonly string[];
  productVersion: string;
  log: Logger;
}

/** How often the ledger is told how a run stands, and asked whether it is to stop. */
const ASK_EVERY_MS = 1_000;

/**
 * Works off one run. It may be called again for a run whose worker was killed: what the ledger has is what counts, and a run is
 * ended and its model registered in one transaction, once. While the ledger cannot be reached, the run waits.
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
  const { training, log } = tools;
  const run = await training.begin(runId);
  if (run === undefined) return 'over';
  log.info({ runId, attempt: run.attempts }, 'run begins');
  const folder = await mkdtemp(join(tmpdir(), 'proofline-run-'));
  try {
    await train(tools, run, folder, closing);
    await register(tools, run, join(folder, 'out'));
    log.info({ runId }, 'run succeeded');
    return 'over';
  } catch (error) {
    if (closing.aborted && isCancelled(error) && (await training.putBack(runId))) {
      log.info({ runId }, 'run put back: the worker ends');
      return 'put-back';
    }
    await settle(tools, run, explainFailure(error), isLast);
    return 'over';
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Trains into `out` of the folder. */
async function train(tools: RunTools, run: Run, folder: string, closing: AbortSignal): Promise<void> {
  const { training, datasets, artifacts, verticals, productVersion, log } = tools;
  const fileOf = async (id: string): Promise<string> => artifacts.fetch((await datasets.byId(id)).artifactKey);
  const stored = run.config as unknown as PocConfig;
  const config = {
    ...stored,
    data: {
      ...stored.data,
      file: await fileOf(run.datasetId),
      // What models are compared on is what each of them is judged on, and none of them is trained on.
      ...(run.frozenSetId === null ? {} : { test: await fileOf(run.frozenSetId), withoutTest: true }),
      ...(await schemaFile(run, folder)),
    },
  };
  const stopped = new AbortController();
  const news = new RunNews(training, run.id);
  const telling = repeat(
    async () => (await news.tell()) || stopped.abort(),
    ASK_EVERY_MS,
    (error) => log.debug({ runId: run.id, error: error.message }, 'the ledger could not be told'),
  );
  try {
    await inChild<TrainOrder, null>(
      { script: 'train-child.js', noun: 'training' },
      { verticals, vertical: stored.vertical, config, baseDir: folder, folder: join(folder, 'out'), productVersion },
      {
        signal: AbortSignal.any([stopped.signal, closing]),
        onProgress: (stage, fraction) => news.progress(stage, fraction),
        onLine: (line) => news.line(line),
      },
    );
  } finally {
    await telling.stop();
    await news.tell().catch(() => undefined);
  }
}

async function schemaFile({ schema }: Run, folder: string): Promise<{ schema?: string }> {
  if (schema === null) return {};
  const path = join(folder, 'schema.yaml');
  await writeFile(path, JSON.stringify(schema));
  return { schema: path };
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

function isCancelled(error: unknown): boolean {
  return error instanceof ProoflineError && error.kind === 'cancelled';
}

/**
 * Ends a run that failed, or throws what it failed by for the queue: to try again what may pass, or to keep a dead letter. A
 * refusal of the input is neither.
 */
async function settle({ training, log }: RunTools, run: Run, error: unknown, isLast: boolean): Promise<void> {
  const { id: runId } = run;
  if (isDatabaseAway(error)) throw error;
  if (isCancelled(error)) {
    await training.cancelled(runId);
    log.info({ runId }, 'run cancelled');
    return;
  }
  const failure = failureOf(error);
  const retry = failure === 'outage' && !isLast;
  log.warn({ runId, err: error, failure, retry }, 'run failed');
  if (retry) {
    await training.putBack(runId);
    throw error;
  }
  const known = error instanceof ProoflineError ? error : undefined;
  await training.failed(runId, failure, {
    code: known?.code ?? 'DEFECT',
    detail: known?.message ?? 'The run failed because of a defect; the log of the worker has it.',
    problems: (known?.problems ?? []) as unknown as Json,
  });
  if (failure !== 'input') throw new FinalFailure(known?.message ?? String(error));
}
