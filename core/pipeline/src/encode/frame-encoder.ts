import { type Json, type Matrix, ProoflineError } from '@proofline/learn';
import { unusedName } from '../cells/unused-name.js';
import type { CategoricalColumn, Column, Frame, NumericColumn } from '../dataset/frame.js';
import { type ColumnSpec, categoryValues, type FeatureSchema } from '../schema/feature-schema.js';

/**
 * How a frame becomes a matrix.
 * - `codes`, for trees: one column a feature; missing stays NaN, categories are codes, ordered ones ranks. A number's special
 *   codes stand in a category column of their own and leave NaN in the number's: a code is no quantity, and a monotone
 *   constraint on the number must not bind it.
 * - `one-hot`, for linear models and networks: numbers with the median in place of missing, clipped to the range between
 *   the 0.1 % and 99.9 % quantiles, heavily skewed ones on a signed-log scale, indicator columns for missing and for each
 *   special code seen in training; with `knots`, also how far a number lies beyond each of that many of its quantiles, so
 *   that a linear model can bend there. One 0/1 column a level, levels under `minLevelRows` together in one; ordered ones
 *   have their rank besides, the middle one in place of missing.
 */
export type EncodingStyle = 'codes' | 'one-hot';

interface NumericPlan {
  kind: 'numeric';
  feature: string;
  median: number;
  low: number;
  high: number;
  signedLog: boolean;
  /** Rising, on the scale of the encoded number. */
  knots: number[];
  missingIndicator: boolean;
  /** 1-based special codes that were seen in training. */
  specialsSeen: number[];
}

interface CategoricalPlan {
  kind: 'categorical';
  feature: string;
  /** In the order of the schema where the category is ordered. */
  levels: string[];
  ordered: boolean;
  /** Rank in place of missing, where ordered. */
  middle: number;
  /** Position of each level among the columns (one-hot); rare levels share one; -1 never. */
  slots: number[];
  slotNames: string[];
}

type Plan = NumericPlan | CategoricalPlan;

/** A plan with what is looked up for each cell: the special codes that training saw, the place of each level. */
type Encoding =
  | { plan: NumericPlan; known: ReadonlySet<number> }
  | { plan: CategoricalPlan; places: ReadonlyMap<string, number> };

function encodingOf(plan: Plan): Encoding {
  return plan.kind === 'numeric'
    ? { plan, known: new Set(plan.specialsSeen) }
    : { plan, places: new Map(plan.levels.map((level, place) => [level, place])) };
}

/** A fitted encoding. Statistics come from the frame it was fitted on and travel with the model. */
export class FrameEncoder {
  readonly names: string[];
  /** The feature behind each column of the matrix. */
  readonly sources: string[];
  private readonly cardinality: Int32Array;
  private readonly encodings: readonly Encoding[];

  private constructor(
    readonly style: EncodingStyle,
    private readonly plans: Plan[],
  ) {
    this.names = [];
    this.sources = [];
    const cardinality: number[] = [];
    const add = (name: string, source: string, levels = 0): void => {
      this.names.push(name);
      this.sources.push(source);
      cardinality.push(levels);
    };
    for (const plan of plans) {
      if (style === 'codes' && plan.kind === 'numeric') {
        add(plan.feature, plan.feature);
        if (plan.specialsSeen.length > 0) {
          add(`${plan.feature} = special`, plan.feature, Math.max(...plan.specialsSeen) + 1);
        }
      } else if (style === 'codes' && plan.kind === 'categorical') {
        add(plan.feature, plan.feature, plan.ordered ? 0 : Math.max(1, plan.levels.length));
      } else if (plan.kind === 'numeric') {
        add(plan.feature, plan.feature);
        for (const knot of plan.knots) add(`${plan.feature} > ${knot}`, plan.feature);
        if (plan.missingIndicator) add(`${plan.feature} = missing`, plan.feature);
        for (const k of plan.specialsSeen) add(`${plan.feature} = special ${k}`, plan.feature);
      } else if (plan.kind === 'categorical') {
        if (plan.ordered) add(plan.feature, plan.feature);
        for (const name of plan.slotNames) add(`${plan.feature} = ${name}`, plan.feature);
      }
    }
    this.cardinality = Int32Array.from(cardinality);
    this.encodings = plans.map(encodingOf);
  }

