import { bootstrapInterval, bootstrapReplicates, percentileInterval, type Rng, rocAuc } from '@proofline/learn';
import {
  type CandidateModel,
  columnTitle,
  type Dataset,
  type Estimate,
  featureFrame,
  type Localized,
  text,
} from '@proofline/pipeline';
import {
  assessFairness,
  type FairnessSetting,
  fairnessDraws,
  fairnessSetting,
  takeNumbers,
} from './assess-fairness.js';
import { decisionCosts, valuePerApplication } from './decision-value.js';
import { type DisparityDriver, disparityDrivers } from './disparity-drivers.js';
import type { Disparity } from './group-disparity.js';
import { alternativesSection, alternativesWarning } from './less-discriminatory-section.js';
import { approvals, type CreditContext, type SectionBuilder } from './study.js';
import { type StudyRows, studyRows } from './study-rows.js';
import { weightedMean } from './weighted-rows.js';

/** Approval rates beside the champion's that are tried. */
const STEPS = [-0.1, -0.05, 0.05, 0.1];
/** Features that are left out, one at a time. */
const LEFT_OUT = 3;
/** A ratio has to rise by this much to be called better. */
const NOTABLE = 0.005;

/** Another way to decide on the same applications. */
export interface Alternative {
  kind: 'champion' | 'candidate' | 'cut-off' | 'refit';
  title: Localized;
  auc: number;
  /** Mean money an application. */
  value: number;
  approvalRate: number;
  ratio?: Estimate;
  gap?: Estimate;
  /** At least as good as the champion in value, ratio and gap, and better in the ratio. */
  paretoBetter: boolean;
  /** Value of this one minus that of the champion, paired; absent for the champion. */
  valueDifference?: Estimate;
  /**
   * Ratio of this one minus that of the champion, paired; for those with a notably better ratio. Without an interval where
   * too many draws of the rows have no approval in the group to compare with, and so no ratio.
   */
  ratioGain?: { value: number; interval?: Estimate['interval'] };
}

export interface AlternativeSearch {
  alternatives: Alternative[];
  drivers: DisparityDriver[];
  /** Whose disparity was looked into, and against whom. */
  between?: { column: Localized; group: Localized; reference: Localized };
  setting: FairnessSetting;
}

/** Searches for decisions that are as good for the lender and less adverse to a group; absent without groups to compare. */
export const lessDiscriminatoryAlternatives: SectionBuilder = async ({ context, cutOff }) => {
  const setting = fairnessSetting(context, cutOff);
  if (setting.references.every((reference) => reference === undefined)) return {};
  const search = await searchAlternatives(context, cutOff, setting);
  if (search === undefined) return {};
  return { sections: [alternativesSection(search, context)], warnings: alternativesWarning(search) };
};

export async function searchAlternatives(
  context: CreditContext,
  cutOff: number,
  setting: FairnessSetting,
): Promise<AlternativeSearch | undefined> {
  const { champion, candidates } = context;
  const rng = context.context.rng.fork('alternatives');
  const rows = studyRows(context, rng.fork('rows'));
  const own = takeNumbers(champion.test, rows.test);
  const share = weightedMean(approvals(own, cutOff));
  const judge = judgeOf(context, setting, rows.test);
  const base = judge('champion', text('champion at its cut-off', '所选模型及其临界值'), own, approvals(own, cutOff));
  if (base.alternative.ratio === undefined) return undefined;
  const tried: Judged[] = [];
  for (const candidate of candidates) {
    if (candidate.name === champion.name) continue;
    const pd = takeNumbers(candidate.test, rows.test);
    tried.push(judge('candidate', candidate.title, pd, safest(pd, share)));
  }
  for (const step of STEPS) {
    if (share + step <= 0.02 || share + step >= 0.98) continue;
    const percent = (100 * (share + step)).toFixed(0);
    const title = text(`champion, approving ${percent} %`, `所选模型，批准 ${percent}%`);
    tried.push(judge('cut-off', title, own, safest(own, share + step)));
  }
  const worst = worstComparison(base.disparities);
  const drivers = worst === undefined ? [] : driversOf(context, setting, worst, rng);
  for (const { feature, difference } of drivers.slice(0, LEFT_OUT)) {
    if (difference <= 0) break;
    const model = await refitWithout(context, rows, feature);
    const pd = model.predict(featureFrame(context.test));
    const left = columnTitle(context.schema.columns.find(({ name }) => name === feature)!);
    const title = text(`champion without "${left.en}"`, `所选模型，去除“${left.zh}”`);
    const judged = takeNumbers(pd, rows.test);
    tried.push(judge('refit', title, judged, safest(judged, share)));
  }
  for (const one of tried) compareWith(base, one, context, setting, rows.test, rng, tried.length);
  return {
    alternatives: [base, ...tried].map(({ alternative }) => alternative),
    drivers,
    ...(worst === undefined ? {} : { between: namesOf(setting, worst) }),
    setting,
  };
}

