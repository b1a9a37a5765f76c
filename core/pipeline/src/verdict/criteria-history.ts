import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EvaluationReport, VerdictWord } from '../report/evaluation-report.js';
import type { Criterion } from '../task/task.js';
import { type Localized, text } from '../text/localized.js';

/** What success meant in one run, and how that run ended. */
export interface CriteriaRecord {
  hash: string;
  /** ISO 8601, when the run started. */
  at: string;
  /** In short, e.g. `auc >= 0.7`. */
  criteria: string[];
  verdict: VerdictWord;
}

/** `auc >= 0.7`, `ece <= 0.1 (should)` */
export function describeCriteria(criteria: readonly Criterion[]): string[] {
  return criteria.map(
    ({ metric, bound, value, level }) => `${metric} ${bound} ${value}${level === 'should' ? ' (should)' : ''}`,
  );
}

/** What earlier runs into this folder were judged by, the oldest first; empty where there was none. */
export async function readCriteriaHistory(folder: string): Promise<CriteriaRecord[]> {
  const content = await readFile(join(folder, 'report.json'), 'utf8').catch(() => undefined);
  if (content === undefined) return [];
  let report: EvaluationReport;
  try {
    report = JSON.parse(content) as EvaluationReport;
  } catch {
    return [];
  }
  if (report.reportVersion !== 1) return [];
  const criteria = report.verdict.criteria.map(({ metric, bound, threshold, level }) => ({
    metric,
    bound,
    value: threshold,
    level,
  }));
  const latest: CriteriaRecord = {
    hash: report.criteriaHash,
    at: report.run.startedAt,
    criteria: describeCriteria(criteria),
    verdict: report.verdict.word,
  };
  const earlier = report.criteriaHistory ?? [];
  // One record for each change: a run with the same criteria adds nothing.
  return earlier.at(-1)?.hash === latest.hash ? [...earlier] : [...earlier, latest];
}

/** A warning where an earlier run was judged by other criteria, however long ago: whoever reads the verdict must know. */
export function warnOfChange(
  history: readonly CriteriaRecord[],
  hash: string,
  criteria: readonly Criterion[],
): Localized | undefined {
  const others = history.filter((record) => record.hash !== hash);
  const before = others.at(-1);
  if (before === undefined) return undefined;
  const day = before.at.slice(0, 10);
  const then = before.criteria.join('; ');
  const now = describeCriteria(criteria).join('; ');
  const more = others.length - 1;
  return text(
    `The criteria, costs or constraints were changed after results were known. The run of ${day} was judged by: ${then}, and ended with ${before.verdict}.${more > 0 ? ` Before it ${more} more were judged by others still.` : ''} This run is judged by: ${now}.`,
    `评判标准、成本或约束在已知结果后被修改。${day} 的运行标准为：${then}，结论为 ${before.verdict}。${more > 0 ? `此前另有 ${more} 次运行采用其他标准。` : ''}本次运行标准为：${now}。`,
  );
}
