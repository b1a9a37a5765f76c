import { liftTable, wilsonInterval } from '@proofline/learn';
import { type Block, type Localized, percentText, text } from '@proofline/pipeline';
import { takeNumbers } from './assess-fairness.js';
import type { SectionBuilder } from './study.js';
import { cardOf } from './variables.js';
import { effectiveSize, weightedMean } from './weighted-rows.js';

/** Applications of similar risk, from the riskiest to the safest. */
export interface Band {
  lowest: number;
  highest: number;
  rows: number;
  /** Of the weight of all rows. */
  share: number;
  /** Rows that carry the same information (Kish's effective size): `rows` where none is weighted. */
  effectiveRows: number;
  /** Weight of the bad ones; their number where rows are not weighted. */
  bad: number;
  badRate: number;
  /** Wilson's 95 % interval of the bad rate. */
  interval: [number, number];
  meanPredicted: number;
  /** Share of all bad ones in this band and the riskier ones. */
  captured: number;
  lift: number;
}

/** Bands of (nearly) equal weight by falling probability of default; rows of one probability stay together. */
export function riskBands(y: Float64Array, pd: Float64Array, bands = 10, weight?: Float64Array): Band[] {
  const table = liftTable(y, pd, Math.max(2, Math.min(bands, Math.floor(y.length / 20))), weight);
  const total = table.reduce((sum, band) => sum + band.weight, 0);
  return table.map(({ rows, weight: mass, events, eventRate, lift, cumulativeCapture, lowestScore, highestScore }) => {
    const rowsInside = Int32Array.from(pd.keys()).filter((i) => pd[i]! >= lowestScore && pd[i]! <= highestScore);
    const size = effectiveSize(rowsInside, weight);
    const meanPredicted = weightedMean(takeNumbers(pd, rowsInside), takeNumbers(weight, rowsInside));
    return {
      lowest: lowestScore,
      highest: highestScore,
      rows,
      share: mass / total,
      effectiveRows: size,
      bad: events,
      badRate: eventRate,
      interval: wilsonInterval(eventRate * size, size),
      meanPredicted,
      captured: cumulativeCapture,
      lift,
    };
  });
}

/** How the champion sorts unseen applications: the table a risk committee looks for first. */
export const bandsSection: SectionBuilder = ({ context }) => {
  const { champion, truth, weight } = context;
  const found = cardOf(context);
  // Points of a card that does not decide would be taken for those of the model that does.
  const card = found?.champion ? found.card : undefined;
  const bands = riskBands(truth.test.y, champion.test, 10, weight.test);
  const breaks = bands.slice(1).filter((band, k) => band.badRate > bands[k]!.badRate).length;
  const top = bands[0]!;
  const [share, captured] = [percentText(top.share), percentText(top.captured)];
  const blocks: Block[] = [
    {
      type: 'text',
      text: text(
        `The riskiest ${share.en} of unseen applications hold ${captured.en} of all bad ones, ${top.lift.toFixed(1)} times their share. ${breaks === 0 ? 'From band to band the bad rate falls without exception.' : `The bad rate rises against the order in ${breaks} of ${bands.length - 1} steps; see whether the intervals allow for it.`}`,
        `风险最高的 ${share.zh} 申请包含 ${captured.zh} 的坏客户，为平均的 ${top.lift.toFixed(1)} 倍。${breaks === 0 ? '各分段坏账率依次下降，无例外。' : `${bands.length - 1} 步中有 ${breaks} 步坏账率逆序上升，请结合区间判断。`}`,
      ),
    },
    { type: 'text', text: agreement(bands) },
    {
      type: 'chart',
      title: text('Bad rate by band, observed and predicted', '各分段坏账率：实际与预测'),
      caption: text(
        'Bars are observed, the line is predicted; the whiskers are the 95 % interval of what was observed.',
        '柱为实际，线为预测；误差线为实际值的 95% 区间。',
      ),
      x: {
        title: text('band, riskiest first', '分段（由高风险到低风险）'),
        categories: bands.map((_, k) => String(k + 1)),
      },
      y: { title: text('bad rate', '坏账率'), format: 'percent', min: 0 },
      series: [
        {
          name: text('observed', '实际'),
          kind: 'bar',
          points: bands.map(({ badRate }, k) => [k, badRate] as const),
          band: bands.map(({ interval }) => interval),
        },
        {
          name: text('predicted', '预测'),
          kind: 'line',
          points: bands.map(({ meanPredicted }, k) => [k, meanPredicted] as const),
        },
      ],
    },
    {
      type: 'table',
      columns: [
        { title: text('band', '分段') },
        { title: text('probability of default', '违约概率'), align: 'right' },
        ...(card === undefined ? [] : [{ title: text('score, points', '评分'), align: 'right' as const }]),
        { title: text('rows', '行数'), align: 'right' },
        {
          title: weight.test === undefined ? text('bad', '坏') : text('bad, by weight', '坏（按权重）'),
          align: 'right',
        },
        { title: text('bad rate (95 % interval)', '坏账率（95% 区间）'), align: 'right' },
        { title: text('predicted', '预测'), align: 'right' },
        { title: text('bad captured so far', '累计捕获坏客户'), align: 'right' },
        { title: text('lift', '提升度'), align: 'right' },
      ],
      rows: bands.map((band, k) => [
        String(k + 1),
        rangeOf(percentText(band.lowest), percentText(band.highest)),
        ...(card === undefined
          ? []
          : [`${Math.round(card.pointsOf(band.highest))} – ${Math.round(card.pointsOf(band.lowest))}`]),
        { value: band.rows, format: 'integer' },
        { value: band.bad, digits: weight.test === undefined ? 0 : 1 },
        { value: band.badRate, format: 'percent', interval: band.interval },
        { value: band.meanPredicted, format: 'percent' },
        { value: band.captured, format: 'percent' },
        { value: band.lift, digits: 2 },
      ]),
    },
  ];
  return { sections: [{ id: 'bands', title: text('Risk bands', '风险分段'), level: 'evidence', blocks }] };
};

function rangeOf(low: Localized, high: Localized): Localized {
  return text(`${low.en} – ${high.en}`, `${low.zh} – ${high.zh}`);
}

/** How far prediction and outcome part, and how little a band of few rows can show of it. */
function agreement(bands: readonly Band[]): Localized {
  const outside = bands.filter(({ meanPredicted: p, interval: [low, high] }) => p < low || p > high).length;
  const rows = Math.round(bands.reduce((sum, band) => sum + band.effectiveRows, 0) / bands.length);
  const widest = Math.max(...bands.map(({ interval: [low, high] }) => high - low));
  return text(
    `In ${outside} of ${bands.length} bands the prediction lies outside the 95 % interval of what was observed. With about ${rows} rows a band that interval is up to ${(100 * widest).toFixed(0)} points wide, so a prediction inside it is not thereby confirmed.`,
    `${bands.length} 个分段中有 ${outside} 个的预测值位于实际值的 95% 区间之外。每段约 ${rows} 行，区间最宽达 ${(100 * widest).toFixed(0)} 个百分点，落在区间内并不等于得到证实。`,
  );
}
