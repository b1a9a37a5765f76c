import { type Problem, ProoflineError } from '../errors/proofline-error.js';
import type { Matrix } from '../matrix/matrix.js';
import type { Supervised } from './estimator.js';

export interface InputRules {
  owner: string;
  /** Classification: `y` must hold class indices 0…k-1. */
  classification: boolean;
  /** NaN in a column is refused unless the estimator handles it. */
  missingAllowed: boolean;
  /** Categorical columns are refused unless the estimator handles them. */
  categoricalAllowed: boolean;
  /**
   * The estimator takes sums of the columns and calls again without this when one is not finite: the values are looked
   * through only where something else is wrong, so that everything is told at once.
   */
  valuesAreSummed?: boolean;
}

/** Refuses data no estimator can be fitted on, naming every problem; returns the number of classes (0 for regression). */
export function checkSupervised(data: Supervised, rules: InputRules): number {
  const { x, y, weight } = data;
  const problems: Problem[] = [];
  const add = (code: string, message: string): void => {
    problems.push({ code, message: `${rules.owner}: ${message}` });
  };
  if (x.rows === 0 || x.columns.length === 0) {
    add('DATA_EMPTY', `needs at least one row and one column, got ${x.rows} rows and ${x.columns.length} columns.`);
  }
  x.columns.forEach((column, j) => {
    if (column.length !== x.rows) {
      add('LENGTH_MISMATCH', `column '${x.names[j]}' has ${column.length} rows, expected ${x.rows}.`);
    }
    if (!rules.categoricalAllowed && x.cardinality[j]! > 0) {
      add('COLUMN_CATEGORICAL', `column '${x.names[j]}' is categorical; encode it as numbers first.`);
    }
  });
  const classes = checkTarget(x.rows, y, weight, rules.classification, add);
  if (problems.length > 0 || rules.valuesAreSummed !== true) {
    x.columns.forEach((column, j) => {
      if (allFinite(column)) return;
      if (!rules.missingAllowed) {
        const row = column.findIndex((value) => Number.isNaN(value));
        if (row >= 0) add('VALUE_MISSING', `column '${x.names[j]}' is missing in row ${row}; impute it first.`);
      }
      const infinite = column.findIndex((value) => Math.abs(value) === Number.POSITIVE_INFINITY);
      if (infinite >= 0) add('VALUE_INFINITE', `column '${x.names[j]}' is infinite in row ${infinite}.`);
    });
  }
  if (problems.length > 0) {
    throw new ProoflineError('invalid-input', problems[0]!.code, problems.map((p) => p.message).join('\n'), {
      problems,
    });
  }
  return classes;
}

/** Tells every problem of a target and of weights; returns the number of classes (0 for regression, or where it cannot be told). */
export function checkTarget(
  rows: number,
  y: Float64Array,
  weight: Float64Array | undefined,
  classification: boolean,
  add: (code: string, message: string) => void,
): number {
  if (y.length !== rows) add('LENGTH_MISMATCH', `x has ${rows} rows, y has ${y.length}.`);
  if (weight !== undefined && weight.length !== rows) {
    add('LENGTH_MISMATCH', `x has ${rows} rows, weight has ${weight.length}.`);
  }
  const badTarget = allFinite(y) ? -1 : y.findIndex((value) => !Number.isFinite(value));
  if (badTarget >= 0) add('TARGET_NOT_FINITE', `y is ${y[badTarget]} in row ${badTarget}.`);
  const badWeight = weight?.findIndex((value) => !(value >= 0) || value === Number.POSITIVE_INFINITY) ?? -1;
  if (badWeight >= 0)
    add('WEIGHT_INVALID', `weight is ${weight![badWeight]} in row ${badWeight}; allowed is 0 or more.`);
  else if (weight !== undefined && weight.length > 0 && !weight.some((value) => value > 0)) {
    add('WEIGHT_INVALID', `all ${weight.length} weights are 0; at least one row must count.`);
  }
  let classes = 0;
  if (classification && badTarget < 0) {
    let notAnIndex = -1;
    let oneClass = true;
    for (let i = 0; i < y.length && notAnIndex < 0; i++) {
      const value = y[i]!;
      if (value < 0 || value !== Math.floor(value)) notAnIndex = i;
      if (value >= classes) classes = value + 1;
      if (value !== y[0]) oneClass = false;
    }
    if (notAnIndex >= 0) {
      classes = 0;
      add('CLASS_INVALID', `y must hold class indices from 0, got ${y[notAnIndex]} in row ${notAnIndex}.`);
    } else if (y.length > 0 && oneClass) {
      add('ONE_CLASS', `all ${y.length} rows are of class ${y[0]}; a classifier needs at least two classes.`);
    }
  }
  return classes;
}

/** The same for data whose validation rows are used: they too are checked, against the columns and classes of training. */
export function checkWithValidation(data: Supervised, rules: InputRules): number {
  const classes = checkSupervised(data, rules);
  if (data.validation === undefined) return classes;
  const { x, y } = data.validation;
  const owner = `${rules.owner} (validation rows)`;
  checkColumns(x, data.x.columns.length, owner);
  // One class alone is fine here, so targets are only checked as numbers and then against the classes there are.
  checkSupervised(data.validation, { ...rules, owner, classification: false });
  const unknown = rules.classification ? y.findIndex((k) => !(k >= 0 && k < classes && Number.isInteger(k))) : -1;
  if (unknown >= 0) {
    throw new ProoflineError(
      'invalid-input',
      'CLASS_UNKNOWN',
      `${owner}: y is ${y[unknown]} in row ${unknown}; the training rows have the classes 0 to ${classes - 1}. Leave the row out, or train on rows of its class.`,
    );
  }
  return classes;
}

/**
 * Refuses a matrix that is not like the one the model was fitted on; with `missingAllowed: false` also one with gaps, which
 * would turn into predictions that are not numbers.
 */
export function checkColumns(
  x: Matrix,
  columns: number,
  owner: string,
  { missingAllowed = true }: { missingAllowed?: boolean } = {},
): void {
  if (x.columns.length !== columns) {
    throw new ProoflineError(
      'invalid-input',
      'COLUMNS_DIFFER',
      `${owner} was fitted on ${columns} columns, got ${x.columns.length}.`,
    );
  }
  if (missingAllowed) return;
  const problems: Problem[] = [];
  x.columns.forEach((column, j) => {
    if (allFinite(column)) return;
    const row = column.findIndex((value) => !Number.isFinite(value));
    problems.push({
      code: 'VALUE_MISSING',
      message: `${owner}: column '${x.names[j]}' is ${column[row]} in row ${row}; impute it first.`,
    });
  });
  if (problems.length > 0) {
    throw new ProoflineError('invalid-input', 'VALUE_MISSING', problems.map((p) => p.message).join('\n'), { problems });
  }
}

/** Whether every value is a number: a finite value minus itself is 0, any other is NaN, and NaN stays in a sum. */
export function allFinite(values: Float64Array | Float32Array): boolean {
  const whole = values.length & ~3;
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0; i < whole; i += 4) {
    a += values[i]! - values[i]!;
    b += values[i + 1]! - values[i + 1]!;
    c += values[i + 2]! - values[i + 2]!;
    d += values[i + 3]! - values[i + 3]!;
  }
  for (let i = whole; i < values.length; i++) a += values[i]! - values[i]!;
  return a + b + c + d === 0;
}
