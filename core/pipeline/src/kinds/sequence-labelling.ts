import { type Json, type Problem, ProoflineError, requireKind, spanScores } from '@proofline/learn';
import { inputError } from '../cells/problem-log.js';
import type { Dataset } from '../dataset/dataset.js';
import type { Entity } from '../dataset/tagged-text.js';
import { columnsWithRole, columnWithRole, type FeatureSchema } from '../schema/feature-schema.js';
import type { Metric, TaskKind } from '../task/task-kind.js';
import { text } from '../text/localized.js';
import { compareMetric, estimateMetric, metricOf } from './bootstrap-estimate.js';
import { refuseFewRows, refuseMissingTarget, targetTexts } from './target.js';

/** The marked spans of each text, in characters, in order and side by side. */
export interface SequenceTruth {
  readonly entities: readonly (readonly Entity[])[];
  /** Every label of the file that was learnt from, sorted. */
  readonly labels: readonly string[];
}

/** A span that was found. */
export interface FoundEntity extends Entity {
  /** That exactly these characters are of this label. */
  confidence: number;
  /** The characters. */
  value: string;
}

/** The spans found in each text, in order and side by side. */
export interface SequencePrediction {
  readonly entities: readonly (readonly FoundEntity[])[];
}

type SequenceKind = TaskKind<SequenceTruth, SequencePrediction>;
type SequenceMetric = Metric<SequenceTruth, SequencePrediction>;
type Scores = ReturnType<typeof spanScores>;

/** Of a prediction as data. */
const PREDICTION = 'pipeline.sequence-prediction.v1';

/** Fewer texts than this with spans say nothing. */
const MIN_ROWS = 60;

const metric = (en: string, zh: string, part: keyof Scores): SequenceMetric => ({
  title: text(en, zh),
  better: 'higher',
  range: [0, 1],
  compute: (truth, prediction, weight) => scorer(truth, prediction)(weight)[part],
  prepare: (truth, prediction) => {
    const scores = scorer(truth, prediction);
    return (weight) => scores(weight)[part];
  },
});

const METRICS: Readonly<Record<string, SequenceMetric>> = {
  spanF1: metric('span F1', '实体 F1', 'f1'),
  spanPrecision: metric('span precision', '实体精确率', 'precision'),
  spanRecall: metric('span recall', '实体召回率', 'recall'),
  exactMatch: {
    title: text('texts without any fault', '整句完全正确率'),
    better: 'higher',
    range: [0, 1],
    compute(truth, prediction, weight) {
      let right = 0;
      let total = 0;
      truth.entities.forEach((own, i) => {
        const w = weight?.[i] ?? 1;
        const found = prediction.entities[i]!;
        total += w;
        if (own.length === found.length && commonEntities(own, found).length === own.length) right += w;
      });
      return right / total;
    },
  },
};

/** Spans that stand in both lists, with both ends and the label, as they are in the first. */
export function commonEntities<E extends Entity>(a: readonly E[], b: readonly Entity[]): E[] {
  return a.filter((x) => b.some((y) => x.start === y.start && x.end === y.end && x.label === y.label));
}

/** Micro-averaged scores, with what does not depend on weights counted once. */
function scorer(truth: SequenceTruth, prediction: SequencePrediction): (weight?: Float64Array) => Scores {
  const rows = truth.entities.length;
  const correct = Float64Array.from({ length: rows }, (_, i) => {
    return commonEntities(truth.entities[i]!, prediction.entities[i]!).length;
  });
  return (weight) => {
    const counts = { truth: 0, predicted: 0, correct: 0 };
    for (let i = 0; i < rows; i++) {
      const w = weight?.[i] ?? 1;
      counts.truth += w * truth.entities[i]!.length;
      counts.predicted += w * prediction.entities[i]!.length;
      counts.correct += w * correct[i]!;
    }
    return spanScores(counts);
  };
}

/**
 * Spans of a text with a label each: entities, slots. A span counts where both of its ends and its label are right, as in
 * conlleval and seqeval.
 */
export const sequenceLabelling: SequenceKind = {
  id: 'sequence-labelling',
  reads: 'text',
  truth: readEntities,
  checkSchema,
  targetNumbers: ({ entities }) => Float64Array.from(entities, (own) => own.length),
  summary({ entities, labels }) {
    const spans = entities.reduce((sum, own) => sum + own.length, 0);
    return { rows: entities.length, labels: labels.length, spans, spansPerRow: spans / entities.length };
  },
  takeTruth: ({ entities, labels }, rows) => ({ entities: Array.from(rows, (row) => entities[row]!), labels }),
  takePrediction: ({ entities }, rows) => ({ entities: Array.from(rows, (row) => entities[row]!) }),
  assemble(total, parts) {
    const entities = new Array<readonly FoundEntity[]>(total).fill([]);
    for (const { rows, prediction } of parts) {
      for (let i = 0; i < rows.length; i++) entities[rows[i]!] = prediction.entities[i]!;
    }
    return { entities };
  },
  average: (predictions) => ({
    entities: predictions[0]!.entities.map((_, i) => vote(predictions.map(({ entities }) => entities[i]!))),
  }),
  metrics: METRICS,
  loss: (truth, prediction, weight) => 1 - scorer(truth, prediction)(weight).f1,
  estimate: (name, truth, prediction, sampling) =>
    estimateMetric(metricOf(METRICS, name, 'sequence-labelling'), truth, prediction, {
      ...sampling,
      rows: truth.entities.length,
    }),
  compare: (name, truth, a, b, sampling) =>
    compareMetric(metricOf(METRICS, name, 'sequence-labelling'), truth, a, b, {
      ...sampling,
      rows: truth.entities.length,
    }),
  savePrediction: ({ entities }) => ({ kind: PREDICTION, json: entities as unknown as Json, tensors: {} }),
  loadPrediction(artifact) {
    requireKind(artifact, PREDICTION);
    return { entities: artifact.json as unknown as FoundEntity[][] };
  },
  row: ({ entities }, row) => ({
    entities: entities[row]!.map(({ label, value, start, end, confidence }) => ({
      label,
      value,
      start,
      end,
      confidence,
    })),
  }),
  predictionOf: (answers) => ({ entities: answers.map(({ entities }) => entities as unknown as FoundEntity[]) }),
  truthOf: (reported) => labelled(reported.map((cell) => parseEntities(cell) ?? [])),
  distance(a, b) {
    let largest = 0;
    for (const [i, own] of a.entities.entries()) {
      const other = b.entities[i];
      if (other === undefined || own.length !== other.length) return Number.POSITIVE_INFINITY;
      if (commonEntities(own, other).length !== own.length) return Number.POSITIVE_INFINITY;
      own.forEach(({ confidence }, k) => {
        largest = Math.max(largest, Math.abs(confidence - other[k]!.confidence));
      });
    }
    return largest;
  },
};

