import { aucInterval, wilsonInterval } from '@proofline/learn';
import {
  type Block,
  type Cell,
  intervalText,
  type Localized,
  type ReportSection,
  type TableBlock,
  text,
} from '@proofline/pipeline';
import { assessFairness, type FairnessSetting, fairnessDraws, fairnessSetting } from './assess-fairness.js';
import type { Disparity, GroupDisparity } from './group-disparity.js';
import type { ProtectedGroups } from './protected-groups.js';
import { approvals, type CreditContext, type SectionBuilder } from './study.js';
import { weightedMean } from './weighted-rows.js';

/** Below four fifths a selection rate counts as evidence of adverse impact (29 CFR 1607.4(D)). */
export const FOUR_FIFTHS = 0.8;

/** What the fairness section measures; criteria and constraints may name these. */
export const FAIRNESS_MEASURES = {
  adverseImpactRatio: {
    title: text('adverse impact ratio', '不利影响比率'),
    better: 'higher',
    range: [0, Number.POSITIVE_INFINITY],
  },
  tprGap: { title: text('gap in approvals of good payers', '优质客户通过率差距'), better: 'lower', range: [0, 1] },
} as const;

/** A class of a group needs this many rows for an AUC of the group. */
const CLASS_ROWS = 10;

const TITLE = text('Fairness', '公平性');
const percent = (value: number, digits = 1): string => `${(100 * value).toFixed(digits)}`;

/** Approvals at the cut-off by protected group: four-fifths rule, gap among good payers, and how well the score fits each. */
export const fairnessSection: SectionBuilder = ({ context, cutOff }) => {
  const setting = fairnessSetting(context, cutOff);
  if (setting.columns.length === 0) return { sections: [emptySection(setting)] };
  const { champion } = context;
  const assessment = assessFairness(
    setting,
    context,
    { approved: approvals(champion.test, cutOff) },
    fairnessDraws(context),
  );
  const { worstRatio, worstGap, disparities } = assessment;
  const blocks: Block[] = [introduction(context, cutOff, setting)];
  setting.columns.forEach((column, c) => {
    blocks.push(finding(column, disparities[c]!, setting.minimumRows));
    blocks.push(groupTable(column, disparities[c]!, context, setting.minimumRows));
  });
  const chart = ratioChart(setting.columns, disparities);
  if (chart !== undefined) blocks.splice(1, 0, chart);
  blocks.push({ type: 'text', text: READING }, { type: 'text', text: REFERENCE_CHOSEN[context.judgedOn] });
  return {
    sections: [{ id: 'fairness', title: TITLE, level: 'evidence', blocks }],
    measures: {
      ...(worstRatio === undefined ? {} : { adverseImpactRatio: worstRatio }),
      ...(worstGap === undefined ? {} : { tprGap: worstGap }),
    },
    warnings: setting.columns.flatMap((column, c) => warnings(column, disparities[c]!)),
  };
};

const READING = text(
  'The adverse impact ratio is the approval rate of a group over that of the reference; the gap is the share approved among good payers of the reference minus that of the group, so that a positive gap is to the harm of the group. Intervals hold for all groups at once. The reference is the group with the highest approval rate. No protected column is a feature of any model; columns that go with them can still carry them in, which the table of less discriminatory alternatives looks into. A ratio under four fifths is a reason to look, not a finding of law.',
  '不利影响比率为某群体通过率与参照群体通过率之比；差距为参照群体优质客户通过率减去该群体优质客户通过率，正值表示对该群体不利。区间对所有群体同时成立。参照群体为通过率最高者。任何受保护字段均不作为模型特征；但与之相关的字段仍可能带入其影响，详见“歧视更小的替代方案”。比率低于五分之四是进一步调查的理由，并非法律结论。',
);

