import type { Column } from './frame.js';

/** A cell as the text of the file (`1`, `good`), `null` where empty. */
export function cellText(column: Column, row: number): string | null {
  switch (column.kind) {
    case 'numeric':
      return Number.isNaN(column.values[row]!) ? null : String(column.values[row]);
    case 'categorical':
      return column.codes[row]! < 0 ? null : column.levels[column.codes[row]!]!;
    case 'time':
      return Number.isNaN(column.values[row]!) ? null : new Date(column.values[row]!).toISOString();
    case 'text':
      return column.values[row] ?? null;
  }
}
