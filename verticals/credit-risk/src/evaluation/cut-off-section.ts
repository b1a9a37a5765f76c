import { bootstrapInterval } from '@proofline/learn';
import { type Block, type Cell, type Localized, percentText, text } from '@proofline/pipeline';
import { applyPolicy, EVERYBODY, type Policy, policyCurve, profitOfRows } from './cut-off.js';
import { breakEven, type DecisionCosts, decisionCosts } from './decision-value.js';
import type { CreditContext, SectionBuilder } from './study.js';
import { weightedMean } from './weighted-rows.js';

const SHARES = Array.from({ length: 20 }, (_, k) => (k + 1) / 20);
const TABLE_EVERY = 2;

/** What outer cross-validation leaves open: only the models of a fold are kept from the rows they answer for. */
const SAME_ROWS: Block = {
  type: 'callout',
  tone: 'warn',
  text: text(
    'Cross-validated: no model answered for a row that it was trained on, but the cut-off, the reference groups of Fairness and the recommended candidate were chosen on these same rows. Money and approvals are therefore a little flattering; rows set apart would show by how much. Values on all rows are pooled over the folds; the table of candidates gives the mean over folds.',
    '交叉验证：没有模型回答其训练过的行，但临界值、公平性参照群体与推荐候选模型均在同一数据上选定，因此金额与批准结果略偏乐观；留出数据可显示其程度。本节及后续各节将各折结果合并计算，候选模型表为各折均值。',
  ),
};

