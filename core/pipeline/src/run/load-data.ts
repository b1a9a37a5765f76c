import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ProoflineError } from '@proofline/learn';
import type { Dataset } from '../dataset/dataset.js';
import { readDataset } from '../dataset/read-dataset.js';
import type { PocConfig } from '../intake/poc-config.js';
import { applyRoles } from '../schema/apply-roles.js';
import type { FeatureSchema } from '../schema/feature-schema.js';
import { type Assumption, inferSchema } from '../schema/infer-schema.js';
import { parseFeatureSchema } from '../schema/parse-feature-schema.js';
import type { TaskKind } from '../task/task-kind.js';

export interface LoadedData {
  schema: FeatureSchema;
  assumptions: Assumption[];
  dataset: Dataset;
  /** A file that is only judged on. */
  test?: Dataset;
  extras: Map<string, Dataset>;
}

/** Reads the schema (or infers one) and every file that the configuration names, relative to `baseDir`. */
export async function loadData<T, P>(
  config: PocConfig,
  baseDir: string,
  kind: TaskKind<T, P>,
  options: { signal?: AbortSignal; onProgress?: (fraction: number) => void } = {},
): Promise<LoadedData> {
  const path = resolve(baseDir, config.data.file);
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  const { schema, assumptions } = await schemaFor(config, baseDir, path, signal);
  kind.checkSchema(schema);
  const dataset = await readDataset(path, schema, options);
  const test =
    config.data.test === undefined
      ? undefined
      : await readDataset(resolve(baseDir, config.data.test), schema, { ...signal, unknownCategory: 'missing' });
  const extras = new Map<string, Dataset>();
  for (const [name, file] of Object.entries(config.data.extras)) {
    extras.set(
      name,
      await readDataset(resolve(baseDir, file), schema, {
        ...signal,
        purpose: 'predict',
        unknownCategory: 'missing',
        extraColumns: 'ignore',
      }),
    );
  }
  return { schema, assumptions, dataset, ...(test === undefined ? {} : { test }), extras };
}

async function schemaFor(
  config: PocConfig,
  baseDir: string,
  path: string,
  signal: { signal?: AbortSignal },
): Promise<{ schema: FeatureSchema; assumptions: Assumption[] }> {
  if (config.data.schema !== undefined) {
    const file = resolve(baseDir, config.data.schema);
    const content = await readFile(file, 'utf8').catch((cause: unknown) => {
      throw new ProoflineError('not-found', 'SCHEMA_NOT_FOUND', `There is no schema file '${file}'.`, { cause });
    });
    return { schema: applyRoles(parseFeatureSchema(content, config.data.schema), config.columns), assumptions: [] };
  }
  const inferred = await inferSchema(path, { roles: config.columns, ...signal });
  return { schema: applyRoles(inferred.schema, config.columns), assumptions: inferred.assumptions };
}