/** Spans that models agree on: the mean of their confidences, 0 where one has not found it, is at least a half. */
function vote(members: readonly (readonly FoundEntity[])[]): FoundEntity[] {
  const sums = new Map<string, FoundEntity>();
  for (const entity of members.flat()) {
    const key = `${entity.start} ${entity.end} ${entity.label}`;
    const known = sums.get(key);
    const confidence = (known?.confidence ?? 0) + entity.confidence / members.length;
    sums.set(key, { ...entity, confidence });
  }
  const kept: FoundEntity[] = [];
  for (const entity of [...sums.values()].sort((a, b) => b.confidence - a.confidence)) {
    const free = kept.every(({ start, end }) => entity.end <= start || entity.start >= end);
    if (entity.confidence >= 0.5 && free) kept.push(entity);
  }
  return kept.sort((a, b) => a.start - b.start);
}

const FORMATS =
  "a CoNLL file (a token, a tab and its BIO tag a line, an empty line between sentences), or JSON lines of {'text', 'entities': [{'start', 'end', 'label'}]} or {'tokens', 'tags'}";

function checkSchema(schema: FeatureSchema): void {
  const target = columnWithRole(schema, 'target');
  const features = columnsWithRole(schema, 'feature').filter(({ type }) => type === 'text');
  if (target?.type === 'text' && features.length === 1) return;
  const problem: Problem = {
    code: 'NOT_MARKED_TEXT',
    message: 'This task learns from texts in which spans are marked, and the data is none.',
    got: `columns ${schema.columns.map(({ name }) => name).join(', ')}`,
    allowed: FORMATS,
    fix: `Give ${FORMATS}.`,
  };
  throw new ProoflineError('invalid-input', problem.code, `${problem.message} ${problem.fix}`, { problems: [problem] });
}

function readEntities(dataset: Dataset, learnt?: SequenceTruth): SequenceTruth {
  const target = columnWithRole(dataset.schema, 'target')!;
  const cells = targetTexts(dataset, target);
  refuseMissingTarget(
    dataset,
    target,
    [...cells.keys()].filter((i) => cells[i] === null),
  );
  const wrong: number[] = [];
  const entities = cells.map((cell, i) => {
    const own = parseEntities(cell!);
    if (own === undefined) wrong.push(dataset.rowNumbers[i]!);
    return own ?? [];
  });
  if (wrong.length > 0) {
    const problem: Problem = {
      code: 'ENTITIES_INVALID',
      message: `${wrong.length} cells of '${target.name}' are no list of spans (first: data row ${wrong.slice(0, 5).join(', ')}).`,
      where: { column: target.name, row: wrong[0]! },
      allowed: 'JSON: a list of {"start", "end", "label"}',
      fix: `Give ${FORMATS}.`,
      count: wrong.length,
    };
    throw inputError('DATA_INVALID', 'The data', [problem]);
  }
  if (learnt !== undefined) return { entities, labels: learnt.labels };
  refuseFewRows(dataset.rows, MIN_ROWS);
  const truth = labelled(entities);
  if (truth.labels.length > 0) return truth;
  const problem: Problem = {
    code: 'NO_ENTITIES',
    message: `None of the ${dataset.rows} texts has a marked span: there is nothing to learn.`,
    where: { column: target.name },
    allowed: 'marked spans',
    fix: 'Mark the spans to be found, or name the file in which they are.',
  };
  throw inputError('DATA_INVALID', 'The data', [problem]);
}

function labelled(entities: readonly (readonly Entity[])[]): SequenceTruth {
  const labels = [...new Set(entities.flatMap((own) => own.map(({ label }) => label)))].sort();
  return { entities, labels };
}

function parseEntities(cell: string): Entity[] | undefined {
  try {
    const list = JSON.parse(cell) as Entity[];
    const valid = ({ start, end, label }: Entity): boolean =>
      Number.isInteger(start) && Number.isInteger(end) && start < end && typeof label === 'string';
    return Array.isArray(list) && list.every(valid)
      ? list.map(({ start, end, label }) => ({ start, end, label }))
      : undefined;
  } catch {
    return undefined;
  }
}
