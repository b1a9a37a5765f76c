import { intervalText } from '../report/format-value.js';
import type { Candidate } from '../task/task.js';
import type { Estimate, RowSampling, TaskKind } from '../task/task-kind.js';
import { joinTexts, type Localized, text, withinSentence } from '../text/localized.js';
import { describePassedOver, type PassedOver } from './run-limits.js';

export interface ChampionChoice {
  name: string;
  /** In words: who was best, who was chosen and why, and who was passed over. */
  reason: Localized;
  /** The best that may be chosen minus each candidate on the primary metric, paired on the same rows. */
  behindBest: ReadonlyMap<string, Estimate>;
  /** The best model that may be chosen minus the baseline; undefined where there is no such model, or no baseline. */
  lead?: Estimate;
  passedOver: readonly PassedOver[];
}

/**
 * The champion is the simplest model whose paired interval to the best one does not exclude zero, among those that keep to
 * the limits and are better than the baseline: a complicated model must earn its place, and the baseline, which is there
 * to be beaten, stays only where nothing is better. Judged on predictions for rows that neither model was fitted on, never
 * on test rows. Where no candidate keeps to the limits, they do not steer: the verdict then says that they are missed.
 */
export function chooseChampion<T, P>(
  kind: TaskKind<T, P>,
  metric: string,
  truth: T,
  candidates: readonly { candidate: Candidate<T, P>; outOfFold: P }[],
  sampling: RowSampling,
  passedOver: readonly PassedOver[] = [],
): ChampionChoice {
  const { better, compute, title } = kind.metrics[metric]!;
  const sign = better === 'higher' ? 1 : -1;
  const values = new Map(
    candidates.map(({ candidate, outOfFold }) => [candidate, sign * compute(truth, outOfFold, sampling.weight)]),
  );
  type One = (typeof candidates)[number];
  const value = ({ candidate }: One): number => values.get(candidate)!;
  const ranked = [...candidates].sort((a, b) => value(b) - value(a) || a.candidate.complexity - b.candidate.complexity);
  const barred = new Set(passedOver.map(({ name }) => name));
  const within = ranked.filter(({ candidate }) => !barred.has(candidate.name));
  const allowed = within.length === 0 ? ranked : within;
  const baseline = candidates.find(({ candidate }) => candidate.baseline === true);
  const models = allowed.filter((one) => one !== baseline);
  const leading = baseline === undefined ? models : models.filter((one) => value(one) > value(baseline));
  const stays = leading.length === 0 && baseline !== undefined && allowed.includes(baseline);
  const eligible = stays ? [baseline] : leading.length > 0 ? leading : models;
  const best = eligible[0]!;

  const minus = (a: One, b: One): Estimate =>
    a === b
      ? { value: 0, interval: [0, 0] }
      : kind.compare(metric, truth, a.outOfFold, b.outOfFold, {
          ...sampling,
          rng: sampling.rng.fork(b.candidate.name),
        });
  const behindBest = new Map(candidates.map((one) => [one.candidate.name, minus(best, one)]));
  const level = eligible.filter(({ candidate }) => behindBest.get(candidate.name)!.interval[0] <= 0);
  const champion = level.reduce((a, b) => (b.candidate.complexity < a.candidate.complexity ? b : a));
  const lead = baseline !== undefined && models.length > 0 ? minus(models[0]!, baseline) : undefined;
  const why = stays
    ? whyBaseline(champion.candidate.title, models[0]?.candidate.title, title, lead)
    : champion === best
      ? whyBest(champion.candidate.title, title, {
          eligible: eligible.length,
          level: level.length,
          beats: baseline !== undefined && leading.length > 0,
        })
      : whySimpler(champion.candidate.title, best.candidate.title, title, behindBest.get(champion.candidate.name)!);
  const passed = describePassedOver(
    passedOver,
    candidates.map(({ candidate }) => candidate),
    within.length === 0,
  );
  return {
    name: champion.candidate.name,
    behindBest,
    ...(lead === undefined ? {} : { lead }),
    passedOver,
    reason: joinTexts(passed === undefined ? [why] : [why, passed], 'sentences'),
  };
}

function whyBest(
  name: Localized,
  metric: Localized,
  { eligible, level, beats }: { eligible: number; level: number; beats: boolean },
): Localized {
  if (eligible === 1 && !beats) {
    return text(`The ${withinSentence(name).en} is the only model that may be chosen.`, `可供选择的只有${name.zh}。`);
  }
  if (eligible === 1) {
    return text(
      `The ${withinSentence(name).en} is the only model that may be chosen and is better than the trivial baseline in ${metric.en} on out-of-fold rows.`,
      `${name.zh}是唯一可供选择且在折外数据上的${withinSentence(metric).zh}优于基准的模型。`,
    );
  }
  const others = beats ? text('model that beats the baseline', '优于基准的模型') : text('model', '模型');
  return level > 1
    ? text(
        `The ${withinSentence(name).en} has the best ${metric.en} on out-of-fold rows, and no simpler ${others.en} is level with it.`,
        `${name.zh}在折外数据上的${withinSentence(metric).zh}最好，且没有更简单的${others.zh}与之持平。`,
      )
    : text(
        `The ${withinSentence(name).en} has the best ${metric.en} on out-of-fold rows, and its lead over each other ${others.en} is certain.`,
        `${name.zh}在折外数据上的${withinSentence(metric).zh}最好，且对其他每个${others.zh}的优势都是确定的。`,
      );
}

const four = (value: number): string => value.toFixed(4);

function whySimpler(name: Localized, best: Localized, metric: Localized, { value, interval }: Estimate): Localized {
  const between = intervalText(interval, four, text('95 % interval', '95% 区间'));
  return text(
    `The ${withinSentence(best).en} has the best ${metric.en} on out-of-fold rows, but the ${withinSentence(name).en} is simpler and cannot be told apart from it: the difference is ${value.toFixed(4)}, ${between.en}, which includes zero.`,
    `${best.zh}在折外数据上的${withinSentence(metric).zh}最好，但${name.zh}更简单且与之无法区分：差异为 ${value.toFixed(4)}，${between.zh}，包含零。`,
  );
}

function whyBaseline(
  name: Localized,
  nearest: Localized | undefined,
  metric: Localized,
  lead: Estimate | undefined,
): Localized {
  if (nearest === undefined || lead === undefined) {
    return text(
      `The ${withinSentence(name).en}, the trivial baseline, is the only candidate that may be chosen.`,
      `可供选择的只有基准模型${name.zh}。`,
    );
  }
  const between = intervalText(lead.interval, four, text('95 % interval', '95% 区间'));
  return text(
    `The ${withinSentence(name).en}, the trivial baseline, has the best ${metric.en} on out-of-fold rows; no model is better. The nearest is the ${withinSentence(nearest).en}: its difference is ${lead.value.toFixed(4)}, ${between.en}.`,
    `基准模型${name.zh}在折外数据上的${withinSentence(metric).zh}最好，没有模型优于它。最接近的是${nearest.zh}：差异为 ${lead.value.toFixed(4)}，${between.zh}。`,
  );
}