  /** Learns an encoding of every numeric and categorical column of the frame; other kinds are refused. */
  static fit(
    frame: Frame,
    schema: FeatureSchema,
    style: EncodingStyle,
    options: { minLevelRows?: number; knots?: number } = {},
  ): FrameEncoder {
    const plans: Plan[] = [];
    for (const [feature, column] of frame.columns) {
      if (column.kind === 'numeric') plans.push(planNumeric(feature, column, options.knots ?? 0));
      else if (column.kind === 'categorical') {
        const spec = schema.columns.find((c) => c.name === feature);
        plans.push(planCategorical(feature, column, spec, options.minLevelRows ?? 10));
      } else {
        throw new ProoflineError(
          'invalid-input',
          'FEATURE_NOT_ENCODABLE',
          `Column '${feature}' is ${column.kind} and cannot be a feature of this model. Give it the role 'ignore', or a type of number or category.`,
        );
      }
    }
    return new FrameEncoder(style, plans);
  }

  /** Whether a number has knots, so that a linear model of it is none in the number. */
  bends(feature: string): boolean {
    return this.plans.some((plan) => plan.feature === feature && plan.kind === 'numeric' && plan.knots.length > 0);
  }

  transform(frame: Frame): Matrix {
    const columns: Float64Array[] = [];
    for (const encoding of this.encodings) {
      const { feature } = encoding.plan;
      const column = frame.columns.get(feature);
      if (column === undefined) throw new TypeError(`The frame has no column '${feature}'.`);
      if ('known' in encoding) this.encodeNumeric(encoding.plan, encoding.known, column, columns);
      else this.encodeCategorical(encoding.plan, encoding.places, column, columns);
    }
    return { rows: frame.rows, columns, names: this.names, cardinality: this.cardinality };
  }

  private encodeNumeric(plan: NumericPlan, known: ReadonlySet<number>, column: Column, out: Float64Array[]): void {
    if (column.kind !== 'numeric') throw new TypeError(`Column '${plan.feature}' is not numeric.`);
    const { values, special } = column;
    const n = values.length;
    if (this.style === 'codes') {
      out.push(special === undefined ? values : values.map((value, i) => (special[i] === 0 ? value : Number.NaN)));
      if (plan.specialsSeen.length > 0) {
        // A code that training never saw says no more than a missing cell.
        out.push(Float64Array.from(values, (_, i) => (known.has(special?.[i] ?? 0) ? special![i]! : 0)));
      }
      return;
    }
    const encoded = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      const value = values[i]!;
      const present = Number.isNaN(value) ? plan.median : Math.min(plan.high, Math.max(plan.low, value));
      encoded[i] = plan.signedLog ? signedLog(present) : present;
    }
    out.push(encoded, ...plan.knots.map((knot) => encoded.map((value) => Math.max(0, value - knot))));
    if (plan.missingIndicator) {
      out.push(Float64Array.from(values, (v, i) => (Number.isNaN(v) && (special?.[i] ?? 0) === 0 ? 1 : 0)));
    }
    for (const k of plan.specialsSeen) out.push(Float64Array.from(values, (_, i) => (special?.[i] === k ? 1 : 0)));
  }

  private encodeCategorical(
    plan: CategoricalPlan,
    places: ReadonlyMap<string, number>,
    column: Column,
    out: Float64Array[],
  ): void {
    if (column.kind !== 'categorical') throw new TypeError(`Column '${plan.feature}' is not categorical.`);
    const n = column.codes.length;
    const recode = recodeLevels(column, places);
    if (this.style === 'codes') {
      const encoded = new Float64Array(n);
      for (let i = 0; i < n; i++) {
        const place = column.codes[i]! < 0 ? -1 : recode[column.codes[i]!]!;
        encoded[i] = place < 0 ? Number.NaN : place;
      }
      out.push(encoded);
      return;
    }
    if (plan.ordered) {
      out.push(
        Float64Array.from(column.codes, (code) => (code < 0 || recode[code]! < 0 ? plan.middle : recode[code]!)),
      );
    }
    const hot = plan.slotNames.map(() => new Float64Array(n));
    for (let i = 0; i < n; i++) {
      const place = column.codes[i]! < 0 ? -1 : recode[column.codes[i]!]!;
      const slot = plan.slots[place < 0 ? plan.levels.length : place]!;
      if (slot >= 0) hot[slot]![i] = 1;
    }
    out.push(...hot);
  }

  toJson(): Json {
    return { style: this.style, plans: this.plans as unknown as Json };
  }

  static fromJson(json: Json): FrameEncoder {
    const { style, plans } = json as unknown as { style: EncodingStyle; plans: Plan[] };
    return new FrameEncoder(style, plans);
  }
}

