import { choleskyInPlace } from '@proofline/learn';
import {
  type Block,
  type Cell,
  type ColumnSpec,
  categoryLabel,
  columnTitle,
  type FeatureSchema,
  type Frame,
  featureFrame,
  joinTexts,
  type Localized,
  localized,
  type ReportSection,
  text,
  withUnit,
} from '@proofline/pipeline';
import { ScorecardModel } from '../models/default-scorecard.model.js';
import { assignBins, type Bin, evidence } from '../scorecard/binning.js';
import type { LeftOutVariable, Scorecard, ScorecardVariable } from '../scorecard/scorecard.js';
import { innerModel } from './inner-model.js';
import type { CreditContext, SectionBuilder } from './study.js';

/** How strongly the variables of a card say the same. */
export interface Collinearity {
  /** Variance inflation factor of each variable; 1 where it is like no other, Infinity where the others give it exactly. */
  inflation: number[];
  /** Each variable's most similar other one and the correlation of their WoE; absent for a card of one variable. */
  closest: { index: number; correlation: number }[];
}

/**
 * Variance inflation factors are the diagonal of the inverse correlation matrix (Belsley, Kuh and Welsch 1980), 1 / (1 − R²)
 * of each variable on the others. With the variable last, 1 − R² is the last pivot of the factor; it vanishes where the
 * variable is a sum of others, whatever else is collinear among them.
 */
export function collinearity(columns: readonly Float64Array[]): Collinearity {
  const k = columns.length;
  const scaled = columns.map((column) => {
    const mean = column.reduce((sum, v) => sum + v, 0) / column.length;
    const centred = column.map((v) => v - mean);
    const norm = Math.sqrt(centred.reduce((sum, v) => sum + v * v, 0)) || 1;
    return centred.map((v) => v / norm);
  });
  const matrix = new Float64Array(k * k);
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < k; b++) {
      let sum = 0;
      for (let i = 0; i < scaled[a]!.length; i++) sum += scaled[a]![i]! * scaled[b]![i]!;
      matrix[a * k + b] = a === b ? 1 : sum;
    }
  }
  const inflationOf = (last: number): number => {
    const order = [...Array(k).keys()].filter((v) => v !== last).concat(last);
    const factor = Float64Array.from(
      { length: k * k },
      (_, i) => matrix[order[Math.floor(i / k)]! * k + order[i % k]!]!,
    );
    const replaced = choleskyInPlace(factor, k);
    return replaced.includes(k - 1) ? Number.POSITIVE_INFINITY : 1 / factor[k * k - 1]! ** 2;
  };
  const closest = Array.from({ length: k }, (_, a) => {
    let index = a === 0 ? 1 : 0;
    for (let b = 0; b < k; b++) {
      if (b !== a && Math.abs(matrix[a * k + b]!) > Math.abs(matrix[a * k + index]!)) index = b;
    }
    return { index, correlation: matrix[a * k + index]! };
  });
  return { inflation: Array.from({ length: k }, (_, v) => inflationOf(v)), closest: k > 1 ? closest : [] };
}

/** The card among the candidates, whether it is the champion or not. */
export function cardOf(context: CreditContext): { card: Scorecard; champion: boolean } | undefined {
  for (const candidate of [context.champion, ...context.candidates]) {
    const inner = innerModel(candidate.model);
    if (inner instanceof ScorecardModel)
      return { card: inner.card, champion: candidate.name === context.champion.name };
  }
  return undefined;
}

/** The variables of the scorecard: information value, weight, points, what says the same, and every bin. */
export const variablesSection: SectionBuilder = ({ context }) => {
  const found = cardOf(context);
  if (found === undefined || found.card.variables.length === 0) return {};
  const { card, champion } = found;
  const { schema } = context;
  return {
    sections: [
      {
        id: 'variables',
        title: text('Variables of the scorecard', '评分卡变量'),
        level: 'evidence',
        blocks: summaryBlocks(card, schema, featureFrame(context.train), champion),
      },
      binsSection(card, schema, context.weight.train !== undefined),
    ],
  };
};

