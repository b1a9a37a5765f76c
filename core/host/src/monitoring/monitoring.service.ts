import { ProoflineError, wilsonInterval } from '@proofline/learn';
import { type Criterion, type EvaluationReport, type Localized, percentText, text } from '@proofline/pipeline';
import type { DataSource } from 'typeorm';
import type { Scope } from '../access/scope.js';
import type { Sealer } from '../sealing/sealer.js';
import type { Serving, ServingService } from '../serving/serving.service.js';
import type { Solution } from '../solutions/solution.entity.js';
import { type Drift, FALSE_DISCOVERY_RATE, isAlarming, judgeDrift } from './drift.js';
import { type Gathered, gather } from './gather.js';
import { expectationOf, type Judged, type Performance, performanceOf } from './performance.js';
import { observedPredictions, recentPredictions, refusals, type Window } from './read-window.js';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;
/** Of our own faults among requests; certainly more of them is an alarm. */
const TOLERATED_FAULTS = 0.01;

export interface Alarm {
  code: 'FEATURE_DRIFT' | 'PREDICTION_DRIFT' | 'PERFORMANCE' | 'REQUESTS_FAIL';
  /** The feature or metric. */
  about?: string;
  message: Localized;
}

/** Requests of the window's predictions and of those that got none. */
export interface Service {
  /** Answered and not. */
  requests: number;
  /** Faults of the requests, and of ours. */
  refused: number;
  failed: number;
  codes: { code: string; failed: boolean; requests: number }[];
  /** Time that the predictions of a request took, in milliseconds; absent without any. */
  latencyMs?: { p50: number; p90: number; p99: number; max: number };
}

export interface Monitoring {
  model: { version: number; hash: string };
  window: { from: Date; to: Date; predictions: number; subjects: number };
  alarms: Alarm[];
  drift: { falseDiscoveryRate: number; prediction: Drift; features: Drift[] };
  performance: Performance;
  expected: ReturnType<typeof expectationOf>;
  service: Service;
}

/** Whether a model in service still meets what it was judged on. */
export class MonitoringService {
  constructor(
    private readonly source: DataSource,
    private readonly serving: ServingService,
    private readonly sealer: Sealer,
  ) {}

  /** Looks at the champion's latest predictions, at most `rows` of them; without times, at those of the last 30 days. */
  async look(
    scope: Scope,
    solution: Solution,
    wanted: { from?: Date | undefined; to?: Date | undefined; rows: number },
  ): Promise<Monitoring> {
    const serving = await this.serving.champion(scope, solution);
    const judged = judgedOf(serving);
    const to = wanted.to ?? new Date();
    const from = wanted.from ?? new Date(to.getTime() - DEFAULT_DAYS * DAY_MS);
    const { id: solutionId, clientId } = solution;
    const window: Window = { clientId, solutionId, version: serving.version, from, to, rows: wanted.rows };
    const gathered = await gather(
      recentPredictions(this.source, this.sealer, window),
      serving.predictor,
      judged.reference,
    );
    // The answers are one distribution more, judged together with the others.
    const [prediction, ...features] = judgeDrift([gathered.comparedAnswer, ...gathered.compared]);
    const observed = await observedPredictions(this.source, window);
    const performance = performanceOf(judged, observed);
    const service = await this.service(window, gathered);
    return {
      model: { version: serving.version, hash: serving.manifest.modelHash },
      window: { from, to, predictions: gathered.predictions, subjects: gathered.subjects },
      alarms: alarmsOf(prediction!, features, performance, service),
      drift: { falseDiscoveryRate: FALSE_DISCOVERY_RATE, prediction: prediction!, features },
      performance,
      expected: expectationOf(judged, gathered.answers),
      service,
    };
  }

  private async service(window: Window, { latencies, since, predictions }: Gathered): Promise<Service> {
    // Where more was predicted than is looked at, refusals are counted over the same stretch of time.
    const codes = await refusals(this.source, window, predictions < window.rows ? window.from : (since ?? window.from));
    const count = (failed: boolean): number =>
      codes.reduce((sum, one) => sum + (one.failed === failed ? one.requests : 0), 0);
    const [refused, failed] = [count(false), count(true)];
    const sorted = Float64Array.from(latencies.values()).sort();
    const at = (q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;
    return {
      requests: sorted.length + refused + failed,
      refused,
      failed,
      codes,
      ...(sorted.length === 0 ? {} : { latencyMs: { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) } }),
    };
  }
}

function judgedOf({ reference, files, predictor, version }: Serving): Judged {
  if (reference === undefined) {
    throw new ProoflineError(
      'incompatible',
      'REFERENCE_MISSING',
      `Version ${version} was trained before packages kept what a model learnt from, counted. Train and promote a new one.`,
    );
  }
  const json = (name: string): unknown => JSON.parse(new TextDecoder().decode(files.get(name)!));
  const { criteria } = json('criteria.json') as { criteria: Criterion[] };
  return { task: predictor.task, reference, criteria, report: json('report.json') as EvaluationReport };
}

function alarmsOf(prediction: Drift, features: readonly Drift[], performance: Performance, service: Service): Alarm[] {
  const alarms: Alarm[] = [];
  if (isAlarming(prediction)) alarms.push({ code: 'PREDICTION_DRIFT', message: driftMessage(prediction) });
  for (const drift of features.filter(isAlarming)) {
    alarms.push({ code: 'FEATURE_DRIFT', about: drift.name, message: driftMessage(drift) });
  }
  for (const { metric, title, value, interval, state } of performance.metrics) {
    if (state !== 'worse') continue;
    const range = `${interval[0].toFixed(3)} – ${interval[1].toFixed(3)}`;
    alarms.push({
      code: 'PERFORMANCE',
      about: metric,
      message: text(
        `On ${performance.outcomes} outcomes ${title.en} is ${value.toFixed(3)} (95 %: ${range}): worse than the model was judged to be, or than its criterion.`,
        `在 ${performance.outcomes} 个实际结果上，${title.zh}为 ${value.toFixed(3)}（95%：${range}）：劣于模型评估时的水平或其标准。`,
      ),
    });
  }
  const share = service.failed / Math.max(1, service.requests);
  if (wilsonInterval(service.failed, service.requests)[0] > TOLERATED_FAULTS) {
    alarms.push({
      code: 'REQUESTS_FAIL',
      message: text(
        `${service.failed} of ${service.requests} requests failed (${percentText(share).en}).`,
        `${service.requests} 个请求中有 ${service.failed} 个失败（${percentText(share).zh}）。`,
      ),
    });
  }
  return alarms;
}

function driftMessage({ title, state, psi, psiByChance }: Drift): Localized {
  const [now, chance] = [psi!.toFixed(2), psiByChance!.toFixed(2)];
  return text(
    `${title.en}: the distribution has ${state === 'shifted' ? 'become another one' : 'moved'} since training (population stability index ${now}; by chance up to ${chance}).`,
    `${title.zh}：与训练数据相比，分布${state === 'shifted' ? '已显著改变' : '有所偏移'}（群体稳定性指数 ${now}；随机波动上限 ${chance}）。`,
  );
}
