import { text } from '@proofline/pipeline';
import { countOf, type Findings } from './lint-finding.js';

/** Probabilities for rows of the training file by a model that had not seen the row. */
export interface OutOfFold {
  /** Positions in the file. */
  rows: ArrayLike<number>;
  /** `rows * classes`, row by row. */
  probability: Float64Array;
  classes: readonly string[];
}

export interface SuspectLabel {
  row: number;
  /** The class that the row is likely of. */
  likely: string;
  /** How much more likely that is than the one it is in, from 0 to 1. */
  margin: number;
}

/** Of a class with fewer examples a model knows too little to doubt a label. */
const FEWEST = 5;

/**
 * Rows that are likely in the wrong class: the model, which had not seen the row, is as sure of another class as it is on average
 * of the rows of that class (confident learning, Northcutt, Jiang and Chuang 2021, "Estimating uncertainty in dataset
 * labels"). The surest first.
 */
export function suspectLabels(
  labels: readonly (string | null)[],
  { rows, probability, classes }: OutOfFold,
): SuspectLabel[] {
  const k = classes.length;
  const place = new Map(classes.map((name, c) => [name, c]));
  const of = Array.from(rows, (row) => place.get(labels[row]!));
  const sum = new Float64Array(k);
  const count = new Float64Array(k);
  of.forEach((own, i) => {
    if (own === undefined) return;
    sum[own]! += probability[i * k + own]!;
    count[own]!++;
  });
  const found: SuspectLabel[] = [];
  of.forEach((own, i) => {
    if (own === undefined || count[own]! < FEWEST) return;
    const at = i * k;
    let best = -1;
    for (let c = 0; c < k; c++) {
      const isSure = count[c]! >= FEWEST && probability[at + c]! >= sum[c]! / count[c]!;
      if (isSure && (best < 0 || probability[at + c]! > probability[at + best]!)) best = c;
    }
    if (best < 0 || best === own || probability[at + best]! <= probability[at + own]!) return;
    found.push({ row: rows[i]!, likely: classes[best]!, margin: probability[at + best]! - probability[at + own]! });
  });
  return found.sort((a, b) => b.margin - a.margin || a.row - b.row);
}

/** Rows whose class the model doubts. */
export function checkLabels(findings: Findings, outOfFold: OutOfFold): void {
  const suspects = suspectLabels(findings.train.labels, outOfFold);
  if (suspects.length === 0) return;
  const likely = new Map<string, number>();
  for (const { row, likely: other } of suspects) {
    const change = `${findings.train.labels[row]} → ${other}`;
    likely.set(change, (likely.get(change) ?? 0) + 1);
  }
  const most = [...likely].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 5);
  const shown = most.map(([change, count]) => `${change} (${count})`);
  findings.push(
    'warning',
    'CLASS_DOUBTFUL',
    suspects.map(({ row, likely: other }) => [{ file: 'train' as const, row, likely: other }]),
    {
      message: text(
        `${countOf(suspects.length, 'text is', 'texts are')} likely in the wrong class: a model that had not seen them is sure of another. Most often ${shown.join(', ')}.`,
        `${suspects.length} 条文本可能标注有误：未见过它们的模型确信其属于另一类别。最常见的是 ${shown.join('、')}。`,
      ),
      fix: text(
        'Look at them, the first ones first, and put right what is wrong.',
        '请从最前面的开始检查，并更正错误的标注。',
      ),
    },
  );
}
