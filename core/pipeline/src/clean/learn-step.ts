import { unusedName } from '../cells/unused-name.js';
import type { Column } from '../dataset/frame.js';
import type { ColumnSpec } from '../schema/feature-schema.js';
import type { RecipeStep } from './recipe.js';

/** A step with what it learnt from the training rows. Plain JSON: a bound that is not there is absent. */
export type FittedStep =
  | { step: 'drop-duplicates'; rows: 'copies' | 'equal' }
  | { step: 'unreadable-to-missing'; column: string }
  | { step: 'read-units'; column: string; units: Record<string, number> }
  | { step: 'convert-unit'; column: string; factor: number }
  | { step: 'impossible-to-missing'; column: string; min?: number; max?: number }
  /** 1-based, as in a column's `special`. */
  | { step: 'special-to-missing'; column: string; positions: number[] }
  /** `joined` is the level of all that are not kept, those that training never saw included. */
  | { step: 'join-rare-levels'; column: string; kept: string[]; joined: string }
  | { step: 'cap'; column: string; min?: number; max?: number }
  | { step: 'fill-missing'; column: string; value: number | string };

/** The fitted form of a step of one column; undefined where the training rows have nothing to learn it from. */
export function learnStep(
  step: Exclude<RecipeStep, { step: 'drop-duplicates' }>,
  column: Column,
  spec: ColumnSpec | undefined,
): FittedStep | undefined {
  const { column: name } = step;
  switch (step.step) {
    case 'unreadable-to-missing':
      return { step: step.step, column: name };
    case 'read-units':
      return { step: step.step, column: name, units: step.units };
    case 'convert-unit':
      return { step: step.step, column: name, factor: step.factor };
    case 'impossible-to-missing':
      return { step: step.step, column: name, ...bounds(step.min, step.max) };
    case 'special-to-missing': {
      const codes = step.codes.map(String);
      const positions = (spec?.special ?? []).flatMap(({ code }, k) => (codes.includes(String(code)) ? [k + 1] : []));
      return { step: step.step, column: name, positions };
    }
    case 'join-rare-levels': {
      if (column.kind !== 'categorical') return undefined;
      const counts = levelCounts(column.codes, column.levels.length);
      const kept = column.levels.filter((_, code) => counts[code]! >= step.minRows);
      return { step: step.step, column: name, kept, joined: unusedName('other', kept) };
    }
    case 'cap': {
      const sorted = presentNumbers(column);
      if (sorted.length === 0) return undefined;
      const at = (q: number | undefined): number | undefined =>
        q === undefined ? undefined : sorted[Math.round(q * (sorted.length - 1))]!;
      return { step: step.step, column: name, ...bounds(at(step.low), at(step.high)) };
    }
    case 'fill-missing': {
      const value = fillValue(step.with, column);
      return value === undefined ? undefined : { step: step.step, column: name, value };
    }
  }
}

function bounds(min: number | undefined, max: number | undefined): { min?: number; max?: number } {
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

/** Numbers in ascending order, the missing ones left out; none of a column that has no numbers. */
function presentNumbers(column: Column): Float64Array {
  return column.kind === 'numeric' ? column.values.filter((value) => !Number.isNaN(value)).sort() : new Float64Array();
}

function fillValue(what: number | string, column: Column): number | string | undefined {
  if (what === 'median' && column.kind === 'numeric') {
    const sorted = presentNumbers(column);
    if (sorted.length === 0) return undefined;
    return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
  }
  if (what === 'mode' && column.kind === 'categorical') {
    const counts = levelCounts(column.codes, column.levels.length);
    const most = counts.reduce((a, b) => Math.max(a, b), 0);
    return most === 0 ? undefined : column.levels[counts.indexOf(most)];
  }
  return what;
}

function levelCounts(codes: Int32Array, levels: number): Int32Array {
  const counts = new Int32Array(levels);
  for (const code of codes) if (code >= 0) counts[code]!++;
  return counts;
}
