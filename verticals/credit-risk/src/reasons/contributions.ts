import { type ColumnSpec, columnsWithRole, type FeatureSchema, type Frame, type Reason } from '@proofline/pipeline';
import { adverseStatement, neutralStatement, type Side } from './statement.js';
import { valueText } from './value-text.js';

/** A factor's share of one row's log-odds of default, relative to the average applicant. */
export interface Contribution {
  feature: string;
  contribution: number;
}

/** Shares of encoded columns as shares of the features behind them. */
export function sumBySource(sources: readonly string[], shares: ArrayLike<number>): Contribution[] {
  const sums = new Map<string, number>();
  sources.forEach((feature, j) => {
    sums.set(feature, (sums.get(feature) ?? 0) + shares[j]!);
  });
  return [...sums].map(([feature, contribution]) => ({ feature, contribution }));
}

/** Shares closer than this are one and the same: the last bits of a sum must not decide which reason comes first. */
const RESOLUTION = 1e-9;

/**
 * Contributions as reasons in the field's words, the most adverse first; equal ones in the order of the schema. With
 * `limit` only those that raise the risk, at most that many: the principal reasons of an adverse action.
 *
 * Shares are taken against the average of all applicants of the training data, which is one of the two methods that the
 * official interpretation of Regulation B names (12 CFR 1002, Supplement I, comment 9(b)(2)-5); points lost against a
 * variable's maximum are not, and favour variables with a wide range over those where this applicant stands out.
 *
 * `sides` tells for features that speak against the applicant whether their number is too high or too low; it is asked
 * once, for the reasons that are given. A contribution of a column that is no feature is a defect, and thrown.
 */
export function toReasons(
  contributions: readonly Contribution[],
  schema: FeatureSchema,
  frame: Frame,
  row: number,
  limit?: number,
  sides?: (features: readonly string[]) => ReadonlyMap<string, Side>,
): Reason[] {
  const known = placesOf(schema);
  const ranked: Ranked[] = [];
  for (const { feature, contribution } of contributions) {
    const place = known.get(feature);
    if (place === undefined) throw new TypeError(`'${feature}' is no feature and cannot be a reason.`);
    const rank = Math.round(contribution / RESOLUTION);
    if (limit === undefined || rank > 0) ranked.push({ spec: place.spec, place: place.place, contribution, rank });
  }
  ranked.sort((a, b) => b.rank - a.rank || a.place - b.place);
  const chosen = limit === undefined ? ranked : ranked.slice(0, limit);
  const asked = chosen.filter(({ spec, rank }) => rank > 0 && isQuantity(spec, frame, row));
  const found = asked.length === 0 ? undefined : sides?.(asked.map(({ spec }) => spec.name));
  return chosen.map(({ spec, contribution, rank }) => {
    const cell = valueText(spec, frame, row);
    const statement = rank > 0 ? adverseStatement(spec, cell, found?.get(spec.name)) : neutralStatement(spec, cell);
    return { feature: spec.name, code: statement.code, contribution, value: cell.text.en, text: statement.text };
  });
}

interface Place {
  spec: ColumnSpec;
  /** Among the schema's features. */
  place: number;
}

interface Ranked extends Place {
  contribution: number;
  rank: number;
}

/** Schemas of models do not change. */
const places = new WeakMap<FeatureSchema, ReadonlyMap<string, Place>>();

function placesOf(schema: FeatureSchema): ReadonlyMap<string, Place> {
  let known = places.get(schema);
  if (known === undefined) {
    known = new Map(columnsWithRole(schema, 'feature').map((spec, place) => [spec.name, { spec, place }]));
    places.set(schema, known);
  }
  return known;
}

function isQuantity(spec: ColumnSpec, frame: Frame, row: number): boolean {
  const column = frame.columns.get(spec.name)!;
  return column.kind === 'numeric' && !Number.isNaN(column.values[row]!) && (column.special?.[row] ?? 0) === 0;
}
