import { lbfgs } from '@proofline/learn';
import { CLUES } from './evidence-index.js';

/** What is known of a question: what speaks for each item, and which is the right one; none where no item answers it. */
export interface JudgedQuestion {
  /** `items * CLUES.length` */
  clues: Float64Array;
  right: number | undefined;
  weight: number;
}

/** Log odds as a weighted sum of the best item's utility and its lead over the next. */
export interface Odds {
  utility: number;
  lead: number;
  intercept: number;
}

/** The best item of a question, the weighted sum of its clues, and by how much that is above the next. */
export interface BestItem {
  item: number;
  utility: number;
  lead: number;
}

/** How clues are weighed, and what probabilities the weight of the best item stands for. Plain JSON. */
export interface AnswerScale {
  /** By `CLUES`; 0 for those that do not count. */
  weights: number[];
  /** That one of the items answers the question. */
  answered: Odds;
  /** That the best item does. */
  right: Odds;
}

/** Of squared weights, beside the mean log loss: clues that say the same share the weight. */
const RIDGE = 2e-3;

/**
 * Weighs clues by a conditional logit (McFadden 1974): the probability of an item is the softmax of the weighted sum of its
 * clues. For lexical and semantic scores a weighted sum does better than the fusion of ranks (Bruch, Gai and Ingber 2023,
 * "An Analysis of Fusion Functions for Hybrid Retrieval"). Whether there is an answer at all, and whether the best item is it,
 * is read off the best sum by logistic regression (Platt 1999). `counts` says for each clue whether it may count.
 */
export function fitScale(questions: readonly JudgedQuestion[], counts: readonly boolean[]): AnswerScale {
  const answerable = questions.filter(({ right }) => right !== undefined);
  const used = counts.flatMap((does, c) => (does ? [c] : []));
  const weights = new Array<number>(CLUES.length).fill(0);
  const start = new Float64Array(used.length).fill(1);
  const { x } = lbfgs((w, gradient) => conditionalLoss(answerable, used, w, gradient), start);
  used.forEach((c, at) => {
    weights[c] = x[at]!;
  });
  const best = questions.map(({ clues }) => bestItem(utilities(clues, weights)));
  return {
    weights,
    answered: platt(
      best,
      questions.map(({ right }) => right !== undefined),
      questions,
    ),
    right: platt(
      best,
      questions.map(({ right }, i) => right === best[i]!.item),
      questions,
    ),
  };
}

export function utilities(clues: Float64Array, weights: readonly number[]): Float64Array {
  const step = CLUES.length;
  return Float64Array.from({ length: clues.length / step }, (_, item) => {
    let sum = 0;
    for (let c = 0; c < step; c++) sum += weights[c]! * clues[item * step + c]!;
    return sum;
  });
}

/** The first of the largest. `isRival` says which items its lead is over: all others by default. */
export function bestItem(of: Float64Array, isRival: (item: number, best: number) => boolean = () => true): BestItem {
  let item = 0;
  for (let k = 1; k < of.length; k++) if (of[k]! > of[item]!) item = k;
  const utility = of[item]!;
  let next = 0;
  for (let k = 0; k < of.length; k++) if (k !== item && of[k]! > next && isRival(k, item)) next = of[k]!;
  return { item, utility, lead: Math.max(0, utility - next) };
}

export function probabilityOf({ utility, lead }: BestItem, odds: Odds): number {
  return 1 / (1 + Math.exp(-(odds.utility * utility + odds.lead * lead + odds.intercept)));
}

function conditionalLoss(
  questions: readonly JudgedQuestion[],
  used: readonly number[],
  w: Float64Array,
  gradient: Float64Array,
): number {
  const step = CLUES.length;
  gradient.fill(0);
  let loss = 0;
  let total = 0;
  for (const { clues, right, weight } of questions) {
    const items = clues.length / step;
    const own = Float64Array.from({ length: items }, (_, k) =>
      used.reduce((sum, c, at) => sum + w[at]! * clues[k * step + c]!, 0),
    );
    const most = own.reduce((a, b) => Math.max(a, b));
    let mass = 0;
    for (let k = 0; k < items; k++) mass += Math.exp(own[k]! - most);
    loss += weight * (Math.log(mass) + most - own[right!]!);
    total += weight;
    for (let k = 0; k < items; k++) {
      const residual = weight * (Math.exp(own[k]! - most) / mass - (k === right ? 1 : 0));
      used.forEach((c, at) => {
        gradient[at]! += residual * clues[k * step + c]!;
      });
    }
  }
  const scale = 1 / Math.max(total, 1e-12);
  for (let at = 0; at < used.length; at++) gradient[at] = gradient[at]! * scale + 2 * RIDGE * w[at]!;
  return loss * scale + RIDGE * w.reduce((sum, one) => sum + one * one, 0);
}

/** Logistic regression with Platt's targets, which keep it finite where both kinds part cleanly. */
function platt(best: readonly BestItem[], holds: readonly boolean[], rows: readonly { weight: number }[]): Odds {
  const positive = holds.filter(Boolean).length;
  const high = (positive + 1) / (positive + 2);
  const low = 1 / (holds.length - positive + 2);
  const { x } = lbfgs((p, gradient) => {
    gradient.fill(0);
    let loss = 0;
    best.forEach(({ utility, lead }, i) => {
      const z = p[0]! * utility + p[1]! * lead + p[2]!;
      const target = holds[i] ? high : low;
      const { weight } = rows[i]!;
      // log(1 + e^z) without overflow.
      loss += weight * (Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - target * z);
      const residual = weight * (1 / (1 + Math.exp(-z)) - target);
      gradient[0]! += residual * utility;
      gradient[1]! += residual * lead;
      gradient[2]! += residual;
    });
    return loss;
  }, new Float64Array(3));
  return { utility: x[0]!, lead: x[1]!, intercept: x[2]! };
}