/** About how many columns a frame has when it is encoded one-hot: one a number, one a level. */
export function oneHotColumns(frame: Frame): number {
  let columns = 0;
  for (const column of frame.columns.values()) columns += column.kind === 'categorical' ? column.levels.length : 1;
  return columns;
}

/**
 * Place among the levels of a plan of each level of a column, -1 where it has none; of few rows only of those that occur.
 * Levels are matched by name: the frame of a single row or of another file may list them in another order.
 */
function recodeLevels({ codes, levels }: CategoricalColumn, places: ReadonlyMap<string, number>): number[] {
  const placeOf = (code: number): number => places.get(levels[code]!) ?? -1;
  if (codes.length >= levels.length) return levels.map((_, code) => placeOf(code));
  const recode = new Array<number>(levels.length);
  for (const code of codes) if (code >= 0) recode[code] = placeOf(code);
  return recode;
}

function signedLog(value: number): number {
  return Math.sign(value) * Math.log1p(Math.abs(value));
}

function planNumeric(feature: string, column: NumericColumn, knots: number): NumericPlan {
  const seen = new Set<number>();
  let missing = 0;
  const present: number[] = [];
  for (let i = 0; i < column.values.length; i++) {
    const k = column.special?.[i] ?? 0;
    if (k > 0) seen.add(k);
    else if (Number.isNaN(column.values[i]!)) missing++;
    else present.push(column.values[i]!);
  }
  const sorted = Float64Array.from(present).sort();
  const at = (q: number): number => (sorted.length === 0 ? 0 : sorted[Math.round(q * (sorted.length - 1))]!);
  const low = at(0.001);
  const high = at(0.999);
  // Signed log where the tail is far beyond the body: money, counts, ratios with a near-zero denominator.
  const body = at(0.9) - at(0.1);
  const skewed = body > 0 ? (high - at(0.5)) / body > 4 || (at(0.5) - low) / body > 4 : high - low > 4;
  return {
    kind: 'numeric',
    feature,
    median: at(0.5),
    low,
    high,
    signedLog: skewed,
    knots: innerQuantiles(sorted, knots, low, high).map((value) => (skewed ? signedLog(value) : value)),
    missingIndicator: missing > 0,
    specialsSeen: [...seen].sort((a, b) => a - b),
  };
}

/** Quantiles that cut the sorted values in `count` + 1 parts, each once, those strictly between `low` and `high`. */
function innerQuantiles(sorted: Float64Array, count: number, low: number, high: number): number[] {
  const values = Array.from(
    { length: sorted.length === 0 ? 0 : count },
    (_, k) => sorted[Math.round(((k + 1) / (count + 1)) * (sorted.length - 1))]!,
  );
  return values.filter((value, k) => value > low && value < high && value !== values[k - 1]);
}

function planCategorical(
  feature: string,
  column: CategoricalColumn,
  spec: ColumnSpec | undefined,
  minLevelRows: number,
): CategoricalPlan {
  const listed = spec === undefined ? [] : categoryValues(spec);
  // Ranks need a place for every level; one that cleaning put others into has none.
  const ordered = spec?.ordered === true && column.levels.every((level) => listed.includes(level));
  const levels = ordered ? listed : [...column.levels];
  const counts = new Int32Array(levels.length + 1);
  const position = column.levels.map((level) => levels.indexOf(level));
  for (const code of column.codes) counts[code < 0 ? levels.length : position[code]!]!++;
  const ranks = Int32Array.from(
    column.codes.filter((code) => code >= 0),
    (code) => position[code]!,
  ).sort();
  const slotNames: string[] = [];
  const names = [...levels, unusedName('missing', levels)];
  const slots = names.map((name, code) => {
    if (counts[code]! < minLevelRows) return -1;
    slotNames.push(name);
    return slotNames.length - 1;
  });
  const rareRows = names.reduce((sum, _, code) => sum + (slots[code] === -1 ? counts[code]! : 0), 0);
  if (rareRows > 0 && slotNames.length > 0) {
    slotNames.push(unusedName('other', names));
    for (let code = 0; code < slots.length; code++) {
      if (slots[code] === -1 && counts[code]! > 0) slots[code] = slotNames.length - 1;
    }
  }
  return { kind: 'categorical', feature, levels, ordered, middle: ranks[ranks.length >> 1] ?? 0, slots, slotNames };
}
