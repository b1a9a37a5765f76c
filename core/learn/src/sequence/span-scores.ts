import { ProoflineError } from '../errors/proofline-error.js';
import { type Span, spansOf } from './tagging.js';

/** Counts of spans: true ones, predicted ones, and predicted ones that are true (both ends and the label). */
export interface SpanCounts {
  truth: number;
  predicted: number;
  correct: number;
}

export interface SpanScores {
  precision: number;
  recall: number;
  f1: number;
}

/**
 * Precision, recall and F1 of counts, as conlleval has them: 0 where there is nothing to divide by, except that F1 is 1 where
 * there was nothing to find and nothing was found.
 */
export function spanScores({ truth, predicted, correct }: SpanCounts): SpanScores {
  if (truth === 0 && predicted === 0) return { precision: 1, recall: 1, f1: 1 };
  return {
    precision: predicted === 0 ? 0 : correct / predicted,
    recall: truth === 0 ? 0 : correct / truth,
    f1: (2 * correct) / (truth + predicted),
  };
}

/** Counts over all sequences (their scores are the micro-averages of conlleval and seqeval) and of each label. */
export function countSpans(
  truth: readonly (readonly string[])[],
  predicted: readonly (readonly string[])[],
): { all: SpanCounts; labels: Map<string, SpanCounts> } {
  if (truth.length !== predicted.length) throw lengthError(`${truth.length} sequences`, `${predicted.length}`);
  const all: SpanCounts = { truth: 0, predicted: 0, correct: 0 };
  const labels = new Map<string, SpanCounts>();
  const count = (label: string, what: keyof SpanCounts): void => {
    all[what]++;
    let own = labels.get(label);
    if (own === undefined) {
      own = { truth: 0, predicted: 0, correct: 0 };
      labels.set(label, own);
    }
    own[what]++;
  };
  truth.forEach((tags, i) => {
    const other = predicted[i]!;
    if (tags.length !== other.length) throw lengthError(`sequence ${i} of ${tags.length} tags`, `${other.length}`);
    const wanted = spansOf(tags);
    const found = spansOf(other);
    for (const { label } of wanted) count(label, 'truth');
    for (const { label } of found) count(label, 'predicted');
    for (const { label } of commonSpans(wanted, found)) count(label, 'correct');
  });
  return { all, labels: new Map([...labels].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** Spans that stand in both lists. */
function commonSpans(a: readonly Span[], b: readonly Span[]): Span[] {
  return a.filter((x) => b.some((y) => x.start === y.start && x.end === y.end && x.label === y.label));
}

function lengthError(expected: string, got: string): ProoflineError {
  return new ProoflineError(
    'invalid-input',
    'LENGTH_MISMATCH',
    `Tags to compare must be of the same sequences: ${expected} against ${got}.`,
  );
}
