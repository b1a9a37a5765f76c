import { type Problem, ProoflineError } from '../errors/proofline-error.js';
import type { Matrix } from '../matrix/matrix.js';

/** What may be done to a feature. Features without an action stay as they are. */
export interface Action {
  /** Name of a column of the matrix. */
  feature: string;
  /** Numbers only: the value may only rise, or only fall. Default `any`. */
  direction?: 'any' | 'rise' | 'fall';
  /** Numbers only: the new value lies within, both ends included. */
  min?: number;
  max?: number;
  /** Categories only: codes that can be chosen. Default: all that were observed. */
  categories?: readonly number[];
}

/** A feature that may change in one row: its values, the nearest to the present one first, and what each costs. */
export interface Choices {
  column: number;
  /** Present value; NaN where missing. */
  from: number;
  values: Float64Array;
  /** Distance of each value from the present one, rising; without the charge for changing at all. */
  costs: Float64Array;
}

/** The columns' observed values, and how far apart they usually are. */
export class ObservedValues {
  /** Distinct values of each column, rising. */
  private readonly distinct: readonly Float64Array[];
  private readonly median: readonly number[];
  private readonly spread: readonly number[];

  constructor(private readonly x: Matrix) {
    const sorted = x.columns.map((column) => column.filter((value) => !Number.isNaN(value)).sort());
    this.distinct = sorted.map((values) => Float64Array.from(new Set(values)));
    this.median = sorted.map((values) => values[values.length >> 1] ?? 0);
    this.spread = sorted.map((values, j) => spreadOf(values, this.median[j]!));
  }

  /** Every observed value that the action allows the row to take, and its distance; undefined where there is none. */
  choices(row: Float64Array, { feature, direction = 'any', min, max, categories }: Action): Choices | undefined {
    const column = this.x.names.indexOf(feature);
    const from = row[column]!;
    const categorical = this.x.cardinality[column]! > 0;
    const allowed = (value: number): boolean => {
      if (value === from) return false;
      if (categorical) return categories === undefined || categories.includes(value);
      if (direction === 'rise' && value < from) return false;
      if (direction === 'fall' && value > from) return false;
      return value >= (min ?? Number.NEGATIVE_INFINITY) && value <= (max ?? Number.POSITIVE_INFINITY);
    };
    // A gap that is filled has come from the middle of the column, where a stranger would have guessed it.
    const origin = Number.isNaN(from) ? this.median[column]! : from;
    const cost = (value: number): number => (categorical ? 1 : Math.abs(value - origin) / this.spread[column]!);
    const values = this.distinct[column]!.filter(allowed).sort((a, b) => cost(a) - cost(b) || a - b);
    return values.length === 0 ? undefined : { column, from, values, costs: values.map(cost) };
  }

  /** Refuses actions that name no column or make no sense for theirs, all at once. */
  check(actions: readonly Action[]): void {
    const problems: Problem[] = [];
    const add = (feature: string, message: string): void => {
      problems.push({ code: 'ACTION_INVALID', message, where: { path: feature } });
    };
    const seen = new Set<string>();
    for (const { feature, direction, min, max, categories } of actions) {
      const column = this.x.names.indexOf(feature);
      if (column < 0) {
        add(feature, `There is no column '${feature}' to act on. There are: ${this.x.names.join(', ')}.`);
        continue;
      }
      if (seen.has(feature)) add(feature, `Column '${feature}' has two actions; give it one.`);
      seen.add(feature);
      const cardinality = this.x.cardinality[column]!;
      if (cardinality > 0 && ((direction ?? 'any') !== 'any' || min !== undefined || max !== undefined)) {
        add(feature, `Column '${feature}' is categorical: it takes categories, not a direction, min or max.`);
      }
      if (cardinality === 0 && categories !== undefined) {
        add(feature, `Column '${feature}' is numeric: it takes a direction, min and max, not categories.`);
      }
      const unknown = categories?.find((code) => !Number.isInteger(code) || code < 0 || code >= cardinality);
      if (cardinality > 0 && unknown !== undefined) {
        add(feature, `Column '${feature}' has no category ${unknown}; allowed is 0 to ${cardinality - 1}.`);
      }
      if (Number.isNaN(min) || Number.isNaN(max) || (min !== undefined && max !== undefined && min > max)) {
        add(feature, `Column '${feature}' cannot lie between ${min} and ${max}.`);
      }
    }
    if (problems.length > 0) {
      throw new ProoflineError('invalid-input', 'ACTION_INVALID', problems.map((p) => p.message).join('\n'), {
        problems,
      });
    }
  }
}

/**
 * Median absolute deviation from the median (Wachter, Mittelstadt and Russell 2017, equation 4). Where more than half of
 * the values are the same it is 0: then the mean absolute deviation, and 1 for a constant column.
 */
function spreadOf(sorted: Float64Array, median: number): number {
  const deviations = sorted.map((value) => Math.abs(value - median)).sort();
  const middle = deviations[deviations.length >> 1] ?? 0;
  if (middle > 0) return middle;
  return deviations.reduce((sum, d) => sum + d, 0) / Math.max(1, deviations.length) || 1;
}
