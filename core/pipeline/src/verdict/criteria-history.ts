import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ProoflineError } from '@proofline/learn';
import { type EvaluationReport, VERDICTS, type VerdictWord } from '../report/evaluation-report.js';
import type { Criterion } from '../task/task.js';
import { joinTexts, type Localized, text } from '../text/localized.js';

/** What success meant in one run, and how that run ended. */
export interface CriteriaRecord {
  hash: string;
  /** ISO 8601, when the run started. */
  at: string;
  /** In short, e.g. `auc >= 0.7`, `falseApproval = 5`. */
  criteria: string[];
  verdict: VerdictWord;
}

/** What a run was about: runs with the same question about the same data can be compared. */
export interface HistorySubject {
  vertical: string;
  task: string;
  target: string;
  /** Name of the data file, without its folder. */
  file: string;
  fingerprint: string;
}

type StoredRecord = CriteriaRecord & { subject: HistorySubject };

/** Beside `proofline.yaml`, or beside the data; see `docs/decisions/where-criteria-are-remembered.md`. */
const FOLDER = '.proofline';
const FILE = 'criteria-history.json';

/** `auc >= 0.7`, `ece <= 0.1 (should)`, `falseApproval = 5` */
export function describeCriteria(
  criteria: readonly Criterion[],
  costs: Readonly<Record<string, number>> = {},
): string[] {
  return [
    ...criteria.map(
      ({ metric, bound, value, level }) => `${metric} ${bound} ${value}${level === 'should' ? ' (should)' : ''}`,
    ),
    ...Object.entries(costs).map(([name, value]) => `${name} = ${value}`),
  ];
}

/** What earlier runs were judged by, wherever they wrote their report to. */
export class CriteriaHistory {
  private constructor(
    private readonly home: string,
    private readonly records: readonly StoredRecord[],
  ) {}

  /**
   * Reads what is remembered in `home`, where this run will be remembered too, in `others`, and in reports of earlier runs that
   * lie in `reports`. Throws `HISTORY_UNREADABLE` rather than forget what stands in a file that somebody has changed.
   */
  static async open(
    home: string,
    others: readonly string[] = [],
    reports: readonly string[] = [],
  ): Promise<CriteriaHistory> {
    const read = [
      ...(await Promise.all([...new Set([home, ...others])].map(readStore))),
      ...(await Promise.all([...new Set(reports)].map(readReport))),
    ].flat();
    const unique = new Map(read.map((one) => [`${one.at} ${one.hash}`, one]));
    return new CriteriaHistory(home, [...unique.values()].sort(byTime));
  }

  /** Of runs with the same question about the same data (a file of that name, or of that content), the oldest first. */
  of(subject: HistorySubject): CriteriaRecord[] {
    return this.records
      .filter((one) => isAbout(one.subject, subject))
      .map(({ hash, at, criteria, verdict }) => ({ hash, at, criteria, verdict }));
  }

