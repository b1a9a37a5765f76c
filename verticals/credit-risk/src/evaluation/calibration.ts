import { calibrationBins, choleskyInPlace, choleskyInverse, hosmerLemeshow, wilsonInterval } from '@proofline/learn';
import { type Block, percentText, text } from '@proofline/pipeline';
import type { SectionBuilder } from './study.js';
import { effectiveSize, weightedMean } from './weighted-rows.js';

/** A line through the log-odds: outcome = sigmoid(intercept + slope · logit(p)); 0 and 1 where probabilities are right. */
export interface CalibrationLine {
  intercept: number;
  slope: number;
  interceptInterval: [number, number];
  slopeInterval: [number, number];
}

/**
 * Cox's recalibration (Cox 1958; Steyerberg 2019, chapter 15) by Newton's method, with Wald intervals. A slope below 1 says
 * that predictions are too extreme. Weights are scaled to the rows' effective number, so that intervals are no narrower for being
 * written in thousands.
 */
export function calibrationLine(y: Float64Array, p: Float64Array, weight?: Float64Array): CalibrationLine {
  const total = weight?.reduce((sum, w) => sum + w, 0) ?? y.length;
  const scale = effectiveSize(y.keys(), weight) / total;
  const logit = p.map((q) => {
    const inside = Math.min(1 - 1e-12, Math.max(1e-12, q));
    return Math.log(inside / (1 - inside));
  });
  let a = 0;
  let b = 1;
  const hessian = new Float64Array(4);
  const accumulate = (): [number, number] => {
    hessian.fill(0);
    let ga = 0;
    let gb = 0;
    for (let i = 0; i < y.length; i++) {
      const q = 1 / (1 + Math.exp(-(a + b * logit[i]!)));
      const rows = scale * (weight?.[i] ?? 1);
      const w = rows * q * (1 - q);
      ga += rows * (y[i]! - q);
      gb += rows * (y[i]! - q) * logit[i]!;
      hessian[0]! += w;
      hessian[1]! += w * logit[i]!;
      hessian[2]! += w * logit[i]!;
      hessian[3]! += w * logit[i]! * logit[i]!;
    }
    // A hair of ridge keeps a constant prediction, which has no slope, from ending in NaN.
    hessian[0]! += 1e-9;
    hessian[3]! += 1e-9;
    return [ga, gb];
  };
  for (let step = 0; step < 50; step++) {
    const [ga, gb] = accumulate();
    const determinant = hessian[0]! * hessian[3]! - hessian[1]! * hessian[2]!;
    const da = (hessian[3]! * ga - hessian[1]! * gb) / determinant;
    const db = (hessian[0]! * gb - hessian[2]! * ga) / determinant;
    a += da;
    b += db;
    if (Math.abs(da) + Math.abs(db) < 1e-10) break;
  }
  accumulate();
  choleskyInPlace(hessian, 2);
  const covariance = choleskyInverse(hessian, 2);
  const around = (value: number, variance: number): [number, number] => {
    const half = 1.96 * Math.sqrt(variance);
    return [value - half, value + half];
  };
  return {
    intercept: a,
    slope: b,
    interceptInterval: around(a, covariance[0]!),
    slopeInterval: around(b, covariance[3]!),
  };
}

