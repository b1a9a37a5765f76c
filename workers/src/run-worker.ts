import { NestFactory } from '@nestjs/core';
import {
  AlertWatch,
  ARTIFACTS,
  type ArtifactStore,
  BatchesService,
  DatasetChecksService,
  DatasetsService,
  GateLedger,
  type HostParts,
  hostModule,
  LANES,
  PromotionsService,
  queueConnection,
  RegistryService,
  repeat,
  Scheduler,
  SolutionsService,
  startWorker,
  TrainingService,
  TrialLedger,
  VERSION,
} from '@proofline/host';
import { processBatch } from './batch-processor.js';
import { processDataset } from './dataset-processor.js';
import { processPromotion } from './promotion-processor.js';
import { RunChildren } from './run-children.js';
import { processRun } from './run-processor.js';
import { processTrial } from './trial-processor.js';
import { WorkerMetrics } from './worker-metrics.js';

export interface RunningWorker {
  /** Takes no more work; what is under way goes back into the queue, for this or another worker. */
  close(): Promise<void>;
  /** Where its metrics are, if anywhere. */
  metricsUrl?: string;
}

/** How often work is looked for that wait and are in no queue. */
const SWEEP_MS = 10_000;
/** How often schedules are looked at: a slot begins this much late at most. */
const TICK_MS = 5_000;

/** Works off runs, trials, promotions, batches and uploaded files, one of each at a time, until it is closed. A run does not compute while its trials do. */
export async function runWorker(parts: HostParts): Promise<RunningWorker> {
  const { log } = parts;
  const app = await NestFactory.createApplicationContext(hostModule(parts), { logger: ['error', 'warn'] });
  const training = app.get(TrainingService);
  const scheduler = app.get(Scheduler);
  const gate = app.get(GateLedger);
  const batches = app.get(BatchesService);
  const checks = app.get(DatasetChecksService);
  const trials = app.get(TrialLedger);
  const children = new RunChildren();
  const tools = {
    training,
    trials,
    children,
    gate,
    batches,
    checks,
    solutions: app.get(SolutionsService),
    promotions: app.get(PromotionsService),
    datasets: app.get(DatasetsService),
    registry: app.get(RegistryService),
    artifacts: app.get<ArtifactStore>(ARTIFACTS),
    verticals: parts.verticalModules,
    productVersion: VERSION,
    secret: parts.secret,
    personalData: parts.config.personalData,
    log,
  };
  const connection = queueConnection(parts);
  const onError = (error: Error): void => log.warn({ error: error.message }, 'queue');
  const { host, workerMetricsPort } = parts.config;
  const metrics = new WorkerMetrics();
  const served = workerMetricsPort === undefined ? undefined : await metrics.serve(host, workerMetricsPort);
  const workers = [
    startWorker(
      LANES.runs,
      connection,
      metrics.watch(LANES.runs, (job, turn) => processRun(tools, job, turn)),
      onError,
    ),
    startWorker(
      LANES.trials,
      connection,
      metrics.watch(LANES.trials, (job, turn) => processTrial(tools, job, turn)),
      onError,
    ),
    startWorker(
      LANES.promotions,
      connection,
      metrics.watch(LANES.promotions, (job, turn) => processPromotion(tools, job, turn)),
      onError,
    ),
    startWorker(
      LANES.batches,
      connection,
      metrics.watch(LANES.batches, (job, turn) => processBatch(tools, job, turn)),
      onError,
    ),
    startWorker(
      LANES.datasets,
      connection,
      metrics.watch(LANES.datasets, (job, turn) => processDataset(tools, job, turn)),
      onError,
    ),
  ];
  const duties = [
    repeat(
      async () => {
        await training.enqueueForgotten();
        await trials.sweep();
        await gate.enqueueForgotten();
        await batches.ledger.enqueueForgotten();
        await checks.ledger.enqueueForgotten();
      },
      SWEEP_MS,
      (error) => log.warn({ error: error.message }, 'the sweep failed'),
    ),
    repeat(
      () => scheduler.tick(new Date()),
      TICK_MS,
      (error) => log.warn({ error: error.message }, 'the schedules were not looked at'),
    ),
  ];
  const alerts = app.get(AlertWatch);
  alerts.start();
  log.info(served === undefined ? {} : { metrics: served.url }, 'the worker is ready');
  return {
    ...(served === undefined ? {} : { metricsUrl: served.url }),
    close: async () => {
      await Promise.all([...duties.map((duty) => duty.stop()), alerts.stop()]);
      await Promise.all(workers.map((worker) => worker.close()));
      children.end();
      await served?.close();
      await app.close();
    },
  };
}
