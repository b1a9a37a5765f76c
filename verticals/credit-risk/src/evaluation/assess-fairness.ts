import type { Rng } from '@proofline/learn';
import type { Estimate } from '@proofline/pipeline';
import {
  type Disparity,
  type GroupDecisions,
  groupDisparity,
  groupRates,
  referenceGroup,
  worstOf,
} from './group-disparity.js';
import { type ProtectedGroups, protectedGroups } from './protected-groups.js';
import { approvals, type CreditContext } from './study.js';

/** A group smaller than this is shown, never judged: one more refusal among 30 moves a rate by three points. */
const MINIMUM_ROWS = 30;

/** What fairness is judged from. */
export type FairnessContext = Pick<CreditContext, 'train' | 'test' | 'truth' | 'weight' | 'options'> & {
  champion: Pick<CreditContext['champion'], 'outOfFold' | 'test'>;
};

export interface FairnessSetting {
  columns: ProtectedGroups[];
  /** Of each column, the group that others are compared with; undefined where fewer than two have enough rows. */
  references: (number | undefined)[];
  /** Names of protected columns that people cannot be grouped by. */
  refused: readonly string[];
  minimumRows: number;
}

/**
 * Who is compared with whom: the reference group of each column is that of the highest approval rate on out-of-fold
 * predictions of the training rows, not on the rows that are judged.
 */
export function fairnessSetting(context: FairnessContext, cutOff: number): FairnessSetting {
  const { train, test, truth, weight, champion, options } = context;
  const { columns, refused } = protectedGroups(train, test, options.settings);
  const asked = options.settings.minimumGroupRows;
  const minimumRows = typeof asked === 'number' ? asked : MINIMUM_ROWS;
  const references = columns.map(({ labels, train: trainCodes, test: testCodes }) =>
    referenceGroup(
      decisionsOf(trainCodes, labels.length, truth.train.y, approvals(champion.outOfFold, cutOff), weight.train),
      decisionsOf(testCodes, labels.length, truth.test.y, approvals(champion.test, cutOff), weight.test),
      minimumRows,
    ),
  );
  return { columns, references, refused: refused.map(({ name }) => name), minimumRows };
}

/** The draws behind every interval of fairness: the same decisions have the same intervals wherever they are shown. */
export function fairnessDraws({ context }: CreditContext): Rng {
  return context.rng.fork('fairness');
}

/** Test rows (all without `rows`) and which of them are approved. */
export interface TestDecisions {
  rows?: Int32Array;
  /** One a row that is judged. */
  approved: Uint8Array;
}

export interface FairnessAssessment {
  /** One a column, in their order. */
  disparities: Disparity[];
  worstRatio?: Estimate;
  worstGap?: Estimate;
}

/** Decisions about test rows, group by group; intervals hold for all comparisons of all columns at once. */
export function assessFairness(
  { columns, references, minimumRows }: FairnessSetting,
  { truth, weight }: Pick<FairnessContext, 'truth' | 'weight'>,
  { rows, approved }: TestDecisions,
  rng: Rng,
): FairnessAssessment {
  const all = columns.map(({ labels, test }) => {
    const codes = rows === undefined ? test : Int32Array.from(rows, (row) => test[row]!);
    return decisionsOf(codes, labels.length, takeNumbers(truth.test.y, rows), approved, takeNumbers(weight.test, rows));
  });
  const judged = all.map((one) => groupRates(one).filter((group) => group.rows >= minimumRows).length);
  const comparisons = judged.reduce((sum, count) => sum + Math.max(0, count - 1), 0);
  const disparities = all.map((one, c) =>
    groupDisparity(one, {
      rng: rng.fork(columns[c]!.spec.name),
      minimumRows,
      reference: references[c],
      comparisons: Math.max(1, comparisons),
    }),
  );
  return { disparities, ...worstOf(disparities.flatMap(({ groups }) => groups)) };
}

function decisionsOf(
  codes: Int32Array,
  groups: number,
  y: Float64Array,
  approved: Uint8Array,
  weight: Float64Array | undefined,
): GroupDecisions {
  return { codes, groups, y, approved, ...(weight === undefined ? {} : { weight }) };
}

/** The numbers of the given rows; all where none are given. */
export function takeNumbers(values: Float64Array, rows: Int32Array | undefined): Float64Array;
export function takeNumbers(values: Float64Array | undefined, rows: Int32Array | undefined): Float64Array | undefined;
export function takeNumbers(values: Float64Array | undefined, rows: Int32Array | undefined): Float64Array | undefined {
  return rows === undefined || values === undefined ? values : Float64Array.from(rows, (row) => values[row]!);
}
