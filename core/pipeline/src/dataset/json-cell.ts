import type { CellReader, Fault } from '../cells/cell-reader.js';

const NOT_A_CELL: Fault = {
  code: 'WRONG_TYPE',
  what: 'not a single value',
  allowed: 'a number, a text, true, false or null',
  fix: () => 'Give one value; lists and objects are not cells.',
};

/**
 * Judges a JSON value as the cell of a file with the same content would be: a number as the number, anything else as its
 * text (`true` as "true", 5 in a column of categories as "5").
 */
export function readJsonCell(reader: CellReader, value: unknown): Fault | undefined {
  if (value === null || value === undefined) return reader.read(null);
  switch (typeof value) {
    case 'number':
      if (reader.kind === 'numeric' && Number.isFinite(value)) return reader.accept(value);
      return reader.read(String(value));
    case 'string':
      return reader.read(value);
    case 'boolean':
      return reader.read(String(value));
    default:
      reader.setMissing();
      return NOT_A_CELL;
  }
}

/** A JSON value as it is quoted in a message. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
}
