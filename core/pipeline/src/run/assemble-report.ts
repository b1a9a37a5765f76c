import { basename } from 'node:path';
import { type Rng, SharedDraws } from '@proofline/learn';
import type { Dataset } from '../dataset/dataset.js';
import type { LeakageFinding } from '../leakage/leakage-finding.js';
import type { Profile } from '../profile/profile.js';
import { profileSection } from '../profile/profile-section.js';
import type { ReportSection } from '../report/block.js';
import type { CandidateResult, EvaluationReport, ReferenceResult } from '../report/evaluation-report.js';
import { WORDING as W } from '../report/wording.js';
import { columnWithRole } from '../schema/feature-schema.js';
import { describeAssumption } from '../schema/infer-schema.js';
import type { Criterion, Task, TaskEvaluation } from '../task/task.js';
import type { Estimate } from '../task/task-kind.js';
import { joinTexts, type Localized, text, withinSentence } from '../text/localized.js';
import { criteriaWarnings } from '../verdict/check-criteria.js';
import { judgeCriteria, type Measure } from '../verdict/criteria.js';
import { type CriteriaRecord, warnOfChange } from '../verdict/criteria-history.js';
import { decideVerdict } from '../verdict/verdict.js';
import { versionsOf } from './build-package.js';
import { findCandidate } from './candidate-model.js';
import type { OuterResult } from './cross-validate.js';
import { featureFrame, rowsInFile, takeDataset } from './dataset-rows.js';
import { candidateResults, estimateAll } from './evaluate-candidates.js';
import { compareOverFolds, type JudgedFold } from './fold-estimate.js';
import type { LoadedData } from './load-data.js';
import { markingWarnings } from './marking-warnings.js';
import type { ResourceMeter } from './resource-meter.js';
import { rowSampling } from './row-sampling.js';
import { rowWeights } from './row-weights.js';
import { costMeasures, measureModel, RUN_MEASURES, type RunCost } from './run-measures.js';
import type { PocRequest } from './run-poc.js';
import { testWarnings, timeWarnings } from './test-warnings.js';

export interface ReportInput<T, P> {
  request: PocRequest;
  task: Task<T, P>;
  loaded: LoadedData<T>;
  outer: OuterResult<T, P>;
  findings: readonly LeakageFinding[];
  profile: Profile;
  criteria: readonly Criterion[];
  criteriaHash: string;
  /** In short: criteria, constraints and costs. */
  judgedBy: readonly string[];
  recipeSource: EvaluationReport['recipeSource'];
  evaluation: TaskEvaluation;
  modelHash: string;
  meter: ResourceMeter;
  trainCpuSeconds: number;
  rng: Rng;
}

