import { ProoflineError } from '@proofline/learn';
import type { RowGroups } from './row-groups.js';

/** The fewest rows and different outcomes on each side of a hold-out that a number can be made from. */
export const MIN_SIDE_ROWS = 10;
export const MIN_SIDE_STRATA = 2;
/** The fewest groups on each side: rows of one group are one witness. */
export const MIN_SIDE_GROUPS = 2;

/** Refuses a side of a split that nothing can be learnt from or judged on. */
export function refuseSmallSide(
  name: string,
  rows: Int32Array,
  { strata, groups }: { strata?: Int32Array; groups?: RowGroups },
  fix = 'Give more rows, another share of test rows, or outer folds (--cv).',
): void {
  const distinct = (labels: Int32Array): number => new Set(Array.from(rows, (i) => labels[i]!)).size;
  const refuse = (code: string, got: string, allowed: string): never => {
    throw new ProoflineError(
      'invalid-input',
      code,
      `The ${name} rows of the split are too few: ${got}; at least ${allowed} are needed. ${fix}`,
    );
  };
  if (groups !== undefined && distinct(groups.labels) < MIN_SIDE_GROUPS) {
    const got = `${distinct(groups.labels)} of the ${groups.count} groups of column '${groups.column}'`;
    refuse('SPLIT_GROUPS_TOO_FEW', got, `${MIN_SIDE_GROUPS} groups`);
  }
  if (rows.length < MIN_SIDE_ROWS) refuse('SPLIT_TOO_SMALL', `${rows.length} rows`, `${MIN_SIDE_ROWS} rows`);
  if (strata !== undefined && distinct(strata) < MIN_SIDE_STRATA) {
    refuse('SPLIT_ONE_OUTCOME', `${rows.length} rows with one outcome`, `${MIN_SIDE_STRATA} outcomes`);
  }
}
