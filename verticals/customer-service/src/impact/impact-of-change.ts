import { type Json, ProoflineError } from '@proofline/learn';
import {
  columnsWithRole,
  columnWithRole,
  type Dataset,
  type EvaluationReport,
  EXTRA_FILES,
  type FittedCandidate,
  FURTHER_FILES,
  inferSchema,
  type LoadedPackage,
  type MulticlassPrediction,
  type MulticlassTruth,
  maskPii,
  type ParameterValues,
  proposableRepairs,
  type ReadOptions,
  readDataset,
  sentenceEncoder,
  type Task,
} from '@proofline/pipeline';
import { joinedText, textColumns } from '../models/joined-text.js';
import type { FixedCandidate } from '../training/cross-predict.js';
import { labelledRows } from '../training/labelled-rows.js';
import { type ChangedTexts, changeTexts, differenceOf, type Labelled } from './change.js';
import {
  type Answer,
  answersOf,
  type Comparison,
  compareAnswers,
  type JudgedText,
  type Source,
} from './compare-answers.js';
import { type ImpactVerdict, impactVerdict } from './impact-verdict.js';
import { frameOf, trainBoth } from './train-both.js';

/** Paths of a change: rows to be added, taken out or put into another class, or the whole training file as it is to be. */
export interface ChangeFiles {
  add?: string;
  remove?: string;
  relabel?: string;
  newData?: string;
}