export function assembleReport<T, P>(input: ReportInput<T, P>): EvaluationReport {
  const { request, task, loaded, outer, evaluation } = input;
  const { config, vertical } = request;
  const { kind } = task;
  const candidates = leaderboard(input);
  const history = otherCriteria(input);
  const prior = priorResult(input);
  const champion = candidates.find((candidate) => candidate.champion)!;
  const baseline = candidates.find((candidate) => candidate.baseline);
  // What the choice was made on is what the verdict judges: a second measurement could contradict it.
  const cost =
    outer.part.costs.get(champion.name) ??
    measureModel(
      outer.part.trained.find((one) => one.candidate.name === champion.name)!.model,
      featureFrame(outer.test),
    );
  const titles = new Map(
    Object.entries({ ...kind.metrics, ...task.measures, ...RUN_MEASURES }).map(([name, { title }]) => [name, title]),
  );
  const criteria = judgeCriteria(input.criteria, measuresOf(input, champion, cost), titles);
  const metric = kind.metrics[task.primaryMetric]!;
  const verdict = decideVerdict({
    criteria,
    primary: {
      title: metric.title,
      better: metric.better,
      value: champion.metrics[task.primaryMetric]!,
      interval: champion.intervals[task.primaryMetric]!,
    },
    champion: { title: champion.title, baseline: champion.baseline },
    gain: gainOverBaseline(input, champion.name, baseline?.name),
    ...(outer.part.choice.lead === undefined ? {} : { lead: outer.part.choice.lead }),
    baselineValue: (baseline ?? prior)?.metrics[task.primaryMetric] ?? Number.NaN,
    judgedOn: loaded.test === undefined ? 'share' : 'own-file',
    suspicion: suspicionOf(input.findings),
    testRows: outer.test.rows,
    totalRows: loaded.dataset.rows,
  });
  const { format } = loaded.dataset.source;
  return {
    reportVersion: 1,
    product: { name: 'Proofline', version: request.productVersion },
    vertical: { id: vertical.id, title: vertical.title, version: vertical.version },
    task: {
      id: task.id,
      title: task.title,
      kind: kind.id,
      primaryMetric: task.primaryMetric,
      metrics: Object.fromEntries(
        Object.entries(kind.metrics).map(([name, { title, better }]) => [name, { title, better }]),
      ),
    },
    title: config.title === undefined ? task.title : text(config.title),
    ...(config.client === undefined ? {} : { client: config.client }),
    ...(config.question === undefined ? {} : { question: config.question }),
    verdict,
    warnings: [...runWarnings(input, history), ...evaluation.warnings],
    criteriaHash: input.criteriaHash,
    criteriaSource: config.criteria === undefined ? 'default' : 'client',
    judgedBy: [...input.judgedBy],
    ...(history.length === 0 ? {} : { criteriaHistory: history }),
    data: {
      file: config.data.file,
      fingerprint: loaded.dataset.fingerprint,
      rows: loaded.dataset.rows,
      columns: loaded.schema.columns.length,
      format: [
        format.tagged === 'conll' ? 'CoNLL' : format.kind,
        format.delimiter === undefined ? '' : `'${format.delimiter}'`,
        format.encoding,
        format.compression === 'gzip' ? 'gzip' : '',
      ]
        .filter((part) => part)
        .join(', '),
      ...(config.data.licence === undefined ? {} : { licence: config.data.licence }),
      summary: kind.summary(loaded.truth),
      extras: [...loaded.extras].map(([name, extra]) => ({
        name,
        file: config.data.extras[name]!,
        rows: extra.rows,
        fingerprint: extra.fingerprint,
      })),
    },
    schema: { columns: loaded.schema.columns, assumptions: loaded.assumptions.map(describeAssumption) },
    recipe: outer.part.log,
    recipeSource: input.recipeSource,
    split: splitOf(input),
    leakage: input.findings.map(({ column, finding, severity, overridden }) => ({
      ...(column === undefined ? {} : { column }),
      finding,
      severity,
      ...(overridden === undefined ? {} : { overridden }),
    })),
    candidates,
    ...(prior === undefined ? {} : { prior }),
    ...(outer.part.dropped.length === 0
      ? {}
      : { dropped: outer.part.dropped.map((one) => ({ ...one, title: findCandidate(task, one.name).title })) }),
    champion: {
      name: champion.name,
      reason: outer.part.choice.reason,
      ...(outer.part.choice.passedOver.length === 0 ? {} : { passedOver: [...outer.part.choice.passedOver] }),
      ...(Object.keys(evaluation.measures).length === 0 ? {} : { measures: evaluation.measures }),
    },
    sections: [comparisonSection(task, candidates, prior), ...evaluation.sections, profileSection(input.profile)],
    modelHash: input.modelHash,
    seed: config.seed,
    versions: versionsOf(request),
    run: {
      startedAt: input.meter.started,
      seconds: input.meter.seconds,
      cpuSeconds: input.meter.cpuSeconds,
      peakMemoryMB: input.meter.peakMemoryMB,
      trainCpuSeconds: input.trainCpuSeconds,
      fitSeconds: Object.fromEntries(outer.part.trained.map((one) => [one.candidate.name, one.seconds])),
      ...cost,
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
    },
  };
}

