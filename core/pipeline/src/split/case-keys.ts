import { scanFile } from '../dataset/scan-file.js';
import type { FormatAuthority } from '../dataset/source.js';
import { type ColumnRole, columnWithRole, type FeatureSchema } from '../schema/feature-schema.js';

/** A file with the schema that it was read by. */
export interface CaseFile {
  path: string;
  schema: FeatureSchema;
  /** Whose word counts on how the file is written; see `openSource`. */
  format: FormatAuthority;
}

/** Columns whose cells say what a case is. An existing score and a weight are given to it later, and change. */
const TELLING: readonly ColumnRole[] = ['feature', 'target', 'id', 'time', 'group', 'protected'];

/**
 * Which rows of a file (by position, 0-based) are cases that another file has too: all cells of the columns that both know
 * are equal, or the identifier is, or the group: whoever knows one row of a group knows something of all. Cells are compared as texts, numbers by their value, so that the answer does not depend on
 * what a schema takes a column for, and a file that one schema would refuse is compared all the same. `counts` says which rows
 * of the other file count.
 */
export async function casesAlsoIn(
  file: CaseFile,
  other: CaseFile,
  counts: (row: number) => boolean = () => true,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const told = tellingColumns(file.schema);
  const shared = tellingColumns(other.schema).filter((name) => told.includes(name));
  const id = columnWithRole(file.schema, 'id')?.name;
  const names: CaseNames = {
    content: shared,
    id: id !== undefined && shared.includes(id) ? id : undefined,
    group: sharedGroup(file.schema, other.schema),
  };
  const there = await caseKeys(other, names, signal);
  const known = (keys: Float64Array): Set<number> => new Set(keys.filter((key, row) => key !== NOBODY && counts(row)));
  const [contents, ids, groups] = [known(there.content), known(there.id), known(there.group)];
  const here = await caseKeys(file, names, signal);
  return Uint8Array.from(here.content, (key, row) =>
    contents.has(key) || ids.has(here.id[row]!) || groups.has(here.group[row]!) ? 1 : 0,
  );
}

/** The column that ties rows of both files together, where one of the schemas names it and both have it. */
function sharedGroup(...schemas: readonly [FeatureSchema, FeatureSchema]): string | undefined {
  const named = schemas.flatMap((schema) => columnWithRole(schema, 'group')?.name ?? []);
  return named.find((name) => schemas.every(({ columns }) => columns.some((column) => column.name === name)));
}

/** Columns that tell cases apart. */
interface CaseNames {
  content: readonly string[];
  id: string | undefined;
  group: string | undefined;
}

function tellingColumns({ columns }: FeatureSchema): string[] {
  return columns.flatMap(({ name, role }) => (TELLING.includes(role) ? [name] : []));
}

/** The key of an empty identifier or group, which names nobody. */
const NOBODY = -1;

/** One number a row from its cells, one from its identifier, and one from its group; 52 bits each. */
async function caseKeys(
  { path, schema, format }: CaseFile,
  names: CaseNames,
  signal: AbortSignal | undefined,
): Promise<{ content: Float64Array; id: Float64Array; group: Float64Array }> {
  const content = new GrowingKeys(0);
  const ids = new GrowingKeys(NOBODY);
  const groups = new GrowingKeys(NOBODY);
  const texts: FeatureSchema = {
    ...schema,
    columns: schema.columns.map(({ name }) => ({
      name,
      type: 'text',
      role: names.content.includes(name) || name === names.group ? 'feature' : 'ignore',
    })),
  };
  const options = { purpose: 'predict', extraColumns: 'ignore', format } as const;
  const scan = await scanFile(path, texts, { ...options, ...(signal === undefined ? {} : { signal }) }, (columns) => {
    for (const column of columns) {
      const { reader } = column;
      const { name } = column.spec;
      const salt = `${name}\0`;
      const tells = names.content.includes(name);
      let row = 0;
      column.push = () => {
        const cell = reader.kind === 'text' ? reader.value : null;
        if (cell !== null && tells) content.add(row, hash52(salt + plain(cell)));
        if (name === names.id) ids.set(row, cell === null ? NOBODY : hash52(plain(cell)));
        if (name === names.group) groups.set(row, cell === null ? NOBODY : hash52(plain(cell)));
        row++;
      };
    }
  });
  return { content: content.take(scan.rows), id: ids.take(scan.rows), group: groups.take(scan.rows) };
}

const NUMBER = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** A number in one form: 5, 5.0 and 005 are the same cell of two exports. */
function plain(cell: string): string {
  return NUMBER.test(cell) ? String(Number(cell)) : cell;
}

/** Numbers by row, for rows that come one after the other and nobody knows how many. */
class GrowingKeys {
  private values: Float64Array;

  /** `none` is the number of a row that nothing was written to. */
  constructor(private readonly none: number) {
    this.values = new Float64Array(1024).fill(none);
  }

  /** Adds to a row's number, in whatever order its columns come. */
  add(row: number, hash: number): void {
    this.set(row, ((this.values[row] ?? this.none) + hash) % BITS_52);
  }

  set(row: number, value: number): void {
    this.reach(row + 1);
    this.values[row] = value;
  }

  /** Those of the first `rows`. */
  take(rows: number): Float64Array {
    this.reach(rows);
    return this.values.slice(0, rows);
  }

  private reach(rows: number): void {
    if (rows <= this.values.length) return;
    const larger = new Float64Array(Math.max(2 * this.values.length, rows)).fill(this.none);
    larger.set(this.values);
    this.values = larger;
  }
}

/** Of two such numbers the sum is exact. */
const BITS_52 = 2 ** 52;

/** 52 bits of a text, by two multiplicative hashes of 32 bits that are mixed at the end (the construction known as cyrb53). */
function hash52(text: string): number {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 2654435761);
    b = Math.imul(b ^ unit, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return ((b >>> 0) % 2 ** 20) * 2 ** 32 + (a >>> 0);
}
