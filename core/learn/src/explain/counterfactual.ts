import { ProoflineError } from '../errors/proofline-error.js';
import { type Matrix, takeRows } from '../matrix/matrix.js';
import { type Action, type Choices, ObservedValues } from './actions.js';
import { chooseFrontier, keepShortest, type Picks, shorten, spacedSteps, type Way } from './ways.js';

export interface Change {
  feature: string;
  /** NaN where the value was missing. */
  from: number;
  to: number;
}

export interface Counterfactual {
  /** Sorted by what each costs, dearest first. */
  changes: Change[];
  /** Of the row after the changes. */
  prediction: number;
  /** What the changes cost together; see `findCounterfactuals`. */
  distance: number;
}

export interface CounterfactualResult {
  /** Of the row as it is. */
  prediction: number;
  /** The row is on the wanted side as it is; there is nothing to change. */
  reached: boolean;
  /** Ways to the wanted side, each with another set of features, the shortest first; empty when none was found. */
  found: Counterfactual[];
  /** When none was found: the changes that came nearest to the threshold. Absent where no allowed change helps at all. */
  nearest?: Counterfactual;
  /** Rows that the model was asked about. */
  evaluated: number;
}

export interface CounterfactualOptions {
  threshold: number;
  /** The wanted side of the threshold: `below` (p < threshold) or `above` (p ≥ threshold). */
  side: 'below' | 'above';
  actions: readonly Action[];
  /** What it costs to change one more feature at all, in the units of the distance; default 0.5. */
  perFeature?: number;
  /** Most features that change together; default 4. */
  maxChanges?: number;
  /** Partial ways that are followed up at each number of changes; default 12. */
  beam?: number;
  /** Values of a feature that are tried on the way; the end is refined over all. Default 24. */
  valuesPerFeature?: number;
  /** Most ways to return; default 3. */
  count?: number;
}

/**
 * Counterfactual search: the smallest changes to actionable features that take a prediction over a threshold.
 *
 * The distance is Σ |to − from| / MAD over changed numbers (MAD: the column's median absolute deviation among the observed
 * rows; Wachter, Mittelstadt and Russell 2017), 1 for a changed category, and `perFeature` for each feature changed. Only
 * observed values are proposed, never a gap, and only what an action allows (recourse: Ustun, Spangher and Liu 2019).
 *
 * The model is only asked for predictions. One change is searched exhaustively over the tried values, more by a beam: ways
 * are followed up that promise the shortest whole, or came nearest. Each way found is then shortened: changes taken back
 * that are not needed, the others moved to nearer values that still do. When nothing is found, a way of
 * more changes, or one that the beam dropped, may still exist.
 */
export class CounterfactualSearch {
  private readonly observed: ObservedValues;
  private readonly names: readonly string[];

  /**
   * @param reference rows whose values may be proposed: some hundreds to thousands of training rows
   * @param predict one number a row
   */
  constructor(
    reference: Matrix,
    private readonly predict: (x: Matrix) => Float64Array,
  ) {
    if (reference.rows === 0) {
      throw new ProoflineError('invalid-input', 'DATA_EMPTY', 'A counterfactual search needs observed rows, got none.');
    }
    this.observed = new ObservedValues(reference);
    this.names = reference.names;
  }