/** Approval, bad rate and expected profit at each cut-off, on rows the champion never saw. */
export const cutOffSection: SectionBuilder = ({ context, cutOff }) => {
  const { champion, truth, weight, options, judgedOn } = context;
  const costs = decisionCosts(options.costs);
  const { currency } = options;
  const { sign, name: moneyName } = moneyOf(costs);
  const { y } = truth.test;
  const pd = champion.test;
  const chosen = applyPolicy(y, pd, cutOff, costs, weight.test);
  const profits = profitOfRows(y, pd, cutOff, costs);
  const approveAll = profitOfRows(y, pd, EVERYBODY, costs);
  const refuseAll = profitOfRows(y, pd, 0, costs);
  const interval = meanInterval(context, profits, 'profit');
  const better = weightedMean(approveAll, weight.test) >= weightedMean(refuseAll, weight.test) ? approveAll : refuseAll;
  const gain = profits.map((value, i) => value - better[i]!);
  const gainInterval = meanInterval(context, gain, 'gain');
  const curve = policyCurve(y, pd, SHARES, costs, weight.test);
  const atBreakEven = applyPolicy(y, pd, breakEven(costs), costs, weight.test);

  const principled = cutOff === breakEven(costs);
  const named = (en: string, zh: string, policy: Policy, extra?: Cell): Cell[] => [
    text(en, zh),
    policy.threshold > 0 && policy.threshold <= 1 ? { value: policy.threshold, format: 'percent' } : null,
    { value: policy.approvalRate, format: 'percent' },
    Number.isNaN(policy.badRate) ? null : { value: policy.badRate, format: 'percent' },
    extra ?? { value: sign * policy.profit, digits: 3 },
  ];
  const money = (value: number): string => `${value.toFixed(3)} ${currency}`;
  const gainMean = weightedMean(gain, weight.test);
  const simple =
    better === approveAll ? text('approving everybody', '全部批准') : text('refusing everybody', '全部拒绝');
  const [limit, even] = [percentText(Math.min(1, cutOff)), percentText(breakEven(costs))];
  const [approved, bad] = [percentText(chosen.approvalRate), percentText(chosen.badRate)];
  const blocks: Block[] = [
    {
      type: 'text',
      text: text(
        `${principled ? `Refuse at a probability of default of ${limit.en} or more: there the costs break even, and on out-of-fold training rows no other cut-off brings more beyond chance.` : `Refuse at a probability of default of ${limit.en} or more: on out-of-fold training rows this brings more than the break-even of the costs, ${even.en}, by more than chance.`} On unseen rows this approves ${approved.en} of applications${Number.isNaN(chosen.badRate) ? '' : `, of which ${bad.en} go bad`}.`,
        `${principled ? `违约概率达到 ${limit.zh} 即拒绝：此处成本盈亏平衡，在训练数据的折外预测上没有其他临界值显著更优。` : `违约概率达到 ${limit.zh} 即拒绝：在训练数据的折外预测上，其利润显著高于成本盈亏平衡点 ${even.zh}。`}在未见数据上批准 ${approved.zh} 的申请${Number.isNaN(chosen.badRate) ? '' : `，其中 ${bad.zh} 违约`}。`,
      ),
    },
    ...(judgedOn === 'held-out' ? [] : [SAME_ROWS]),
    {
      type: 'callout',
      tone: gainInterval[0] > 0 ? 'good' : gainInterval[1] < 0 ? 'bad' : 'warn',
      text: text(
        `Against ${simple.en}, this is worth ${money(gainMean)} an application (95 % interval ${money(gainInterval[0])} to ${money(gainInterval[1])}).`,
        `与${simple.zh}相比，每笔申请价值 ${money(gainMean)}（95% 区间 ${money(gainInterval[0])} 至 ${money(gainInterval[1])}）。`,
      ),
    },
    {
      type: 'chart',
      title: text(
        `${sign > 0 ? 'Profit' : 'Cost'} and bad rate by approval rate`,
        `不同批准率下的${moneyName.zh}与坏账率`,
      ),
      caption: text(
        'The further to the right, the more applications are approved; the line marks the chosen cut-off.',
        '越靠右批准越多；竖线为所选临界值。',
      ),
      x: { title: text('share approved', '批准比例'), format: 'percent', min: 0, max: 1 },
      y: { title: text(`${moneyName.en} per application, ${currency}`, `每笔申请${moneyName.zh}（${currency}）`) },
      y2: { title: text('bad rate among approved', '已批准坏账率'), format: 'percent', min: 0 },
      series: [
        {
          name: moneyName,
          kind: 'line',
          points: curve.map(({ approvalRate, profit }) => [approvalRate, sign * profit] as const),
        },
        {
          name: text('bad rate', '坏账率'),
          kind: 'line',
          dashed: true,
          secondary: true,
          points: curve.map(({ approvalRate, badRate }) => [approvalRate, badRate] as const),
        },
      ],
      markers: [{ x: chosen.approvalRate, label: text('chosen', '所选') }],
    },
    {
      type: 'table',
      caption: text(
        `A bad one approved costs ${costs.falseApproval}, a good one declined ${costs.falseDecline}; a good one approved brings ${costs.trueApproval}, a bad one declined ${costs.trueDecline} ${currency}.`,
        `批准坏客户成本 ${costs.falseApproval}，拒绝好客户成本 ${costs.falseDecline}；批准好客户收益 ${costs.trueApproval}，拒绝坏客户收益 ${costs.trueDecline} ${currency}。`,
      ),
      columns: [
        { title: text('policy', '策略') },
        { title: text('refuse from', '拒绝起点'), align: 'right' },
        { title: text('approved', '批准'), align: 'right' },
        { title: text('bad among approved', '已批准坏账率'), align: 'right' },
        {
          title: text(`${moneyName.en} per application, ${currency}`, `每笔${moneyName.zh}（${currency}）`),
          align: 'right',
        },
      ],
      rows: [
        named('recommended', '推荐', chosen, {
          value: sign * chosen.profit,
          digits: 3,
          interval: sign > 0 ? interval : [-interval[1], -interval[0]],
        }),
        ...(principled ? [] : [named('break-even of the costs', '成本盈亏平衡点', atBreakEven)]),
        named('approve everybody', '全部批准', applyPolicy(y, pd, EVERYBODY, costs, weight.test)),
        named('refuse everybody', '全部拒绝', applyPolicy(y, pd, 0, costs, weight.test)),
        ...curve
          .filter((_, k) => k % TABLE_EVERY === TABLE_EVERY - 1 && k < curve.length - 1)
          .map((policy, k) => {
            const share = percentText(((k + 1) * TABLE_EVERY) / SHARES.length, 0);
            return named(`approve the safest ${share.en}`, `批准最安全的 ${share.zh}`, policy);
          }),
      ],
      emphasis: [{ row: 0, tone: 'champion' }],
    },
    {
      type: 'text',
      text: text(
        'Another row of this table may look better than the recommended one. It is not taken: these rows judge, and the best of many policies on the rows that judge them is often an accident.',
        '表中其他策略可能看似优于推荐策略，但不予采用：本数据用于评估，在评估数据上从众多策略中选出的最优者往往出于偶然。',
      ),
    },
  ];
  return {
    sections: [
      {
        id: 'cut-off',
        title: text(`Cut-off: approvals, losses, ${moneyName.en}`, `临界值：批准、损失与${moneyName.zh}`),
        level: 'evidence',
        blocks,
      },
    ],
    measures: {
      expectedProfit: { value: chosen.profit, interval },
      profitGain: { value: gainMean, interval: gainInterval },
      approvalRate: { value: chosen.approvalRate },
    },
  };
};

/** Where no decision earns anything, money is a cost, and shown as one. */
export function moneyOf({ trueApproval, trueDecline }: DecisionCosts): { sign: 1 | -1; name: Localized } {
  return trueApproval === 0 && trueDecline === 0
    ? { sign: -1, name: text('cost', '成本') }
    : { sign: 1, name: text('profit', '利润') };
}

function meanInterval(context: CreditContext, values: Float64Array, name: string): [number, number] {
  const { weight, truth } = context;
  return bootstrapInterval(
    values.length,
    (count) => weightedMean(values, weight.test === undefined ? count : count.map((c, i) => c * weight.test![i]!)),
    { rng: context.context.rng.fork(`cut-off/${name}`), strata: truth.test.y, replicates: 300 },
  );
}
