import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactStore, DatasetsService, Run } from '@proofline/host';
import type { PocConfig } from '@proofline/pipeline';
import type { PocOrder } from './train-child.js';

export interface OrderTools {
  datasets: DatasetsService;
  artifacts: ArtifactStore;
  /** Modules of the verticals, as they are named in the configuration. */
  verticals: readonly string[];
  productVersion: string;
}

/** What a run is, with its files at hand. `folder` is for those that are made here. */
export async function pocOrder(
  { datasets, artifacts, verticals, productVersion }: OrderTools,
  run: Run,
  folder: string,
): Promise<PocOrder> {
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
  return { verticals, vertical: stored.vertical, config, baseDir: folder, productVersion };
}

async function schemaFile({ schema }: Run, folder: string): Promise<{ schema?: string }> {
  if (schema === null) return {};
  const path = join(folder, 'schema.yaml');
  await writeFile(path, JSON.stringify(schema));
  return { schema: path };
}
