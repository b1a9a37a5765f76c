import { open } from 'node:fs/promises';
import type { Problem } from '@proofline/learn';
import { beginningOf } from '../text/shortened.js';
import { parseRecords } from './sniff.js';
import type { Source } from './source.js';

/** The end of a file in which its last record is looked for. */
const TAIL_BYTES = 1 << 16;

const TOTAL =
  /^(?:(?:grand|sub)[ -]?)?totals?(?:[ :].{0,20})?$|^(?:sum|summe|gesamt|gesamtsumme|somme)[ :]*$|^(?:合计|总计|小计|总和|汇总)/i;

/** The problem of a last row that sums up those above it; of delimited files whose end can be read. */
export async function totalRow(source: Source): Promise<Problem | undefined> {
  if (source.format.kind !== 'csv' || source.format.compression !== 'none') return undefined;
  const record = await lastRecord(source.readable, source.format.delimiter!);
  if (record === undefined || record.length !== source.header.length || !isTotal(record, source.sample)) {
    return undefined;
  }
  const got = record.join(source.format.delimiter);
  return {
    code: 'TOTAL_ROW',
    message: `The last row is a total of the others, not a case: '${got.length > 80 ? `${beginningOf(got, 80)}…` : got}'.`,
    where: { file: source.path },
    got,
    allowed: 'one case a row',
    fix: 'Take the row out of the file.',
  };
}

/** A word for a total stands first, or beside empty cells, and in no other row. */
function isTotal(record: readonly string[], sample: Source['sample']): boolean {
  const cells = record.map((cell) => cell.trim());
  const word = cells.find((cell) => TOTAL.test(cell));
  if (word === undefined) return false;
  const others = sample.some((row) => row.some((cell) => cell.trim() === word) && row.join() !== record.join());
  return !others && (cells.find((cell) => cell !== '') === word || cells.includes(''));
}

async function lastRecord(path: string, delimiter: string): Promise<string[] | undefined> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES));
    await handle.read(buffer, 0, buffer.length, size - buffer.length);
    const lines = buffer.toString('utf8').trimEnd().split('\n');
    return lines.length < 2 ? undefined : parseRecords(lines.at(-1)!, delimiter, 1)[0];
  } finally {
    await handle.close();
  }
}
