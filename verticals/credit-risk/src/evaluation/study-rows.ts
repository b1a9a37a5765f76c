import type { Rng } from '@proofline/learn';
import { type BinaryTruth, type Dataset, takeDataset } from '@proofline/pipeline';
import type { CreditContext } from './study.js';

/** What a section may fit models on, and the test rows that those models never saw. */
export interface StudyRows {
  train: Dataset;
  truth: BinaryTruth;
  weight?: Float64Array;
  /** The champion's out-of-fold predictions of these training rows. */
  outOfFold: Float64Array;
  /** Positions among the test rows. */
  test: Int32Array;
}

/**
 * Training and test rows of a section that fits models of its own. With a hold-out these are the run's; under outer
 * cross-validation, where the judged rows are training rows as well, a third of the rows is set apart.
 */
export function studyRows({ train, test, truth, weight, champion, judgedOn }: CreditContext, rng: Rng): StudyRows {
  const all = Int32Array.from({ length: test.rows }, (_, row) => row);
  if (judgedOn === 'held-out') {
    return {
      train,
      truth: truth.train,
      ...(weight.train === undefined ? {} : { weight: weight.train }),
      outOfFold: champion.outOfFold,
      test: all,
    };
  }
  const apart = rng
    .shuffle(all)
    .slice(0, Math.ceil(test.rows / 3))
    .sort();
  const numbers = new Set(Array.from(apart, (row) => test.rowNumbers[row]!));
  const kept = [...train.rowNumbers.keys()].filter((row) => !numbers.has(train.rowNumbers[row]!));
  return {
    train: takeDataset(train, kept),
    truth: { ...truth.train, y: Float64Array.from(kept, (row) => truth.train.y[row]!) },
    ...(weight.train === undefined ? {} : { weight: Float64Array.from(kept, (row) => weight.train![row]!) }),
    outOfFold: Float64Array.from(kept, (row) => champion.outOfFold[row]!),
    test: apart,
  };
}