/** Whether a probability of 20 % means that 20 in a hundred go bad, on rows the champion never saw. */
export const calibrationSection: SectionBuilder = ({ context: { champion, truth, weight } }) => {
  const { y } = truth.test;
  const pd = champion.test;
  const bins = calibrationBins(y, pd, weight.test);
  const line = calibrationLine(y, pd, weight.test);
  const fit = hosmerLemeshow(y, pd, { unseen: true, ...(weight.test === undefined ? {} : { weight: weight.test }) });
  const observed = weightedMean(y, weight.test);
  const predicted = weightedMean(pd, weight.test);
  const size = effectiveSize(y.keys(), weight.test);
  const [low, high] = wilsonInterval(observed * size, size);
  const scale = size / bins.reduce((sum, bin) => sum + bin.weight, 0);
  const level = predicted >= low && predicted <= high;
  const sloped = line.slopeInterval[0] <= 1 && line.slopeInterval[1] >= 1;
  const [mean, rate] = [percentText(predicted), percentText(observed)];
  const [from, to] = [percentText(low), percentText(high)];
  const chance = fit.pValue < 0.001 ? '< 0.001' : `= ${fit.pValue.toPrecision(2)}`;
  const blocks: Block[] = [
    {
      type: 'callout',
      tone: level && sloped ? 'good' : 'warn',
      text: text(
        `${level ? 'The level agrees with what happened' : `The level is ${predicted > high ? 'too high' : 'too low'}`}: ${mean.en} predicted, ${rate.en} observed (95 % interval ${from.en} to ${to.en}). ${sloped ? `The spread agrees${level ? ' too' : ''}` : line.slope < 1 ? 'Predictions are too extreme' : 'Predictions are too timid'}: slope ${line.slope.toFixed(2)} (${line.slopeInterval[0].toFixed(2)} to ${line.slopeInterval[1].toFixed(2)}; 1 is right).`,
        `${level ? '总体水平与实际相符' : `总体水平${predicted > high ? '偏高' : '偏低'}`}：预测 ${mean.zh}，实际 ${rate.zh}（95% 区间 ${from.zh} 至 ${to.zh}）。${sloped ? `离散程度${level ? '亦' : ''}相符` : line.slope < 1 ? '预测过于极端' : '预测过于保守'}：斜率 ${line.slope.toFixed(2)}（${line.slopeInterval[0].toFixed(2)} 至 ${line.slopeInterval[1].toFixed(2)}，1 为正确）。`,
      ),
    },
    {
      type: 'chart',
      title: text('Predicted and observed default rate', '预测与实际违约率'),
      caption: text(
        'Each point is a tenth of the unseen rows with the 95 % interval of what was observed; on the dashed line predictions come true.',
        '每个点为十分之一的未见数据及其实际值的 95% 区间；虚线上预测与实际一致。',
      ),
      x: { title: text('predicted', '预测'), format: 'percent', min: 0 },
      y: { title: text('observed', '实际'), format: 'percent', min: 0 },
      series: [
        {
          name: text('observed', '实际'),
          kind: 'scatter',
          points: bins.map(({ meanPredicted, eventRate }) => [meanPredicted, eventRate] as const),
          band: bins.map(({ eventRate, weight: mass }) => wilsonInterval(eventRate * mass * scale, mass * scale)),
        },
        {
          name: text('as predicted', '与预测一致'),
          kind: 'line',
          dashed: true,
          points: [
            [0, 0],
            [bins.at(-1)!.meanPredicted, bins.at(-1)!.meanPredicted],
          ],
        },
      ],
    },
    {
      type: 'table',
      columns: [
        { title: text('measure', '指标') },
        { title: text('value', '数值'), align: 'right' },
        { title: text('what it says', '含义') },
      ],
      rows: [
        [
          text('calibration slope', '校准斜率'),
          { value: line.slope, interval: line.slopeInterval },
          text('1 is right; below it predictions are too extreme', '1 为正确；小于 1 说明预测过于极端'),
        ],
        [
          text('calibration intercept', '校准截距'),
          { value: line.intercept, interval: line.interceptInterval },
          text('0 is right', '0 为正确'),
        ],
        [
          text(
            `Hosmer-Lemeshow, ${fit.degreesOfFreedom} degrees of freedom`,
            `Hosmer-Lemeshow（自由度 ${fit.degreesOfFreedom}）`,
          ),
          { value: fit.statistic, digits: 1 },
          text(
            `p ${chance}: ${fit.pValue < 0.05 ? 'more than chance' : 'no more than chance'}`,
            `p ${chance}：${fit.pValue < 0.05 ? '超出偶然' : '属偶然范围'}`,
          ),
        ],
      ],
    },
  ];
  return {
    sections: [{ id: 'calibration', title: text('Calibration', '校准'), level: 'evidence', blocks }],
    measures: { calibrationSlope: { value: line.slope, interval: line.slopeInterval } },
  };
};