function leaderboard<T, P>({ task, outer, rng }: ReportInput<T, P>): CandidateResult[] {
  const weight = rowWeights(outer.part.train);
  const train = { truth: outer.part.data.truth, ...(weight === undefined ? {} : { weight }) };
  const sampling = rowSampling(outer.test, rng.fork('candidates'));
  const shared = new SharedDraws(sampling.rng.fork('draws'));
  return candidateResults(task, outer.judged, outer.part.choice, train, ({ candidate: { name }, test }) =>
    estimateAll(task, outer, { name, test, onFold: answersOf(name) }, { ...sampling, shared }),
  );
}

/** Of rows that stand on both sides nothing is said here: they make a little too good what is there. */
function suspicionOf(findings: readonly LeakageFinding[]): { columns: string[]; champion: boolean } {
  const open = findings.filter(({ severity, overridden }) => severity !== 'note' && overridden === undefined);
  const aboutColumns = open.filter(({ code }) => code.startsWith('TARGET_') || code.startsWith('FUTURE_'));
  return {
    columns: [...new Set(aboutColumns.flatMap(({ column }) => column ?? []))],
    champion: open.some(({ code }) => code === 'CHAMPION_TOO_GOOD'),
  };
}

function answersOf(name: string): <P>(fold: JudgedFold<P>) => P {
  return ({ predictions }) => predictions.get(name)!;
}

function priorOf<P>(fold: JudgedFold<P>): P {
  return fold.prior!;
}

/** The reference row: no candidate, but measured as they are. */
function priorResult<T, P>({ task, outer, rng }: ReportInput<T, P>): ReferenceResult | undefined {
  if (outer.prior === undefined) return undefined;
  const sampling = rowSampling(outer.test, rng.fork('prior'));
  const answers = { name: 'prior', test: outer.prior, onFold: priorOf<P> };
  return { title: W.prior, ...estimateAll(task, outer, answers, sampling) };
}

function measuresOf<T, P>(
  { task, evaluation }: ReportInput<T, P>,
  champion: CandidateResult,
  cost: RunCost,
): Map<string, Measure> {
  const measures = new Map<string, Measure>(costMeasures(cost));
  for (const [name, { title }] of Object.entries(task.kind.metrics)) {
    measures.set(name, { title, value: champion.metrics[name]!, interval: champion.intervals[name]! });
  }
  for (const [name, measure] of Object.entries(evaluation.measures)) {
    measures.set(name, { title: task.measures?.[name]?.title ?? text(name), ...measure });
  }
  return measures;
}

/** Measured as the candidates are, so that their difference in the table is the lead in the verdict. */
function gainOverBaseline<T, P>(
  { task, outer, rng }: ReportInput<T, P>,
  champion: string,
  baseline: string | undefined,
): Estimate {
  const { kind, primaryMetric } = task;
  const { testTruth, judgedFolds } = outer;
  const of = (name: string): P => outer.judged.find((one) => one.candidate.name === name)!.test;
  // Where the baseline could not be trained, the prior is what must be beaten.
  const rival = baseline === undefined ? outer.prior : of(baseline);
  if (rival === undefined || baseline === champion) return { value: 0, interval: [0, 0] };
  const sampling = rowSampling(outer.test, rng.fork('gain'));
  if (judgedFolds === undefined) return kind.compare(primaryMetric, testTruth, of(champion), rival, sampling);
  const rivalOf: (fold: JudgedFold<P>) => P = baseline === undefined ? priorOf : answersOf(baseline);
  return compareOverFolds(kind, primaryMetric, testTruth, judgedFolds, [answersOf(champion), rivalOf], sampling);
}

/** Earlier runs that were judged otherwise. Those that were judged alike leave no trace: equal runs give equal reports. */
function otherCriteria<T, P>({ request, task, loaded, criteriaHash }: ReportInput<T, P>): CriteriaRecord[] {
  const earlier = request.history?.of({
    vertical: request.vertical.id,
    task: task.id,
    target: columnWithRole(loaded.schema, 'target')?.name ?? '',
    file: basename(request.config.data.file),
    fingerprint: loaded.dataset.fingerprint,
  });
  return (earlier ?? []).filter(({ hash }) => hash !== criteriaHash);
}

