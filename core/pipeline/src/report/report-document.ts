import type { Json } from '@proofline/learn';
import { z } from 'zod';
import { SEVERITIES } from '../leakage/leakage-finding.js';
import { COLUMN_ROLES, COLUMN_TYPES } from '../schema/feature-schema.js';
import type { Block, Cell, ReportSection } from './block.js';
import { type EvaluationReport, VERDICTS } from './evaluation-report.js';

/** JSON has no NaN: a number that could not be computed is written as null. */
const number = z.number().nullable() as unknown as z.ZodType<number>;
const count = z.int().nonnegative();
const localized = z.strictObject({ en: z.string(), zh: z.string() });
const json = z.json() as unknown as z.ZodType<Json>;
const interval = z.tuple([number, number]);
const counts = z.record(z.string(), number);

const cell: z.ZodType<Cell> = z.union([
  z.null(),
  z.string(),
  localized,
  z.strictObject({
    value: number,
    format: z.enum(['number', 'integer', 'percent', 'money', 'scientific', 'pvalue']).optional(),
    digits: count.optional(),
    interval: interval.optional(),
  }),
]);

const axis = {
  title: localized,
  min: number.optional(),
  max: number.optional(),
  format: z.enum(['number', 'percent', 'money']).optional(),
};
const valueAxis = z.strictObject(axis);

const block: z.ZodType<Block> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: localized }),
  z.strictObject({ type: z.literal('callout'), tone: z.enum(['info', 'good', 'warn', 'bad']), text: localized }),
  z.strictObject({
    type: z.literal('table'),
    caption: localized.optional(),
    columns: z.array(
      z.strictObject({ title: localized, align: z.enum(['left', 'right']).optional(), help: localized.optional() }),
    ),
    rows: z.array(z.array(cell)),
    emphasis: z.array(z.strictObject({ row: count, tone: z.enum(['good', 'warn', 'bad', 'champion']) })).optional(),
    fold: count.optional(),
  }),
  z.strictObject({
    type: z.literal('chart'),
    title: localized,
    caption: localized,
    x: z.strictObject({
      ...axis,
      categories: z.array(z.union([z.string(), localized])).optional(),
      log: z.boolean().optional(),
    }),
    y: valueAxis,
    y2: valueAxis.optional(),
    series: z.array(
      z.strictObject({
        name: localized,
        points: z.array(z.tuple([number, z.number().nullable()])),
        kind: z.enum(['line', 'bar', 'scatter', 'area', 'step']),
        band: z.array(interval).optional(),
        dashed: z.boolean().optional(),
        secondary: z.boolean().optional(),
      }),
    ),
    markers: z.array(z.strictObject({ x: number, label: localized })).optional(),
    horizontal: z.boolean().optional(),
  }),
]);

const section: z.ZodType<ReportSection> = z.strictObject({
  id: z.string(),
  title: localized,
  blocks: z.array(block),
  level: z.enum(['summary', 'evidence', 'appendix']),
});

const criterion = z.strictObject({
  metric: z.string(),
  title: localized,
  bound: z.enum(['>=', '<=']),
  threshold: z.number(),
  level: z.enum(['must', 'should']),
  owner: z.string().optional(),
  value: number,
  timed: z.literal(true).optional(),
  interval: interval.optional(),
  outcome: z.enum(['met', 'missed', 'uncertain', 'unmeasured']),
  reason: localized.optional(),
});

const candidate = z.strictObject({
  name: z.string(),
  title: localized,
  baseline: z.boolean(),
  champion: z.boolean(),
  complexity: z.number(),
  parameters: z.record(z.string(), json),
  trials: z.array(
    z.strictObject({
      parameters: z.record(z.string(), json),
      loss: number,
      folds: count,
      failure: z.string().optional(),
    }),
  ),
  metrics: counts,
  intervals: z.record(z.string(), interval),
  trainMetrics: counts,
  behindBest: z.strictObject({ value: number, interval }),
  calibration: z.string().optional(),
});

