import { type Rng, rocAuc } from '@proofline/learn';
import {
  binOf,
  type Dataset,
  type Estimate,
  type Frame,
  featureFrame,
  pearson,
  quantileCuts,
  ranks,
  takeDataset,
} from '@proofline/pipeline';
import { takeNumbers } from './assess-fairness.js';
import { concatFrames, concatNumbers } from './concat-frames.js';
import { rejectInferenceBlocks } from './reject-inference-section.js';
import { approvals, type CreditContext, type SectionBuilder } from './study.js';
import { type StudyRows, studyRows } from './study-rows.js';
import { aucGap, weightedMean } from './weighted-rows.js';

/** How many times worse rejected applications may be than accepted ones of the same score. */
export const FACTORS = [1, 1.5, 2, 3] as const;
const METHODS = ['fuzzy', 'parcelling'] as const;
const PARCELS = 10;
/** No group of people defaults without exception. */
const HIGHEST = 0.99;
/** Rows that the refits of this study are fitted on at most; accepted and rejected are thinned alike. */
const MOST_ROWS = 30_000;

/** Rejected applications with the outcome that a method assumes: rows may be repeated, each with a weight. */
export interface InferredRejects {
  /** Positions among the rejects. */
  rows: Int32Array;
  y: Float64Array;
  weight: Float64Array;
}

/** The champion fitted again under one assumption about rejected applications. */
export interface RejectScenario {
  /** `accepted`: without any rejects, what the others are compared with. */
  method: 'accepted' | (typeof METHODS)[number];
  factor: number;
  /** Bad rate of rejects that was assumed. */
  assumedBadRate?: number;
  /** On accepted test rows: nothing else has an outcome. */
  auc: number;
  /** Against the refit without rejects, paired. */
  aucChange?: Estimate;
  /** Mean probability of default that the refit gives rejects. */
  meanPd: number;
  /** Shares that the refit would approve at the champion's cut-off. */
  approvedRejects: number;
  approvedAccepted: number;
  /** Spearman's, over rejects and accepted test rows, with the refit without rejects. */
  rankCorrelation: number;
}

export interface RejectStudy {
  scenarios: RejectScenario[];
  rejects: number;
  /** Share of rejects that score worse than 99 % of the accepted: there is next to nothing to learn from. */
  beyond: number;
  /** Rows the refits were fitted on. */
  accepted: number;
  used: number;
}

/** What rejected applications may change, over two methods and a range of assumptions; absent where none were given. */
export const rejectInferenceSection: SectionBuilder = async ({ context, cutOff }) => {
  const rejects = context.extras.get('rejects');
  if (rejects === undefined || rejects.rows === 0) return {};
  const study = await studyRejects(context, rejects, cutOff);
  return { sections: [rejectInferenceBlocks(study)] };
};

export async function studyRejects(context: CreditContext, rejects: Dataset, cutOff: number): Promise<RejectStudy> {
  const { champion, truth } = context;
  const rng = context.context.rng.fork('rejects');
  const rows = studyRows(context, rng.fork('rows'));
  const thin = thinning(rows, rejects, rng);
  const assumed = champion.model.predict(featureFrame(thin.rejects));
  const rejectFrame = featureFrame(rejects);
  const testFrame = featureFrame(context.test);
  const y = takeNumbers(truth.test.y, rows.test);
  const w = takeNumbers(context.weight.test, rows.test);

  const refit = async (inferred: InferredRejects | undefined) => {
    const model = await context.refit(champion.name, augment(thin, inferred));
    return { test: takeNumbers(model.predict(testFrame), rows.test), rejects: model.predict(rejectFrame) };
  };
  const base = await refit(undefined);
  const everybody = (pd: Predictions): Float64Array => concatNumbers(pd.test, pd.rejects);
  const describe = (
    method: RejectScenario['method'],
    factor: number,
    pd: Predictions,
    inferred?: InferredRejects,
  ): RejectScenario => ({
    method,
    factor,
    ...(inferred === undefined
      ? {}
      : {
          assumedBadRate: badRate(inferred),
          aucChange: aucGap(y, pd.test, base.test, w, rng.fork(`${method}/${factor}`)),
        }),
    auc: rocAuc(y, pd.test, w),
    meanPd: weightedMean(pd.rejects),
    approvedRejects: weightedMean(approvals(pd.rejects, cutOff)),
    approvedAccepted: weightedMean(approvals(pd.test, cutOff), w),
    rankCorrelation: pearson(ranks(everybody(pd)), ranks(everybody(base))),
  });
  const scenarios = [describe('accepted', 1, base)];
  for (const method of METHODS) {
    for (const factor of FACTORS) {
      const inferred =
        method === 'fuzzy'
          ? fuzzyAugmentation(assumed, factor)
          : parcelling(assumed, thin, factor, rng.fork('parcelling'));
      scenarios.push(describe(method, factor, await refit(inferred), inferred));
    }
  }
  return {
    scenarios,
    rejects: rejects.rows,
    beyond: shareBeyond(champion.model.predict(rejectFrame), champion.outOfFold),
    accepted: thin.train.rows,
    used: thin.rejects.rows,
  };
}