function summaryBlocks(card: Scorecard, schema: FeatureSchema, frame: Frame, champion: boolean): Block[] {
  const { variables } = card;
  const woe = variables.map(({ binning }) => {
    const bins = assignBins(binning, frame.columns.get(binning.feature)!);
    return Float64Array.from(bins, (bin) => binning.bins[bin]!.woe);
  });
  const { inflation, closest } = collinearity(woe);
  const order = variables.map((_, v) => v).sort((a, b) => variables[b]!.binning.iv - variables[a]!.binning.iv || a - b);
  const high = order.filter((v) => inflation[v]! > 5);
  const { pointsToDoubleOdds, baseScore, baseOdds } = card.scale;
  return [
    {
      type: 'text',
      text: text(
        `${champion ? 'The recommended model is this card.' : 'The scorecard is not the recommended model; it is shown because it can be read.'} ${baseScore} points mean ${baseOdds} good for one bad, and ${pointsToDoubleOdds} points more double that.`,
        `${champion ? '推荐模型即此评分卡。' : '评分卡并非推荐模型，因其可读而列出。'}${baseScore} 分表示好坏比 ${baseOdds}:1，每增加 ${pointsToDoubleOdds} 分好坏比翻倍。`,
      ),
    },
    ...(card.fit === 'woe'
      ? []
      : [
          {
            type: 'text' as const,
            text: text(
              'The points of all bins were fitted together, because that was better on out-of-fold rows beyond chance: they allow for what the other variables say, and no step turns against the bad rates of its own variable. The weight is the mean slope of the points over WoE.',
              '所有分箱的分值为联合拟合（在折外样本上显著更优）：分值已考虑其他变量的信息，且任何分箱间的走向都不与其自身坏账率相悖。权重为分值对 WoE 的平均斜率。',
            ),
          },
        ]),
    {
      type: 'text',
      text: text(
        'A variable is in the card when its information value is more than chance and its weight is above zero beside the others. One that moves the score by a few points only repeats what others say: leaving it out costs little, and whoever owns the card may prefer fewer.',
        '变量入选条件为信息值超出偶然且与其他变量并用时权重大于零。仅影响数分的变量多与其他变量信息重复：去除它损失甚微，评分卡负责人可选择精简。',
      ),
    },
    {
      type: 'table',
      columns: [
        { title: text('variable', '变量') },
        { title: text('information value', '信息值（IV）'), align: 'right' },
        { title: text('trend of the risk', '风险趋势') },
        { title: text('bins', '分箱数'), align: 'right' },
        { title: text('points, from to', '分值范围'), align: 'right' },
        { title: text('weight', '权重'), align: 'right' },
        { title: text('VIF', 'VIF'), align: 'right', help: text('variance inflation factor', '方差膨胀因子') },
        { title: text('most alike', '最相似变量') },
      ],
      rows: order.map((v): Cell[] => {
        const { binning, coefficient } = variables[v]!;
        const points = usedPoints(variables[v]!);
        const alike = closest[v];
        return [
          labelOf(schema, binning.feature),
          { value: binning.iv, digits: 3 },
          TREND_WORDS[binning.trend] ?? text(binning.trend),
          { value: binning.bins.filter(isUsed).length, format: 'integer' },
          `${Math.round(Math.min(...points))} – ${Math.round(Math.max(...points))}`,
          { value: coefficient, digits: 2 },
          Number.isFinite(inflation[v]!) ? { value: inflation[v]!, digits: 2 } : '∞',
          alike === undefined
            ? null
            : joined(labelOf(schema, variables[alike.index]!.binning.feature), alike.correlation),
        ];
      }),
      emphasis: order.flatMap((v, row) => (high.includes(v) ? [{ row, tone: 'warn' as const }] : [])),
    },
    ...leftOutBlock(card.leftOut, schema),
    ...(high.length === 0
      ? []
      : [
          {
            type: 'callout' as const,
            tone: 'warn' as const,
            text: text(
              'Variables with a VIF above 5 say much the same as others: their points cannot be read by themselves.',
              'VIF 大于 5 的变量与其他变量信息重叠，其分值不宜单独解读。',
            ),
          },
        ]),
  ];
}

