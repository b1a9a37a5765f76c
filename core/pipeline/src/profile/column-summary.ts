import type { CellReader } from '../cells/cell-reader.js';
import type { Column } from '../dataset/frame.js';
import type { ColumnSpec } from '../schema/feature-schema.js';

/** Counts of a column that are exact however large the file is: one pass, a few numbers. */
export class ColumnSummary {
  rows = 0;
  missing = 0;
  zeros = 0;
  negatives = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  readonly special: number[];
  /** Rows of each level, by name. */
  readonly levels = new Map<string, number>();
  private levelCounts: number[] = [];
  private count = 0;
  private center = 0;
  private squares = 0;

  constructor(spec: ColumnSpec) {
    this.special = (spec.special ?? []).map(() => 0);
  }

  get mean(): number {
    return this.count === 0 ? Number.NaN : this.center;
  }

  get standardDeviation(): number {
    return this.count < 2 ? Number.NaN : Math.sqrt(this.squares / (this.count - 1));
  }

  /** Takes the cell that a reader holds. */
  read(reader: CellReader): void {
    switch (reader.kind) {
      case 'numeric':
        this.number(reader.value, reader.special);
        return;
      case 'categorical':
        this.code(reader.code);
        return;
      case 'time':
        this.number(reader.value, 0);
        return;
      case 'text':
        this.rows++;
        if (reader.value === null) this.missing++;
    }
  }

  number(value: number, special: number): void {
    this.rows++;
    if (special > 0) {
      this.special[special - 1]!++;
      return;
    }
    if (Number.isNaN(value)) {
      this.missing++;
      return;
    }
    if (value === 0) this.zeros++;
    else if (value < 0) this.negatives++;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    this.count++;
    const distance = value - this.center;
    this.center += distance / this.count;
    this.squares += distance * (value - this.center);
  }

  code(code: number): void {
    this.rows++;
    if (code < 0) this.missing++;
    else this.levelCounts[code] = (this.levelCounts[code] ?? 0) + 1;
  }

  /** Names the levels that were counted by code. */
  nameLevels(levels: readonly string[]): void {
    this.levelCounts.forEach((rows, code) => {
      this.levels.set(levels[code]!, rows);
    });
    this.levelCounts = [];
  }
}

export function summarise(column: Column, spec: ColumnSpec): ColumnSummary {
  const summary = new ColumnSummary(spec);
  switch (column.kind) {
    case 'numeric':
      for (let i = 0; i < column.values.length; i++) summary.number(column.values[i]!, column.special?.[i] ?? 0);
      break;
    case 'time':
      for (const value of column.values) summary.number(value, 0);
      break;
    case 'categorical':
      for (const code of column.codes) summary.code(code);
      summary.nameLevels(column.levels);
      break;
    case 'text':
      for (const value of column.values) {
        summary.rows++;
        if (value === null) summary.missing++;
      }
  }
  return summary;
}
