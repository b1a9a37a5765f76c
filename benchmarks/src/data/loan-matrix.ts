import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Matrix, matrix, Rng, takeRows, takeValues } from '@proofline/learn';
import { columnsWithRole, type Dataset, parseFeatureSchema, readDataset } from '@proofline/pipeline';
import { RESULTS, ROOT } from '../peers/environment.js';

/** Rows to train on and rows to predict for, and the files from which the peers read the same. */
export interface MatrixFiles {
  train: { x: Matrix; y: Float64Array };
  test: { x: Matrix; y: Float64Array };
  /** What a peer is told: doubles column by column, training rows first. */
  files: { x: string; y: string; columns: number; train: number };
}

interface Generator {
  generateLoanBook(options: { rows: number; seed: number; out: string; truth?: boolean }): Promise<{ trueAuc: number }>;
}

/** Folder of a generated loan book, made when it is not there. */
export async function loanBook(rows: number, seed = 7): Promise<string> {
  const folder = join(RESULTS, 'data', `loan-book-${rows}-${seed}`);
  if (!existsSync(join(folder, 'done'))) {
    const { generateLoanBook } = (await import(
      pathToFileURL(join(ROOT, 'fixtures', 'loan-book', 'generate.mjs')).href
    )) as Generator;
    const summary = await generateLoanBook({ rows, seed, out: folder, truth: false });
    await writeFile(join(folder, 'done'), JSON.stringify(summary));
  }
  return folder;
}

/**
 * The twenty features of the loan book as numbers that single precision holds: special codes as they stand, categories by
 * their place in the list, missing cells as NaN. Rows are shuffled, so that drift is in both parts.
 */
export async function loanMatrix(train: number, test: number): Promise<MatrixFiles> {
  const folder = await loanBook(train + test);
  const schema = parseFeatureSchema(await readFile(join(folder, 'schema.yaml'), 'utf8'), 'schema.yaml');
  const dataset = await readDataset(join(folder, 'loan-book.csv'), schema);
  const specs = columnsWithRole(schema, 'feature');
  const columns = specs.map((spec) =>
    numbersOf(
      dataset,
      spec.name,
      (spec.special ?? []).map(({ code }) => Number(code)),
    ),
  );
  const target = dataset.columns.get(columnsWithRole(schema, 'target')[0]!.name)!;
  if (target.kind !== 'categorical') throw new TypeError('The target of the loan book is a category.');
  const event = target.levels.indexOf('yes');
  const y = Float64Array.from(target.codes, (code) => (code === event ? 1 : 0));
  return divide('loan-book', matrix(columns, { names: specs.map(({ name }) => name) }), y, train);
}

/** Twenty continuous columns, eight of which matter, with an interaction and a bend: no value is seen twice. */
export async function continuousMatrix(train: number, test: number): Promise<MatrixFiles> {
  const rng = new Rng('continuous');
  const rows = train + test;
  const columns = Array.from({ length: 20 }, () =>
    Float64Array.from({ length: rows }, () => Math.fround(rng.normal())),
  );
  const y = Float64Array.from({ length: rows }, (_, i) => {
    const [a, b, c, d, e, f, g, h] = columns.map((column) => column[i]!) as [number, ...number[]];
    const logOdds =
      -2.2 + 0.8 * a + 0.5 * b! * c! + 0.4 * d! ** 2 - 0.6 * e! + 0.3 * f! - 0.4 * Math.abs(g!) + 0.3 * h!;
    return rng.next() < 1 / (1 + Math.exp(-logOdds)) ? 1 : 0;
  });
  return divide('continuous', matrix(columns), y, train);
}

function numbersOf(dataset: Dataset, name: string, codes: readonly number[]): Float64Array {
  const column = dataset.columns.get(name)!;
  if (column.kind === 'categorical') return Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : code));
  if (column.kind !== 'numeric') throw new TypeError(`Column '${name}' of the loan book is no feature.`);
  return column.values.map((value, i) => {
    const special = column.special?.[i] ?? 0;
    return special > 0 ? codes[special - 1]! : Math.fround(value);
  });
}

async function divide(name: string, x: Matrix, y: Float64Array, train: number): Promise<MatrixFiles> {
  const order = new Rng(name).shuffle(Uint32Array.from({ length: x.rows }, (_, i) => i));
  const shuffled = takeRows(x, order);
  const labels = takeValues(y, order);
  const files = await writeMatrix(name, shuffled, labels);
  const cut = (from: number, to: number): { x: Matrix; y: Float64Array } => ({
    x: { ...shuffled, rows: to - from, columns: shuffled.columns.map((column) => column.slice(from, to)) },
    y: labels.slice(from, to),
  });
  return {
    train: cut(0, train),
    test: cut(train, x.rows),
    files: { ...files, columns: x.columns.length, train },
  };
}

export async function writeMatrix(name: string, x: Matrix, y: Float64Array): Promise<{ x: string; y: string }> {
  await mkdir(join(RESULTS, 'data'), { recursive: true });
  const paths = { x: join(RESULTS, 'data', `${name}.x.f64`), y: join(RESULTS, 'data', `${name}.y.f64`) };
  const all = new Float64Array(x.rows * x.columns.length);
  x.columns.forEach((column, j) => {
    all.set(column, j * x.rows);
  });
  await writeFile(paths.x, new Uint8Array(all.buffer));
  await writeFile(paths.y, new Uint8Array(y.buffer, y.byteOffset, y.byteLength));
  return paths;
}

/** Doubles that a peer wrote. */
export async function readDoubles(path: string): Promise<Float64Array> {
  const bytes = await readFile(path);
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
