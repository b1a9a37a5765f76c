import type { Json } from '@proofline/learn';
import { columnTitle } from '../schema/feature-schema.js';
import { unitWords } from '../schema/unit-words.js';
import { joinTexts, type Localized, text } from '../text/localized.js';
import type { Cell, ReportSection, TableBlock } from './block.js';
import { criterionValue, type EvaluationReport, type ReferenceResult, type TrialResult } from './evaluation-report.js';
import { percentText } from './format-value.js';
import { CALIBRATION_WORDS, ROLE_WORDS, SUMMARY_WORDS, TYPE_WORDS, WORDING as W } from './wording.js';

const right = (title: Localized): TableBlock['columns'][number] => ({ title, align: 'right' });
const left = (title: Localized): TableBlock['columns'][number] => ({ title });

/** The report in reading order, as blocks: what every view shows, fixed parts and those of pipeline and vertical. */
export function reportSections(report: EvaluationReport): ReportSection[] {
  const of = (level: ReportSection['level']): ReportSection[] => report.sections.filter((s) => s.level === level);
  return [
    criteriaSection(report),
    candidatesSection(report),
    ...of('summary'),
    ...of('evidence'),
    costSection(report),
    dataSection(report),
    ...of('appendix'),
    ...trialsSection(report),
    columnsSection(report),
    reproduceSection(report),
  ];
}

function criteriaSection(report: EvaluationReport): ReportSection {
  const { verdict, criteriaSource, criteriaHistory = [] } = report;
  const tones = { met: 'good', missed: 'bad', uncertain: 'warn', unmeasured: 'warn' } as const;
  return {
    id: 'criteria',
    title: W.criteria,
    level: 'summary',
    blocks: [
      {
        type: criteriaSource === 'client' ? 'text' : 'callout',
        ...(criteriaSource === 'client' ? {} : { tone: 'warn' }),
        text: criteriaSource === 'client' ? W.criteriaClient : W.criteriaDefault,
      } as ReportSection['blocks'][number],
      {
        type: 'table',
        columns: [left(W.criterion), right(W.required), right(W.measured), left(W.outcome), left(W.owner)],
        rows: verdict.criteria.map((c) => [
          text(`${c.title.en} (${W[c.level].en})`, `${c.title.zh}（${W[c.level].zh}）`),
          `${c.bound === '>=' ? '≥' : '≤'} ${c.threshold}`,
          { value: criterionValue(report, c), ...(c.interval === undefined ? {} : { interval: c.interval }) },
          W[c.outcome],
          c.owner ?? null,
        ]),
        emphasis: verdict.criteria.map((c, row) => ({ row, tone: tones[c.outcome] })),
      },
      ...(criteriaHistory.length === 0
        ? []
        : [
            {
              type: 'table' as const,
              caption: W.criteriaHistory,
              columns: [left(W.started), left(W.criterion), left(W.verdict)],
              rows: criteriaHistory.map(({ at, criteria, verdict: word }): Cell[] => [
                at.slice(0, 10),
                criteria.join('; '),
                word,
              ]),
            },
          ]),
    ],
  };
}

function candidatesSection({ candidates, champion, task, prior, dropped = [] }: EvaluationReport): ReportSection {
  const metrics = Object.keys(candidates[0]?.metrics ?? {}).filter((name) => name !== task.primaryMetric);
  const ranked = [...candidates].sort((a, b) => a.complexity - b.complexity);
  const measured = (one: ReferenceResult): Cell[] => [
    { value: one.metrics[task.primaryMetric]!, interval: one.intervals[task.primaryMetric]! },
    ...metrics.map((name): Cell => ({ value: one.metrics[name]! })),
  ];
  return {
    id: 'candidates',
    title: W.candidates,
    level: 'summary',
    blocks: [
      { type: 'text', text: champion.reason },
      { type: 'text', text: W.championRule },
      ...dropped.map(({ title, reason }) => ({
        type: 'callout' as const,
        tone: 'warn' as const,
        text: text(`${W.dropped.en}: ${title.en}. ${reason}`, `${W.dropped.zh}：${title.zh}。${reason}`),
      })),
      {
        type: 'table',
        caption: W.candidatesNote,
        columns: [
          left(W.candidate),
          right(task.metrics[task.primaryMetric]!.title),
          ...metrics.map((name) => right(task.metrics[name]!.title)),
          right(W.behind),
          right(W.trials),
          left(W.calibration),
        ],
        rows: [
          ...(prior === undefined ? [] : [[marked(prior.title, W.reference), ...measured(prior), null, null, null]]),
          ...ranked.map((c): Cell[] => [
            marked(c.title, c.champion ? W.champion : c.baseline ? W.baseline : undefined),
            ...measured(c),
            { value: c.behindBest.value, digits: 4 },
            { value: Math.max(1, c.trials.length), format: 'integer' },
            c.calibration === undefined ? null : (CALIBRATION_WORDS[c.calibration] ?? c.calibration),
          ]),
        ],
        emphasis: ranked.flatMap((c, row) =>
          c.champion ? [{ row: row + (prior === undefined ? 0 : 1), tone: 'champion' as const }] : [],
        ),
      },
    ],
  };
}

