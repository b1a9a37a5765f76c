import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Problem, ProoflineError } from '@proofline/learn';
import { inputError } from '../cells/problem-log.js';
import { checkRecipe } from '../clean/check-recipe.js';
import type { ReadRepairs } from '../clean/fitted-recipe.js';
import { proposableRepairs } from '../clean/propose-recipe.js';
import { cellRepairs } from '../clean/recipe.js';
import type { Dataset } from '../dataset/dataset.js';
import { readDataset } from '../dataset/read-dataset.js';
import type { ReadOptions } from '../dataset/scan-file.js';
import type { PocConfig } from '../intake/poc-config.js';
import { applyRoles } from '../schema/apply-roles.js';
import { type UnusedDate, unusedDatesOf } from '../schema/choose-time.js';
import { columnWithRole, type FeatureSchema } from '../schema/feature-schema.js';
import { type Assumption, type InferOptions, type InferredSchema, inferSchema } from '../schema/infer-schema.js';
import { parseFeatureSchema } from '../schema/parse-feature-schema.js';
import { assumeEvent, withEvent } from '../schema/target-event.js';
import { casesAlsoIn } from '../split/case-keys.js';
import { rowGroups } from '../split/row-groups.js';
import { refuseSmallSide } from '../split/side-size.js';
import type { TaskKind } from '../task/task-kind.js';
import { checkRoles } from './check-roles.js';
import { rowsInFile } from './dataset-rows.js';
import { refuseSameExtra } from './same-rows.js';

export interface LoadedData<T = unknown> {
  schema: FeatureSchema;
  assumptions: Assumption[];
  /** Columns of dates that are not the time of the case, each with why. */
  unusedDates: UnusedDate[];
  dataset: Dataset;
  truth: T;
  /** A file that is only judged on, its truth in the outcomes of the other. */
  test?: { dataset: Dataset; truth: T };
  /** Positions of the rows of `dataset` that may be learnt from, where that is not all: others are in the test file too. */
  learnable?: Int32Array;
  extras: Map<string, Dataset>;
  /** Cells of these files that a recipe repairs. */
  repaired: ReadRepairs;
}

/** How files besides the data are read: they may be encoded and written otherwise, and hold categories of their own. */
export const FURTHER_FILES = { unknownCategory: 'missing', format: 'file' } as const;
/** And those that only the features are asked of. */
export const EXTRA_FILES = { purpose: 'predict', extraColumns: 'ignore' } as const;

/** Reads the schema (or infers one) and every file that the configuration names, relative to `baseDir`. */
export async function loadData<T, P>(
  config: PocConfig,
  baseDir: string,
  kind: TaskKind<T, P>,
  options: {
    signal?: AbortSignal;
    onProgress?: (fraction: number) => void;
    /** Rows are to be split by time where the file has one: every row must have it, and it must be clear. */
    byTime?: boolean;
    /** Called before rows are read: what is wrong with a configuration is said at once. */
    onSchema?: (schema: FeatureSchema) => void;
  } = {},
): Promise<LoadedData<T>> {
  const path = resolve(baseDir, config.data.file);
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  const given = await schemaFor(config, baseDir, path, { ...signal, kind });
  kind.checkSchema(given.schema);
  refusePositive(given.schema, kind);
  options.onSchema?.(given.schema);
  if (config.recipe !== undefined) checkRecipe(config.recipe, given.schema);
  const warnings: Problem[] = [];
  const reading = {
    // Without a recipe, one is proposed that repairs what these files have.
    repairs: config.recipe === undefined ? proposableRepairs(given.schema) : cellRepairs(config.recipe),
    onWarning: (warning: Problem): void => {
      warnings.push(warning);
    },
  };
  const further = { ...signal, ...reading, ...FURTHER_FILES };
  const byTime = options.byTime === true ? { timeRequired: true, known: given.questions } : {};
  const read = await readDataset(path, given.schema, { ...options, ...reading, ...byTime });
  checkRoles(read);
  const truth = kind.truth(read);
  const { schema, assumptions } = nameEvent(given, truth, kind);
  const dataset = { ...read, schema };
  const test =
    config.data.test === undefined
      ? undefined
      : await naming('Test file', resolve(baseDir, config.data.test), (file) =>
          readTestFile(file, schema, kind, truth, further),
        );
  const learnable =
    test !== undefined && config.data.withoutTest === true
      ? await rowsWithoutTest(dataset, truth, test.dataset, kind, options.signal)
      : undefined;
  const extras = new Map<string, Dataset>();
  for (const [name, file] of Object.entries(config.data.extras)) {
    const extra = await naming(`File of ${name}`, resolve(baseDir, file), (found) =>
      readDataset(found, schema, { ...further, ...EXTRA_FILES }),
    );
    refuseSameExtra(name, dataset, extra);
    extras.set(name, extra);
  }
  const files = [dataset, ...(test === undefined ? [] : [test.dataset]), ...extras.values()];
  const repaired = { rows: files.reduce((sum, file) => sum + file.rows, 0), warnings };
  const { unusedDates } = given;
  return {
    schema,
    assumptions,
    unusedDates,
    dataset,
    truth,
    ...(test === undefined ? {} : { test }),
    ...(learnable === undefined ? {} : { learnable }),
    extras,
    repaired,
  };
}

