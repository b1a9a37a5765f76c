import type { Rng } from '@proofline/learn';
import type { Estimate } from '@proofline/pipeline';

/** Decisions about people of several groups. */
export interface GroupDecisions {
  /** Group of each row. */
  codes: Int32Array;
  groups: number;
  /** 1 for a default. */
  y: Float64Array;
  /** 1 for an approval. */
  approved: ArrayLike<number>;
  weight?: Float64Array;
}

export interface GroupRates {
  rows: number;
  goodRows: number;
  /** Share approved. */
  approvalRate: number;
  /** Share approved among good payers: the true positive rate of an approval. */
  goodApprovalRate: number;
}

/** A group against the reference; both absent where it has too few rows, and for the reference itself. */
export interface GroupDisparity extends GroupRates {
  /** Approval rate over that of the reference. */
  adverseImpactRatio?: Estimate;
  /** Share approved among good payers of the reference minus that of the group: positive is to the group's harm. */
  tprGap?: Estimate;
}

export interface Disparity {
  /** Undefined where no group has enough rows, or only one has, or where the one to compare with has no approval. */
  reference: number | undefined;
  /** The group to compare with has no approval at all, so that there is no ratio to it. */
  noApprovals?: true;
  groups: GroupDisparity[];
  /** The smallest ratio over the groups that were judged. */
  worstRatio?: Estimate;
  /** The largest gap in either direction. */
  worstGap?: Estimate;
}

export interface DisparityOptions {
  rng: Rng;
  /** Rows a group needs to be judged by its approvals, and good payers to be judged by theirs. */
  minimumRows: number;
  /** The group that the others are compared with; see `referenceGroup`. */
  reference: number | undefined;
  /** Comparisons that the intervals hold for together; default: those of this column. */
  comparisons?: number;
  replicates?: number;
}

export function groupRates({ codes, groups, y, approved, weight }: GroupDecisions): GroupRates[] {
  const sums = Array.from({ length: groups }, () => ({ rows: 0, goodRows: 0, w: 0, a: 0, wGood: 0, aGood: 0 }));
  for (let i = 0; i < codes.length; i++) {
    const sum = sums[codes[i]!]!;
    const w = weight?.[i] ?? 1;
    sum.rows++;
    sum.w += w;
    sum.a += w * approved[i]!;
    if (y[i] === 1) continue;
    sum.goodRows++;
    sum.wGood += w;
    sum.aGood += w * approved[i]!;
  }
  return sums.map(({ rows, goodRows, w, a, wGood, aGood }) => ({
    rows,
    goodRows,
    approvalRate: a / w,
    goodApprovalRate: aGood / wGood,
  }));
}

/**
 * The group that others are compared with: that of the highest approval rate among those with enough rows, as the Uniform
 * Guidelines compare (29 CFR 1607.4(D)). Chosen on other rows than the comparison is made on, lest the luckiest group of
 * the sample set the standard.
 */
export function referenceGroup(
  chosenOn: GroupDecisions,
  judgedOn: GroupDecisions,
  minimumRows: number,
): number | undefined {
  const rates = groupRates(chosenOn);
  const judged = groupRates(judgedOn);
  let best: number | undefined;
  rates.forEach(({ rows, approvalRate }, g) => {
    if (rows < minimumRows || judged[g]!.rows < minimumRows) return;
    if (best === undefined || approvalRate > rates[best]!.approvalRate) best = g;
  });
  return best;
}

/**
 * Adverse impact ratio and gap in true positive rate of every group with enough rows, with bootstrap intervals that hold
 * for all groups at once (percentiles at 1 − 0.05 / comparisons, Bonferroni), so that the worst group's interval is no
 * less honest for having been picked. Rows are drawn within groups; each group gets one more approved and one more declined
 * good payer to draw from (Agresti and Caffo 2000), without which a group that is always approved would have no uncertainty.
 */
