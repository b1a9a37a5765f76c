import {
  type CandidateModel,
  type Dataset,
  type Fold,
  type Frame,
  indexClasses,
  type MulticlassPrediction,
  type MulticlassTruth,
  ProductionModel,
  splitFolds,
  type TrainingData,
} from '@proofline/pipeline';
import { crossPredict, type FixedCandidate, fitFixed } from '../training/cross-predict.js';
import type { ChangedTexts, Labelled } from './change.js';

/** What both models answer: the one that learnt from the texts before the change, and the one from those after it. */
export interface BothModels {
  /** Every class of either. */
  classes: readonly string[];
  /** For the texts of before, each by models that had not seen it. */
  unseen: { before: MulticlassPrediction; after: MulticlassPrediction };
  /** The models on all of their texts. */
  before: CandidateModel<MulticlassPrediction>;
  after: CandidateModel<MulticlassPrediction>;
}

export interface BothRequest {
  fixed: FixedCandidate;
  folds: number;
  /** The training file; its rows are those of `changed.before`. */
  data: Dataset;
  changed: ChangedTexts;
  /** The models read this one column, which holds all that a row says. */
  column: string;
  outOfScope?: string;
  onProgress?: (done: number, total: number) => void;
}

/**
 * Trains with and without the change: the same candidate, parameters, seeds and folds, so that what differs is due to the
 * change. A row that is judged is in no training part of its fold; texts that are added are in all of them.
 */
export async function trainBoth({
  fixed,
  folds,
  data,
  changed,
  column,
  outOfScope,
  onProgress,
}: BothRequest): Promise<BothModels> {
  const { before, after, added } = changed;
  const named = [...before, ...added].map(({ label }) => label).concat(after.filter((label) => label !== null));
  const classes = [...new Set([...named, ...(outOfScope === undefined ? [] : [outOfScope])])].sort();
  const scope = outOfScope === undefined ? {} : { outOfScope: classes.indexOf(outOfScope) };
  const truthOf = (labels: readonly string[]): MulticlassTruth => ({ ...indexClasses(labels, classes), ...scope });
  const schema = { ...data.schema, columns: data.schema.columns.filter(({ name }) => name === column) };

  const labels = before.map(({ label }) => label);
  const old: TrainingData<MulticlassTruth> = { frame: frameOf(column, before), truth: truthOf(labels), schema };
  // A row that is taken out is still judged, and keeps its class for that.
  const later = [...after.map((label, row) => label ?? labels[row]!), ...added.map(({ label }) => label)];
  const next: TrainingData<MulticlassTruth> = {
    frame: frameOf(column, [...before, ...added]),
    truth: truthOf(later),
    schema,
  };
  const isKept = (row: number): boolean => after[row] !== null;
  const news = added.map((_, at) => before.length + at);
  const withChange = (rows: Int32Array): Int32Array => Int32Array.from([...[...rows].filter(isKept), ...news]);

  const dealt = splitFolds(data, { folds, seed: fixed.seed, strata: Int32Array.from(old.truth.y) })[0]!;
  const total = 2 * (dealt.length + 1);
  let done = 0;
  const one = (): void => onProgress?.(++done, total);
  const whole = async (data: TrainingData<MulticlassTruth>, parts: readonly Fold[], rows: Int32Array) => {
    const { prediction, calibration } = await crossPredict(fixed, data, parts, one);
    const model = await fitFixed(fixed, data, rows, 'final');
    one();
    const { name } = fixed.candidate;
    return { prediction, model: new ProductionModel(name, [{ name, model }], undefined, calibration) };
  };
  const all = Int32Array.from(before.keys());
  const first = await whole(old, dealt, all);
  const changedFolds = dealt.map(({ train, test }) => ({ train: withChange(train), test }));
  const second = await whole(next, changedFolds, withChange(all));
  return {
    classes,
    unseen: { before: first.prediction, after: second.prediction },
    before: first.model,
    after: second.model,
  };
}

/** Texts as a frame of the one column that models read. */
export function frameOf(column: string, texts: readonly Pick<Labelled, 'text'>[]): Frame {
  return {
    rows: texts.length,
    columns: new Map([[column, { kind: 'text', values: texts.map(({ text }) => text) }]]),
  };
}