/** Settings shown a candidate; the report's JSON holds all. */
const SHOWN_TRIALS = 5;

/** The leaderboard of the search: the best settings of each candidate, the one that was taken marked. */
function trialsSection({ candidates }: EvaluationReport): ReportSection[] {
  const searched = candidates.filter(({ trials }) => trials.length > 1);
  if (searched.length === 0) return [];
  const rows: Cell[][] = [];
  const emphasis: { row: number; tone: 'champion' }[] = [];
  for (const { title, trials, parameters } of searched) {
    const taken = JSON.stringify(parameters);
    const failed = (trial: TrialResult): number => (trial.failure === undefined ? 0 : 1);
    const ranked = [...trials].sort((a, b) => failed(a) - failed(b) || b.folds - a.folds || a.loss - b.loss);
    const shown = ranked.slice(0, SHOWN_TRIALS);
    const chosen = ranked.find((trial) => JSON.stringify(trial.parameters) === taken);
    if (chosen !== undefined && !shown.includes(chosen)) shown.push(chosen);
    for (const trial of shown) {
      if (trial === chosen) emphasis.push({ row: rows.length, tone: 'champion' });
      rows.push([
        title,
        settingsText(trial.parameters),
        trial.failure === undefined ? { value: trial.loss, digits: 4 } : W.failed,
        { value: trial.folds, format: 'integer' },
      ]);
    }
  }
  return [
    {
      id: 'trials',
      title: W.trialsTitle,
      level: 'appendix',
      blocks: [
        { type: 'text', text: W.trialsNote },
        {
          type: 'table',
          columns: [left(W.candidate), left(W.settings), right(W.loss), right(W.folds)],
          rows,
          emphasis,
        },
      ],
    },
  ];
}

