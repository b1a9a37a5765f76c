import { ascendingOrder, type Rng, wilsonInterval } from '@proofline/learn';
import {
  type CandidateModel,
  type Column,
  type Estimate,
  type Frame,
  type Reason,
  takeFrame,
} from '@proofline/pipeline';
import { concatColumns } from './concat-frames.js';

/** The most reasons that a notice of adverse action states; more tell an applicant less (12 CFR 1002, comment 9(b)(2)-1). */
export const MOST_REASONS = 4;

/** How often the risk falls when one factor of a declined application is repaired, all else as it is. */
export interface Fidelity {
  /** Reasons of each application, the first first. */
  reasons: Reason[][];
  /** The first reason's factor put to the best of the values seen in training: the fidelity rate. */
  best: Estimate;
  /** The same factor put to what is typical in training: the median, or the most frequent category. */
  typical: Estimate;
  /** Another scored factor, drawn at random, put to what is typical: what a reason has to do better than. */
  control: Estimate;
}

/** Quantiles of a number that stand for the values seen in training. */
const STEPS = 20;
/** A smaller share of the log-odds is none: no model gives it as a reason. */
const SAME_SHARE = 5e-10;
/** Answers that differ by less are the same answer. */
const SAME = 1e-12;

/**
 * Repairs the first reason of every application of `declined` and asks the model again. An application without any reason
 * counts as not improved: a decline that nothing speaks for is the worst explanation. Shares come with Wilson's interval.
 */
export function reasonFidelity(
  model: Required<Pick<CandidateModel<Float64Array>, 'predict' | 'explain'>>,
  declined: Frame,
  train: Frame,
  rng: Rng,
): Fidelity {
  const before = model.predict(declined);
  const reasons: Reason[][] = [];
  const controls: (string | undefined)[] = [];
  for (let row = 0; row < declined.rows; row++) {
    const one = takeFrame(declined, [row]);
    const all = model.explain(one, 0);
    // What the model gives when it is asked for the principal reasons, without asking it twice.
    const given = all.filter(({ contribution }) => contribution >= SAME_SHARE).slice(0, MOST_REASONS);
    const others = all.filter(({ feature }) => feature !== given[0]?.feature);
    reasons.push(given);
    controls.push(others.length === 0 ? undefined : others[rng.int(others.length)]!.feature);
  }
  const first = reasons.map((given) => given[0]?.feature);
  const donors = new Map(
    [...new Set([...first, ...controls])].flatMap((name) =>
      name === undefined ? [] : [[name, donorRows(train.columns.get(name)!)] as const],
    ),
  );
  const improved = (features: readonly (string | undefined)[], which: 'seen' | 'typical'): Estimate => {
    const lowest = repairedRisk(model, declined, train, features, (feature) => donors.get(feature)![which]);
    const count = lowest.reduce((sum, risk, row) => sum + (risk < before[row]! - SAME ? 1 : 0), 0);
    return { value: count / declined.rows, interval: wilsonInterval(count, declined.rows) };
  };
  return {
    reasons,
    best: improved(first, 'seen'),
    typical: improved(first, 'typical'),
    control: improved(controls, 'typical'),
  };
}

/** Lowest risk of each row after its feature was given the cells of the donors in turn; infinite without a feature. */
function repairedRisk(
  model: Pick<CandidateModel<Float64Array>, 'predict'>,
  declined: Frame,
  train: Frame,
  features: readonly (string | undefined)[],
  donorsOf: (feature: string) => readonly number[],
): Float64Array {
  const lowest = new Float64Array(declined.rows).fill(Number.POSITIVE_INFINITY);
  for (const feature of new Set(features)) {
    if (feature === undefined) continue;
    const donors = donorsOf(feature);
    const rows = [...features.keys()].filter((row) => features[row] === feature);
    const trials = rows.flatMap((row) => donors.map((donor) => ({ row, donor })));
    const frame = takeFrame(
      declined,
      trials.map(({ row }) => row),
    );
    // A cell of the training rows takes the place of the applicant's own.
    const cells = takeFrame(
      {
        rows: declined.rows + train.rows,
        columns: new Map([[feature, concatColumns(declined.columns.get(feature)!, train.columns.get(feature)!)]]),
      },
      trials.map(({ donor }) => declined.rows + donor),
    );
    const risk = model.predict({ rows: frame.rows, columns: new Map([...frame.columns, ...cells.columns]) });
    trials.forEach(({ row }, k) => {
      lowest[row] = Math.min(lowest[row]!, risk[k]!);
    });
  }
  return lowest;
}

/** Training rows that stand for the values of a column: one a quantile, special code, level and for missing; and the typical one. */
function donorRows(column: Column): { seen: number[]; typical: number[] } {
  if (column.kind === 'numeric') {
    const firsts = new Map<number, number>();
    let present = 0;
    column.values.forEach((value, row) => {
      if (!Number.isNaN(value)) present++;
      else if (!firsts.has(column.special?.[row] ?? 0)) firsts.set(column.special?.[row] ?? 0, row);
    });
    // Missing cells come last.
    const numbers = ascendingOrder(column.values).subarray(0, present);
    const at = (q: number): number => numbers[Math.round(q * (numbers.length - 1))]!;
    const quantiles = numbers.length === 0 ? [] : Array.from({ length: STEPS + 1 }, (_, k) => at(k / STEPS));
    const seen = [...new Set([...quantiles, ...firsts.values()])];
    return { seen, typical: numbers.length === 0 ? seen.slice(0, 1) : [at(0.5)] };
  }
  if (column.kind === 'categorical') {
    const rows = new Map<number, { first: number; count: number }>();
    column.codes.forEach((code, row) => {
      const known = rows.get(code);
      if (known === undefined) rows.set(code, { first: row, count: 1 });
      else known.count++;
    });
    const levels = [...rows.values()].sort((a, b) => b.count - a.count || a.first - b.first);
    return { seen: levels.map(({ first }) => first), typical: levels.slice(0, 1).map(({ first }) => first) };
  }
  return { seen: [], typical: [] };
}