/** What was offered and has no points, so that nothing is missing without a word. */
function leftOutBlock(leftOut: readonly LeftOutVariable[], schema: FeatureSchema): Block[] {
  const parts = (
    [
      [
        'one-bin',
        text('no grouping that keeps to the least share and trend of a bin', '没有满足最小占比与趋势的分箱方式'),
      ],
      ['uninformative', text('no more information than chance', '信息值不超过偶然')],
      ['no-weight', text('no weight beside the others', '与其他变量并用时权重为零')],
    ] as const
  ).flatMap(([reason, words]) => {
    const names = joinTexts(leftOut.filter((one) => one.reason === reason).map((one) => labelOf(schema, one.feature)));
    return names.en === '' ? [] : [text(`${names.en} (${words.en})`, `${names.zh}（${words.zh}）`)];
  });
  if (parts.length === 0) return [];
  const list = joinTexts(parts, 'phrases');
  return [{ type: 'text', text: text(`Not in the card: ${list.en}.`, `未入选变量：${list.zh}。`) }];
}

const TREND_WORDS: Readonly<Record<string, Localized>> = {
  ascending: text('rises', '上升'),
  descending: text('falls', '下降'),
  peak: text('rises, then falls', '先升后降'),
  valley: text('falls, then rises', '先降后升'),
  none: text('none', '无'),
  'by event rate': text('by level', '按类别'),
  edited: text('set by hand', '人工设定'),
};

function binsSection(card: Scorecard, schema: FeatureSchema, weighted: boolean): ReportSection {
  const blocks: Block[] = [
    {
      type: 'text',
      text: text(
        'A score is the sum of the points of one bin for each variable. Points are shown rounded; the model adds them unrounded, so that score and probability convert into each other without loss.',
        '评分为各变量所在分箱分值之和。此处为四舍五入显示；模型使用未取整分值，评分与概率可无损互换。',
      ),
    },
    ...(isSmoothed(card) ? [SMOOTHED] : []),
    ...editsOf(card, schema).map((edit): Block => ({ type: 'callout', tone: 'info', text: edit })),
  ];
  for (const variable of card.variables) {
    const { binning, points } = variable;
    const spec = schema.columns.find(({ name }) => name === binning.feature)!;
    const total = binning.bins.reduce((sum, { events, nonEvents }) => sum + events + nonEvents, 0);
    blocks.push({
      type: 'table',
      caption: labelOf(schema, binning.feature),
      columns: [
        { title: text('bin', '分箱') },
        {
          title: weighted ? text('training rows, by weight', '训练行数（按权重）') : text('training rows', '训练行数'),
          align: 'right',
        },
        { title: text('share', '占比'), align: 'right' },
        { title: text('bad rate', '坏账率'), align: 'right' },
        { title: text('WoE', 'WoE'), align: 'right' },
        { title: text('points', '分值'), align: 'right' },
      ],
      rows: binning.bins.flatMap((bin, b): Cell[][] => {
        if (!isUsed(bin)) return [];
        const rows = bin.events + bin.nonEvents;
        return [
          [
            binLabel(bin, spec),
            { value: rows, digits: weighted ? 1 : 0 },
            { value: rows / total, format: 'percent' },
            { value: bin.events / rows, format: 'percent' },
            { value: bin.woe, digits: 3 },
            { value: Math.round(points[b]!), format: 'integer' },
          ],
        ];
      }),
    });
  }
  return { id: 'points', title: text('Points of every bin', '各分箱分值'), level: 'appendix', blocks };
}

