import { expectedCalibrationError } from './probability.js';
import { rocAuc } from './ranking.js';

/** Metrics of `classes` probabilities a row, row by row, against class indices `y`. */

/** The most probable class of each row; the lowest index among equals. */
export function argmaxRows(probability: Float64Array, classes: number): Int32Array {
  return Int32Array.from({ length: probability.length / classes }, (_, i) => {
    let best = 0;
    for (let k = 1; k < classes; k++) {
      if (probability[i * classes + k]! > probability[i * classes + best]!) best = k;
    }
    return best;
  });
}

export function multiclassAccuracy(
  y: Float64Array,
  probability: Float64Array,
  classes: number,
  weight?: Float64Array,
): number {
  const chosen = argmaxRows(probability, classes);
  let right = 0;
  let total = 0;
  for (let i = 0; i < y.length; i++) {
    const w = weight?.[i] ?? 1;
    if (chosen[i] === y[i]) right += w;
    total += w;
  }
  return right / total;
}

export function multiclassLogLoss(
  y: Float64Array,
  probability: Float64Array,
  classes: number,
  weight?: Float64Array,
): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < y.length; i++) {
    const w = weight?.[i] ?? 1;
    sum -= w * Math.log(Math.max(1e-15, probability[i * classes + y[i]!]!));
    total += w;
  }
  return sum / total;
}

/**
 * Calibration error of the confidence (Guo et al. 2017): the probability of the class that is named, in ten bins of equal
 * weight, against how often it is right.
 */
export function confidenceError(
  y: Float64Array,
  probability: Float64Array,
  classes: number,
  weight?: Float64Array,
): number {
  const chosen = argmaxRows(probability, classes);
  const right = y.map((own, i) => (chosen[i] === own ? 1 : 0));
  const confidence = Float64Array.from(chosen, (k, i) => probability[i * classes + k]!);
  return expectedCalibrationError(right, confidence, weight);
}

/** Mean of the classes' F1, each class counting alike; a class that neither occurs nor is predicted is left out. */
export function f1Macro(y: Float64Array, probability: Float64Array, classes: number, weight?: Float64Array): number {
  const table = confusionTable(y, argmaxRows(probability, classes), classes, weight);
  let sum = 0;
  let counted = 0;
  for (let k = 0; k < classes; k++) {
    // Rows of the class and rows predicted as it, those that are both twice: 2·tp + fp + fn.
    const either = table.reduce((mass, row, j) => mass + row[k]! + table[k]![j]!, 0);
    if (either === 0) continue;
    sum += (2 * table[k]![k]!) / either;
    counted++;
  }
  return sum / counted;
}

/** Unweighted mean of each class's ROC AUC against the rest; a class with no row, or all, is left out. */
export function rocAucMacro(
  y: Float64Array,
  probability: Float64Array,
  classes: number,
  weight?: Float64Array,
): number {
  let sum = 0;
  let counted = 0;
  for (let k = 0; k < classes; k++) {
    const isClass = y.map((value) => (value === k ? 1 : 0));
    const score = Float64Array.from({ length: y.length }, (_, i) => probability[i * classes + k]!);
    const auc = rocAuc(isClass, score, weight);
    if (Number.isNaN(auc)) continue;
    sum += auc;
    counted++;
  }
  return sum / counted;
}

/** Rows of each true class (first index) by predicted class, weighted where weights are given. */
export function confusionTable(
  y: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
  weight?: Float64Array,
): Float64Array[] {
  const table = Array.from({ length: classes }, () => new Float64Array(classes));
  for (let i = 0; i < y.length; i++) table[y[i]!]![predicted[i]!]! += weight?.[i] ?? 1;
  return table;
}

/**
 * Agreement of a confusion table: Cohen's kappa, Matthews correlation for any number of classes (Gorodkin 2004), and the
 * mean recall of the classes that occur (balanced accuracy).
 */
export function agreement(table: readonly Float64Array[]): {
  accuracy: number;
  balancedAccuracy: number;
  cohenKappa: number;
  mcc: number;
} {
  const truth = table.map((row) => row.reduce((sum, count) => sum + count, 0));
  const predicted = table.map((_, k) => table.reduce((sum, row) => sum + row[k]!, 0));
  const total = truth.reduce((sum, count) => sum + count, 0);
  const right = table.reduce((sum, row, k) => sum + row[k]!, 0);
  const cross = (a: number[], b: number[]): number => a.reduce((sum, count, k) => sum + count * b[k]!, 0);
  const recalls = truth.flatMap((count, k) => (count > 0 ? [table[k]![k]! / count] : []));
  const byChance = cross(truth, predicted) / total ** 2;
  return {
    accuracy: right / total,
    balancedAccuracy: recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length,
    cohenKappa: (right / total - byChance) / (1 - byChance),
    mcc:
      (right * total - cross(truth, predicted)) /
      Math.sqrt((total ** 2 - cross(predicted, predicted)) * (total ** 2 - cross(truth, truth))),
  };
}
