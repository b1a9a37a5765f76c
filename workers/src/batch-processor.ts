import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { ArtifactStore, Batch, BatchesService, BatchJob, RegistryService, Turn, TurnEnd } from '@proofline/host';
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
  log: Logger;
}

/** Has a file answered, row by row, in a process of its own; its result is kept and the batch ended, once. */
export function processBatch(tools: BatchTools, { batchId }: BatchJob, turn: Turn): Promise<TurnEnd> {
  const { batches } = tools;
  const lane = {
    noun: 'batch' as const,
    ledger: batches.ledger,
    begin: (id: string) => batches.begin(id),
    work: async (batch: Batch, folder: string, { signal, onProgress }: LaneTools): Promise<void> => {
      const order = await orderOf(tools, batch, folder);
      const { rows, scored, refused, problems } = await inChild<BatchCounts>(
        { script: 'batch-child.js', noun: 'batch' },
        order,
        { signal, onProgress: (_, fraction) => onProgress(fraction) },
      );
      const keep = async (file: string, name: string): Promise<string> =>
        (await batches.keep(batch, name, createReadStream(file))).key;
      const resultKey = await keep(order.result, `result.${batch.format}`);
      const errorsKey = refused === 0 ? null : await keep(order.errors, 'errors.csv');
      await batches.succeed(batch, { rows, scored, refused, problems, resultKey, errorsKey });
    },
  };
  return processLane<Batch>(lane, batchId, turn, tools.log);
}

async function orderOf(
  { registry, artifacts, verticals }: BatchTools,
  { modelId, modelVersion, inputKey, name, reasons, format, language }: Batch,
  folder: string,
): Promise<BatchOrder> {
  if (modelId === null) {
    throw new ProoflineError('not-ready', 'NO_CHAMPION', 'There is no model any more that could answer the file.');
  }
  const model = await registry.version(modelId);
  return {
    verticals,
    package: join(await artifacts.fetch(model.artifactKey), 'package'),
    modelVersion: modelVersion!,
    file: await artifacts.fetch(inputKey!),
    name,
    reasons,
    format,
    language,
    result: join(folder, `result.${format}`),
    errors: join(folder, 'errors.csv'),
  };
}
