import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseFeatureSchema, readDataset } from '@proofline/pipeline';
import { datasetsFolder } from '../data/public-sets.js';
import { RESULTS } from '../peers/environment.js';

export interface LabelledTexts {
  texts: string[];
  /** Index of the intent. */
  y: Float64Array;
}

export interface Banking77 {
  intents: readonly string[];
  train: LabelledTexts;
  test: LabelledTexts;
  /** Files of the texts, one JSON list each, for peers. */
  files: { train: string; test: string };
}

/** The queries of BANKING77 with their intents, or undefined where the folder of public sets is absent. */
export async function banking77(): Promise<Banking77 | undefined> {
  const folder = datasetsFolder();
  if (folder === undefined || !existsSync(join(folder, 'cs-banking77'))) return undefined;
  const path = (name: string): string => join(folder, 'cs-banking77', name);
  const intents = JSON.parse(await readFile(path('categories.json'), 'utf8')) as string[];
  const [train, test] = [await read(path('train.csv'), intents), await read(path('test.csv'), intents)];
  const files = {
    train: join(RESULTS, 'data', 'banking77.train.json'),
    test: join(RESULTS, 'data', 'banking77.test.json'),
  };
  await writeFile(files.train, JSON.stringify(train.texts));
  await writeFile(files.test, JSON.stringify(test.texts));
  return { intents, train, test, files };
}

async function read(file: string, intents: readonly string[]): Promise<LabelledTexts> {
  const schema = parseFeatureSchema(
    JSON.stringify({
      version: 1,
      columns: [
        { name: 'text', type: 'text', role: 'feature' },
        { name: 'category', type: 'category', role: 'target', categories: intents },
      ],
    }),
    'schema.yaml',
  );
  const { columns } = await readDataset(file, schema);
  const [text, category] = [columns.get('text')!, columns.get('category')!];
  if (text.kind !== 'text' || category.kind !== 'categorical') throw new TypeError(`${file} is not as it was.`);
  return { texts: text.values.map((value) => value ?? ''), y: Float64Array.from(category.codes) };
}