export interface ImpactRequest {
  /** The package whose candidate, parameters and seed are used. */
  package: LoadedPackage;
  /** Settings of the task that the package was trained with. */
  settings: Readonly<Record<string, Json>>;
  /** Another sentence encoder than that of the settings. */
  encoder?: string;
  /** The file that it was trained on. */
  data: string;
  change: ChangeFiles;
  text: readonly string[];
  target: string;
  outOfScope?: string;
  /** Further texts to judge by: with classes, and without. */
  test?: string;
  log?: string;
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

export interface ImpactReport extends Comparison {
  verdict: ImpactVerdict;
  candidate: string;
  seed: number;
  change: { added: number; removed: number; relabelled: number };
  /** What is answered today to each text that is added. */
  added: { text: string; label: string; before: Answer }[];
}

/** Where the package does not say. */
const FOLDS = 5;

/** Trains with and without a change of the training texts, and says which answers it changes. */
export async function impactOfChange(request: ImpactRequest): Promise<ImpactReport> {
  const { fixed, folds } = candidateOf(request);
  const files = await readFiles(request);
  const outOfScope = request.outOfScope ?? columnWithRole(request.package.predictor.schema, 'target')?.outOfScope;
  const scope = outOfScope === undefined ? {} : { outOfScope };
  const both = await trainBoth({
    fixed,
    folds,
    data: files.data,
    changed: files.changed,
    column: files.column,
    ...scope,
    ...(request.onProgress === undefined ? {} : { onProgress: request.onProgress }),
  });
  const { before, after, added } = files.changed;
  const trained = joinAnswers(
    'train',
    before.map(({ text }, row) => ({ text, label: after[row]! })),
    files.data.rowNumbers,
    both.unseen,
  );
  const further = files.further.flatMap(({ source, texts, rowNumbers }): JudgedText[] => {
    const frame = frameOf(files.column, texts);
    const answers = { before: both.before.predict(frame), after: both.after.predict(frame) };
    return joinAnswers(source, texts, rowNumbers, answers);
  });
  const comparison = compareAnswers([...trained, ...further], outOfScope);
  const today = answersOf(both.before.predict(frameOf(files.column, added)));
  return {
    verdict: impactVerdict(comparison),
    candidate: fixed.candidate.name,
    seed: fixed.seed,
    change: {
      added: added.length,
      removed: after.filter((label) => label === null).length,
      relabelled: after.filter((label, row) => label !== null && label !== before[row]!.label).length,
    },
    ...comparison,
    added: masked(added.map(({ text, label }, at) => ({ text, label, before: today[at]! }))),
    flips: masked(comparison.flips),
    outOfScope: { into: masked(comparison.outOfScope.into), outOf: masked(comparison.outOfScope.outOf) },
    lessSure: masked(comparison.lessSure),
  };
}

/** The texts without personal data. */
function masked<T extends { text: string }>(all: readonly T[]): T[] {
  return all.map((one) => ({ ...one, text: maskPii(one.text).text }));
}

/** The candidate of the package with the parameters that were chosen for it. */
function candidateOf({ package: { manifest, files, predictor }, settings, encoder, signal }: ImpactRequest): {
  fixed: FixedCandidate;
  folds: number;
} {
  const task = predictor.task as Task<MulticlassTruth, MulticlassPrediction>;
  const candidate = task.candidates.find(({ name }) => name === manifest.candidate);
  if (
    task.kind.reads !== 'text' ||
    task.kind.id !== 'text-classification' ||
    candidate === undefined ||
    'blend' in candidate
  ) {
    throw new ProoflineError(
      'incompatible',
      'PACKAGE_NOT_OF_TEXTS',
      `The package answers task '${manifest.task}' of '${manifest.vertical.id}'; the impact of a change is measured for models that put a text into a class. Give the package of an intent task.`,
    );
  }
  if (encoder !== undefined) checkEncoder(encoder, candidate.name);
  const report = JSON.parse(new TextDecoder().decode(files.get('report.json')!)) as EvaluationReport;
  const trained = report.candidates.find(({ name }) => name === candidate.name);
  return {
    fixed: {
      task,
      candidate: candidate as FittedCandidate<MulticlassTruth, MulticlassPrediction>,
      parameters: (trained?.parameters ?? {}) as ParameterValues,
      settings: encoder === undefined ? settings : { ...settings, encoder },
      seed: manifest.seed,
      ...(signal === undefined ? {} : { signal }),
    },
    folds: report.split.folds ?? FOLDS,
  };
}

/** Throws where there is no such encoder, and where the model goes by words alone, so that it would change nothing. */
function checkEncoder(encoder: string, candidate: string): void {
  sentenceEncoder(encoder);
  if (candidate.includes('.words-and-meaning.')) return;
  throw new ProoflineError(
    'invalid-input',
    'ENCODER_UNUSED',
    `--encoder names '${encoder}', but '${candidate}', the model of the package, reads no meaning of sentences. Leave it out, or give a package of words-and-meaning.`,
  );
}

interface ReadFiles {
  data: Dataset;
  /** The column that the models read. */
  column: string;
  changed: ChangedTexts;
  further: { source: Source; texts: { text: string; label: string | null }[]; rowNumbers: ArrayLike<number> }[];
}

async function readFiles(request: ImpactRequest): Promise<ReadFiles> {
  const { predictor } = request.package;
  const signal = request.signal === undefined ? {} : { signal: request.signal };
  const { schema } = await inferSchema(request.data, {
    roles: { target: request.target, text: [...request.text] },
    kind: predictor.task.kind,
    ...signal,
  });
  const reading: ReadOptions = { repairs: proposableRepairs(schema), ...signal };
  const others: ReadOptions = { ...reading, ...FURTHER_FILES, extraColumns: 'ignore' };
  const data = await readDataset(request.data, schema, reading);
  predictor.task.kind.truth(data);
  const labelled = async (file: string): Promise<Labelled[]> =>
    withLabels(await readDataset(file, schema, others), file);
  const before = withLabels(data, request.data);
  const { add, remove, relabel, newData } = request.change;
  const rows = async (file: string | undefined): Promise<Labelled[]> => (file === undefined ? [] : labelled(file));
  const changed =
    newData === undefined
      ? changeTexts(before, { add: await rows(add), remove: await rows(remove), relabel: await rows(relabel) })
      : differenceOf(before, await labelled(newData));
  const further: ReadFiles['further'] = [];
  if (request.test !== undefined) {
    const test = await readDataset(request.test, schema, others);
    further.push({ source: 'test', texts: withLabels(test, request.test), rowNumbers: test.rowNumbers });
  }
  if (request.log !== undefined) {
    const log = await readDataset(request.log, schema, { ...others, ...EXTRA_FILES });
    const texts = joinedText(log, textColumns(schema)).map((said) => ({ text: said, label: null }));
    further.push({ source: 'log', texts, rowNumbers: log.rowNumbers });
  }
  return { data, column: columnsWithRole(schema, 'feature')[0]!.name, changed, further };
}

/** Texts with their classes; throws where one has none. */
function withLabels(dataset: Dataset, file: string): Labelled[] {
  const { texts, labels, rowNumbers } = labelledRows(dataset);
  const missing = [...labels.keys()].filter((row) => labels[row] === null).map((row) => rowNumbers[row]!);
  if (missing.length > 0) {
    const shown = missing.slice(0, 5).join(', ') + (missing.length > 5 ? ' …' : '');
    throw new ProoflineError(
      'invalid-input',
      'TARGET_MISSING',
      `${missing.length} rows of '${file}' have no class (data row ${shown}). Write one into each, or leave these rows out.`,
    );
  }
  return texts.map((text, row) => ({ text, label: labels[row]! }));
}

function joinAnswers(
  source: Source,
  texts: readonly { text: string; label: string | null }[],
  rowNumbers: ArrayLike<number>,
  { before, after }: { before: MulticlassPrediction; after: MulticlassPrediction },
): JudgedText[] {
  const [first, second] = [answersOf(before), answersOf(after)];
  return texts.map(({ text, label }, at) => ({
    source,
    row: rowNumbers[at]!,
    text,
    label,
    before: first[at]!,
    after: second[at]!,
  }));
}
