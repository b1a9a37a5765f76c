import { createHash, type Hash } from 'node:crypto';
import { compareLevels } from '../cells/column-builder.js';
import type { Column, Frame } from './frame.js';

/**
 * SHA-256 over the names and typed cells of a frame: columns in the order of their names, rows in their own order. The same
 * table has the same fingerprint whether it came from CSV, Parquet or JSON lines, and in whatever order its columns stood.
 */
export function fingerprintFrame(frame: Frame): string {
  const hash = createHash('sha256');
  hash.update(`proofline.table.v1 ${frame.rows}\n`);
  for (const name of [...frame.columns.keys()].sort()) {
    const column = frame.columns.get(name)!;
    hash.update(`${JSON.stringify(name)} ${column.kind}\n`);
    hashColumn(hash, column);
  }
  return `sha256:${hash.digest('hex')}`;
}

function hashColumn(hash: Hash, column: Column): void {
  switch (column.kind) {
    case 'numeric': {
      hash.update(bytes(column.values));
      // Special codes that do not occur leave no trace: they are the schema's, not the table's.
      if (column.special?.some((k) => k > 0)) hash.update(column.special);
      return;
    }
    case 'time':
      hash.update(bytes(column.values));
      return;
    case 'categorical': {
      const { levels, codes } = canonicalLevels(column.codes, column.levels);
      hash.update(`${JSON.stringify(levels)}\n`);
      hash.update(bytes(codes));
      return;
    }
    case 'text':
      for (const value of column.values) hash.update(value === null ? '-\n' : `${JSON.stringify(value)}\n`);
  }
}

/** Only levels that occur, in one order: neither the schema's list nor its order is content. */
function canonicalLevels(codes: Int32Array, levels: readonly string[]): { levels: string[]; codes: Int32Array } {
  const used = new Set(codes);
  const order = levels
    .map((_, code) => code)
    .filter((code) => used.has(code))
    .sort((a, b) => compareLevels(levels[a]!, levels[b]!));
  const position = new Map(order.map((code, rank) => [code, rank]));
  return { levels: order.map((code) => levels[code]!), codes: codes.map((code) => position.get(code) ?? -1) };
}

function bytes(values: Float64Array | Int32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
