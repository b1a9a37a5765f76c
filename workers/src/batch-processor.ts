import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type {
  ArtifactStore,
  Batch,
  BatchesService,
  BatchJob,
  PersonalData,
  RegistryService,
  Turn,
  TurnEnd,
} from '@proofline/host';
import { ProoflineError } from '@proofline/learn';
import type { Logger } from 'pino';
import type { BatchCounts, BatchOrder } from './batch-child.js';
import { inChild } from './in-child.js';
import { type LaneTools, processLane } from './lane-processor.js';

export interface BatchTools {
  batches: BatchesService;
  registry: RegistryService;
  artifacts: ArtifactStore;
  /** Modules of the verticals, as they are named in the configuration. */
  verticals: readonly string[];
  secret: string;
  personalData: PersonalData;
  log: Logger;
}

/** Share of the whole that it takes to enter answers into the prediction log. */
const ENTERING = 0.2;

/** Has a file answered, row by row, in a process of its own; its result is kept and the batch ended, once. */
export function processBatch(tools: BatchTools, { batchId }: BatchJob, turn: Turn): Promise<TurnEnd> {
  const { batches } = tools;
  const lane = {
    noun: 'batch' as const,
    ledger: batches.ledger,
    begin: (id: string) => batches.begin(id),
    work: async (batch: Batch, folder: string, { signal, onProgress }: LaneTools): Promise<void> => {
      const order = await orderOf(tools, batch, folder);
      const answering = batch.log ? 1 - ENTERING : 1;
      const { rows, scored, refused, problems } = await inChild<BatchCounts>(
        { script: 'batch-child.js', noun: 'batch' },
        order,
        { signal, onProgress: (_, fraction) => onProgress(answering * fraction) },
      );
      const keep = async (file: string, name: string): Promise<string> =>
        (await batches.keep(batch, name, createReadStream(file))).key;
      const resultKey = await keep(order.result, `result.${batch.format}`);
      const errorsKey = refused === 0 ? null : await keep(order.errors, 'errors.csv');
      const log = order.log === undefined ? {} : { logFile: order.log.file };
      const outcome = { rows, scored, refused, problems, resultKey, errorsKey, ...log };
      await batches.succeed(batch, outcome, {
        signal,
        onProgress: (fraction) => onProgress(answering + ENTERING * fraction),
      });
    },
  };
  return processLane<Batch>(lane, batchId, turn, tools.log);
}

async function orderOf(
  { registry, artifacts, verticals, secret, personalData }: BatchTools,
  batch: Batch,
  folder: string,
): Promise<BatchOrder> {
  const { id: batchId, clientId, solutionId, task, inputKey, name, reasons, format, language } = batch;
  const { modelId } = batch;
  if (modelId === null) {
    throw new ProoflineError('not-ready', 'NO_CHAMPION', 'There is no model any more that could answer the file.');
  }
  const model = await registry.version(modelId);
  const modelVersion = model.version;
  const whose = { batchId, clientId, solutionId, task, modelVersion, secret, personalData };
  return {
    verticals,
    package: join(await artifacts.fetch(model.artifactKey), 'package'),
    modelVersion,
    file: await artifacts.fetch(inputKey!),
    name,
    reasons,
    format,
    language,
    result: join(folder, `result.${format}`),
    errors: join(folder, 'errors.csv'),
    ...(batch.log ? { log: { ...whose, file: join(folder, 'log.txt') } } : {}),
  };
}
