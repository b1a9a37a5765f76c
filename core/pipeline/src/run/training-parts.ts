import type { Dataset } from '../dataset/dataset.js';
import { type PocConfig, splitsByTime } from '../intake/poc-config.js';
import { type Holdout, splitHoldout } from '../split/split.js';
import type { Task } from '../task/task.js';
import { takeDataset } from './dataset-rows.js';
import type { LoadedData } from './load-data.js';
import { type OuterFolds, outerFolds } from './outer-folds.js';

/** What rows are judged on: a part of the file, folds of it, or, with neither, a file of its own. */
export interface OuterSplit {
  holdout?: Holdout;
  folds?: OuterFolds;
}

export function outerSplit<T, P>(
  { dataset, truth, test, unusedDates }: LoadedData<T>,
  task: Task<T, P>,
  config: PocConfig,
): OuterSplit {
  if (test !== undefined) return {};
  const { cv, repeats, testShare } = config.split;
  const strata = task.kind.strata?.(truth);
  const kind = splitsByTime(config, task) ? config.split.kind : 'random';
  const options = {
    ...(kind === undefined ? {} : { kind }),
    ...(strata === undefined ? {} : { strata }),
    seed: config.seed,
    unusedDates,
  };
  return cv === undefined
    ? { holdout: splitHoldout(dataset, { ...options, testShare }) }
    : { folds: outerFolds(dataset, { ...options, folds: cv, repeats }) };
}

/**
 * A part is a set of rows that all candidates are trained on. This is the name of the one that the packaged model learns
 * from; before it comes each outer fold. Seeds are forked by these names.
 */
export const FINAL_PART = 'train';

export function outerPart(repeat: number, fold: number): string {
  return `outer ${repeat}/${fold}`;
}

/** The names of all parts, in the order in which one process trains them. */
export function partsOf({ folds }: OuterSplit): string[] {
  const outer = folds?.repeats.flatMap((repeat, r) => repeat.map((_, f) => outerPart(r, f))) ?? [];
  return [...outer, FINAL_PART];
}

/** The rows of a part. */
export function rowsOfPart<T>(
  { dataset, learnable }: Pick<LoadedData<T>, 'dataset' | 'learnable'>,
  { holdout, folds }: OuterSplit,
  part: string,
): Dataset {
  if (part === FINAL_PART) {
    const learnt = holdout?.train ?? (folds === undefined ? learnable : undefined);
    return learnt === undefined ? dataset : takeDataset(dataset, learnt);
  }
  for (const [r, repeat] of folds?.repeats.entries() ?? []) {
    for (const [f, { train }] of repeat.entries()) if (outerPart(r, f) === part) return takeDataset(dataset, train);
  }
  throw new TypeError(`This run has no part '${part}'.`);
}
