import { type Problem, ProoflineError } from '@proofline/learn';
import { cellText } from '../dataset/cell-text.js';
import { listNames } from '../dataset/column-plan.js';
import type { Dataset } from '../dataset/dataset.js';
import { type ColumnSpec, columnWithRole, type FeatureSchema } from '../schema/feature-schema.js';
import { shortened } from '../text/shortened.js';

/** The schema's target, or the error that says how to name one. */
export function targetSpec(schema: FeatureSchema): ColumnSpec {
  const target = columnWithRole(schema, 'target');
  if (target !== undefined) return target;
  throw new ProoflineError(
    'invalid-input',
    'TARGET_NOT_NAMED',
    `No column is named as the target. Name it with --target, or give one column the role 'target' in the schema. Columns: ${listNames(schema.columns.map((c) => c.name))}.`,
  );
}

/** The target's cells as the texts of the file (`1`, `good`), `null` where empty. */
export function targetTexts(dataset: Dataset, target: ColumnSpec): (string | null)[] {
  const column = dataset.columns.get(target.name);
  if (column === undefined) throw new TypeError(`The data set has no column '${target.name}'.`);
  return Array.from({ length: dataset.rows }, (_, i) => cellText(column, i));
}

/** Throws when rows have no outcome: a model cannot learn from them, and dropping them silently would bias it. */
export function refuseMissingTarget(dataset: Dataset, target: ColumnSpec, missing: readonly number[]): void {
  if (missing.length === 0) return;
  const rows = missing.slice(0, 5).map((i) => dataset.rowNumbers[i]!);
  const problem: Problem = {
    code: 'TARGET_MISSING',
    message: `${missing.length} of ${dataset.rows} rows have no outcome in '${target.name}' (first: data row ${rows.join(', ')}).`,
    where: { column: target.name, row: rows[0]! },
    got: 'an empty cell',
    allowed: 'an outcome in each row',
    fix: 'Fill the outcome in, or leave these rows out of the file.',
    count: missing.length,
  };
  throw new ProoflineError('invalid-input', 'TARGET_MISSING', `${problem.message} ${problem.fix}`, {
    problems: [problem],
  });
}

/** Refuses a file to judge on with outcomes that the training file does not have, all at once. */
export function refuseUnknownOutcomes(
  target: ColumnSpec,
  found: ReadonlyMap<string, number>,
  known: readonly string[],
): void {
  const unknown = [...found].filter(([value]) => !known.includes(value));
  if (unknown.length === 0) return;
  const got = unknown
    .slice(0, 8)
    .map(([value, rows]) => `${shortened(value)} (${rows} rows)`)
    .join(', ');
  const problem: Problem = {
    code: 'TARGET_UNKNOWN_OUTCOME',
    message: `Target '${target.name}' of the test file has outcomes that the training file does not have: ${got}.`,
    where: { column: target.name },
    got,
    allowed: known.join(', '),
    fix: 'Write outcomes alike in both files, or leave these rows out: no model could have learnt them.',
  };
  throw new ProoflineError('invalid-input', problem.code, `${problem.message} ${problem.fix}`, { problems: [problem] });
}

/** The fewest rows of each class that folds, intervals and a hold-out can be made from. */
export const MIN_ROWS = 60;
export const MIN_ROWS_PER_CLASS = 10;

export function refuseTooFewRows(rows: number, smallestClass?: { name: string; rows: number }): void {
  refuseFewRows(rows, MIN_ROWS);
  if (smallestClass !== undefined) {
    refuseSmallClasses(rows, [[smallestClass.name, smallestClass.rows]], MIN_ROWS_PER_CLASS);
  }
}

export function refuseFewRows(rows: number, least: number): void {
  if (rows >= least) return;
  throw new ProoflineError(
    'invalid-input',
    'TOO_FEW_ROWS',
    `The file has ${rows} rows; at least ${least} are needed before a split into training and test rows says anything. Collect more, or ask for a longer history.`,
  );
}

/** Most classes that an error names. */
const NAMED_CLASSES = 10;

/** Refuses classes with fewer rows than `least`, all at once. */
export function refuseSmallClasses(
  rows: number,
  classes: readonly (readonly [name: string, rows: number])[],
  least: number,
): void {
  const small = classes.filter(([, own]) => own < least);
  if (small.length === 0) return;
  const fix = "Collect more of them, or widen the outcome's definition.";
  const [first] = small;
  const named = small.slice(0, NAMED_CLASSES).map(([name, own]) => `'${shortened(name)}' (${own})`);
  const message =
    small.length === 1
      ? `Only ${first![1]} of ${rows} rows ${first![1] === 1 ? 'is' : 'are'} '${shortened(first![0])}'; at least ${least} of each class are needed.`
      : `${small.length} classes have fewer than ${least} rows, which each class needs: ${named.join(', ')}${small.length > NAMED_CLASSES ? ' …' : ''}.`;
  const problems: Problem[] = small.map(([name, own]) => ({
    code: 'TOO_FEW_EVENTS',
    message: `Class '${shortened(name)}' has ${own} of ${rows} rows; at least ${least} are needed.`,
    got: `${own}`,
    allowed: `${least} rows or more`,
    fix,
  }));
  throw new ProoflineError('invalid-input', 'TOO_FEW_EVENTS', `${message} ${fix}`, { problems });
}