/** Columns are described by `featureSchemaDocument`; here only what every reader of a report needs is promised. */
const column = z.looseObject({ name: z.string(), type: z.enum(COLUMN_TYPES), role: z.enum(COLUMN_ROLES) });

const run = z.strictObject({
  startedAt: z.iso.datetime(),
  seconds: number,
  cpuSeconds: number,
  peakMemoryMB: number,
  trainCpuSeconds: number,
  fitSeconds: counts,
  predictMsPer1000: number,
  explainMsPerRow: number.optional(),
  modelMB: number,
  node: z.string(),
  platform: z.string(),
});

/** The evaluation report as it is stored, `report.json`; `z.toJSONSchema` gives its JSON Schema. */
export const evaluationReportDocument = z.strictObject({
  reportVersion: z.literal(1),
  product: z.strictObject({ name: z.literal('Proofline'), version: z.string() }),
  vertical: z.strictObject({ id: z.string(), title: localized, version: z.string() }),
  task: z.strictObject({
    id: z.string(),
    title: localized,
    kind: z.string(),
    primaryMetric: z.string(),
    metrics: z.record(z.string(), z.strictObject({ title: localized, better: z.enum(['higher', 'lower']) })),
  }),
  title: localized,
  client: z.string().optional(),
  question: z.string().optional(),
  verdict: z.strictObject({
    suspicion: localized.optional(),
    word: z.enum(VERDICTS),
    sentences: z.array(localized),
    criteria: z.array(criterion),
    ask: localized.optional(),
  }),
  warnings: z.array(localized),
  criteriaHash: z.string(),
  criteriaSource: z.enum(['client', 'default']),
  judgedBy: z.array(z.string()).optional(),
  criteriaHistory: z
    .array(
      z.strictObject({ hash: z.string(), at: z.string(), criteria: z.array(z.string()), verdict: z.enum(VERDICTS) }),
    )
    .optional(),
  data: z.strictObject({
    file: z.string(),
    fingerprint: z.string(),
    rows: count,
    columns: count,
    format: z.string(),
    licence: z.string().optional(),
    summary: counts,
    extras: z.array(z.strictObject({ name: z.string(), file: z.string(), rows: count, fingerprint: z.string() })),
  }),
  schema: z.strictObject({ columns: z.array(column), assumptions: z.array(localized) }),
  recipe: z.array(
    z.strictObject({
      step: localized,
      why: localized.optional(),
      column: z.string().optional(),
      affected: count,
      of: count,
    }),
  ),
  recipeSource: z.enum(['proposed', 'given']),
  split: z.strictObject({
    kind: z.string(),
    reason: localized,
    parts: z.array(
      z.strictObject({
        name: localized,
        rows: count,
        from: z.string().optional(),
        to: z.string().optional(),
        summary: counts,
      }),
    ),
    folds: count,
    seed: z.int(),
  }),
  leakage: z.array(
    z.strictObject({
      column: z.string().optional(),
      finding: localized,
      severity: z.enum(SEVERITIES),
      overridden: z.strictObject({ reason: z.string(), author: z.string() }).optional(),
    }),
  ),
  candidates: z.array(candidate),
  prior: z.strictObject({ title: localized, metrics: counts, intervals: z.record(z.string(), interval) }).optional(),
  dropped: z.array(z.strictObject({ name: z.string(), title: localized, reason: z.string() })).optional(),
  champion: z.strictObject({
    name: z.string(),
    reason: localized,
    measures: z.record(z.string(), z.strictObject({ value: number, interval: interval.optional() })).optional(),
    passedOver: z
      .array(
        z.strictObject({
          name: z.string(),
          metric: z.enum(['predictMsPer1000', 'explainMsPerRow', 'modelMB']),
          bound: z.enum(['>=', '<=']),
          threshold: z.number(),
          withoutReasons: z.literal(true).optional(),
        }),
      )
      .optional(),
  }),
  sections: z.array(section),
  modelHash: z.string(),
  seed: z.int(),
  versions: z.record(z.string(), z.string()),
  run,
}) satisfies z.ZodType<Omit<EvaluationReport, 'schema'>>;
