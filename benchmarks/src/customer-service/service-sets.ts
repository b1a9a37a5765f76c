import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { convertTags, Rng, type TaggedWords } from '@proofline/learn';
import { RESULTS } from '../peers/environment.js';

/** A text and what it is. */
export type Labelled = readonly [text: string, label: string];

export interface SplitTexts {
  train: Labelled[];
  test: Labelled[];
}

export async function banking77(folder: string): Promise<SplitTexts> {
  const read = async (part: string): Promise<Labelled[]> => {
    const [, ...rows] = cellsOf(await readFile(join(folder, 'cs-banking77', `${part}.csv`), 'utf8'));
    return rows.map(([text, category]) => [text!, category!] as const);
  };
  return { train: await read('train'), test: await read('test') };
}

/** Training rows with the hundred out of scope that come with them; what is tried is chosen on them alone. */
export async function clinc150(folder: string): Promise<SplitTexts> {
  const packed = await readFile(join(folder, 'cs-clinc150', 'data_full.json.gz'));
  const data = JSON.parse(gunzipSync(packed).toString('utf8')) as Record<string, [string, string][]>;
  return { train: [...data.train!, ...data.oos_train!], test: [...data.test!, ...data.oos_test!] };
}

export async function snipsIntents(folder: string): Promise<SplitTexts> {
  const read = async (part: string): Promise<Labelled[]> => {
    const lines = async (name: string): Promise<string[]> =>
      (await readFile(join(folder, 'cs-snips', part, name), 'utf8')).trimEnd().split('\n');
    const labels = await lines('label');
    return (await lines('seq.in')).map((text, i) => [text.trim(), labels[i]!.trim()] as const);
  };
  return { train: await read('train'), test: await read('test') };
}

/** Words of one part of SNIPS with their tags in BIO. */
export async function snipsSlots(folder: string, part: 'train' | 'valid' | 'test'): Promise<TaggedWords> {
  const read = async (name: string): Promise<string[][]> => {
    const content = await readFile(join(folder, 'cs-snips', part, name), 'utf8');
    return content
      .trimEnd()
      .split('\n')
      .map((line) => line.trim().split(/\s+/));
  };
  const tags = await read('seq.out');
  return { words: await read('seq.in'), tags: tags.map((own) => convertTags(own, 'BIO')) };
}

/** A fixed fifth of the rows, drawn by a seed, is for the test: there is no official split. Only text and sentiment are read. */
export async function airlineSentiment(folder: string): Promise<SplitTexts> {
  const packed = await readFile(join(folder, 'cs-airline-sentiment', 'Airline-Sentiment-2-w-AA.csv.gz'));
  const [header, ...rows] = cellsOf(gunzipSync(packed).toString('latin1'));
  const [text, label] = [header!.indexOf('text'), header!.indexOf('airline_sentiment')];
  const all = rows.map((row) => [row[text]!, row[label]!] as const);
  const order = new Rng(13).shuffle(Int32Array.from(all.keys()));
  const cut = Math.floor(0.8 * all.length);
  const take = (places: Int32Array): Labelled[] => Array.from(places, (i) => all[i]!);
  return { train: take(order.subarray(0, cut)), test: take(order.subarray(cut)) };
}

/** So many rows of each label, drawn by a seed. */
export function fewShot(rows: readonly Labelled[], count: number, seed: number): Labelled[] {
  const taken = new Map<string, number>();
  return Array.from(new Rng(seed).shuffle(Int32Array.from(rows.keys())), (i) => rows[i]!).filter(([, label]) => {
    const before = taken.get(label) ?? 0;
    taken.set(label, before + 1);
    return before < count;
  });
}

/** Both parts as files with the columns `text` and `label`, below the results of this folder. */
export async function writeParts(name: string, { train, test }: SplitTexts): Promise<{ train: string; test: string }> {
  const folder = join(RESULTS, 'texts');
  await mkdir(folder, { recursive: true });
  const write = async (part: string, rows: readonly Labelled[]): Promise<string> => {
    const path = join(folder, `${name}-${part}.jsonl`);
    await writeFile(path, `${rows.map(([text, label]) => JSON.stringify({ text, label })).join('\n')}\n`);
    return path;
  };
  return { train: await write('train', train), test: await write('test', test) };
}

/** Rows of cells of a CSV file with quotes, line ends within cells among them. */
function cellsOf(content: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /"((?:[^"]|"")*)"|([^",\r\n]*)/y;
  for (let at = 0; at < content.length; ) {
    cell.lastIndex = at;
    const [whole, quoted, plain] = cell.exec(content)!;
    row.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'));
    at += whole.length;
    if (content[at] === ',') at++;
    else {
      while (content[at] === '\r') at++;
      if (at < content.length && content[at] !== '\n') throw new Error(`A quote is not closed at ${at}.`);
      at++;
      rows.push(row);
      row = [];
    }
  }
  return rows;
}
