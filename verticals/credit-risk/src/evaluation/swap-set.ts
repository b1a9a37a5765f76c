import { rocAuc, wilsonInterval } from '@proofline/learn';
import { type Block, columnTitle, columnWithRole, percentText, text } from '@proofline/pipeline';
import { takeNumbers } from './assess-fairness.js';
import type { SectionBuilder } from './study.js';
import { aucGap, effectiveSize, weightedMean } from './weighted-rows.js';

export interface SwapCell {
  rows: number;
  /** Share of bad ones, weighted where rows are; NaN without rows. */
  badRate: number;
  /** Rows of equal weight that carry the same information. */
  effectiveRows: number;
}

/** Who is approved by which score, when both approve as many. */
export interface SwapSet {
  approvalRate: number;
  both: SwapCell;
  /** Approved by the new score only. */
  swapIn: SwapCell;
  /** Approved by the existing score only. */
  swapOut: SwapCell;
  neither: SwapCell;
}

/**
 * `newRisk` and `oldRisk` grow with the risk; each approves the rows it holds safest, ties by row, until their weight is
 * `approved` (their number where rows are not weighted).
 */
export function swapSet(
  y: Float64Array,
  newRisk: Float64Array,
  oldRisk: Float64Array,
  approved: number,
  weight?: Float64Array,
): SwapSet {
  const safest = (risk: Float64Array): Uint8Array => {
    const chosen = new Uint8Array(risk.length);
    const order = Uint32Array.from(risk, (_, i) => i).sort((a, b) => risk[a]! - risk[b]! || a - b);
    let passed = 0;
    // A row is approved that has its middle within.
    for (const i of order) {
      const w = weight?.[i] ?? 1;
      if (passed + w / 2 <= approved) chosen[i] = 1;
      passed += w;
    }
    return chosen;
  };
  const byNew = safest(newRisk);
  const byOld = safest(oldRisk);
  const cell = (isNew: number, isOld: number): SwapCell => {
    const rows = Int32Array.from(y.keys()).filter((i) => byNew[i] === isNew && byOld[i] === isOld);
    const badRate = weightedMean(takeNumbers(y, rows), takeNumbers(weight, rows));
    return { rows: rows.length, badRate, effectiveRows: effectiveSize(rows, weight) };
  };
  return {
    approvalRate: approved / (weight?.reduce((sum, w) => sum + w, 0) ?? y.length),
    both: cell(1, 1),
    swapIn: cell(1, 0),
    swapOut: cell(0, 1),
    neither: cell(0, 0),
  };
}

/** The champion against a score that the client has today; absent where none was given. */
export const swapSetSection: SectionBuilder = ({ context, cutOff }) => {
  const { schema, train, test, truth, champion } = context;
  const spec = columnWithRole(schema, 'score');
  const column = spec && test.columns.get(spec.name);
  const before = spec && train.columns.get(spec.name);
  if (spec === undefined || column?.kind !== 'numeric' || before?.kind !== 'numeric') return { sections: [] };
  const rows = Array.from(column.values.keys()).filter((i) => !Number.isNaN(column.values[i]!));
  const known = Array.from(before.values.keys()).filter((i) => !Number.isNaN(before.values[i]!));
  if (rows.length < 50 || known.length < 50) return { sections: [] };
  // Most scores fall as the risk grows; training rows say whether this one does.
  const rising = rocAuc(
    Float64Array.from(known, (i) => truth.train.y[i]!),
    Float64Array.from(known, (i) => before.values[i]!),
    context.weight.train && Float64Array.from(known, (i) => context.weight.train![i]!),
  );
  const sign = rising >= 0.5 ? 1 : -1;
  const y = Float64Array.from(rows, (i) => truth.test.y[i]!);
  const pd = Float64Array.from(rows, (i) => champion.test[i]!);
  const old = Float64Array.from(rows, (i) => sign * column.values[i]!);
  const w = context.weight.test && Float64Array.from(rows, (i) => context.weight.test![i]!);
  const approved = pd.reduce((sum, p, i) => sum + (p < cutOff ? (w?.[i] ?? 1) : 0), 0);
  const set = swapSet(y, pd, old, approved, w);
  const [ours, theirs] = [rocAuc(y, pd, w), rocAuc(y, old, w)];
  const auc = aucGap(y, pd, old, w, context.context.rng.fork('swap-set'));
  const label = columnTitle(spec);
  const share = percentText(set.approvalRate);
  const badOf = ({ badRate, effectiveRows: n }: SwapCell) =>
    n === 0 ? null : { value: badRate, format: 'percent' as const, interval: wilsonInterval(badRate * n, n) };
  const blocks: Block[] = [
    {
      type: 'callout',
      tone: auc.interval[0] > 0 ? 'good' : auc.interval[1] < 0 ? 'bad' : 'warn',
      text: text(
        `On ${rows.length.toLocaleString('en-US')} unseen rows that have the existing score, the champion's AUC is ${ours.toFixed(3)} and that of '${label.en}' ${theirs.toFixed(3)}: a difference of ${auc.value.toFixed(3)} (95 % interval ${auc.interval[0].toFixed(3)} to ${auc.interval[1].toFixed(3)}).`,
        `在 ${rows.length.toLocaleString('en-US')} 行具有现有评分的未见数据上，最优模型 AUC 为 ${ours.toFixed(3)}，“${label.zh}”为 ${theirs.toFixed(3)}：相差 ${auc.value.toFixed(3)}（95% 区间 ${auc.interval[0].toFixed(3)} 至 ${auc.interval[1].toFixed(3)}）。`,
      ),
    },
    {
      type: 'table',
      caption: text(
        `Both scores approve ${share.en} of these applications. Swapped in should be safer than swapped out.`,
        `两种评分均批准 ${share.zh} 的申请。换入者应比换出者更安全。`,
      ),
      columns: [
        { title: text('applications', '申请') },
        { title: text('rows', '行数'), align: 'right' },
        { title: text('bad rate (95 % interval)', '坏账率（95% 区间）'), align: 'right' },
      ],
      rows: (
        [
          [text('approved by both', '两者均批准'), set.both],
          [text('swapped in: by the champion only', '换入：仅最优模型批准'), set.swapIn],
          [text('swapped out: by the existing score only', '换出：仅现有评分批准'), set.swapOut],
          [text('declined by both', '两者均拒绝'), set.neither],
        ] as const
      ).map(([name, cell]) => [name, { value: cell.rows, format: 'integer' as const }, badOf(cell)]),
    },
  ];
  return {
    sections: [
      {
        id: 'swap-set',
        title: text('Swap set against the existing score', '与现有评分的换入换出分析'),
        level: 'evidence',
        blocks,
      },
    ],
    measures: { aucOverExistingScore: { value: auc.value, interval: auc.interval } },
  };
};