interface Predictions {
  test: Float64Array;
  rejects: Float64Array;
}

/**
 * Fuzzy augmentation: every reject enters twice, as a bad one with the weight of its probability of default times the factor
 * and as a good one with the rest (Siddiqi 2017, Intelligent Credit Scoring, chapter 11).
 */
export function fuzzyAugmentation(pd: Float64Array, factor: number): InferredRejects {
  const n = pd.length;
  const bad = pd.map((p) => Math.min(HIGHEST, p * factor));
  return {
    rows: Int32Array.from({ length: 2 * n }, (_, i) => i % n),
    y: Float64Array.from({ length: 2 * n }, (_, i) => (i < n ? 1 : 0)),
    weight: concatNumbers(
      bad,
      bad.map((p) => 1 - p),
    ),
  };
}

/**
 * Parcelling: rejects are sorted into bands of score, and in each as many of them, drawn at random, are taken for bad as the
 * bad rate of the accepted in that band, times the factor, says (Siddiqi 2017, chapter 11).
 */
export function parcelling(
  pd: Float64Array,
  { outOfFold: accepted, truth: { y }, weight }: Pick<StudyRows, 'outOfFold' | 'truth' | 'weight'>,
  factor: number,
  rng: Rng,
): InferredRejects {
  const cuts = quantileCuts(Float64Array.from(accepted).sort(), PARCELS);
  const bad = new Float64Array(cuts.length + 1);
  const size = new Float64Array(cuts.length + 1);
  accepted.forEach((p, i) => {
    const band = binOf(p, cuts);
    const w = weight?.[i] ?? 1;
    bad[band]! += w * y[i]!;
    size[band]! += w;
  });
  const members: number[][] = Array.from(size, () => []);
  pd.forEach((p, i) => {
    members[binOf(p, cuts)]!.push(i);
  });
  const outcome = new Float64Array(pd.length);
  members.forEach((rows, band) => {
    const rate = Math.min(HIGHEST, (bad[band]! / size[band]!) * factor);
    for (const row of rng.shuffle(rows).slice(0, Math.round(rate * rows.length))) outcome[row] = 1;
  });
  return {
    rows: Int32Array.from(pd, (_, i) => i),
    y: outcome,
    weight: new Float64Array(pd.length).fill(1),
  };
}

interface Thinned extends StudyRows {
  rejects: Dataset;
}

/** Keeps the same share of accepted and rejected applications where there are very many. */
function thinning(rows: StudyRows, rejects: Dataset, rng: Rng): Thinned {
  const share = MOST_ROWS / (rows.train.rows + rejects.rows);
  if (share >= 1) return { ...rows, rejects };
  const draw = (total: number, label: string): Int32Array => {
    const all = Int32Array.from({ length: total }, (_, row) => row);
    return rng
      .fork(label)
      .shuffle(all)
      .slice(0, Math.round(share * total))
      .sort();
  };
  const kept = draw(rows.train.rows, 'accepted');
  return {
    ...rows,
    train: takeDataset(rows.train, kept),
    truth: { ...rows.truth, y: takeNumbers(rows.truth.y, kept) },
    outOfFold: takeNumbers(rows.outOfFold, kept),
    ...(rows.weight === undefined ? {} : { weight: takeNumbers(rows.weight, kept) }),
    rejects: takeDataset(rejects, draw(rejects.rows, 'rejected')),
  };
}

/** Accepted applications with their outcome, then rejects with the inferred one. */
function augment({ train, truth, weight, rejects }: Thinned, inferred: InferredRejects | undefined) {
  if (inferred === undefined) return { train, truth, ...(weight === undefined ? {} : { weight }) };
  const added = takeDataset(rejects, inferred.rows);
  const frame: Frame = concatFrames(featureFrame(train), featureFrame(added));
  const joined: Dataset = { ...train, ...frame, rowNumbers: new Int32Array(frame.rows) };
  return {
    train: joined,
    truth: { ...truth, y: concatNumbers(truth.y, inferred.y) },
    weight: concatNumbers(weight ?? new Float64Array(train.rows).fill(1), inferred.weight),
  };
}

function badRate({ y, weight }: InferredRejects): number {
  return y.reduce((sum, bad, i) => sum + bad * weight[i]!, 0) / weight.reduce((sum, w) => sum + w, 0);
}

function shareBeyond(pd: Float64Array, accepted: Float64Array): number {
  const sorted = Float64Array.from(accepted).sort();
  const limit = sorted[Math.round(0.99 * (sorted.length - 1))]!;
  return weightedMean(Uint8Array.from(pd, (p) => (p > limit ? 1 : 0)));
}
