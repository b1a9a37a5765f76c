import type { DuckDBConnection } from '@duckdb/node-api';
import { GROUPED_NUMBER, GROUPING_MARKS, parseNumberText, WIDE_CHARACTERS } from '../cells/number-text.js';
import { query, sqlText } from '../dataset/database.js';
import { keysOf } from '../dataset/json-lines.js';
import { csvTable, parquetTable } from '../dataset/scan-file.js';
import type { Source } from '../dataset/source.js';

/** Up to this many distinct texts are counted one by one. */
const COUNTED_DISTINCT = 3000;
/** So many texts show how a column is written, wherever in the file the frequent ones stand. */
const SAMPLED = 300;
/** About so many texts of a column that may be unique are held to see whether any of them comes twice. */
const HELD_TEXTS = 2 ** 20;
/** Files below this size are held in memory between the two passes. */
const HELD_BYTES = 150 * 2 ** 20;

/** What is known of the texts of a column before it has a type. */
export interface ColumnStatistics {
  name: string;
  /** 1-based position in the file. */
  position: number;
  rows: number;
  /** Cells that are not empty. */
  filled: number;
  /**
   * Distinct texts; exact up to `COUNTED_DISTINCT`, and for columns that may be unique of up to `HELD_TEXTS` rows; else an
   * estimate, which is the number of cells where no text of a sample of `HELD_TEXTS` comes twice.
   */
  distinct: number;
  /** Cells that are numbers with decimal point, and among them whole ones written without a decimal point. */
  numbers: number;
  integers: number;
  /** Cells that are numbers only with decimal comma. */
  commaNumbers: number;
  leadingZeros: number;
  negatives: number;
  min: number;
  max: number;
  /** Quantiles 1 %, 50 % and 99 % of the numbers, estimated. */
  quantiles: readonly [number, number, number];
  /** Texts with their count, the most frequent first; all of them when `complete`. */
  values: readonly (readonly [string, number])[];
  complete: boolean;
  /** Of a column of very many texts that are no numbers, some hundred distinct ones from all over the file; else empty. */
  sample: readonly string[];
  /** Texts that are not numbers, the most frequent first, where most cells are numbers. */
  odd: readonly (readonly [string, number])[];
}

/** Counts the texts of every column in two passes over the file, in bounded memory. */
export async function columnStatistics(
  connection: DuckDBConnection,
  source: Source,
  heldTexts = HELD_TEXTS,
): Promise<ColumnStatistics[]> {
  const table = await textTable(connection, source);
  const hold = source.bytes * (source.format.compression === 'gzip' ? 6 : 1) < HELD_BYTES;
  const texts = table.expressions.map((cell, i) => `nullif(trim(CAST(${cell} AS VARCHAR)), '') AS t${i}`);
  const numbers = table.expressions.map((_, i) => `${numberOf(`t${i}`)} AS f${i}`);
  await query(
    connection,
    `CREATE TEMP ${hold ? 'TABLE' : 'VIEW'} texts AS SELECT *, ${numbers.join(', ')} FROM (SELECT ${texts.join(', ')} FROM ${table.sql})`,
    source.path,
  );
  const first = await firstPass(connection, table.names, source.path);
  return secondPass(connection, first, source.path, heldTexts);
}

async function textTable(
  connection: DuckDBConnection,
  source: Source,
): Promise<{ sql: string; names: readonly string[]; expressions: readonly string[] }> {
  if (source.format.kind === 'parquet') return parquetTable(connection, source);
  if (source.format.kind === 'csv') return csvTable(source);
  const { keys } = await keysOf(source, {});
  const columns = keys.map((key) => `${sqlText(key)}: 'VARCHAR'`).join(', ');
  const compression = source.format.compression === 'gzip' ? 'gzip' : 'uncompressed';
  const sql = `read_json(${sqlText(source.readable)}, format='newline_delimited', compression='${compression}', ignore_errors=true, columns={${columns}})`;
  return { sql, names: keys, expressions: keys.map((key) => `"${key.replaceAll('"', '""')}"`) };
}