export function groupDisparity(decisions: GroupDecisions, options: DisparityOptions): Disparity {
  const { minimumRows, reference, comparisons } = options;
  const rates = groupRates(decisions);
  const judged = rates.flatMap(({ rows }, g) => (rows >= minimumRows ? [g] : []));
  const others = judged.filter((g) => g !== reference);
  if (reference === undefined || !judged.includes(reference) || others.length === 0) {
    return { reference: undefined, groups: rates };
  }
  const base = rates[reference]!;
  if (base.approvalRate === 0) return { reference: undefined, groups: rates, noApprovals: true };
  const draws = drawRates(decisions, judged, options);
  const level = 1 - 0.05 / (comparisons ?? others.length);
  const groups = rates.map((own, g): GroupDisparity => {
    if (!others.includes(g)) return own;
    const [ours, theirs] = [draws.get(g)!, draws.get(reference)!];
    const ratios = ours.approved.map((rate, b) => rate / theirs.approved[b]!);
    const disparity: GroupDisparity = {
      ...own,
      adverseImpactRatio: { value: own.approvalRate / base.approvalRate, interval: percentiles(ratios, level) },
    };
    if (own.goodRows >= minimumRows && base.goodRows >= minimumRows) {
      const gaps = theirs.good.map((rate, b) => rate - ours.good[b]!);
      const value = base.goodApprovalRate - own.goodApprovalRate;
      disparity.tprGap = { value, interval: percentiles(gaps, level) };
    }
    return disparity;
  });
  return { reference, groups, ...worstOf(groups) };
}

/** If every group's interval holds, so does that of the smallest of them: from the lowest bound to the lowest upper one. */
export function worstOf(groups: readonly GroupDisparity[]): Pick<Disparity, 'worstRatio' | 'worstGap'> {
  const ratios = groups.flatMap(({ adverseImpactRatio }) => adverseImpactRatio ?? []);
  const gaps = groups.flatMap(({ tprGap }) => (tprGap === undefined ? [] : [absolute(tprGap)]));
  const by = (estimates: Estimate[], pick: (...values: number[]) => number): Estimate => ({
    value: pick(...estimates.map(({ value }) => value)),
    interval: [pick(...estimates.map((e) => e.interval[0])), pick(...estimates.map((e) => e.interval[1]))],
  });
  return {
    ...(ratios.length === 0 ? {} : { worstRatio: by(ratios, Math.min) }),
    ...(gaps.length === 0 ? {} : { worstGap: by(gaps, Math.max) }),
  };
}

function absolute({ value, interval: [low, high] }: Estimate): Estimate {
  const interval: [number, number] = low >= 0 ? [low, high] : high <= 0 ? [-high, -low] : [0, Math.max(-low, high)];
  return { value: Math.abs(value), interval };
}

interface Draws {
  approved: Float64Array;
  good: Float64Array;
}

function drawRates(
  { codes, y, approved, weight }: GroupDecisions,
  judged: readonly number[],
  { rng, replicates = Math.round(Math.max(400, Math.min(2000, 2e7 / Math.max(1, codes.length)))) }: DisparityOptions,
): Map<number, Draws> {
  const draws = new Map<number, Draws>();
  for (const g of judged) {
    const rows: number[] = [];
    codes.forEach((code, i) => {
      if (code === g) rows.push(i);
    });
    const mean = weight === undefined ? 1 : rows.reduce((sum, i) => sum + weight[i]!, 0) / rows.length;
    const size = rows.length + 2;
    const w = new Float64Array(size).fill(mean);
    const good = new Uint8Array(size).fill(1);
    const yes = new Uint8Array(size);
    rows.forEach((i, k) => {
      if (weight !== undefined) w[k] = weight[i]!;
      good[k] = y[i] === 1 ? 0 : 1;
      yes[k] = approved[i]!;
    });
    yes[size - 1] = 1;
    const drawn: Draws = { approved: new Float64Array(replicates), good: new Float64Array(replicates) };
    const generator = rng.fork(`group ${g}`);
    for (let b = 0; b < replicates; b++) {
      let total = 0;
      let totalYes = 0;
      let totalGood = 0;
      let goodYes = 0;
      for (let k = 0; k < size; k++) {
        const i = generator.int(size);
        total += w[i]!;
        totalYes += w[i]! * yes[i]!;
        totalGood += w[i]! * good[i]!;
        goodYes += w[i]! * good[i]! * yes[i]!;
      }
      drawn.approved[b] = totalYes / total;
      drawn.good[b] = goodYes / totalGood;
    }
    draws.set(g, drawn);
  }
  return draws;
}

function percentiles(values: Float64Array, level: number): [number, number] {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const at = (q: number): number => sorted[Math.round(q * (sorted.length - 1))] ?? Number.NaN;
  return [at((1 - level) / 2), at((1 + level) / 2)];
}