const REFERENCE_CHOSEN = {
  'held-out': text(
    'The reference group was chosen on out-of-fold predictions of the training rows, not on these rows.',
    '参照群体依据训练数据的折外预测选定，而非依据本表数据。',
  ),
  'cross-validated': text(
    'The reference group was chosen on out-of-fold predictions of these same rows, since cross-validation leaves no others: ratios are therefore a little pessimistic.',
    '交叉验证没有其他数据，参照群体依据同一数据的折外预测选定，因此比率略偏悲观。',
  ),
} as const;

function emptySection({ refused }: FairnessSetting): ReportSection {
  const which =
    refused.length === 0
      ? text(
          'No column is marked as protected, so nothing can be said about fairness: not that the model is fair, only that nobody looked.',
          '没有标记任何受保护字段，因此无法评价公平性：这不代表模型公平，只说明尚未检验。',
        )
      : text(
          `Protected columns are ${refused.join(', ')}, which hold dates or free text that people cannot be grouped by. Nothing can be said about fairness.`,
          `受保护字段为 ${refused.join('、')}，其内容为日期或自由文本，无法据此分组，因此无法评价公平性。`,
        );
  return {
    id: 'fairness',
    title: TITLE,
    level: 'evidence',
    blocks: [
      { type: 'callout', tone: 'warn', text: which },
      {
        type: 'text',
        text: text(
          'What to do: name the columns that hold sex, age in years, origin or marital status with --protected a,b or role: protected in the schema. They serve this section and are never features. Where they may not be collected, agree with the client on a proxy study by another party.',
          '处理办法：使用 --protected a,b 或在模式文件中以 role: protected 标明性别、年龄、出身、婚姻状况等字段。它们仅用于本节，绝不作为特征。若不允许收集，请与客户商定由第三方进行代理变量研究。',
        ),
      },
    ],
  };
}

function introduction({ champion, weight }: CreditContext, cutOff: number, { minimumRows }: FairnessSetting): Block {
  const rate = percent(weightedMean(approvals(champion.test, cutOff), weight.test));
  const limit = percent(cutOff);
  return {
    type: 'text',
    text: text(
      `On test rows, applications with a probability of default under ${limit} % are approved: ${rate} % of all. Groups with fewer than ${minimumRows} rows are shown and not judged; among good payers, those with fewer than ${minimumRows} good payers.`,
      `在测试数据上，违约概率低于 ${limit}% 的申请获批，占全部的 ${rate}%。少于 ${minimumRows} 行的群体仅列出而不作判断；按优质客户比较时，优质客户少于 ${minimumRows} 行的群体亦然。`,
    ),
  };
}

interface Verdict {
  tone: 'good' | 'warn' | 'bad' | 'info';
  group?: number;
}

/** The worst group of a column against four fifths. */
function judge({ reference, groups }: Disparity): Verdict {
  if (reference === undefined) return { tone: 'info' };
  let group: number | undefined;
  groups.forEach(({ adverseImpactRatio }, g) => {
    if (adverseImpactRatio === undefined) return;
    if (group === undefined || adverseImpactRatio.value < groups[group]!.adverseImpactRatio!.value) group = g;
  });
  const bounds = groups.flatMap(({ adverseImpactRatio }) => adverseImpactRatio ?? []);
  if (bounds.some(({ interval }) => interval[1] < FOUR_FIFTHS)) return { tone: 'bad', group: group! };
  if (bounds.every(({ interval }) => interval[0] >= FOUR_FIFTHS)) return { tone: 'good', group: group! };
  return { tone: 'warn', group: group! };
}