function runWarnings<T, P>(input: ReportInput<T, P>, history: readonly CriteriaRecord[]): Localized[] {
  const { outer, loaded, findings, task, criteria, criteriaHash, judgedBy } = input;
  const warnings: Localized[] = [];
  const changed = warnOfChange(history, criteriaHash, judgedBy);
  if (changed !== undefined) warnings.push(changed);
  for (const { finding, severity, overridden } of findings) {
    if (severity === 'note') continue;
    warnings.push(
      overridden === undefined
        ? finding
        : text(
            `${finding.en} ${overridden.author} takes responsibility for keeping it: ${overridden.reason}`,
            `${finding.zh}${overridden.author} 对保留该列负责：${overridden.reason}`,
          ),
    );
  }
  warnings.push(...criteriaWarnings(criteria));
  warnings.push(...testWarnings(outer.part.train, outer.test, task.kind.outcomes !== undefined));
  warnings.push(...timeWarnings(outer, loaded));
  warnings.push(...markingWarnings(loaded.repaired.warnings));
  if (!outer.part.trained.some(({ candidate }) => candidate.baseline === true)) {
    warnings.push(
      text(
        'The trivial baseline could not be trained on this data: the champion is compared with the average of the training rows instead.',
        '基准模型无法在此数据上训练：最优模型改与训练数据的平均水平比较。',
      ),
    );
  }
  const { train, learnt } = outer.part;
  if (train.rows < learnt.data.rows) {
    const [studied, all] = [train.rows.toLocaleString('en-US'), learnt.data.rows.toLocaleString('en-US')];
    warnings.push(
      text(
        `The budget lets candidates be tuned, compared and recalibrated on ${studied} of the ${all} training rows; the models themselves are fitted on all of them, and judged on all test rows. A larger budget studies more.`,
        `预算仅允许在 ${all} 个训练行中的 ${studied} 行上调参、比较和校准模型；模型本身使用全部训练行拟合，并在全部测试行上评估。增加预算可使用更多行。`,
      ),
    );
  }
  for (const { candidate, stoppedByClock } of outer.part.trained) {
    if (stoppedByClock) {
      warnings.push(
        text(
          `The search for the ${withinSentence(candidate.title).en} was stopped by the clock: another machine may come to another model. Give it a larger budget.`,
          `${candidate.title.zh}的搜索因超时被中止：在其他机器上可能得到不同的模型。请增加预算。`,
        ),
      );
    }
  }
  const champion = outer.judged.find((one) => one.candidate.name === outer.part.choice.name)!;
  const first = task.kind.takePrediction(champion.test, new Int32Array(outer.test.rows));
  if (outer.test.rows > 1 && task.kind.distance(champion.test, first) === 0) {
    warnings.push(
      text(
        'The champion gives every row the same answer: it has learnt nothing from the features.',
        '最优模型对每一行给出相同的结果：它没有从特征中学到任何东西。',
      ),
    );
  }
  return warnings;
}

function splitOf<T, P>({ request, task, outer, loaded }: ReportInput<T, P>): EvaluationReport['split'] {
  const { config } = request;
  const { kind } = task;
  const part = (name: Localized, dataset: Dataset): EvaluationReport['split']['parts'][number] => ({
    name,
    rows: dataset.rows,
    ...timeRange(dataset),
    summary: kind.summary(kind.takeTruth(loaded.truth, rowsInFile(dataset))),
  });
  const names = { train: text('training', '训练'), test: text('test', '测试') };
  if (outer.holdout !== undefined) {
    return {
      kind: outer.holdout.kind,
      reason: outer.holdout.reason,
      parts: [
        part(names.train, takeDataset(loaded.dataset, outer.holdout.train)),
        part(names.test, takeDataset(loaded.dataset, outer.holdout.test)),
      ],
      folds: outer.part.folds,
      seed: config.seed,
    };
  }
  if (outer.folds !== undefined) {
    const { kind: foldKind, reason, repeats } = outer.folds;
    const rowsOf = (rows: Int32Array): Dataset => takeDataset(loaded.dataset, rows);
    const parts =
      foldKind === 'rolling-origin'
        ? repeats[0]!.flatMap(({ train, test }, k) => [
            part(text(`fold ${k + 1}: training`, `第 ${k + 1} 折：训练`), rowsOf(train)),
            part(text(`fold ${k + 1}: test`, `第 ${k + 1} 折：测试`), rowsOf(test)),
          ])
        : [part(text('all rows', '全部数据'), loaded.dataset)];
    return { kind: foldKind, reason, parts, folds: outer.part.folds, seed: config.seed };
  }
  const { dataset, learnable } = loaded;
  return {
    kind: 'given',
    reason: joinTexts([GIVEN, ...(learnable === undefined ? [] : [leftOut(dataset, learnable.length)])], 'sentences'),
    parts: [
      part(names.train, learnable === undefined ? dataset : takeDataset(dataset, learnable)),
      { name: names.test, rows: outer.test.rows, ...timeRange(outer.test), summary: kind.summary(outer.testTruth) },
    ],
    folds: outer.part.folds,
    seed: config.seed,
  };
}

