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

/** Codes of the faults of a cell that is not of its column's type. */
export const UNREADABLE_CODES: readonly string[] = ['NOT_A_NUMBER', 'NOT_A_BOOLEAN', 'CATEGORY_UNKNOWN', 'DATE_FORMAT'];
export const OUT_OF_RANGE = 'OUT_OF_RANGE';
export const UNIT_CONVERTED = 'UNIT_CONVERTED';
