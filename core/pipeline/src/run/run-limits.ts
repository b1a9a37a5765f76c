import type { Frame } from '../dataset/frame.js';
import type { CandidateModel, Criterion } from '../task/task.js';
import { type Localized, text, withinSentence } from '../text/localized.js';
import { measureModel, RUN_MEASURES, type RunCost, type RunMeasure } from './run-measures.js';

/** A bound on time, size or reasons that must hold: it steers the choice of the champion. */
export type RunLimit = Criterion & { metric: RunMeasure };

/** A candidate that does not keep to a limit. What was measured is in the report's `run`, since times differ by machine. */
export interface PassedOver {
  name: string;
  metric: RunMeasure;
  bound: '>=' | '<=';
  threshold: number;
  /** The limit is on the cost of reasons, and this candidate gives none. */
  withoutReasons?: true;
}

/** Those of the criteria that every candidate can be held to before one is chosen. */
export function runLimits(criteria: readonly Criterion[]): RunLimit[] {
  return criteria.filter((one): one is RunLimit => one.level === 'must' && one.metric in RUN_MEASURES);
}

/** What each candidate costs to run, and which break a limit. Nothing is measured where there is no limit. */
export function holdToLimits<P>(
  trained: readonly { candidate: { name: string }; model: CandidateModel<P> }[],
  frame: Frame,
  limits: readonly RunLimit[],
): { costs: Map<string, RunCost>; passedOver: PassedOver[] } {
  const costs = new Map<string, RunCost>();
  const passedOver: PassedOver[] = [];
  if (limits.length === 0) return { costs, passedOver };
  for (const { candidate, model } of trained) {
    const cost = measureModel(model, frame);
    costs.set(candidate.name, cost);
    for (const { metric, bound, value: threshold } of limits) {
      const measured = cost[metric] ?? Number.POSITIVE_INFINITY;
      if (bound === '<=' ? measured <= threshold : measured >= threshold) continue;
      passedOver.push({
        name: candidate.name,
        metric,
        bound,
        threshold,
        ...(cost[metric] === undefined ? { withoutReasons: true } : {}),
      });
    }
  }
  return { costs, passedOver };
}

/** Who was passed over and why, in a sentence or two; undefined where nobody was. */
export function describePassedOver(
  passedOver: readonly PassedOver[],
  candidates: readonly { name: string; title: Localized }[],
  everybody: boolean,
): Localized | undefined {
  if (passedOver.length === 0) return undefined;
  const list = (language: 'en' | 'zh'): string =>
    candidates
      .flatMap(({ name, title }) => {
        const broken = passedOver.filter((one) => one.name === name).map((one) => whyPassed(one)[language]);
        if (broken.length === 0) return [];
        return language === 'en'
          ? [`the ${withinSentence(title).en} (${broken.join(', ')})`]
          : [`${title.zh}（${broken.join('，')}）`];
      })
      .join(language === 'en' ? ', ' : '、');
  const timed = passedOver.some(({ metric, withoutReasons }) => RUN_MEASURES[metric].timed && withoutReasons !== true);
  const said = everybody
    ? text(
        `No candidate keeps to the constraints, so they did not steer the choice: ${list('en')}.`,
        `没有候选模型满足约束，因此约束未影响选择：${list('zh')}。`,
      )
    : text(`Passed over for a constraint: ${list('en')}.`, `因约束而未被考虑：${list('zh')}。`);
  if (!timed) return said;
  return text(
    `${said.en} Times were measured on this machine; another may come to another choice.`,
    `${said.zh}时间在本机测得，其他机器可能得出不同选择。`,
  );
}

function whyPassed({ metric, bound, threshold, withoutReasons }: PassedOver): Localized {
  if (withoutReasons === true) return text('it gives no reasons', '无法给出原因');
  const { title } = RUN_MEASURES[metric];
  return bound === '<='
    ? text(`${title.en} above ${threshold}`, `${title.zh}超过 ${threshold}`)
    : text(`${title.en} below ${threshold}`, `${title.zh}低于 ${threshold}`);
}