const GIVEN = text('The client handed over a test file of its own.', '客户提供了单独的测试文件。');

function leftOut({ rows, schema }: Dataset, learnt: number): Localized {
  const [of, count] = [rows, rows - learnt].map((n) => n.toLocaleString('en-US'));
  const group = columnWithRole(schema, 'group')?.name;
  const orGroup =
    group === undefined
      ? text('', '')
      : text(`, or share their '${group}' with a row of it,`, `，或与其中某行的“${group}”相同`);
  return text(
    `Of the ${of} rows of the data file ${count} are in it too${orGroup.en} and were not learnt from.`,
    `数据文件的 ${of} 行中有 ${count} 行也在该测试文件中${orGroup.zh}，未用于训练。`,
  );
}

function timeRange(dataset: Dataset): { from?: string; to?: string } {
  const spec = columnWithRole(dataset.schema, 'time');
  const column = spec && dataset.columns.get(spec.name);
  if (column?.kind !== 'time' && column?.kind !== 'numeric') return {};
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of column.values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return {};
  const show = (value: number): string =>
    column.kind === 'time' ? new Date(value).toISOString().slice(0, 10) : String(value);
  return { from: show(low), to: show(high) };
}

/** What reaches 1 and never more is a share: its axis ends there, also where nothing else would give it a length. */
function upToOne(values: readonly number[]): { min?: number; max?: number } {
  const known = values.filter(Number.isFinite);
  if (Math.max(...known) !== 1 || Math.min(...known) < 0) return {};
  return Math.min(...known) === 1 ? { min: 0, max: 1 } : { max: 1 };
}

/** Every candidate's primary metric with its interval, best first. */
function comparisonSection<T, P>(
  task: Task<T, P>,
  candidates: readonly CandidateResult[],
  prior: ReferenceResult | undefined,
): ReportSection {
  const { title, better } = task.kind.metrics[task.primaryMetric]!;
  const sign = better === 'higher' ? -1 : 1;
  const value = (candidate: ReferenceResult): number => candidate.metrics[task.primaryMetric]!;
  const bandOf = (candidate: ReferenceResult) => candidate.intervals[task.primaryMetric]!;
  const ranked = [...candidates, ...(prior === undefined ? [] : [prior])].sort((a, b) => sign * (value(a) - value(b)));
  return {
    id: 'comparison',
    title: text('How the candidates compare', '候选模型比较'),
    level: 'evidence',
    blocks: [
      {
        type: 'chart',
        title: text(`${title.en} on unseen rows`, `未见数据上的${title.zh}`),
        caption: text(
          'Each point is a candidate, the whiskers its 95 % interval; intervals that overlap a lot mean that the data cannot tell the candidates apart.',
          '每个点是一个候选模型，误差线为其 95% 区间；区间大量重叠说明数据无法区分这些模型。',
        ),
        x: { title: text('candidate', '候选模型'), categories: ranked.map((candidate) => candidate.title) },
        y: { title, ...upToOne(ranked.flatMap((candidate) => [value(candidate), ...bandOf(candidate)])) },
        series: [
          {
            name: title,
            kind: 'scatter',
            points: ranked.map((candidate, i) => [i, value(candidate)] as const),
            band: ranked.map(bandOf),
          },
        ],
      },
    ],
  };
}