interface Judged {
  alternative: Alternative;
  disparities: readonly Disparity[];
  approved: Uint8Array;
}

function judgeOf(context: CreditContext, setting: FairnessSetting, rows: Int32Array) {
  const { truth, weight, options } = context;
  const costs = decisionCosts(options.costs);
  const y = takeNumbers(truth.test.y, rows);
  const w = takeNumbers(weight.test, rows);
  return (kind: Alternative['kind'], title: Localized, pd: Float64Array, approved: Uint8Array): Judged => {
    // The draws of the fairness section for all: alternatives differ by their decisions alone, and the champion's line
    // repeats what that section says.
    const assessed = assessFairness(setting, context, { rows, approved }, fairnessDraws(context));
    const { worstRatio, worstGap } = assessed;
    return {
      approved,
      disparities: assessed.disparities,
      alternative: {
        kind,
        title,
        auc: rocAuc(y, pd, w),
        value: valuePerApplication(y, approved, costs, w),
        approvalRate: weightedMean(approved, w),
        ...(worstRatio === undefined ? {} : { ratio: worstRatio }),
        ...(worstGap === undefined ? {} : { gap: worstGap }),
        paretoBetter: false,
      },
    };
  };
}

/**
 * How an alternative differs from the champion on the same rows, and whether that may be chance: intervals hold for all
 * `tries` at once (percentiles at 1 − 0.05 / tries, Bonferroni), since the best of many looks better than it is.
 */
function compareWith(
  base: Judged,
  other: Judged,
  { truth, weight, options }: CreditContext,
  setting: FairnessSetting,
  rows: Int32Array,
  rng: Rng,
  tries: number,
): void {
  const [champion, alternative] = [base.alternative, other.alternative];
  const costs = decisionCosts(options.costs);
  const y = takeNumbers(truth.test.y, rows);
  const w = takeNumbers(weight.test, rows);
  // Half of 0.05 / tries has to be some draws, not a fraction of one.
  const replicates = Math.round(Math.max(1000, Math.min(4000, 2e7 / rows.length)));
  const drawn = { rng: rng.fork('difference'), replicates, level: 1 - 0.05 / tries };
  const worth = (count: Float64Array, approved: Uint8Array): number =>
    valuePerApplication(y, approved, costs, w === undefined ? count : count.map((c, i) => c * w[i]!));
  alternative.valueDifference = {
    value: alternative.value - champion.value,
    interval: bootstrapInterval(rows.length, (c) => worth(c, other.approved) - worth(c, base.approved), drawn),
  };
  alternative.paretoBetter = isParetoBetter(champion, alternative);
  if (!isNotablyFairer(champion, alternative)) return;
  const ratio = ratioOfDraw(setting, rows, w);
  const gains = bootstrapReplicates(rows.length, (c) => ratio(c, other.approved) - ratio(c, base.approved), drawn);
  const interval = intervalOfKnown(gains, replicates, drawn.level);
  alternative.ratioGain = {
    value: alternative.ratio!.value - champion.ratio!.value,
    ...(interval === undefined ? {} : { interval }),
  };
}

/**
 * Percentile interval of sorted draws of which some are unknown: none where those could fill a tail, since the bound
 * would then be made up.
 */
export function intervalOfKnown(known: Float64Array, draws: number, level: number): [number, number] | undefined {
  return draws - known.length >= Math.max(1, ((1 - level) / 2) * draws) ? undefined : percentileInterval(known, level);
}

type Counts = Pick<Alternative, 'value' | 'ratio' | 'gap'>;

function isNotablyFairer(champion: Counts, other: Counts): boolean {
  if (champion.ratio === undefined || other.ratio === undefined) return false;
  return other.ratio.value >= champion.ratio.value + NOTABLE;
}

