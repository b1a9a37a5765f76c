import { type Json, type Matrix, ProoflineError } from '@proofline/learn';
import type { Column, Frame, NumericColumn } from '../dataset/frame.js';
import type { FeatureSchema } from '../schema/feature-schema.js';

/**
 * How a frame becomes a matrix.
 * - `codes`, for trees: one column a feature; missing stays NaN, categories are codes, a numeric special code is its number.
 * - `one-hot`, for linear models and networks: numbers with the median in place of missing, clipped to the range between
 *   the 0.1 % and 99.9 % quantiles, heavily skewed ones on a signed-log scale, indicator columns for missing and for each
 *   special code seen in training; one 0/1 column a level, levels under `minLevelRows` together in one.
 */
export type EncodingStyle = 'codes' | 'one-hot';

interface NumericPlan {
  kind: 'numeric';
  feature: string;
  /** Numbers of the special codes, in the schema's order; NaN for a code that is text. */
  specials: number[];
  median: number;
  low: number;
  high: number;
  signedLog: boolean;
  missingIndicator: boolean;
  /** 1-based special codes that get an indicator. */
  specialIndicators: number[];
}

interface CategoricalPlan {
  kind: 'categorical';
  feature: string;
  levels: string[];
  /** Position of each level among the columns (one-hot); rare levels share one; -1 never. */
  slots: number[];
  slotNames: string[];
}

type Plan = NumericPlan | CategoricalPlan;

