import type { DuckDBConnection } from '@duckdb/node-api';
import type { Problem } from '@proofline/learn';
import { query, sqlText } from './database.js';
import type { Source } from './source.js';

/** Rows that the database could not take apart are kept in a table up to this number. */
const REJECTS = 'rejected_rows';

/** A longer row is no row: somewhere a quote was opened. */
const MAX_LINE_BYTES = 2 ** 24;

/** A table expression that reads a delimited file as texts, columns `c0`, `c1` … in the order of the file. */
export function delimitedTable(source: Source): string {
  const columns = source.header.map((_, i) => `'c${i}': 'VARCHAR'`).join(', ');
  return `read_csv(${sqlText(source.readable)}, auto_detect=false, delim=${sqlText(source.format.delimiter!)}, quote='"', escape='"', header=${source.hasHeader}, columns={${columns}}, compression='${source.format.compression}', max_line_size=${MAX_LINE_BYTES}, store_rejects=true, rejects_table='${REJECTS}', rejects_scan='rejected_scans', rejects_limit=0)`;
}

interface Reject {
  line: bigint;
  error_type: string;
  error_message: string;
}

/** A row that cannot be taken apart into cells, or is no case. */
export interface BrokenRow {
  /** 1-based row of the file. */
  row: number;
  code: string;
  message: string;
  got?: string;
}

/** Rows that had to be left out, as problems, and one by one in order. */
export async function rejectedRows(
  connection: DuckDBConnection,
  source: Source,
  sealed = false,
): Promise<{ problems: Problem[]; rows: BrokenRow[] }> {
  const found = (await query(
    connection,
    `SELECT line, min(error_type) AS error_type, min(error_message) AS error_message FROM ${REJECTS} GROUP BY line ORDER BY line LIMIT 1000000`,
    source.path,
  )) as unknown as Reject[];
  const offset = source.hasHeader ? 1 : 0;
  const groups = new Map<string, { row: number; reject: Reject }[]>();
  const rows: BrokenRow[] = [];
  for (const reject of found) {
    const row = Number(reject.line) - offset;
    const code = REJECT_CODES[reject.error_type] ?? 'ROW_UNREADABLE';
    rows.push({ row, code, message: BROKEN[code]! });
    const group = groups.get(code) ?? [];
    group.push({ row, reject });
    groups.set(code, group);
  }
  const problems = [...groups].map(([code, group]): Problem => {
    const first = group.slice(0, 5);
    const head = { where: { file: source.path, row: first[0]!.row }, count: group.length, code };
    const rowsText = `data row${first.length > 1 ? 's' : ''} ${first.map(({ row }) => row).join(', ')}${group.length > 5 ? ' …' : ''}`;
    const count = group.length === 1 ? 'A row' : `${group.length.toLocaleString('en-US')} rows`;
    switch (code) {
      case 'ROW_RAGGED': {
        // The database stops counting at the first field too many.
        const widths = first.map(({ row, reject }) =>
          reject.error_type === 'TOO MANY COLUMNS'
            ? `${row}: more than ${source.header.length}`
            : `${row}: ${/Found: (\d+)/.exec(reject.error_message)?.[1]}`,
        );
        return {
          ...head,
          message: `${count} do${group.length === 1 ? 'es' : ''} not have ${source.header.length} fields as the header has (data row: fields: ${widths.join('; ')}${group.length > 5 ? ' …' : ''}).`,
          got: widths.join('; '),
          allowed: `${source.header.length} fields in each row`,
          fix: `Check these rows for a missing or an extra '${source.format.delimiter}', and put fields that contain it in double quotes.`,
        };
      }
      case 'QUOTE_UNCLOSED':
        return {
          ...head,
          message: `${count} open${group.length === 1 ? 's' : ''} a double quote that is not closed properly (${rowsText}).`,
          fix: 'Close the quote; write a double quote inside a quoted field twice.',
        };
      case 'ENCODING':
        return {
          ...head,
          message: `${count} hold${group.length === 1 ? 's' : ''} bytes that are not ${source.format.encoding} (${rowsText}).`,
          fix: sealed
            ? 'Save the file as UTF-8.'
            : "Name the file's encoding under 'file.encoding' in the schema, e.g. gb18030 or windows-1252.",
        };
      case 'LINE_TOO_LONG':
        return {
          ...head,
          message: `${count} ${group.length === 1 ? 'is' : 'are'} longer than ${MAX_LINE_BYTES / 2 ** 20} MB (${rowsText}).`,
          allowed: `rows of up to ${MAX_LINE_BYTES / 2 ** 20} MB`,
          fix: 'Look for a quote that is not closed, or leave the long field out.',
        };
      default:
        return {
          ...head,
          message: `${count} cannot be taken apart into ${source.header.length} fields (${rowsText}).`,
          fix: 'Check the quotes and delimiters of these rows.',
        };
    }
  });
  return { problems, rows };
}

const REJECT_CODES: Readonly<Record<string, string>> = {
  'MISSING COLUMNS': 'ROW_RAGGED',
  'TOO MANY COLUMNS': 'ROW_RAGGED',
  'UNQUOTED VALUE': 'QUOTE_UNCLOSED',
  'INVALID ENCODING': 'ENCODING',
  'LINE SIZE OVER MAXIMUM': 'LINE_TOO_LONG',
};

/** Of a single row. */
const BROKEN: Readonly<Record<string, string>> = {
  ROW_RAGGED: 'The row has another number of fields than the header.',
  QUOTE_UNCLOSED: 'The row opens a double quote that is not closed properly.',
  ENCODING: "The row holds bytes that are not of the file's encoding.",
  LINE_TOO_LONG: `The row is longer than ${MAX_LINE_BYTES / 2 ** 20} MB.`,
  ROW_UNREADABLE: 'The row cannot be taken apart into fields.',
};

/** The 1-based row of the file for the k-th kept row (1-based), when the rejected rows (in order) are left out. */
export function rowNumbering(rejected: readonly number[]): (kept: number) => number {
  return (kept) => {
    // Before the i-th gap there are `rejected[i] - 1 - i` kept rows: the gaps with fewer than `kept` lie before the row.
    let [low, high] = [0, rejected.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rejected[middle]! - 1 - middle < kept) low = middle + 1;
      else high = middle;
    }
    return kept + low;
  };
}
