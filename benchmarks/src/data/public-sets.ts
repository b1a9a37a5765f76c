import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { formatFeatureSchema, inferSchema, type PocConfig, pocConfigDocument } from '@proofline/pipeline';
import { RESULTS, ROOT } from '../peers/environment.js';

export const PUBLIC_SETS = ['german', 'australian', 'taiwan', 'gmsc'] as const;
export type PublicSet = (typeof PUBLIC_SETS)[number];

interface Source {
  file: string;
  target: string;
  positive: string;
  /** Names of the columns where the file has none: its cells are then separated by blanks. */
  header?: readonly string[];
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, j) => `A${j + 1}`);

const SOURCES: Record<PublicSet, Source> = {
  german: {
    file: 'credit-german/german.data',
    header: [...numbered(20), 'class'],
    target: 'class',
    positive: '2',
  },
  australian: {
    file: 'credit-australian/australian.dat',
    header: [...numbered(14), 'class'],
    target: 'class',
    positive: '0',
  },
  taiwan: {
    file: 'credit-taiwan/taiwan.csv.gz',
    target: 'default.payment.next.month',
    positive: '1',
  },
  gmsc: {
    file: 'credit-gmsc/cs-training.csv.gz',
    target: 'SeriousDlqin2yrs',
    positive: '1',
  },
};

/** The folder of public data sets, or undefined where there is none. */
export function datasetsFolder(): string | undefined {
  const folder = resolve(ROOT, process.env.PROOFLINE_DATASETS ?? '../shared/datasets');
  return existsSync(folder) ? folder : undefined;
}

/**
 * A proof of concept on a public set. Every column is a feature, as it is for the peers that the floors come from; besides
 * that the schema is the one that is inferred.
 */
export async function publicPoc(
  set: PublicSet,
  folder: string,
  split: Partial<PocConfig['split']>,
  budget: string,
): Promise<{ config: PocConfig; baseDir: string }> {
  const { target, positive } = SOURCES[set];
  const file = await publicFile(set, folder);
  const inferred = await inferSchema(file, { roles: { target, positive, protected: [] } });
  const schema = {
    ...inferred.schema,
    columns: inferred.schema.columns.map((column) =>
      column.role === 'protected' ? { ...column, role: 'feature' as const } : column,
    ),
  };
  const schemaFile = join(RESULTS, 'data', `${set}.schema.yaml`);
  await writeFile(schemaFile, formatFeatureSchema(schema, inferred.assumptions, 'en'));
  const config = pocConfigDocument.parse({
    version: 1,
    vertical: 'credit-risk',
    title: set,
    data: { file, schema: schemaFile },
    split: { testShare: 0.25, repeats: 1, ...split },
    budget,
    seed: 7,
  });
  return { config, baseDir: RESULTS };
}

/** The file of a set with a header; one without is rewritten as CSV beside the results. */
export async function publicFile(set: PublicSet, folder: string): Promise<string> {
  const { file, header } = SOURCES[set];
  await mkdir(join(RESULTS, 'data'), { recursive: true });
  if (header === undefined) return join(folder, file);
  const lines = (await readFile(join(folder, file), 'utf8')).trim().split('\n');
  const path = join(RESULTS, 'data', `${set}.csv`);
  await writeFile(
    path,
    `${[header.join(','), ...lines.map((line) => line.trim().split(/\s+/).join(','))].join('\n')}\n`,
  );
  return path;
}

export function publicTarget(set: PublicSet): { target: string; positive: string } {
  return SOURCES[set];
}
