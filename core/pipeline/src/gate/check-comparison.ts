import type { Rng } from '@proofline/learn';
import type { LoadedPackage } from '../package/predictor.js';
import { rowSampling } from '../run/row-sampling.js';
import { columnWithRole } from '../schema/feature-schema.js';
import type { Task } from '../task/task.js';
import { text } from '../text/localized.js';
import { type GateCheck, gateCheck } from './gate-check.js';
import type { UnseenRows } from './unseen-rows.js';

/** Both models' answers for the same rows. */
export interface Answers {
  candidate: unknown;
  champion: unknown;
}

/**
 * Whether the candidate is not worse than the champion on rows that neither was trained on, in the task's primary metric, by
 * the paired interval that runs compare candidates with. It fails where the whole interval is to its disfavour.
 */
export function checkComparison(
  task: Task,
  { dataset, truth }: UnseenRows,
  answers: Answers,
  championVersion: number,
  rng: Rng,
): GateCheck {
  const metric = task.kind.metrics[task.primaryMetric]!;
  const sampling = rowSampling(dataset, rng);
  const compute = (answer: unknown): number => metric.compute(truth, answer, sampling.weight);
  const own = compute(answers.candidate);
  const champion = compute(answers.champion);
  const { value, interval } = task.kind.compare(
    task.primaryMetric,
    truth,
    answers.candidate,
    answers.champion,
    sampling,
  );
  // Also where a number is missing: nothing was compared then.
  const passed = interval[1] >= 0;
  const [low, high] = interval.map((bound) => bound.toFixed(4));
  const { en, zh } = metric.title;
  const head = text(
    `On ${dataset.rows} rows the ${en} is ${own.toFixed(4)}, that of the champion (version ${championVersion}) ${champion.toFixed(4)}: a difference of ${value.toFixed(4)}, 95 % interval ${low} to ${high}, paired.`,
    `在 ${dataset.rows} 行上，${zh}为 ${own.toFixed(4)}，现役模型（版本 ${championVersion}）为 ${champion.toFixed(4)}：配对差异 ${value.toFixed(4)}，95% 区间 ${low} 至 ${high}。`,
  );
  const tail = !passed
    ? text('The candidate is worse, beyond doubt.', '候选模型确定更差。')
    : interval[0] > 0
      ? text('The candidate is better, beyond doubt.', '候选模型确定更好。')
      : text(
          `They cannot be told apart; a loss of up to ${Math.abs(interval[0]).toFixed(4)} is not ruled out.`,
          `两者无法区分；不排除最多 ${Math.abs(interval[0]).toFixed(4)} 的损失。`,
        );
  return gateCheck('comparison', passed, text(`${head.en} ${tail.en}`, `${head.zh}${tail.zh}`), {
    measured: {
      metric: task.primaryMetric,
      candidate: own,
      champion,
      championVersion,
      difference: value,
      interval: [...interval],
      rows: dataset.rows,
    },
    bound: 0,
  });
}

export function noChampion(): GateCheck {
  return gateCheck(
    'comparison',
    true,
    text('There is no champion yet, so there was nothing to compare with.', '尚无现役模型，无可比较。'),
  );
}

export function notCompared(en: string, zh: string): GateCheck {
  return gateCheck('comparison', false, text(`Not compared with the champion: ${en}`, `未与现役模型比较：${zh}`), {
    bound: 0,
  });
}

/** Two models answer the same question where their targets and events are the same. */
export function sameQuestion(candidate: LoadedPackage, champion: LoadedPackage): boolean {
  const [a, b] = [candidate, champion].map(({ predictor }) => columnWithRole(predictor.schema, 'target'));
  return candidate.manifest.task === champion.manifest.task && a?.name === b?.name && a?.positive === b?.positive;
}
