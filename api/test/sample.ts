import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

const FIXTURE = join(import.meta.dirname, '..', '..', 'fixtures', 'german-credit');
/** The sample data: 1000 loans. */
export const SAMPLE = join(FIXTURE, 'german-credit.csv');

export interface SampleSchema {
  columns: { name: string; role: string; type: string; pii?: boolean }[];
}

/** The sample as a solution takes it, for a quick run. */
export interface QuickSolution {
  vertical: string;
  task: string;
  title: string;
  config: Record<string, unknown>;
  schema: SampleSchema;
}

export async function quickSolution(change: object = {}): Promise<QuickSolution> {
  const { version: _version, vertical, task, data: _data, title, ...config } = await read('proofline.yaml');
  return {
    vertical: vertical as string,
    task: task as string,
    title: title as string,
    config: { ...config, budget: '1s', candidates: ['scorecard'], ...change },
    schema: (await read('schema.yaml')) as unknown as SampleSchema,
  };
}

async function read(name: string): Promise<Record<string, unknown>> {
  return parse(await readFile(join(FIXTURE, name), 'utf8')) as Record<string, unknown>;
}

export interface Cases {
  rows: Record<string, string | number>[];
  outcomes: string[];
}

/** Rows of the sample file as they are sent, and their outcomes. */
export function casesOf(csv: string): Cases {
  const [header, ...lines] = csv.trim().split('\n').map(cellsOf);
  const rows = lines.map((cells) => Object.fromEntries(header!.map((name, k) => [name, numberOrText(cells[k]!)])));
  const outcomes = rows.map(({ credit_risk }) => String(credit_risk));
  return { rows: rows.map(({ credit_risk: _, ...row }) => row), outcomes };
}

/** The cells of a line, of which some are quoted. */
function cellsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|([^,]+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
}

function numberOrText(cell: string): string | number {
  return /^\d+$/.test(cell) ? Number(cell) : cell;
}