/** A fitted encoding. Statistics come from the frame it was fitted on and travel with the model. */
export class FrameEncoder {
  readonly names: string[];
  /** The feature behind each column of the matrix. */
  readonly sources: string[];
  private readonly cardinality: Int32Array;

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
      if (style === 'codes') {
        add(plan.feature, plan.feature, plan.kind === 'categorical' ? Math.max(1, plan.levels.length) : 0);
      } else if (plan.kind === 'numeric') {
        add(plan.feature, plan.feature);
        if (plan.missingIndicator) add(`${plan.feature} = missing`, plan.feature);
        for (const k of plan.specialIndicators) add(`${plan.feature} = special ${k}`, plan.feature);
      } else {
        for (const name of plan.slotNames) add(`${plan.feature} = ${name}`, plan.feature);
      }
    }
    this.cardinality = Int32Array.from(cardinality);
  }

  /** Learns an encoding of every numeric and categorical column of the frame; other kinds are refused. */
  static fit(
    frame: Frame,
    schema: FeatureSchema,
    style: EncodingStyle,
    options: { minLevelRows?: number } = {},
  ): FrameEncoder {
    const plans: Plan[] = [];
    for (const [feature, column] of frame.columns) {
      if (column.kind === 'numeric') plans.push(planNumeric(feature, column, schema));
      else if (column.kind === 'categorical') {
        plans.push(planCategorical(feature, column.codes, column.levels, options.minLevelRows ?? 10));
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

  transform(frame: Frame): Matrix {
    const columns: Float64Array[] = [];
    for (const plan of this.plans) {
      const column = frame.columns.get(plan.feature);
      if (column === undefined) throw new TypeError(`The frame has no column '${plan.feature}'.`);
      if (plan.kind === 'numeric') this.encodeNumeric(plan, numeric(plan, column), columns);
      else this.encodeCategorical(plan, column, columns);
    }
    return { rows: frame.rows, columns, names: this.names, cardinality: this.cardinality };
  }

  private encodeNumeric(plan: NumericPlan, column: NumericColumn, out: Float64Array[]): void {
    const { values, special } = column;
    const n = values.length;
    if (this.style === 'codes') {
      if (special === undefined) {
        out.push(values);
        return;
      }
      const encoded = new Float64Array(n);
      for (let i = 0; i < n; i++) encoded[i] = special[i] === 0 ? values[i]! : plan.specials[special[i]! - 1]!;
      out.push(encoded);
      return;
    }
    const encoded = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      const value = values[i]!;
      const present = Number.isNaN(value) ? plan.median : Math.min(plan.high, Math.max(plan.low, value));
      encoded[i] = plan.signedLog ? Math.sign(present) * Math.log1p(Math.abs(present)) : present;
    }
    out.push(encoded);
    if (plan.missingIndicator) {
      out.push(Float64Array.from(values, (v, i) => (Number.isNaN(v) && (special?.[i] ?? 0) === 0 ? 1 : 0)));
    }
    for (const k of plan.specialIndicators) out.push(Float64Array.from(values, (_, i) => (special?.[i] === k ? 1 : 0)));
  }

  private encodeCategorical(plan: CategoricalPlan, column: Column, out: Float64Array[]): void {
    if (column.kind !== 'categorical') throw new TypeError(`Column '${plan.feature}' is not categorical.`);
    const n = column.codes.length;
    // Levels are matched by name: the frame of a single row or of another file may list them in another order.
    const position = new Map(plan.levels.map((level, code) => [level, code]));
    const recode = column.levels.map((level) => position.get(level) ?? -1);
    if (this.style === 'codes') {
      const encoded = new Float64Array(n);
      for (let i = 0; i < n; i++) {
        const code = column.codes[i]! < 0 ? -1 : recode[column.codes[i]!]!;
        encoded[i] = code < 0 ? Number.NaN : code;
      }
      out.push(encoded);
      return;
    }
    const hot = plan.slotNames.map(() => new Float64Array(n));
    for (let i = 0; i < n; i++) {
      const code = column.codes[i]! < 0 ? -1 : recode[column.codes[i]!]!;
      const slot = plan.slots[code < 0 ? plan.levels.length : code]!;
      if (slot >= 0) hot[slot]![i] = 1;
    }
    out.push(...hot);
  }

  toJson(): Json {
    return { style: this.style, plans: this.plans as unknown as Json };
  }

  static fromJson(json: Json): FrameEncoder {
    const { style, plans } = json as unknown as { style: EncodingStyle; plans: Plan[] };
    return new FrameEncoder(
      style,
      plans.map((plan) =>
        plan.kind === 'numeric' ? { ...plan, specials: plan.specials.map((v) => v ?? Number.NaN) } : plan,
      ),
    );
  }
}

function numeric(plan: NumericPlan, column: Column): NumericColumn {
  if (column.kind !== 'numeric') throw new TypeError(`Column '${plan.feature}' is not numeric.`);
  return column;
}

function planNumeric(feature: string, column: NumericColumn, schema: FeatureSchema): NumericPlan {
  const spec = schema.columns.find((c) => c.name === feature);
  const specials = (spec?.special ?? []).map((s) => Number(s.code));
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
  const signedLog = body > 0 ? (high - at(0.5)) / body > 4 || (at(0.5) - low) / body > 4 : high - low > 4;
  return {
    kind: 'numeric',
    feature,
    specials,
    median: at(0.5),
    low,
    high,
    signedLog,
    missingIndicator: missing > 0,
    specialIndicators: [...seen].sort((a, b) => a - b),
  };
}

function planCategorical(
  feature: string,
  codes: Int32Array,
  levels: readonly string[],
  minLevelRows: number,
): CategoricalPlan {
  const counts = new Int32Array(levels.length + 1);
  for (const code of codes) counts[code < 0 ? levels.length : code]!++;
  const slotNames: string[] = [];
  const names = [...levels, 'missing'];
  const slots = names.map((name, code) => {
    if (counts[code]! < minLevelRows) return -1;
    slotNames.push(name);
    return slotNames.length - 1;
  });
  const rareRows = names.reduce((sum, _, code) => sum + (slots[code] === -1 ? counts[code]! : 0), 0);
  if (rareRows > 0 && slotNames.length > 0) {
    slotNames.push('other');
    for (let code = 0; code < slots.length; code++) {
      if (slots[code] === -1 && counts[code]! > 0) slots[code] = slotNames.length - 1;
    }
  }
  return { kind: 'categorical', feature, levels: [...levels], slots, slotNames };
}