/** Of several files an error must say which one it is about. */
async function naming<R>(what: string, path: string, read: (path: string) => Promise<R>): Promise<R> {
  try {
    return await read(path);
  } catch (error) {
    if (!(error instanceof ProoflineError) || error.kind === 'cancelled' || error.kind === 'internal') throw error;
    const problems = error.problems.map((problem) => ({ ...problem, where: { file: path, ...problem.where } }));
    const message = error.message.includes(path) ? error.message : `${what} '${path}': ${error.message}`;
    throw new ProoflineError(error.kind, error.code, message, { problems, cause: error });
  }
}

async function readTestFile<T, P>(
  path: string,
  schema: FeatureSchema,
  kind: TaskKind<T, P>,
  learnt: T,
  reading: ReadOptions,
): Promise<{ dataset: Dataset; truth: T }> {
  const dataset = await readDataset(path, schema, reading);
  checkRoles(dataset);
  const truth = kind.truth(dataset, learnt);
  const strata = kind.strata?.(truth);
  const groups = rowGroups(dataset);
  refuseSmallSide('test', rowsInFile(dataset), {
    ...(strata === undefined ? {} : { strata }),
    ...(groups === undefined ? {} : { groups }),
  });
  return { dataset, truth };
}

/** The rows that the test file does not have; throws where too few are left to learn from. */
async function rowsWithoutTest<T, P>(
  dataset: Dataset,
  truth: T,
  test: Dataset,
  kind: TaskKind<T, P>,
  signal: AbortSignal | undefined,
): Promise<Int32Array> {
  const { schema } = dataset;
  const inTest = await casesAlsoIn(
    { path: dataset.source.path, schema, format: 'schema' },
    { path: test.source.path, schema, format: 'file' },
    undefined,
    signal,
  );
  const rows = rowsInFile(dataset).filter((row) => inTest[row] === 0);
  const strata = kind.strata?.(truth);
  const groups = rowGroups(dataset);
  refuseSmallSide(
    'training',
    rows,
    { ...(strata === undefined ? {} : { strata }), ...(groups === undefined ? {} : { groups }) },
    `${dataset.rows - rows.length} of the ${dataset.rows} rows are in the test file '${test.source.path}' and were left out. Give a file with rows of its own.`,
  );
  return rows;
}

/** Only where there are two outcomes is one of them the event. */
function refusePositive<T, P>(schema: FeatureSchema, kind: TaskKind<T, P>): void {
  const target = columnWithRole(schema, 'target');
  if (kind.event !== undefined || target?.positive === undefined) return;
  throw inputError('POSITIVE_NOT_BINARY', 'The target', [
    {
      code: 'POSITIVE_NOT_BINARY',
      message: `--positive names '${target.positive}' as the event, but this task predicts all values of '${target.name}', and none of them is the event.`,
      where: { column: target.name },
      got: target.positive,
      allowed: 'an event where a target has two outcomes',
      fix: "Leave --positive out; in a schema, remove 'positive'.",
    },
  ]);
}

/** An event that the schema does not name is written into it, and said. */
function nameEvent<T, P>(
  { schema, assumptions }: Pick<InferredSchema, 'schema' | 'assumptions'>,
  truth: T,
  kind: TaskKind<T, P>,
): { schema: FeatureSchema; assumptions: Assumption[] } {
  const target = columnWithRole(schema, 'target');
  if (kind.event === undefined || target === undefined || target.positive !== undefined) return { schema, assumptions };
  const event = kind.event(truth);
  return { schema: withEvent(schema, event), assumptions: [...assumptions, assumeEvent(target.name, event)] };
}

async function schemaFor(
  config: PocConfig,
  baseDir: string,
  path: string,
  options: Pick<InferOptions, 'signal' | 'kind'>,
): Promise<InferredSchema> {
  if (config.data.schema !== undefined) {
    const file = resolve(baseDir, config.data.schema);
    const content = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'ENOENT') throw cause;
      throw new ProoflineError('not-found', 'SCHEMA_NOT_FOUND', `There is no schema file '${file}'.`, { cause });
    });
    const schema = applyRoles(parseFeatureSchema(content, config.data.schema), config.columns);
    return { schema, assumptions: [], unusedDates: unusedDatesOf(schema), questions: [] };
  }
  return inferSchema(path, { roles: config.columns, ...options });
}
