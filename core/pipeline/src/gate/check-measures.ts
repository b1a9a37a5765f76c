import type { Rng } from '@proofline/learn';
import { rowSampling } from '../run/row-sampling.js';
import { rowWeights } from '../run/row-weights.js';
import { columnsWithRole } from '../schema/feature-schema.js';
import type { Criterion, Task, TaskOptions } from '../task/task.js';
import type { Estimate } from '../task/task-kind.js';
import { type Localized, text } from '../text/localized.js';
import { judgeCriteria } from '../verdict/criteria.js';
import { type GateCheck, type GateCheckId, gateCheck } from './gate-check.js';
import type { LoadedGateModel, PackageCriteria } from './gate-model.js';
import type { UnseenRows } from './unseen-rows.js';

const CALIBRATION_METRIC = 'ece';
/** Where the client's criteria name none. */
const MOST_CALIBRATION_ERROR = 0.1;

/** Whether what is predicted comes true, on rows that the candidate was not trained on. */
export function checkCalibration(
  task: Task,
  criteria: PackageCriteria,
  unseen: UnseenRows | undefined,
  answers: unknown,
  rng: Rng,
): GateCheck {
  const metric = task.kind.metrics[CALIBRATION_METRIC];
  if (metric === undefined) {
    return gateCheck(
      'calibration',
      true,
      text('Tasks of this kind have no calibration error.', '该类任务没有校准误差。'),
    );
  }
  const criterion = boundOf(criteria, {
    metric: CALIBRATION_METRIC,
    bound: '<=',
    value: MOST_CALIBRATION_ERROR,
    level: 'must',
  });
  if (unseen === undefined) return notMeasured('calibration', criterion);
  const sampling = rowSampling(unseen.dataset, rng);
  const estimate = task.kind.estimate(CALIBRATION_METRIC, unseen.truth, answers, sampling);
  return judged('calibration', criterion, metric.title, estimate);
}

/** Whether decisions by the candidate treat the groups of protected columns alike, as the vertical measures it. */
export function checkFairness(
  task: Task,
  { predictor, criteria }: LoadedGateModel,
  options: TaskOptions,
  unseen: UnseenRows | undefined,
  answers: unknown,
  rng: Rng,
): GateCheck {
  const { fairness } = task;
  if (fairness === undefined) {
    return gateCheck('fairness', true, text('This task measures no fairness.', '该任务不测量公平性。'));
  }
  if (columnsWithRole(predictor.schema, 'protected').length === 0) {
    return gateCheck(
      'fairness',
      true,
      text(
        'No column is marked as protected: this does not say that the model is fair, only that nobody could look.',
        '未标记受保护字段：这并不说明模型公平，只说明无法检验。',
      ),
    );
  }
  const criterion = boundOf(criteria, fairness.criterion);
  if (unseen === undefined) return notMeasured('fairness', criterion);
  const { recommendation } = predictor;
  const weight = rowWeights(unseen.dataset);
  const estimate = fairness.measure({
    rows: predictor.recipe.apply(unseen.dataset),
    truth: unseen.truth,
    prediction: answers,
    ...(weight === undefined ? {} : { weight }),
    options,
    ...(recommendation === undefined ? {} : { recommendation }),
    rng,
  });
  if (estimate === undefined) {
    return gateCheck(
      'fairness',
      true,
      text(
        'No two groups of a protected column have rows enough to be compared: nothing was measured.',
        '受保护字段中没有两个群体的行数足以比较：未测得。',
      ),
      { bound: boundText(criterion) },
    );
  }
  return judged('fairness', criterion, task.measures?.[criterion.metric]?.title ?? text(criterion.metric), estimate);
}

/** The client's own bound where there is one. */
function boundOf({ criteria }: PackageCriteria, standard: Criterion): Criterion {
  const named = criteria.find(({ metric, bound }) => metric === standard.metric && bound === standard.bound);
  return { ...standard, value: named?.value ?? standard.value };
}

/** Missed beyond doubt fails; what the rows cannot decide passes, and is said. */
function judged(id: GateCheckId, criterion: Criterion, title: Localized, estimate: Estimate): GateCheck {
  const [result] = judgeCriteria([criterion], new Map([[criterion.metric, { title, ...estimate }]]));
  const { outcome } = result!;
  const passed = outcome === 'met' || outcome === 'uncertain';
  const value = estimate.value.toFixed(3);
  const [low, high] = estimate.interval.map((bound) => bound.toFixed(3));
  const bound = boundText(criterion);
  const tail = {
    met: text('That is met.', '已达到。'),
    missed: text('That is missed beyond doubt.', '确定未达到。'),
    uncertain: text('With this many rows that is not certain.', '以现有行数尚不能确定。'),
    unmeasured: text('Nothing was measured.', '未测得。'),
  }[outcome];
  return gateCheck(
    id,
    passed,
    text(
      `The ${title.en} is ${value} (95 % interval ${low} to ${high}); the bound is ${bound}. ${tail.en}`,
      `${title.zh}为 ${value}（95% 区间 ${low} 至 ${high}），要求 ${bound}。${tail.zh}`,
    ),
    { measured: { metric: criterion.metric, value: estimate.value, interval: [...estimate.interval], outcome }, bound },
  );
}

function boundText({ bound, value }: Criterion): string {
  return `${bound === '<=' ? '≤' : '≥'} ${value}`;
}

function notMeasured(id: GateCheckId, criterion: Criterion): GateCheck {
  return gateCheck(
    id,
    false,
    text('Not measured, for want of rows that no model was trained on.', '缺少未用于训练的数据，未测得。'),
    { bound: boundText(criterion) },
  );
}