function finding(column: ProtectedGroups, disparity: Disparity, minimumRows: number): Block {
  const { tone, group } = judge(disparity);
  const { title, labels } = column;
  if (group === undefined) {
    return {
      type: 'callout',
      tone: 'info',
      text: disparity.noApprovals
        ? text(
            `By ${title.en}, nothing can be compared: at this cut-off nobody of the group to compare with is approved.`,
            `按${title.zh}划分无法比较：在此阈值下参照群体无人获批。`,
          )
        : text(
            `By ${title.en}, fewer than two groups have ${minimumRows} rows: too few to compare.`,
            `按${title.zh}划分，达到 ${minimumRows} 行的群体不足两个，无法比较。`,
          ),
    };
  }
  const { value, interval } = disparity.groups[group]!.adverseImpactRatio!;
  const between = intervalText(interval, two);
  const name = labels[group]!;
  const reference = labels[disparity.reference!]!;
  const fact = text(
    `By ${title.en}, the lowest ratio is that of "${name.en}" against "${reference.en}": ${value.toFixed(2)} (${between.en}).`,
    `按${title.zh}划分，比率最低的是“${name.zh}”（参照“${reference.zh}”）：${value.toFixed(2)}（${between.zh}）。`,
  );
  const meaning = {
    good: text('Four fifths are kept beyond doubt.', '可以确定满足五分之四规则。'),
    warn:
      value < FOUR_FIFTHS
        ? text(
            'It is under four fifths, though not beyond doubt with this many rows.',
            '低于五分之四，但以现有行数尚不能确定。',
          )
        : text(
            'Four fifths are kept, though with this many rows a lower ratio cannot be ruled out.',
            '满足五分之四规则，但以现有行数不能排除更低的比率。',
          ),
    bad: text(
      'A group is under four fifths beyond doubt: this needs a business justification and a look at the alternatives below.',
      '可以确定有群体低于五分之四：需要业务上的正当理由，并检视下方的替代方案。',
    ),
    info: text(''),
  }[tone];
  return { type: 'callout', tone, text: text(`${fact.en} ${meaning.en}`, `${fact.zh}${meaning.zh}`) };
}

function warnings(column: ProtectedGroups, disparity: Disparity): Localized[] {
  const { groups, reference } = disparity;
  return groups.flatMap(({ adverseImpactRatio: ratio }, g) => {
    if (ratio === undefined || ratio.value >= FOUR_FIFTHS) return [];
    const doubt = ratio.interval[1] >= FOUR_FIFTHS;
    const [own, other] = [column.labels[g]!, column.labels[reference!]!];
    const between = intervalText(ratio.interval, two);
    return text(
      `At this cut-off "${own.en}" (${column.title.en}) is approved ${ratio.value.toFixed(2)} times as often as "${other.en}" (${between.en}), ${doubt ? 'under four fifths, though not beyond doubt with this many rows' : 'beyond doubt under four fifths'}.`,
      `在此阈值下，“${own.zh}”（${column.title.zh}）的通过率是“${other.zh}”的 ${ratio.value.toFixed(2)} 倍（${between.zh}），${doubt ? '低于五分之四，但以现有行数尚不能确定' : '可以确定低于五分之四'}。`,
    );
  });
}

const two = (value: number): string => value.toFixed(2);
const right = (title: Localized): TableBlock['columns'][number] => ({ title, align: 'right' });
const TOO_FEW = text('too few rows', '行数过少');

function groupTable(
  column: ProtectedGroups,
  disparity: Disparity,
  context: CreditContext,
  minimumRows: number,
): TableBlock {
  const shown = disparity.groups.flatMap((group, g) => (group.rows > 0 ? [g] : []));
  return {
    type: 'table',
    caption: text(`By ${column.title.en}`, `按${column.title.zh}`),
    columns: [
      { title: text('group', '群体') },
      right(text('rows', '行数')),
      right(text('approved', '通过率')),
      right(FAIRNESS_MEASURES.adverseImpactRatio.title),
      right(text('approved good payers', '优质客户通过率')),
      right(text('gap', '差距')),
      right(text('bad rate', '坏账率')),
      right(text('mean PD', '平均违约概率')),
      right(text('AUC')),
    ],
    rows: shown.map((g) => groupRow(g, column, disparity, context, minimumRows)),
    emphasis: shown.flatMap((g, row): NonNullable<TableBlock['emphasis']> => {
      const ratio = disparity.groups[g]!.adverseImpactRatio;
      if (ratio === undefined) return [];
      if (ratio.interval[1] < FOUR_FIFTHS) return [{ row, tone: 'bad' }];
      return ratio.value < FOUR_FIFTHS ? [{ row, tone: 'warn' }] : [];
    }),
  };
}