const SMOOTHED: Block = {
  type: 'text',
  text: text(
    'Rows and bad rates are as counted. The WoE of a bin is taken after a few rows of the overall bad rate are added to it (the setting smoothing), which draws small bins towards 0; so is the information value.',
    '行数与坏账率为实际计数。各分箱的 WoE 在加入若干总体坏账率的行后计算（参数 smoothing），使小分箱趋近 0；信息值亦同。',
  ),
};

/** Whether the WoE are those of the counts, or of counts that rows were added to. */
export function isSmoothed({ variables }: Pick<Scorecard, 'variables'>): boolean {
  return variables.some(({ binning: { bins } }) => {
    const totals = bins.reduce(
      (sum, bin) => ({ events: sum.events + bin.events, nonEvents: sum.nonEvents + bin.nonEvents }),
      { events: 0, nonEvents: 0 },
    );
    return bins.some((bin) => Math.abs(evidence(bin, totals, 0).woe - bin.woe) > 1e-9);
  });
}

/** Every change of bins by hand, with who made it, why, and what it cost the variable. */
export function editsOf({ variables }: Scorecard, schema: FeatureSchema): Localized[] {
  return variables.flatMap(({ binning }) => {
    if (binning.edited === undefined) return [];
    const { author, reason, informationValueBefore } = binning.edited;
    const [before, after] = [informationValueBefore, binning.iv].map((value) => value.toFixed(3));
    const label = labelOf(schema, binning.feature);
    return [
      text(
        `${label.en}: edited by ${author}: ${reason} (information value ${before} before, ${after} after)`,
        `${label.zh}：由 ${author} 修改，原因：${reason}（信息值由 ${before} 变为 ${after}）`,
      ),
    ];
  });
}

function isUsed({ events, nonEvents }: Bin): boolean {
  return events + nonEvents > 0;
}

function usedPoints({ binning, points }: ScorecardVariable): number[] {
  const used = points.filter((_, b) => isUsed(binning.bins[b]!));
  return used.length > 0 ? used : [...points];
}

/** A bin as a reader would say it: a range with its unit, levels by their labels, the meaning of a special code. */
export function binLabel(bin: Bin, spec: ColumnSpec): Localized {
  if (bin.kind === 'missing') return text('not given', '未提供');
  if (bin.kind === 'special') {
    return localized(spec.special![bin.special! - 1]!.meaning);
  }
  if (bin.levels !== undefined) {
    return joinTexts(
      bin.levels.map((level) => categoryLabel(spec, level)),
      'phrases',
    );
  }
  const show = (value: number): string =>
    Number(value.toPrecision(6)).toLocaleString('en-US', { maximumFractionDigits: 6 });
  if (bin.from === undefined && bin.below === undefined) return text('any value', '任意值');
  if (bin.from === undefined) {
    const below = withUnit(show(bin.below!), spec.unit);
    return text(`below ${below.en}`, `低于 ${below.zh}`);
  }
  if (bin.below === undefined) {
    const from = withUnit(show(bin.from), spec.unit);
    return text(`${from.en} or more`, `${spaced(from.zh)}及以上`);
  }
  const below = withUnit(show(bin.below), spec.unit);
  return text(`${show(bin.from)} to below ${below.en}`, `${show(bin.from)} 至 ${spaced(below.zh)}以下`);
}

/** Chinese words follow Latin ones and numbers behind a space. */
function spaced(words: string): string {
  return words.at(-1)! < '\u2e80' ? `${words} ` : words;
}

function labelOf(schema: FeatureSchema, feature: string): Localized {
  const spec = schema.columns.find(({ name }) => name === feature)!;
  return columnTitle(spec);
}

function joined(label: Localized, correlation: number): Localized {
  const number = correlation.toFixed(2);
  return text(`${label.en} (${number})`, `${label.zh}（${number}）`);
}