  /** Ways of one row of `x` to the wanted side. */
  find(x: Matrix, row: number, options: CounterfactualOptions): CounterfactualResult {
    const { threshold, side, actions, perFeature = 0.5, maxChanges = 4, beam = 12, count = 3 } = options;
    this.check(x, row, options);
    const start = takeRows(x, [row]);
    const values = Float64Array.from(start.columns, (column) => column[0]!);
    const choices = actions
      .map((action) => this.observed.choices(values, action))
      .filter((choice) => choice !== undefined);
    let evaluated = 0;
    const ask = (ways: readonly Picks[]): Float64Array => {
      evaluated += ways.length;
      return this.predict(changedRows(start, choices, ways));
    };
    const reaches = (prediction: number): boolean =>
      side === 'below' ? prediction < threshold : prediction >= threshold;
    const [prediction] = ask([new Map()]) as unknown as [number];
    const result = (found: Counterfactual[], nearest?: Counterfactual): CounterfactualResult => ({
      prediction,
      reached: reaches(prediction),
      found,
      ...(nearest === undefined ? {} : { nearest }),
      evaluated,
    });
    if (reaches(prediction) || choices.length === 0) return result([]);

    const steps = choices.map((choice) => spacedSteps(choice.values.length, options.valuesPerFeature ?? 24));
    const costOf = (picks: Picks): number => {
      let cost = 0;
      for (const [f, v] of picks) cost += perFeature + choices[f]!.costs[v]!;
      return cost;
    };
    const towards = side === 'below' ? -1 : 1;
    const gain = (way: Way): number => towards * (way.prediction - prediction);
    const need = Math.abs(threshold - prediction);
    /** What the whole way would cost if the rest went as the part did. */
    const promise = (way: Way): number =>
      gain(way) > 0 ? way.cost * Math.max(1, need / gain(way)) : Number.POSITIVE_INFINITY;

    /** Best way found for each set of features. */
    const found = new Map<string, Way>();
    let nearest: Way | undefined;
    let frontier: Way[] = [{ picks: new Map(), cost: 0, prediction }];
    for (let depth = 1; depth <= Math.min(maxChanges, choices.length); depth++) {
      const ends = [...found.values()].map(({ cost }) => cost).sort((a, b) => a - b);
      const limit = ends[count - 1] ?? Number.POSITIVE_INFINITY;
      const next = new Map<string, Picks>();
      for (const { picks } of frontier) {
        for (let f = 0; f < choices.length; f++) {
          if (picks.has(f)) continue;
          for (const v of steps[f]!) {
            const longer = new Map([...picks, [f, v] as const].sort(([a], [b]) => a - b));
            if (costOf(longer) < limit) next.set([...longer].join(';'), longer);
          }
        }
      }
      const candidates = [...next.values()];
      const predictions = ask(candidates);
      const open: Way[] = [];
      candidates.forEach((picks, k) => {
        const way = { picks, cost: costOf(picks), prediction: predictions[k]! };
        if (reaches(way.prediction)) keepShortest(found, way);
        else if (gain(way) > 0) open.push(way);
      });
      nearest = open.reduce((best, way) => (best === undefined || gain(way) > gain(best) ? way : best), nearest);
      frontier = chooseFrontier(open, beam, promise, gain);
      if (frontier.length === 0) break;
    }

    const shortened = new Map<string, Way>();
    const shortest = [...found.values()].sort((a, b) => a.cost - b.cost).slice(0, 4 * count);
    const judge = { ask, reaches, costOf, valuesOf: (f: number) => choices[f]!.values.length };
    for (const way of shortest) keepShortest(shortened, shorten(way, judge));
    const describe = (way: Way): Counterfactual => this.describe(way, choices);
    const ways = [...shortened.values()].sort((a, b) => a.cost - b.cost);
    // A way that another one is part of says nothing new.
    const minimal = ways.filter(
      (way) => !ways.some((o) => o !== way && o.cost <= way.cost && [...o.picks.keys()].every((f) => way.picks.has(f))),
    );
    if (minimal.length > 0) return result(minimal.slice(0, count).map(describe));
    return result([], nearest === undefined ? undefined : describe(nearest));
  }

  private describe({ picks, cost, prediction }: Way, choices: readonly Choices[]): Counterfactual {
    const changes = [...picks]
      .map(([f, v]) => ({ choice: choices[f]!, v }))
      .sort((a, b) => b.choice.costs[b.v]! - a.choice.costs[a.v]! || a.choice.column - b.choice.column)
      .map(({ choice, v }) => ({ feature: this.names[choice.column]!, from: choice.from, to: choice.values[v]! }));
    return { changes, prediction, distance: cost };
  }

  private check(x: Matrix, row: number, options: CounterfactualOptions): void {
    const { threshold, perFeature = 0.5 } = options;
    if (x.columns.length !== this.names.length) {
      throw new ProoflineError(
        'invalid-input',
        'COLUMNS_DIFFER',
        `The observed rows have ${this.names.length} columns, the row has ${x.columns.length}.`,
      );
    }
    if (!(row >= 0 && row < x.rows)) {
      throw new ProoflineError('invalid-input', 'ROW_UNKNOWN', `There is no row ${row}; there are ${x.rows}.`);
    }
    const counts = { maxChanges: 4, beam: 12, valuesPerFeature: 24, count: 3 };
    const wrong = Object.entries({ ...counts, ...options })
      .filter(([name, value]) => name in counts && !(Number.isInteger(value) && (value as number) >= 1))
      .map(([name, value]) => `${name} must be a whole number from 1, got ${value}.`);
    if (!Number.isFinite(threshold)) wrong.push(`threshold must be a number, got ${threshold}.`);
    if (!(perFeature >= 0)) wrong.push(`perFeature must be a number from 0, got ${perFeature}.`);
    if (wrong.length > 0) throw new ProoflineError('invalid-input', 'PARAMETERS_INVALID', wrong.join('\n'));
    this.observed.check(options.actions);
  }
}

/** Copies of one row with each way's changes made. */
function changedRows(start: Matrix, choices: readonly Choices[], ways: readonly Picks[]): Matrix {
  const columns = start.columns.map((column) => new Float64Array(ways.length).fill(column[0]!));
  ways.forEach((picks, i) => {
    for (const [f, v] of picks) columns[choices[f]!.column]![i] = choices[f]!.values[v]!;
  });
  return { ...start, rows: ways.length, columns };
}
