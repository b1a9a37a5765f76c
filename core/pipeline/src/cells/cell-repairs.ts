import type { ColumnRole, ColumnSpec } from '../schema/feature-schema.js';

/** Roles of columns that are cleaned. The outcome, identifiers, dates and weights are taken as they are, or refused. */
export const CLEANED_ROLES: readonly ColumnRole[] = ['feature', 'protected'];

/**
 * What a recipe repairs while cells are read, by column. A fault that a recipe repairs is a warning instead of an error, for a
 * row and for a file alike.
 */
export interface CellRepairs {
  /** Columns whose cells outside the range are kept: the recipe sets them to missing, and counts them. */
  readonly outOfRange: ReadonlySet<string>;
  /** Columns whose cells are read as missing where they are not of the column's type. */
  readonly unreadable: ReadonlySet<string>;
  /** Columns whose cells may carry another unit, with the factor into the column's own. */
  readonly units: ReadonlyMap<string, Readonly<Record<string, number>>>;
}

/** The step of a recipe that repairs a fault, as a sentence for whoever has the fault; empty where the column is not cleaned. */
export function repairAdvice(spec: ColumnSpec, step: string, settings: Readonly<Record<string, unknown>> = {}): string {
  if (!CLEANED_ROLES.includes(spec.role)) return '';
  const given = Object.entries({ column: spec.name, ...settings }).filter(([, value]) => value !== undefined);
  const written = given.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(', ');
  return ` A recipe (--recipe) can repair them: '- { step: ${step}, ${written} }'.`;
}

/** Codes of the faults of a cell that is not of its column's type. */
export const UNREADABLE_CODES: readonly string[] = ['NOT_A_NUMBER', 'NOT_A_BOOLEAN', 'CATEGORY_UNKNOWN', 'DATE_FORMAT'];
export const OUT_OF_RANGE = 'OUT_OF_RANGE';
export const UNIT_CONVERTED = 'UNIT_CONVERTED';