/** At least as good in value and gap, and notably better in the ratio. */
export function isParetoBetter(champion: Counts, other: Counts): boolean {
  return (
    isNotablyFairer(champion, other) &&
    other.value >= champion.value &&
    (other.gap?.value ?? 0) <= (champion.gap?.value ?? 0)
  );
}

/**
 * The smallest ratio over all groups with enough rows, for rows drawn `count` times; NaN where nobody of a group to compare
 * with is approved in that draw.
 */
function ratioOfDraw(
  { columns, references, minimumRows }: FairnessSetting,
  rows: Int32Array,
  weight: Float64Array | undefined,
): (count: Float64Array, approved: Uint8Array) => number {
  const judged = columns.flatMap(({ labels, test }, c) => {
    const codes = Int32Array.from(rows, (row) => test[row]!);
    const sizes = new Int32Array(labels.length);
    for (const code of codes) sizes[code]!++;
    const reference = references[c];
    return reference === undefined || sizes[reference]! < minimumRows ? [] : [{ codes, sizes, reference }];
  });
  return (count, approved) => {
    let smallest = Number.POSITIVE_INFINITY;
    for (const { codes, sizes, reference } of judged) {
      const total = new Float64Array(sizes.length);
      const yes = new Float64Array(sizes.length);
      for (let i = 0; i < codes.length; i++) {
        const w = count[i]! * (weight?.[i] ?? 1);
        total[codes[i]!]! += w;
        yes[codes[i]!]! += w * approved[i]!;
      }
      const base = yes[reference]! / total[reference]!;
      if (!(base > 0)) return Number.NaN;
      sizes.forEach((size, g) => {
        if (g === reference || size < minimumRows) return;
        smallest = Math.min(smallest, yes[g]! / total[g]! / base);
      });
    }
    return smallest;
  };
}

/** Approves the safest, as many as come nearest to the share; applications of equal probability are decided alike. */
export function safest(pd: Float64Array, share: number): Uint8Array {
  const sorted = Float64Array.from(pd).sort();
  const wanted = share * pd.length;
  let best = 0;
  let threshold = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < sorted.length; k++) {
    if (sorted[k] === sorted[k + 1]) continue;
    if (Math.abs(k + 1 - wanted) >= Math.abs(best - wanted)) continue;
    best = k + 1;
    threshold = sorted[k]!;
  }
  return Uint8Array.from(pd, (p) => (p <= threshold ? 1 : 0));
}

interface Comparison {
  column: number;
  group: number;
}

function worstComparison(disparities: readonly Disparity[]): Comparison | undefined {
  let worst: Comparison | undefined;
  let lowest = Number.POSITIVE_INFINITY;
  disparities.forEach(({ groups }, column) => {
    groups.forEach(({ adverseImpactRatio }, group) => {
      if (adverseImpactRatio === undefined || adverseImpactRatio.value >= lowest) return;
      lowest = adverseImpactRatio.value;
      worst = { column, group };
    });
  });
  return worst;
}

/** Looked for in training rows, so that the test rows stay fresh for judging what comes of it. */
function driversOf(
  { champion, train }: CreditContext,
  { columns, references }: FairnessSetting,
  { column, group }: Comparison,
  rng: Rng,
): DisparityDriver[] {
  const { model } = champion;
  if (model.explain === undefined) return [];
  const codes = columns[column]!.train;
  const rowsOf = (code: number): number[] => [...codes.keys()].filter((row) => codes[row] === code);
  const explain = model.explain.bind(model);
  return disparityDrivers(
    explain,
    featureFrame(train),
    rowsOf(group),
    rowsOf(references[column]!),
    rng.fork('drivers'),
  );
}

function refitWithout(
  { champion, refit }: CreditContext,
  { train, truth, weight }: StudyRows,
  feature: string,
): Promise<CandidateModel<Float64Array>> {
  const columns = train.schema.columns.map((spec) =>
    spec.name === feature ? { ...spec, role: 'ignore' as const } : spec,
  );
  const without: Dataset = { ...train, schema: { ...train.schema, columns } };
  return refit(champion.name, { train: without, truth, ...(weight === undefined ? {} : { weight }) });
}

function namesOf({ columns, references }: FairnessSetting, { column, group }: Comparison) {
  const { title, labels } = columns[column]!;
  return { column: title, group: labels[group]!, reference: labels[references[column]!]! };
}
