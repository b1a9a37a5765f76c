/** Counts of decisions against outcomes; weights where given. */
export interface ConfusionMatrix {
  truePositives: number;
  falsePositives: number;
  trueNegatives: number;
  falseNegatives: number;
}

/** Decides for the event where the score is at least `threshold`. */
export function confusionMatrix(
  y: Float64Array,
  score: Float64Array,
  threshold: number,
  weight?: Float64Array,
): ConfusionMatrix {
  const matrix = { truePositives: 0, falsePositives: 0, trueNegatives: 0, falseNegatives: 0 };
  for (let i = 0; i < y.length; i++) {
    const w = weight?.[i] ?? 1;
    if (score[i]! >= threshold) matrix[y[i] === 1 ? 'truePositives' : 'falsePositives'] += w;
    else matrix[y[i] === 1 ? 'falseNegatives' : 'trueNegatives'] += w;
  }
  return matrix;
}

/** Shares of a confusion matrix in the field's names; NaN where a denominator is zero. */
export function decisionMetrics(m: ConfusionMatrix): {
  accuracy: number;
  precision: number;
  recall: number;
  specificity: number;
  f1: number;
  balancedAccuracy: number;
  mcc: number;
  cohenKappa: number;
} {
  const { truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn } = m;
  const total = tp + fp + tn + fn;
  const accuracy = (tp + tn) / total;
  const recall = tp / (tp + fn);
  const specificity = tn / (tn + fp);
  const byChance = ((tp + fp) * (tp + fn) + (fn + tn) * (fp + tn)) / total ** 2;
  return {
    accuracy,
    precision: tp / (tp + fp),
    recall,
    specificity,
    f1: (2 * tp) / (2 * tp + fp + fn),
    balancedAccuracy: (recall + specificity) / 2,
    mcc: (tp * tn - fp * fn) / Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)),
    cohenKappa: (accuracy - byChance) / (1 - byChance),
  };
}
