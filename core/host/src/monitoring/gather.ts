import type { Json } from '@proofline/learn';
import {
  answerColumn,
  type Column,
  compileRowParser,
  countGroups,
  type PackageReference,
  type Predictor,
  type RowParser,
} from '@proofline/pipeline';
import type { Compared } from './drift.js';
import type { RecentPrediction } from './read-window.js';

/** What a window comes down to. */
export interface Gathered {
  predictions: number;
  /** Of each subject the last prediction only: what is asked about somebody ten times is one person. */
  subjects: number;
  compared: Compared[];
  comparedAnswer: Compared;
  /** Of the subjects, the latest first. */
  answers: Record<string, Json>[];
  /** By request; nobody waited for the rows of a batch. */
  latencies: Map<string, number>;
  /** When the earliest was made. */
  since: Date | undefined;
}

/** Counts the rows of a window over the groups of a package's reference, page by page. */
export async function gather(
  pages: AsyncIterable<readonly RecentPrediction[]>,
  predictor: Predictor,
  { features, answer }: PackageReference,
): Promise<Gathered> {
  const read = logReader(predictor, features);
  const counts = features.map(({ groups }) => groups.map(() => 0));
  const answerCounts = answer.groups.map(() => 0);
  const dropped = new Set<string>();
  const seen = new Set<string>();
  const gathered = { predictions: 0, answers: [] as Record<string, Json>[], latencies: new Map<string, number>() };
  let since: Date | undefined;
  for await (const page of pages) {
    gathered.predictions += page.length;
    for (const { requestId, latencyMs, ofBatch } of page) if (!ofBatch) gathered.latencies.set(requestId, latencyMs);
    since = page.at(-1)?.at ?? since;
    const fresh = page.filter(({ subject }) => isFirst(seen, subject));
    if (fresh.length === 0) continue;
    for (const { row } of fresh) for (const { name } of features) if (!(name in row)) dropped.add(name);
    const columns = read(fresh.map(({ row }) => row));
    features.forEach((reference, f) => {
      add(counts[f]!, countGroups(reference, columns.get(reference.name)!));
    });
    const answers = fresh.map(({ prediction }) => prediction);
    add(answerCounts, countGroups(answer, answerColumn(answers)));
    gathered.answers.push(...answers);
  }
  return {
    ...gathered,
    subjects: gathered.answers.length,
    compared: features.map((reference, f) => ({
      reference,
      counts: dropped.has(reference.name) ? undefined : counts[f]!,
    })),
    comparedAnswer: { reference: answer, counts: answerCounts },
    since,
  };
}

/** What was kept of a row that was answered. */
export type LoggedRow = Readonly<Record<string, Json>>;

/** Reads rows of the log as columns: a field that is not kept is missing, and no reason to refuse the row. */
export function logReader(
  predictor: Predictor,
  features: PackageReference['features'],
): (rows: readonly LoggedRow[]) => ReadonlyMap<string, Column> {
  const parser = readerOf(predictor);
  return (rows) => parser.parseRows(rows.map((row) => completed(row, features))).frame.columns;
}

function readerOf({ inputSchema, reading }: Predictor): RowParser {
  const columns = inputSchema.columns.map(({ required: _required, ...spec }) =>
    spec.role === 'feature' ? spec : { ...spec, role: 'ignore' as const },
  );
  return compileRowParser(
    { ...inputSchema, columns },
    { ...reading, unknownCategory: 'missing', extraColumns: 'ignore' },
  );
}

function completed(row: LoggedRow, features: PackageReference['features']): Record<string, Json> {
  return { ...Object.fromEntries(features.map(({ name }) => [name, null])), ...row };
}

function isFirst(seen: Set<string>, subject: Buffer | null): boolean {
  if (subject === null) return true;
  const name = subject.toString('base64');
  if (seen.has(name)) return false;
  seen.add(name);
  return true;
}

function add(sums: number[], counts: readonly number[]): void {
  counts.forEach((count, k) => {
    sums[k]! += count;
  });
}