  /**
   * Remembers a finished run; one that was judged as the last of its subject adds nothing. The file is replaced as a whole.
   * False where the folder cannot be written to.
   */
  async add(report: EvaluationReport): Promise<boolean> {
    const [own] = recordsOf(report).slice(-1);
    if (own === undefined) return true;
    const folder = join(this.home, FOLDER);
    const draft = join(folder, `${FILE}.${randomUUID()}`);
    try {
      // Read again: another run may have ended since this one began.
      const stored = await readStore(this.home);
      const last = stored
        .filter((one) => isAbout(one.subject, own.subject))
        .sort(byTime)
        .at(-1);
      if (last?.hash === own.hash) return true;
      await mkdir(folder, { recursive: true });
      await writeFile(draft, `${JSON.stringify({ version: 1, runs: [...stored, own] }, null, 2)}\n`);
      await rename(draft, join(folder, FILE));
      return true;
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined);
      if (['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
      throw error;
    }
  }
}

function byTime(a: CriteriaRecord, b: CriteriaRecord): number {
  return a.at < b.at ? -1 : a.at > b.at ? 1 : 0;
}

function isAbout(a: HistorySubject, b: HistorySubject): boolean {
  const sameQuestion = a.vertical === b.vertical && a.task === b.task && a.target === b.target;
  return sameQuestion && (a.fingerprint === b.fingerprint || a.file === b.file);
}

async function readStore(place: string): Promise<StoredRecord[]> {
  const path = join(place, FOLDER, FILE);
  const content = await readFile(path, 'utf8').catch(() => undefined);
  if (content === undefined) return [];
  try {
    const { version, runs } = JSON.parse(content) as { version: unknown; runs: StoredRecord[] };
    if (version === 1 && Array.isArray(runs) && runs.every(isRecord)) return runs;
  } catch {
    // Said below, as for JSON of another form.
  }
  throw new ProoflineError(
    'invalid-input',
    'HISTORY_UNREADABLE',
    `'${path}', which remembers what earlier runs were judged by, is not what a run wrote. Put it right from a copy, or remove it: earlier criteria are then forgotten.`,
  );
}

function isRecord(one: Partial<StoredRecord> | null): boolean {
  return (
    typeof one?.hash === 'string' &&
    typeof one.at === 'string' &&
    Array.isArray(one.criteria) &&
    VERDICTS.includes(one.verdict as VerdictWord) &&
    typeof one.subject?.fingerprint === 'string'
  );
}

async function readReport(folder: string): Promise<StoredRecord[]> {
  const content = await readFile(join(folder, 'report.json'), 'utf8').catch(() => undefined);
  if (content === undefined) return [];
  try {
    const report = JSON.parse(content) as EvaluationReport;
    return report.reportVersion === 1 ? recordsOf(report) : [];
  } catch {
    // Not a report of ours: it has nothing to say.
    return [];
  }
}

/** What a report remembers of earlier runs, and the run itself as the last. */
function recordsOf(report: EvaluationReport): StoredRecord[] {
  const subject = {
    vertical: report.vertical.id,
    task: report.task.id,
    target: report.schema.columns.find(({ role }) => role === 'target')?.name ?? '',
    file: basename(report.data.file),
    fingerprint: report.data.fingerprint,
  };
  const criteria = report.verdict.criteria.map((one) => ({ ...one, value: one.threshold }));
  const own: CriteriaRecord = {
    hash: report.criteriaHash,
    at: report.run.startedAt,
    criteria: report.judgedBy ?? describeCriteria(criteria),
    verdict: report.verdict.word,
  };
  return [...(report.criteriaHistory ?? []), own].map((one) => ({ ...one, subject }));
}

/**
 * A warning where an earlier run was judged by other criteria, however long ago: whoever reads the verdict must know. Says
 * what differs, not what stayed.
 */
export function warnOfChange(
  history: readonly CriteriaRecord[],
  hash: string,
  judgedBy: readonly string[],
): Localized | undefined {
  const others = history.filter((record) => record.hash !== hash);
  const before = others.at(-1);
  if (before === undefined) return undefined;
  const then = before.criteria.filter((one) => !judgedBy.includes(one));
  const now = judgedBy.filter((one) => !before.criteria.includes(one));
  // The same in another order.
  if (then.length + now.length === 0) return undefined;
  const more = new Set(others.map((record) => record.hash)).size - 1;
  const same = then.length + now.length < before.criteria.length + judgedBy.length;
  const sentences = [
    text(
      'The criteria, costs or constraints were changed after results were known.',
      '评判标准、成本或约束在已知结果后被修改。',
    ),
    describeChange(before, then, now),
    ...(same ? [text('The rest is the same.', '其余相同。')] : []),
    ...(more > 0
      ? [
          text(
            `Before it ${more === 1 ? 'there was 1 other set of criteria' : `there were ${more} other sets of criteria`}.`,
            `此前另有 ${more} 套标准。`,
          ),
        ]
      : []),
  ];
  return joinTexts(sentences, 'sentences');
}

function describeChange({ at, verdict }: CriteriaRecord, then: readonly string[], now: readonly string[]): Localized {
  const day = at.slice(0, 10);
  const old = joinTexts(
    then.map((one) => text(one)),
    'phrases',
  );
  const added = joinTexts(
    now.map((one) => text(one)),
    'phrases',
  );
  if (then.length === 0) {
    return text(
      `Added since the run of ${day}, which ended with ${verdict}: ${added.en}.`,
      `自 ${day} 的运行（结论为 ${verdict}）之后新增：${added.zh}。`,
    );
  }
  if (now.length === 0) {
    return text(
      `Taken out since the run of ${day}, which ended with ${verdict}: ${old.en}.`,
      `自 ${day} 的运行（结论为 ${verdict}）之后取消：${old.zh}。`,
    );
  }
  return text(
    `The run of ${day} was judged by: ${old.en}, and ended with ${verdict}. This run is judged by: ${added.en}.`,
    `${day} 的运行标准为：${old.zh}，结论为 ${verdict}。本次运行标准为：${added.zh}。`,
  );
}
