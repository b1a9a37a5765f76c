import { ProoflineError } from '@proofline/learn';
import {
  columnWithRole,
  type Dataset,
  defaultParameters,
  FURTHER_FILES,
  featureFrame,
  indexClasses,
  inferSchema,
  type MulticlassPrediction,
  type MulticlassTruth,
  proposableRepairs,
  readDataset,
  splitFolds,
  type Task,
  takeDataset,
} from '@proofline/pipeline';
import { readFlow } from '../dialogue/chat/open-chat.js';
import { intent } from '../intent.task.js';
import { linearTextOfWords } from '../models/text-candidates.js';
import type { ReadFlow } from './check-flow.js';
import type { OutOfFold } from './check-labels.js';
import { crossPredict } from './cross-predict.js';
import { type LabelledRows, labelledRows, rowsByLabel } from './labelled-rows.js';
import type { LintFinding } from './lint-finding.js';
import { lintTexts } from './lint-texts.js';

export interface LintRequest {
  /** Paths. */
  data: string;
  test?: string;
  /** The folder of a flow that a model of the data is for. */
  flow?: string;
  /** Columns. */
  text: readonly string[];
  target: string;
  /** The class that stands for none of the others. */
  outOfScope?: string;
  seed: number;
  signal?: AbortSignal;
}

export interface LintReport {
  rows: number;
  testRows?: number;
  classes: number;
  /** Whether labels were held against what a model makes of the texts: not with too few of them. */
  labelsChecked: boolean;
  /** The gravest first. */
  findings: LintFinding[];
  /** No finding is an error. */
  passed: boolean;
}

const FOLDS = 4;
/** Fewer rows say nothing about labels. */
const FEWEST_ROWS = 60;
const FEWEST_OF_CLASS = 5;

/** Reads texts to learn from, a test file and a flow, and says everything that is wrong with them. Throws where a file cannot be read. */
export async function lintFile(request: LintRequest): Promise<LintReport> {
  const { outOfScope } = request;
  const signal = request.signal === undefined ? {} : { signal: request.signal };
  const { schema } = await inferSchema(request.data, {
    roles: { target: request.target, text: [...request.text] },
    kind: intent.kind,
    ...signal,
  });
  const reading = { repairs: proposableRepairs(schema), ...signal };
  const data = await readDataset(request.data, schema, reading);
  const train = labelledRows(data);
  const test =
    request.test === undefined
      ? undefined
      : labelledRows(await readDataset(request.test, schema, { ...reading, ...FURTHER_FILES, extraColumns: 'ignore' }));
  const classes = rowsByLabel(train);
  const outOfFold = await predictUnseen(data, train, request);
  const findings = await lintTexts({
    train,
    ...(test === undefined ? {} : { test }),
    ...(outOfScope === undefined ? {} : { outOfScope }),
    ...(request.flow === undefined ? {} : { flow: await flowOf(request.flow) }),
    ...(outOfFold === undefined ? {} : { outOfFold }),
    ...signal,
  });
  return {
    rows: train.texts.length,
    ...(test === undefined ? {} : { testRows: test.texts.length }),
    classes: classes.size,
    labelsChecked: outOfFold !== undefined,
    findings,
    passed: findings.every(({ severity }) => severity !== 'error'),
  };
}

/** A flow with faults is no reason to say nothing about the data. */
async function flowOf(folder: string): Promise<ReadFlow> {
  try {
    const { flow, warnings } = await readFlow(folder);
    return { flow, errors: [], warnings };
  } catch (error) {
    if (!(error instanceof ProoflineError) || error.kind === 'not-found') throw error;
    return { errors: error.problems, warnings: [] };
  }
}

/**
 * What a model of the words makes of each text that it had not seen. What is out of scope is a class like others here: its labels
 * are doubted by the same measure. Undefined where there is too little to learn from.
 */
async function predictUnseen(
  data: Dataset,
  { labels, texts }: LabelledRows,
  { seed, signal }: LintRequest,
): Promise<OutOfFold | undefined> {
  const target = columnWithRole(data.schema, 'target')!;
  const told = Int32Array.from(
    [...labels.keys()].filter((row) => labels[row] !== null && /[\p{L}\p{N}]/u.test(texts[row]!)),
  );
  const large = [...rowsByLabel({ labels }).values()].filter((rows) => rows.length >= FEWEST_OF_CLASS);
  if (told.length < FEWEST_ROWS || large.length < 2) return undefined;
  const taken = takeDataset(data, told);
  const classes = [...new Set(Array.from(told, (row) => labels[row]!))].sort();
  const truth = indexClasses(
    Array.from(told, (row) => labels[row]!),
    classes,
  );
  const schema = { ...data.schema, columns: data.schema.columns.filter(({ name }) => name !== target.name) };
  const candidate = linearTextOfWords('intent');
  const { prediction } = await crossPredict(
    {
      task: intent as Task<MulticlassTruth, MulticlassPrediction>,
      candidate,
      parameters: defaultParameters(candidate),
      settings: {},
      seed,
      ...(signal === undefined ? {} : { signal }),
    },
    { frame: featureFrame(taken), truth, schema },
    splitFolds(taken, { folds: FOLDS, seed, strata: Int32Array.from(truth.y) })[0]!,
  );
  return { rows: told, probability: prediction.probability, classes };
}
