import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  ArtifactStore,
  DatasetsService,
  GateLedger,
  PromotionsService,
  RegistryService,
  Run,
  RunJob,
  RunTurn,
  TrainingService,
} from '@proofline/host';
import { type Json, ProoflineError } from '@proofline/learn';
import type { EvaluationReport, PackageManifest, PocConfig } from '@proofline/pipeline';
import type { Logger } from 'pino';
import { inChild } from './in-child.js';
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

/** How often the ledger is asked whether a run is to stop. */
const ASK_EVERY_MS = 1_000;

/**
 * Works off one run. It may be called again for a run whose worker was killed: what the ledger has is what counts, and a run is
 * ended and its model registered in one transaction, once.
 */
export async function processRun(
  tools: RunTools,
  { runId }: RunJob,
  { isLast, closing }: RunTurn,
): Promise<'over' | 'put-back'> {
  const { training, log } = tools;
  if (closing.aborted) return 'put-back';
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
    await settle(tools, run, error, isLast);
    return 'over';
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Trains into `out` of the folder. */
async function train(tools: RunTools, run: Run, folder: string, closing: AbortSignal): Promise<void> {
  const { training, datasets, artifacts, verticals, productVersion } = tools;
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
  let stage = 'queued';
  let fraction = 0;
  const asking = setInterval(() => {
    training
      .progress(run.id, stage, fraction)
      .then((goOn) => goOn || stopped.abort())
      .catch(() => undefined);
  }, ASK_EVERY_MS);
  try {
    await inChild<TrainOrder, null>(
      { script: 'train-child.js', noun: 'training' },
      { verticals, vertical: stored.vertical, config, baseDir: folder, folder: join(folder, 'out'), productVersion },
      {
        signal: AbortSignal.any([stopped.signal, closing]),
        onProgress: (nextStage, nextFraction) => {
          stage = nextStage;
          fraction = nextFraction;
        },
      },
    );
  } finally {
    clearInterval(asking);
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
  const first = await training.succeed(run, summaryOf(report), async (manager) => {
    const model = await registry.register(manager, run, key, manifest, report);
    if (run.promote && model.verdict === 'GO') await promotions.requestFor(manager, run, model);
  });
  if (!first) await artifacts.remove(key);
  else if (run.promote) await gate.enqueueForgotten();
}

function summaryOf({ verdict, champion, candidates, modelHash, task }: EvaluationReport): Json {
  const best = candidates.find(({ champion: chosen }) => chosen)!;
  return {
    verdict: verdict.word,
    champion: champion.name,
    primary: { metric: task.primaryMetric, value: best.metrics[task.primaryMetric]! },
    modelHash,
  };
}

function isCancelled(error: unknown): boolean {
  return error instanceof ProoflineError && error.kind === 'cancelled';
}

/** A refusal of the input is final; anything else is tried again while the queue allows. */
async function settle({ training, log }: RunTools, run: Run, error: unknown, isLast: boolean): Promise<void> {
  const known = error instanceof ProoflineError ? error : undefined;
  if (known?.kind === 'cancelled') {
    await training.end(run.id, 'cancelled');
    log.info({ runId: run.id }, 'run cancelled');
    return;
  }
  const retry = !isLast && (known === undefined || known.kind === 'internal' || known.kind === 'unavailable');
  log.warn({ runId: run.id, err: error, retry }, 'run failed');
  if (retry) throw error;
  await training.end(run.id, 'failed', {
    code: known?.code ?? 'DEFECT',
    detail: known?.message ?? 'The run failed because of a defect; the log of the worker has it.',
    problems: (known?.problems ?? []) as unknown as Json,
  });
}
