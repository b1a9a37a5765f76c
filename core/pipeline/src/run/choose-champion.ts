import type { Candidate } from '../task/task.js';
import type { Estimate, RowSampling, TaskKind } from '../task/task-kind.js';
import { type Localized, text } from '../text/localized.js';

export interface ChampionChoice {
  name: string;
  /** In words: who was best, who was chosen and why. */
  reason: Localized;
  /** The best minus each candidate on the primary metric, paired on the same rows. */
  behindBest: ReadonlyMap<string, Estimate>;
}

/**
 * The champion is the simplest candidate whose paired interval to the best one does not exclude zero: a complicated model
 * must earn its place. Judged on predictions for rows that neither model was fitted on, never on test rows.
 */
export function chooseChampion<T, P>(
  kind: TaskKind<T, P>,
  metric: string,
  truth: T,
  candidates: readonly { candidate: Candidate<T, P>; outOfFold: P }[],
  sampling: RowSampling,
): ChampionChoice {
  const { rng, weight } = sampling;
  const { better, compute, title } = kind.metrics[metric]!;
  const sign = better === 'higher' ? 1 : -1;
  const value = ({ outOfFold }: { outOfFold: P }): number => sign * compute(truth, outOfFold, weight);
  const ranked = [...candidates].sort((a, b) => value(b) - value(a) || a.candidate.complexity - b.candidate.complexity);
  const best = ranked[0]!;
  const behindBest = new Map<string, Estimate>();
  for (const one of candidates) {
    behindBest.set(
      one.candidate.name,
      one === best
        ? { value: 0, interval: [0, 0] }
        : kind.compare(metric, truth, best.outOfFold, one.outOfFold, {
            ...sampling,
            rng: rng.fork(one.candidate.name),
          }),
    );
  }
  const level = candidates.filter(({ candidate }) => behindBest.get(candidate.name)!.interval[0] <= 0);
  const champion = level.reduce((a, b) => (b.candidate.complexity < a.candidate.complexity ? b : a));
  const name = champion.candidate.title;
  const bestTitle = best.candidate.title;
  if (champion === best) {
    const others = level.length > 1;
    return {
      name: champion.candidate.name,
      behindBest,
      reason: text(
        `The ${name.en.toLowerCase()} has the best ${title.en} on out-of-fold rows${others ? ', and no simpler candidate is level with it' : ', and its lead over each other candidate is certain'}.`,
        `${name.zh}在折外数据上的${title.zh}最好${others ? '，且没有更简单的模型与之持平' : '，且对其他每个模型的优势都是确定的'}。`,
      ),
    };
  }
  const gap = behindBest.get(champion.candidate.name)!;
  const [low, high] = gap.interval.map((v) => v.toFixed(4));
  return {
    name: champion.candidate.name,
    behindBest,
    reason: text(
      `The ${bestTitle.en.toLowerCase()} has the best ${title.en} on out-of-fold rows, but the ${name.en.toLowerCase()} is simpler and cannot be told apart from it: the difference is ${gap.value.toFixed(4)}, 95 % interval ${low} to ${high}, which includes zero.`,
      `${bestTitle.zh}在折外数据上的${title.zh}最好，但${name.zh}更简单且与之无法区分：差异为 ${gap.value.toFixed(4)}，95% 区间 ${low} 至 ${high}，包含零。`,
    ),
  };
}