/** The number a text is, without decimal comma: plain, with its thousands grouped, full-width or in brackets. */
function numberOf(t: string): string {
  const narrow = narrowText(t);
  const grouped = `CASE WHEN regexp_full_match(${narrow}, ${sqlText(GROUPED_NUMBER['.'])}) THEN TRY_CAST(translate(${narrow}, ${sqlText(GROUPING_MARKS)}, '') AS DOUBLE) WHEN regexp_full_match(${narrow}, '[-+]?[0-9]+\\.?[0-9]*') THEN TRY_CAST(${narrow} AS DOUBLE) END`;
  // Most texts that are no numbers start with a letter; the expressions below cost many times as much as to see that.
  const startsLikeWord = `${t} >= ':' AND ${t} < chr(128)`;
  return `CASE WHEN ${startsLikeWord} THEN NULL WHEN contains(${t}, '_') THEN NULL WHEN isfinite(TRY_CAST(${t} AS DOUBLE)) THEN TRY_CAST(${t} AS DOUBLE) ELSE ${grouped} END`;
}

/** In ASCII characters, with a minus for brackets. */
function narrowText(t: string): string {
  const narrow = `translate(${t}, ${sqlText(WIDE_CHARACTERS[0])}, ${sqlText(WIDE_CHARACTERS[1])})`;
  return `regexp_replace(${narrow}, '^\\(\\s*([^-+()]+?)\\s*\\)$', '-\\1')`;
}

const COMMA_NUMBER = String.raw`${GROUPED_NUMBER[',']}|[+-]?\d+,\d+`;

type FirstPass = Omit<ColumnStatistics, 'values' | 'complete' | 'sample' | 'odd'> & { oddDistinct: number };

async function firstPass(connection: DuckDBConnection, names: readonly string[], file: string): Promise<FirstPass[]> {
  const aggregates = names.flatMap((_, i) => {
    const t = `t${i}`;
    const f = `f${i}`;
    return [
      `count(${t}) AS filled${i}`,
      `approx_count_distinct(${t}) AS distinct${i}`,
      `count(${f}) AS numbers${i}`,
      `count_if(${f} = trunc(${f}) AND NOT contains(${t}, '.')) AS integers${i}`,
      `count_if(CASE WHEN contains(${t}, ',') THEN regexp_full_match(${narrowText(t)}, ${sqlText(COMMA_NUMBER)}) ELSE false END) AS commas${i}`,
      `count_if(starts_with(${t}, '0') AND length(${t}) > 1 AND NOT contains(${t}, '.') AND NOT contains(${t}, ',') AND ${f} IS NOT NULL) AS zeros${i}`,
      `count_if(${f} < 0) AS negatives${i}`,
      `min(${f}) AS min${i}`,
      `max(${f}) AS max${i}`,
      `CAST(approx_quantile(${f}, [0.01, 0.5, 0.99]) AS VARCHAR) AS quantiles${i}`,
      `approx_count_distinct(CASE WHEN ${f} IS NULL THEN ${t} END) AS oddDistinct${i}`,
    ];
  });
  const [row] = await query(connection, `SELECT count(*) AS all_rows, ${aggregates.join(', ')} FROM texts`, file);
  const number = (key: string): number => (row![key] === null ? Number.NaN : Number(row![key]));
  // A count over cells that are all empty is null.
  const countOf = (key: string): number => Number(row![key] ?? 0);
  return names.map((name, i) => ({
    name,
    position: i + 1,
    rows: number('all_rows'),
    filled: countOf(`filled${i}`),
    distinct: countOf(`distinct${i}`),
    numbers: countOf(`numbers${i}`),
    integers: countOf(`integers${i}`),
    commaNumbers: countOf(`commas${i}`),
    leadingZeros: countOf(`zeros${i}`),
    negatives: countOf(`negatives${i}`),
    min: number(`min${i}`),
    max: number(`max${i}`),
    quantiles: parseQuantiles(row![`quantiles${i}`]),
    oddDistinct: countOf(`oddDistinct${i}`),
  }));
}

function parseQuantiles(list: unknown): [number, number, number] {
  const [low, middle, high] = String(list ?? '')
    .replace(/[[\]]/g, '')
    .split(',')
    .map(Number);
  return [low || 0, middle || 0, high || 0];
}