function groupRow(
  g: number,
  column: ProtectedGroups,
  { groups, reference }: Disparity,
  context: CreditContext,
  minimumRows: number,
): Cell[] {
  const group: GroupDisparity = groups[g]!;
  const label = column.labels[g]!;
  const name = g === reference ? text(`${label.en} (reference)`, `${label.zh}（参照）`) : label;
  const rows: Cell = { value: group.rows, format: 'integer' };
  if (group.rows < minimumRows) return [name, rows, TOO_FEW, null, null, null, null, null, null];
  const { adverseImpactRatio: ratio, tprGap: gap } = group;
  const enoughGood = group.goodRows >= minimumRows;
  return [
    name,
    rows,
    { value: group.approvalRate, format: 'percent' },
    ratio === undefined ? null : { ...ratio, digits: 2 },
    enoughGood ? { value: group.goodApprovalRate, format: 'percent' } : TOO_FEW,
    gap === undefined ? null : { ...gap, digits: 2 },
    ...fitCells(g, column, context),
  ];
}

/** How the score fits the group: observed bad rate with its interval, mean probability beside it, and its AUC. */
function fitCells(g: number, { test }: ProtectedGroups, { truth, champion, weight }: CreditContext): Cell[] {
  const rows: number[] = [];
  test.forEach((code, i) => {
    if (code === g) rows.push(i);
  });
  const y = Float64Array.from(rows, (i) => truth.test.y[i]!);
  const p = Float64Array.from(rows, (i) => champion.test[i]!);
  let total = 0;
  let squares = 0;
  let bad = 0;
  let expected = 0;
  rows.forEach((i, k) => {
    const w = weight.test?.[i] ?? 1;
    total += w;
    squares += w * w;
    bad += w * y[k]!;
    expected += w * p[k]!;
  });
  // Weighted rows count as many as carry the same information (Kish's effective size).
  const size = (total * total) / squares;
  const events = y.reduce((sum, v) => sum + v, 0);
  const enough = events >= CLASS_ROWS && y.length - events >= CLASS_ROWS;
  return [
    { value: bad / total, interval: wilsonInterval((bad / total) * size, size), format: 'percent' },
    { value: expected / total, format: 'percent' },
    enough ? { ...aucInterval(y, p), digits: 2 } : TOO_FEW,
  ];
}

function ratioChart(columns: readonly ProtectedGroups[], disparities: readonly Disparity[]): Block | undefined {
  const points = columns.flatMap(({ title, labels }, c) =>
    disparities[c]!.groups.flatMap(({ adverseImpactRatio: ratio }, g) =>
      ratio === undefined
        ? []
        : [{ ratio, label: text(`${title.en}: ${labels[g]!.en}`, `${title.zh}：${labels[g]!.zh}`) }],
    ),
  );
  if (points.length === 0) return undefined;
  return {
    type: 'chart',
    title: text('Adverse impact ratio by group', '各群体的不利影响比率'),
    caption: text(
      'Approval rate of each group over that of the reference group of its column, with 95 % intervals; to the left of the dashed line at four fifths there is reason to look.',
      '各群体通过率与该字段参照群体通过率之比，附 95% 区间；位于五分之四虚线左侧时需要调查。',
    ),
    horizontal: true,
    x: { title: text('group', '群体'), categories: points.map(({ label }) => label) },
    y: { title: FAIRNESS_MEASURES.adverseImpactRatio.title },
    markers: [{ x: FOUR_FIFTHS, label: text('0.8') }],
    series: [
      {
        name: FAIRNESS_MEASURES.adverseImpactRatio.title,
        kind: 'scatter',
        points: points.map(({ ratio }, k) => [k, ratio.value] as const),
        band: points.map(({ ratio }) => ratio.interval),
      },
    ],
  };
}
