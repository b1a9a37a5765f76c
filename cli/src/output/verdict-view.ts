import {
  criterionValue,
  type EvaluationReport,
  type Language,
  text,
  WORDING,
  type WrittenPoc,
} from '@proofline/pipeline';
import { type Io, paint } from '../io.js';
import { table, width } from './table.js';

const TONES = { GO: 'green', 'NO-GO': 'red', 'MORE DATA': 'yellow' } as const;
const MARKS = { met: '✓', missed: '✗', uncertain: '?', unmeasured: '–' } as const;

const LEVELS = { must: text('must', '必须'), should: text('should', '应当') } as const;
const OUTCOMES = {
  met: text('met', '达到'),
  missed: text('missed', '未达到'),
  uncertain: text('uncertain', '尚不确定'),
  unmeasured: text('not measured', '未测得'),
} as const;

/** Four digits; a residue of rounding (9e-14) is no number to read. */
export function measuredText(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value !== 0 && Math.abs(value) < 0.0001) return value > 0 ? '< 0.0001' : '> -0.0001';
  return Number(value.toPrecision(4)).toString();
}

/** What a run ends with on the terminal: the verdict in words, criteria, candidates, where the report is. `budget` in seconds. */
export function printVerdict(
  io: Io,
  report: EvaluationReport,
  written: WrittenPoc | undefined,
  language: Language,
  budget?: number,
): void {
  const { verdict, candidates, task, run, prior, dropped = [] } = report;
  const zh = language === 'zh';
  const { suspicion } = verdict;
  if (suspicion !== undefined) io.out(`\n${paint(io, ['bold', 'yellow'], suspicion[language])}\n`);
  io.out(
    `\n${paint(io, ['bold', suspicion === undefined ? TONES[verdict.word] : 'yellow'], ` ${verdict.word} `)} ${paint(io, 'bold', report.title[language])}\n\n`,
  );
  for (const sentence of verdict.sentences) io.out(`${sentence[language]}\n`);
  if (verdict.ask !== undefined) io.out(`${verdict.ask[language]}\n`);
  for (const warning of report.warnings) io.out(`${paint(io, 'yellow', '!')} ${warning[language]}\n`);

  io.out('\n');
  const band = (interval?: readonly [number, number]): string =>
    interval === undefined ? '' : `[${measuredText(interval[0])}, ${measuredText(interval[1])}]`;
  io.out(
    table(
      [zh ? '标准' : 'Criterion', zh ? '实测' : 'Measured', zh ? '95% 区间' : '95 % interval', ''],
      verdict.criteria.map((c) => [
        `${MARKS[c.outcome]} ${c.title[language]} ${c.bound === '>=' ? '≥' : '≤'} ${c.threshold} (${LEVELS[c.level][language]})`,
        measuredText(criterionValue(report, c)),
        band(c.interval),
        OUTCOMES[c.outcome][language],
      ]),
    ),
  );
  io.out('\n');
  const metrics = Object.keys(candidates[0]?.metrics ?? {});
  const shown = [task.primaryMetric, ...metrics.filter((m) => m !== task.primaryMetric)].slice(0, 5);
  const measured = (values: Record<string, number>): string[] =>
    shown.map((name) => (Number.isFinite(values[name]) ? values[name]!.toFixed(3) : '–'));
  io.out(
    table(
      [
        zh ? '候选模型' : 'Candidate',
        ...shown.map((name) => task.metrics[name]!.title[language]),
        zh ? '秒' : 'seconds',
      ],
      [
        ...(prior === undefined ? [] : [[`  ${prior.title[language]}`, ...measured(prior.metrics), '']]),
        ...candidates.map((c) => [
          `${c.champion ? '*' : ' '} ${c.title[language]}`,
          ...measured(c.metrics),
          (run.fitSeconds[c.name] ?? 0).toFixed(1),
        ]),
      ],
    ),
  );
  for (const { title, reason } of dropped) {
    io.out(`${paint(io, 'yellow', '!')} ${WORDING.dropped[language]}: ${title[language]}. ${reason}\n`);
  }
  io.out(`${report.champion.reason[language]}\n\n`);
  if (written === undefined) return;
  const seconds = run.seconds.toFixed(0);
  const lines: [string, string][] = [
    [zh ? '报告' : 'Report', written.report],
    [zh ? '模型包' : 'Package', written.package],
    [zh ? '用时' : 'Took', `${seconds} s, ${run.peakMemoryMB.toFixed(0)} MB`],
  ];
  for (const [name, value] of lines) io.out(`${paint(io, 'bold', name)}${' '.repeat(9 - width(name))}${value}\n`);
  const over = budget === undefined ? undefined : budgetNote(report, budget, language);
  if (over !== undefined) io.out(`${paint(io, 'yellow', '!')} ${over}\n`);
}

/** Why training took longer than it was given; nothing where it did not. */
export function budgetNote(
  { run }: Pick<EvaluationReport, 'run'>,
  budget: number,
  language: Language,
): string | undefined {
  const seconds = Object.values(run.fitSeconds).reduce((sum, one) => sum + one, 0);
  if (seconds <= 1.2 * budget) return undefined;
  const [took, given] = [seconds.toFixed(0), budget.toFixed(0)];
  return text(
    `Training took ${took} s of a budget of ${given} s. The budget is planned with the times of a quiet machine, so that the same budget gives the same model; on a slower or busier one it takes longer. After three times the budget and a minute no other settings are tried; models are fitted on all rows all the same.`,
    `训练用时 ${took} 秒，预算为 ${given} 秒。预算按空闲机器的耗时规划，以保证相同预算得到相同模型；机器较慢或繁忙时会更久。超过预算三倍加一分钟后不再尝试其他设置；模型仍会在全部行上训练。`,
  )[language];
}