async function secondPass(
  connection: DuckDBConnection,
  columns: readonly FirstPass[],
  file: string,
  heldTexts: number,
): Promise<ColumnStatistics[]> {
  const entries = (map: string): string => `CAST(to_json(map_entries(${map})) AS VARCHAR)`;
  const aggregates = columns.flatMap((column, i) => {
    const t = `t${i}`;
    const f = `f${i}`;
    const counted = column.distinct <= COUNTED_DISTINCT;
    const wanted = counted
      ? [`${entries(`histogram(${t})`)} AS counts${i}`]
      : [`CAST(to_json(approx_top_k(${t}, 40)) AS VARCHAR) AS top${i}`];
    if (!counted && column.oddDistinct > 0 && column.oddDistinct <= COUNTED_DISTINCT) {
      wanted.push(`${entries(`histogram(CASE WHEN ${f} IS NULL THEN ${t} END)`)} AS odd${i}`);
    }
    // The texts with the smallest hashes: the same ones in whatever order the rows stand.
    if (!counted && column.numbers < 0.5 * column.filled) {
      wanted.push(`CAST(to_json(arg_min(${t}, hash(${t}), ${SAMPLED})) AS VARCHAR) AS sample${i}`);
    }
    if (mayBeUnique(column)) {
      // All cells of some texts rather than some cells of all texts: what comes twice comes twice in the sample.
      const drawn = `hash(${t}) % ${sampledShare(column.filled, heldTexts)} = 0`;
      wanted.push(`count(DISTINCT CASE WHEN ${drawn} THEN ${t} END) AS drawnDistinct${i}`);
      wanted.push(`count_if(${drawn}) AS drawn${i}`);
    }
    return wanted;
  });
  const [row] =
    columns.length === 0 ? [{}] : await query(connection, `SELECT ${aggregates.join(', ')} FROM texts`, file);
  const tops = await countTops(connection, columns, row!, file);
  return columns.map(({ oddDistinct: _, ...column }, i): ColumnStatistics => {
    const complete = row![`counts${i}`] !== undefined;
    const values = complete ? sorted(row![`counts${i}`]) : (tops.get(i) ?? []);
    const odd = complete
      ? values.filter(([text]) => Number.isNaN(parseNumberText(text, '.')))
      : sorted(row![`odd${i}`]);
    const drawn = Number(row![`drawn${i}`] ?? 0);
    const distinct = complete
      ? values.length
      : drawn > 0
        ? Math.round((column.filled * Number(row![`drawnDistinct${i}`])) / drawn)
        : column.distinct;
    const sample = [...new Set(JSON.parse(String(row![`sample${i}`] ?? '[]')) as string[])];
    return { ...column, distinct, values, complete, sample, odd };
  });
}

/**
 * Whether the estimate leaves room for a column in which every cell differs: it is off by ten per cent
 * as a rule, and by thirty now and then. Numbers with fractions are measurements, however many of them differ.
 */
function mayBeUnique({ distinct, filled, numbers, integers }: FirstPass): boolean {
  return distinct > 0.5 * filled && numbers - integers <= 0.5 * filled;
}

/** One in so many texts is held; a power of two, 1 for all of them. */
function sampledShare(filled: number, heldTexts: number): number {
  return 2 ** Math.max(0, Math.ceil(Math.log2(filled / heldTexts)));
}

/** Exact counts of the texts that are probably the most frequent, of the columns with very many; one pass for all. */
async function countTops(
  connection: DuckDBConnection,
  columns: readonly FirstPass[],
  row: Record<string, unknown>,
  file: string,
): Promise<Map<number, [string, number][]>> {
  const wanted = columns.flatMap((_, i) => {
    const texts = JSON.parse(String(row[`top${i}`] ?? '[]')) as string[];
    return texts.length === 0 ? [] : [{ i, texts }];
  });
  if (wanted.length === 0) return new Map();
  const counts = wanted.map(({ i, texts }) => {
    const listed = texts.map(sqlText).join(', ');
    return `CAST(to_json(map_entries(histogram(CASE WHEN t${i} IN (${listed}) THEN t${i} END))) AS VARCHAR) AS top${i}`;
  });
  const [counted] = await query(connection, `SELECT ${counts.join(', ')} FROM texts`, file);
  return new Map(wanted.map(({ i }) => [i, sorted(counted![`top${i}`])]));
}

function sorted(json: unknown): [string, number][] {
  const list = JSON.parse(String(json ?? '[]')) as { key: string; value: number }[] | null;
  return (list ?? [])
    .map(({ key, value }): [string, number] => [key, Number(value)])
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