function settingsText(parameters: Record<string, Json>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name} ${typeof value === 'number' ? Number(value.toPrecision(3)) : String(value)}`)
    .join(', ');
}

function marked(title: Localized, mark: Localized | undefined): Localized {
  return mark === undefined ? title : text(`${title.en} (${mark.en})`, `${title.zh}（${mark.zh}）`);
}

function costSection({ run }: EvaluationReport): ReportSection {
  const row = (name: Localized, value: number | undefined, digits: number): Cell[] => [
    name,
    value === undefined ? null : { value, digits },
  ];
  return {
    id: 'cost',
    title: W.cost,
    level: 'evidence',
    blocks: [
      {
        type: 'table',
        columns: [left(text('')), right(text(''))],
        rows: [
          row(W.trainCpu, run.trainCpuSeconds, 1),
          row(W.peakMemory, run.peakMemoryMB, 0),
          row(W.predictCost, run.predictMsPer1000, 2),
          row(W.explainCost, run.explainMsPerRow, 3),
          row(W.modelSize, run.modelMB, 3),
          row(W.totalTime, run.seconds, 1),
        ],
      },
    ],
  };
}

/** Classes of which the share is said, the first ones; the report has them all class by class. */
const MOST_SUMMARIES = 8;

/** What a kind counts in its outcomes, e.g. `classes 3, refund 38.0 %`. */
export function summaries(summary: Record<string, number>): Localized {
  const all = Object.entries(summary).filter(([name]) => name !== 'rows');
  const more = all.length - MOST_SUMMARIES;
  return joinTexts([
    ...all.slice(0, MOST_SUMMARIES).map(([name, value]) => summaryText(name, value)),
    ...(more > 0 ? [text(`${more} more`, `另有 ${more} 项`)] : []),
  ]);
}

function summaryText(name: string, value: number): Localized {
  const share = name.endsWith('Rate') || name.endsWith(' rate');
  const words = SUMMARY_WORDS[name] ?? text(name.replace(/ rate$/, ''));
  const shown = !Number.isFinite(value)
    ? text('–')
    : share
      ? percentText(value)
      : text(Number(value.toPrecision(5)).toLocaleString('en-US'));
  return text(`${words.en} ${shown.en}`, `${words.zh} ${shown.zh}`);
}

const LEAKAGE_TONES = { fail: 'bad', warn: 'warn', note: 'info' } as const;

function dataSection({ data, split, recipe, recipeSource, leakage, schema }: EvaluationReport): ReportSection {
  return {
    id: 'data',
    title: W.data,
    level: 'appendix',
    blocks: [
      {
        type: 'table',
        columns: [left(W.file), right(W.rows), right(W.columns), left(W.format), left(W.outcome), left(W.fingerprint)],
        rows: [
          [
            data.file,
            { value: data.rows, format: 'integer' },
            { value: data.columns, format: 'integer' },
            data.format,
            summaries(data.summary),
            data.fingerprint,
          ],
          ...data.extras.map((extra): Cell[] => [
            `${extra.name}: ${extra.file}`,
            { value: extra.rows, format: 'integer' },
            null,
            null,
            null,
            extra.fingerprint,
          ]),
        ],
      },
      ...(data.licence === undefined
        ? []
        : [
            {
              type: 'text' as const,
              text: text(`${W.licence.en}: ${data.licence}`, `${W.licence.zh}：${data.licence}`),
            },
          ]),
      { type: 'text', text: text(`${W.split.en}. ${split.reason.en}`, `${W.split.zh}。${split.reason.zh}`) },
      {
        type: 'table',
        columns: [left(W.part), right(W.rows), left(W.period), left(W.outcome)],
        rows: split.parts.map((part) => [
          part.name,
          { value: part.rows, format: 'integer' },
          part.from === undefined ? null : `${part.from} – ${part.to}`,
          summaries(part.summary),
        ]),
      },
      ...(leakage.length === 0
        ? [
            {
              type: 'text' as const,
              text: text(`${W.leakage.en}: ${W.noLeakage.en}`, `${W.leakage.zh}：${W.noLeakage.zh}`),
            },
          ]
        : leakage.map(({ finding, severity, overridden }) => ({
            type: 'callout' as const,
            tone: LEAKAGE_TONES[severity],
            text:
              overridden === undefined
                ? finding
                : text(
                    `${finding.en} (${W.overridden.en} ${overridden.author}: ${overridden.reason})`,
                    `${finding.zh}（${W.overridden.zh}：${overridden.author}，${overridden.reason}）`,
                  ),
          }))),
      recipe.length === 0
        ? {
            type: 'text',
            text: text(`${W.cleaning.en}: ${W.nothingCleaned.en}`, `${W.cleaning.zh}：${W.nothingCleaned.zh}`),
          }
        : {
            type: 'table',
            caption: recipeSource === 'proposed' ? W.cleaningProposed : W.cleaningGiven,
            columns: [left(W.step), left(W.column), left(W.why), right(W.affected)],
            rows: recipe.map((entry) => [
              entry.step,
              entry.column ?? null,
              entry.why ?? null,
              `${entry.affected.toLocaleString('en-US')} / ${entry.of.toLocaleString('en-US')}`,
            ]),
          },
      schema.assumptions.length === 0
        ? { type: 'text', text: W.noAssumptions }
        : {
            type: 'table',
            caption: W.assumptions,
            columns: [left(W.assumptions)],
            rows: schema.assumptions.map((assumption) => [assumption]),
            fold: 12,
          },
    ],
  };
}

function columnsSection({ schema }: EvaluationReport): ReportSection {
  return {
    id: 'columns',
    title: W.schema,
    level: 'appendix',
    blocks: [
      {
        type: 'table',
        columns: [left(W.column), left(W.meaning), left(W.type), left(W.role), left(W.unit)],
        rows: schema.columns.map((column) => [
          column.name,
          columnTitle(column),
          TYPE_WORDS[column.type],
          ROLE_WORDS[column.role],
          column.unit === undefined ? null : unitWords(column.unit),
        ]),
        fold: 30,
      },
    ],
  };
}

function reproduceSection(report: EvaluationReport): ReportSection {
  const { data, modelHash, criteriaHash, seed, versions, run } = report;
  return {
    id: 'reproduce',
    title: W.reproduce,
    level: 'appendix',
    blocks: [
      { type: 'text', text: W.reproduceNote },
      {
        type: 'table',
        columns: [left(text('')), left(text(''))],
        rows: [
          [W.fingerprint, data.fingerprint],
          [W.criteriaHash, criteriaHash],
          [W.modelHash, modelHash],
          [W.seed, String(seed)],
          [
            W.versions,
            Object.entries(versions)
              .map(([name, version]) => `${name} ${version}`)
              .join(', '),
          ],
          [W.machine, `Node ${run.node}, ${run.platform}`],
          [W.started, run.startedAt],
        ],
      },
    ],
  };
}
