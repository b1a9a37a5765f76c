import { describe, expect, it } from 'vitest';
import { Rng } from '../random/rng.js';
import {
  bootstrapDifference,
  bootstrapInterval,
  bootstrapReplicates,
  percentileInterval,
  SharedDraws,
} from './bootstrap.js';
import { confusionMatrix, decisionMetrics } from './decision.js';
import { aucDifference, aucInterval, delong } from './delong.js';
import { chiSquareTail, normalCdf, normalQuantile, normalTwoSided } from './distributions.js';
import {
  agreement,
  argmaxRows,
  confusionTable,
  f1Macro,
  multiclassAccuracy,
  multiclassLogLoss,
  rocAucMacro,
} from './multiclass.js';
import { brierScore, calibrationBins, expectedCalibrationError, hosmerLemeshow, logLoss } from './probability.js';
import { RankedScores } from './ranked-scores.js';
import { averagePrecision, gini, ks, liftTable, precisionRecallCurve, rocAuc, rocCurve } from './ranking.js';
import { mae, mape, medianAbsoluteError, pinballLoss, r2, rmse, smape } from './regression.js';
import { populationStabilityIndex, psiCategorical, psiNumeric, quantileBinCounts } from './stability.js';

const f = (...values: number[]): Float64Array => Float64Array.from(values);

/** Two events and three non-events: of 6 pairs 4 are in order and 1 is tied, so AUC = 4.5 / 6. */
const y = f(1, 0, 1, 0, 0);
const s = f(0.9, 0.8, 0.5, 0.5, 0.1);

describe('ranking metrics', () => {
  it('have their hand-computed values', () => {
    expect(rocAuc(y, s)).toBeCloseTo(4.5 / 6, 12);
    expect(gini(y, s)).toBeCloseTo(2 * (4.5 / 6) - 1, 12);
    // After 0.9: 1/2 of events, none of the others; after 0.5: all events, 2/3 of the others.
    expect(ks(y, s)).toBeCloseTo(0.5, 12);
    // Recall 1/2 at precision 1/1, then 1/2 more at precision 2/4.
    expect(averagePrecision(y, s)).toBeCloseTo(0.75, 12);
  });

  it('do not change with the order of rows, nor AUC with a rising transformation, and AUC mirrors when scores do', () => {
    const rng = new Rng(3);
    const outcome = Float64Array.from({ length: 200 }, () => (rng.next() < 0.3 ? 1 : 0));
    const score = outcome.map((v) => Math.round(10 * (v + rng.normal())) / 10);
    const order = rng.shuffle(Int32Array.from(outcome.keys()));
    const shuffle = (values: Float64Array): Float64Array => Float64Array.from(order, (i) => values[i]!);
    for (const metric of [rocAuc, ks, averagePrecision]) {
      expect(metric(shuffle(outcome), shuffle(score))).toBeCloseTo(metric(outcome, score), 12);
    }
    expect(rocAuc(outcome, score.map(Math.exp))).toBeCloseTo(rocAuc(outcome, score), 12);
    expect(
      rocAuc(
        outcome,
        score.map((v) => -v),
      ),
    ).toBeCloseTo(1 - rocAuc(outcome, score), 12);
  });

  it('treat a weight of two like a row that stands twice', () => {
    const twice = rocAuc(f(1, 1, 0, 1, 0, 0), f(0.9, 0.9, 0.8, 0.5, 0.5, 0.1));
    expect(rocAuc(y, s, f(2, 1, 1, 1, 1))).toBeCloseTo(twice, 12);
    expect(averagePrecision(y, s, f(2, 1, 1, 1, 1))).toBeCloseTo(
      averagePrecision(f(1, 1, 0, 1, 0, 0), f(0.9, 0.9, 0.8, 0.5, 0.5, 0.1)),
      12,
    );
  });

  it('are NaN where a class is missing', () => {
    expect(rocAuc(f(1, 1), f(0.1, 0.2))).toBeNaN();
    expect(ks(f(0, 0), f(0.1, 0.2))).toBeNaN();
  });

  it('give the ROC curve from corner to corner with its area', () => {
    const { falsePositiveRate: x, truePositiveRate: t } = rocCurve(y, s);
    let area = 0;
    for (let i = 1; i < x.length; i++) area += ((x[i]! - x[i - 1]!) * (t[i]! + t[i - 1]!)) / 2;
    expect([x[0], t[0], x.at(-1), t.at(-1)]).toEqual([0, 0, 1, 1]);
    expect(area).toBeCloseTo(rocAuc(y, s), 12);
  });

  it('give the precision-recall curve whose steps add up to the average precision', () => {
    const { threshold, precision, recall } = precisionRecallCurve(y, s);
    expect([...threshold]).toEqual([0.9, 0.8, 0.5, 0.1]);
    expect([...precision]).toEqual([1, 1 / 2, 2 / 4, 2 / 5]);
    expect([...recall]).toEqual([0.5, 0.5, 1, 1]);
    const area = precision.reduce((sum, value, k) => sum + value * (recall[k]! - (recall[k - 1] ?? 0)), 0);
    expect(area).toBeCloseTo(averagePrecision(y, s), 12);
  });

  it('are the same with the sorting done once, for any weights', () => {
    const rng = new Rng(8);
    const outcome = Float64Array.from({ length: 3000 }, () => (rng.next() < 0.2 ? 1 : 0));
    const score = outcome.map((v) => Math.round(50 / (1 + Math.exp(-v - rng.normal()))) / 50);
    const ranked = new RankedScores(outcome, score);
    for (const weight of [undefined, outcome.map(() => rng.int(3)), outcome.map(() => rng.next())]) {
      expect(ranked.rocAuc(weight)).toBe(rocAuc(outcome, score, weight));
      expect(ranked.ks(weight)).toBe(ks(outcome, score, weight));
      expect(ranked.averagePrecision(weight)).toBe(averagePrecision(outcome, score, weight));
      expect(ranked.expectedCalibrationError(weight)).toBe(expectedCalibrationError(outcome, score, weight));
    }
    // A whole-number weight is a row that stands so often.
    const count = outcome.map(() => rng.int(3));
    const repeated = [...count].flatMap((c, i) => new Array<number>(c).fill(i));
    const of = (values: Float64Array): Float64Array => Float64Array.from(repeated, (i) => values[i]!);
    expect(ranked.rocAuc(count)).toBeCloseTo(rocAuc(of(outcome), of(score)), 12);
    expect(ranked.averagePrecision(count)).toBeCloseTo(averagePrecision(of(outcome), of(score)), 12);
  });

  it('give lift by bands of equal weight where there are weights', () => {
    const [first, second] = liftTable(f(1, 0, 0, 1), f(4, 3, 2, 1), 2, f(3, 1, 1, 1));
    expect(first).toMatchObject({ rows: 1, weight: 3, events: 3, eventRate: 1 });
    expect(second).toMatchObject({ rows: 3, weight: 3, events: 1, cumulativeCapture: 1 });
  });

  it('give lift by bands without tearing ties apart', () => {
    const table = liftTable(f(1, 1, 0, 0, 0, 0, 1, 0), f(8, 7, 6, 5, 4, 3, 3, 1), 4);
    expect(table.map((band) => band.rows)).toEqual([2, 2, 3, 1]);
    expect(table[0]!.lift).toBeCloseTo(8 / 3, 12);
    expect(table.at(-1)!.cumulativeCapture).toBe(1);
  });
});

describe('DeLong', () => {
  it('has the AUC, and for one score the variance computed by hand', () => {
    const { auc, covariance } = delong(y, [s]);
    expect(auc[0]).toBeCloseTo(rocAuc(y, s), 12);
    // Placements of events (1, 1/2) have variance 1/8; of non-events (1/2, 3/4, 1) 1/16.
    expect(covariance[0]![0]).toBeCloseTo(1 / 8 / 2 + 1 / 16 / 3, 12);
  });

  it('agrees with the bootstrap on an interval', () => {
    const rng = new Rng(5);
    const outcome = Float64Array.from({ length: 600 }, () => (rng.next() < 0.3 ? 1 : 0));
    const score = outcome.map((v) => v + rng.normal());
    const { value, interval } = aucInterval(outcome, score);
    const [low, high] = bootstrapInterval(600, (count) => rocAuc(outcome, score, count), {
      rng: rng.fork('b'),
      strata: outcome,
    });
    expect(value).toBeCloseTo(rocAuc(outcome, score), 12);
    expect(Math.abs(interval[0] - low)).toBeLessThan(0.01);
    expect(Math.abs(interval[1] - high)).toBeLessThan(0.01);
  });

  it('does not call a perfect AUC of few rows certain', () => {
    const few = aucInterval(f(1, 1, 0, 0, 0), f(5, 4, 3, 2, 1));
    expect(few.value).toBe(1);
    expect(few.interval[0]).toBeCloseTo(0.025 ** (1 / 2), 12);
    expect(few.interval[1]).toBe(1);
  });

  it('says nothing about an AUC of one event or none', () => {
    const one = aucInterval(f(1, 0, 0, 0, 0), f(3, 1, 4, 2, 0));
    expect(one).toEqual({ value: 0.75, interval: [0, 1] });
    expect(aucInterval(f(1, 1, 0), f(1, 3, 2))).toEqual({ value: 0.5, interval: [0, 1] });
    expect(aucInterval(f(1, 0, 0), f(3, 2, 1)).interval[0]).toBeCloseTo(0.025, 12);
    expect(aucInterval(f(0, 0, 0), f(3, 1, 4))).toEqual({ value: Number.NaN, interval: [0, 1] });
    const scores = [f(3, 1, 4, 2, 0), f(1, 3, 4, 2, 0)] as const;
    expect(aucDifference(f(1, 0, 0, 0, 0), ...scores)).toEqual({ value: 0.5, interval: [-1, 1], pValue: 1 });
  });

  it('has the p-value of the difference over its standard error', () => {
    const rng = new Rng(12);
    const outcome = Float64Array.from({ length: 300 }, () => (rng.next() < 0.4 ? 1 : 0));
    const a = outcome.map((v) => v + rng.normal());
    const b = a.map((v) => v + 0.8 * rng.normal());
    const { value, interval, pValue } = aucDifference(outcome, a, b);
    const deviation = (interval[1] - interval[0]) / 2 / normalQuantile(0.975);
    expect(pValue).toBeCloseTo(normalTwoSided(value / deviation), 10);
    const paired = bootstrapDifference(
      300,
      (c) => rocAuc(outcome, a, c),
      (c) => rocAuc(outcome, b, c),
      {
        rng: rng.fork('paired'),
        strata: outcome,
      },
    );
    expect(paired.value).toBeCloseTo(value, 12);
    expect(Math.abs(paired.interval[0] - interval[0])).toBeLessThan(0.015);
    expect(Math.abs(paired.interval[1] - interval[1])).toBeLessThan(0.015);
  });

  it('sees no difference between a score and itself, and one between a good and a random score', () => {
    const rng = new Rng(6);
    const outcome = Float64Array.from({ length: 400 }, () => (rng.next() < 0.5 ? 1 : 0));
    const good = outcome.map((v) => v + rng.normal());
    const random = outcome.map(() => rng.normal());
    expect(aucDifference(outcome, good, good).interval).toEqual([0, 0]);
    expect(aucDifference(outcome, good, random).interval[0]).toBeGreaterThan(0);
  });
});

describe('percentileInterval', () => {
  it('has infinite bounds where draws are infinite, and not what is no number', () => {
    const { POSITIVE_INFINITY: most, NEGATIVE_INFINITY: least } = Number;
    expect(percentileInterval(Float64Array.of(0, 1, 2, most, most), 0.5)).toEqual([1, most]);
    expect(percentileInterval(Float64Array.of(0, 1, 2, most, most), 0.9)[1]).toBe(most);
    expect(percentileInterval(Float64Array.of(least, least, 0, 1, 2), 0.9)[0]).toBe(least);
  });
});

describe('bootstrap intervals', () => {
  const rng = new Rng(21);
  const values = Float64Array.from({ length: 400 }, () => Math.exp(rng.normal()));
  const mean = (count: Float64Array): number =>
    values.reduce((sum, v, i) => sum + v * count[i]!, 0) / count.reduce((sum, c) => sum + c, 0);

  it('are about 1.96 standard errors wide on each side for a mean', () => {
    const centre = mean(values.map(() => 1));
    const error = Math.sqrt(values.reduce((sum, v) => sum + (v - centre) ** 2, 0)) / values.length;
    const [low, high] = bootstrapInterval(400, mean, { rng: rng.fork(1), replicates: 2000 });
    expect((high - low) / (2 * 1.96 * error)).toBeGreaterThan(0.93);
    expect((high - low) / (2 * 1.96 * error)).toBeLessThan(1.07);
  });

  it('lie further to the long tail when corrected (BCa)', () => {
    const options = { replicates: 2000, rng: rng.fork(2) };
    const percentile = bootstrapInterval(400, mean, { ...options, rng: rng.fork(2) });
    const bca = bootstrapInterval(400, mean, { ...options, method: 'bca' });
    expect(bca[0]).toBeGreaterThan(percentile[0]);
    expect(bca[1]).toBeGreaterThan(percentile[1]);
  });

  it('are the same for the same seed', () => {
    const run = () => bootstrapInterval(400, mean, { rng: new Rng(4), replicates: 50, method: 'bca' });
    expect(run()).toEqual(run());
  });

  it('of a difference are certain for a model that is always better, and p is never 0', () => {
    const better = bootstrapDifference(400, mean, (count) => mean(count) - 1, { rng: new Rng(5), replicates: 100 });
    expect(better.value).toBeCloseTo(1, 12);
    expect(better.interval[0]).toBeCloseTo(1, 9);
    expect(better.pValue).toBe(0.01);
    const same = bootstrapDifference(400, mean, mean, { rng: new Rng(5), replicates: 100 });
    expect(same).toEqual({ value: 0, interval: [0, 0], pValue: 1 });
  });
});

describe('distributions', () => {
  it('have the textbook quantiles and tails', () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
    expect(normalQuantile(0.5)).toBeCloseTo(0, 12);
    expect(normalQuantile(1e-10)).toBeCloseTo(-6.361340902404056, 9);
    expect(normalTwoSided(1.959963984540054)).toBeCloseTo(0.05, 12);
    expect(normalCdf(-1)).toBeCloseTo(0.15865525393145707, 12);
    expect(chiSquareTail(2000, 8)).toBeGreaterThanOrEqual(0);
  });
});

describe('probability metrics', () => {
  it('have their hand-computed values', () => {
    expect(logLoss(f(1, 0), f(0.8, 0.4))).toBeCloseTo(-(Math.log(0.8) + Math.log(0.6)) / 2, 12);
    expect(brierScore(f(1, 0), f(0.8, 0.4))).toBeCloseTo((0.04 + 0.16) / 2, 12);
    expect(logLoss(f(1), f(0))).toBeCloseTo(-Math.log(1e-15), 9);
  });

  it('bin by rising probability, keeping ties together', () => {
    const bins = calibrationBins(f(0, 1, 0, 1, 1, 1), f(0.1, 0.1, 0.1, 0.1, 0.7, 0.9), undefined, 3);
    expect(bins.map((bin) => bin.rows)).toEqual([4, 1, 1]);
    expect(bins[0]).toMatchObject({ eventRate: 0.5 });
    expect(expectedCalibrationError(f(0, 1, 1, 1), f(0.5, 0.5, 1, 1), undefined, 2)).toBe(0);
    expect(expectedCalibrationError(f(0, 1, 1, 1), f(0.3, 0.3, 1, 1), undefined, 2)).toBeCloseTo(0.1, 12);
  });

  it('bin every row once whatever the ties and the number of bins', () => {
    const rng = new Rng(9);
    for (const levels of [1, 2, 7, 1000]) {
      const p = Float64Array.from({ length: 333 }, () => Math.floor(rng.next() * levels) / levels);
      const bins = calibrationBins(p.map(Math.round), p, undefined, 10);
      expect(bins.reduce((sum, bin) => sum + bin.rows, 0)).toBe(333);
      expect(bins.length).toBeLessThanOrEqual(11);
    }
  });

  it('know the tail of the chi-square distribution', () => {
    // Textbook quantiles.
    expect(chiSquareTail(3.841459, 1)).toBeCloseTo(0.05, 6);
    expect(chiSquareTail(15.507313, 8)).toBeCloseTo(0.05, 6);
    expect(chiSquareTail(40, 8)).toBeLessThan(1e-5);
  });

  it('have the Hosmer-Lemeshow statistic computed by hand', () => {
    // 1 of 4 where 0.2 is expected, 3 of 4 where 0.5 is: 4·0.05²/0.16 + 4·0.25²/0.25; two degrees leave exp(-x/2).
    const outcome = f(1, 0, 0, 0, 1, 1, 1, 0);
    const p = f(0.2, 0.2, 0.2, 0.2, 0.5, 0.5, 0.5, 0.5);
    const fit = hosmerLemeshow(outcome, p, { bins: 2, unseen: true });
    expect(fit.statistic).toBeCloseTo(1.0625, 12);
    expect(fit.degreesOfFreedom).toBe(2);
    expect(fit.pValue).toBeCloseTo(Math.exp(-1.0625 / 2), 12);
    // Equal weights are no more information than the rows; weights of 3 and 1 are that of (4·3 + 4·1)² / (4·9 + 4·1) = 6.4.
    const even = f(2, 2, 2, 2, 2, 2, 2, 2);
    expect(hosmerLemeshow(outcome, p, { bins: 2, unseen: true, weight: even }).statistic).toBeCloseTo(1.0625, 12);
    const uneven = f(3, 3, 3, 3, 1, 1, 1, 1);
    const scaled = 0.4 * ((12 * 0.05 ** 2) / 0.16 + (4 * 0.25 ** 2) / 0.25);
    expect(hosmerLemeshow(outcome, p, { bins: 2, unseen: true, weight: uneven }).statistic).toBeCloseTo(scaled, 12);
  });

  it('reject a model that calls an event impossible (Hosmer-Lemeshow)', () => {
    const fit = hosmerLemeshow(f(1, 0, 1, 0), f(0, 0, 0.5, 0.5), { bins: 2, unseen: true });
    expect(fit.statistic / (2 * 0.25 * 1e15)).toBeCloseTo(1, 12);
    expect(fit.pValue).toBe(0);
    expect(hosmerLemeshow(f(0, 0, 1, 1), f(0, 0, 1, 1), { bins: 2, unseen: true }).pValue).toBeCloseTo(1, 12);
  });

  it('do not reject a calibrated model and reject a wrong one (Hosmer-Lemeshow)', () => {
    const rng = new Rng(11);
    const p = Float64Array.from({ length: 5000 }, () => 0.05 + 0.5 * rng.next());
    const outcome = p.map((q) => (rng.next() < q ? 1 : 0));
    expect(hosmerLemeshow(outcome, p, { unseen: true }).pValue).toBeGreaterThan(0.01);
    expect(
      hosmerLemeshow(
        outcome,
        p.map((q) => q * 0.7),
        { unseen: true },
      ).pValue,
    ).toBeLessThan(1e-6);
  });
});

describe('decision metrics', () => {
  it('have their hand-computed values', () => {
    const m = confusionMatrix(y, s, 0.5);
    expect(m).toEqual({ truePositives: 2, falsePositives: 2, trueNegatives: 1, falseNegatives: 0 });
    const d = decisionMetrics(m);
    expect(d).toMatchObject({ accuracy: 0.6, precision: 0.5, recall: 1, specificity: 1 / 3, f1: 2 / 3 });
    expect(d.mcc).toBeCloseTo(2 / Math.sqrt(4 * 2 * 3 * 1), 12);
    // By chance (4·2 + 1·3) / 25 agree.
    expect(d.cohenKappa).toBeCloseTo((0.6 - 0.44) / (1 - 0.44), 12);
  });
});

describe('multiclass metrics', () => {
  const p = f(0.7, 0.2, 0.1, 0.1, 0.5, 0.4, 0.3, 0.4, 0.3, 0.2, 0.2, 0.6);
  const truth = f(0, 1, 0, 2);
  it('have their hand-computed values', () => {
    expect([...argmaxRows(p, 3)]).toEqual([0, 1, 1, 2]);
    expect(multiclassAccuracy(truth, p, 3)).toBe(0.75);
    expect(multiclassLogLoss(truth, p, 3)).toBeCloseTo(
      -(Math.log(0.7) + Math.log(0.5) + Math.log(0.3) + Math.log(0.6)) / 4,
      12,
    );
    expect(f1Macro(truth, p, 3)).toBeCloseTo((2 / 3 + 2 / 3 + 1) / 3, 12);
    // The wrong row counts three times: 2·1 / (1 + 4) for class 0, 2·1 / (4 + 1) for class 1.
    expect(f1Macro(truth, p, 3, f(1, 1, 3, 1))).toBeCloseTo((2 / 5 + 2 / 5 + 1) / 3, 12);
    expect(f1Macro(truth, p, 3, f(1, 1, 1, 0))).toBeCloseTo((2 / 3 + 2 / 3) / 2, 12);
    expect(rocAucMacro(truth, p, 3)).toBeCloseTo(1, 12);
    const table = confusionTable(truth, argmaxRows(p, 3), 3);
    expect(table.map((row) => [...row])).toEqual([
      [1, 1, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    const { accuracy, balancedAccuracy, cohenKappa, mcc } = agreement(table);
    expect(accuracy).toBe(0.75);
    expect(balancedAccuracy).toBeCloseTo((0.5 + 1 + 1) / 3, 12);
    // By chance (2·1 + 1·2 + 1·1) / 16 agree.
    expect(cohenKappa).toBeCloseTo((0.75 - 5 / 16) / (11 / 16), 12);
    expect(mcc).toBeCloseTo((3 * 4 - 5) / Math.sqrt((16 - 6) * (16 - 6)), 12);
  });
});

describe('regression metrics', () => {
  const truth = f(1, 2, 4);
  const p = f(1, 3, 2);
  it('have their hand-computed values', () => {
    expect(mae(truth, p)).toBe(1);
    expect(rmse(truth, p)).toBeCloseTo(Math.sqrt(5 / 3), 12);
    expect(r2(truth, p)).toBeCloseTo(1 - 5 / (14 / 3), 12);
    expect(mape(truth, p)).toBeCloseTo((0 + 0.5 + 0.5) / 3, 12);
    expect(smape(truth, p)).toBeCloseTo((0 + 2 / 5 + 4 / 6) / 3, 12);
    expect(pinballLoss(truth, p, 0.9)).toBeCloseTo((0 + 0.1 + 1.8) / 3, 12);
    expect(medianAbsoluteError(truth, p)).toBe(1);
  });

  it('count a row as often as its weight says', () => {
    expect(mape(f(0, 2, 4), f(9, 3, 2), f(5, 3, 1))).toBeCloseTo((3 * 0.5 + 0.5) / 4, 12);
    expect(mape(f(1, 2), f(2, 5), f(3, 1))).toBeCloseTo((3 * 1 + 1.5) / 4, 12);
    expect(mape(f(0), f(1))).toBeNaN();
    // Errors 0, 1, 2, 6.
    const [t, q] = [f(1, 2, 4, 0), f(1, 3, 2, 6)];
    expect(medianAbsoluteError(t, q)).toBe(1.5);
    expect(medianAbsoluteError(t, q, f(1, 1, 1, 2))).toBe(2);
    expect(medianAbsoluteError(t, q, f(2, 1, 0, 1))).toBe(0.5);
    expect(medianAbsoluteError(t, q, f(0.1, 0.2, 0.3, 0))).toBe(1.5);
    const rng = new Rng(4);
    const y = Float64Array.from({ length: 101 }, () => rng.normal());
    const p = y.map((v) => v + rng.normal());
    const count = y.map(() => rng.int(4));
    const repeated = [...count].flatMap((c, i) => new Array<number>(c).fill(i));
    const of = (values: Float64Array): Float64Array => Float64Array.from(repeated, (i) => values[i]!);
    for (const metric of [mape, medianAbsoluteError]) {
      expect(metric(y, p, count)).toBeCloseTo(metric(of(y), of(p)), 12);
    }
  });
});

describe('population stability index', () => {
  it('has its hand-computed value, is symmetric, and 0 for equal shares', () => {
    const value = (0.6 - 0.5) * Math.log(0.6 / 0.5) + (0.4 - 0.5) * Math.log(0.4 / 0.5);
    expect(populationStabilityIndex([50, 50], [60, 40])).toBeCloseTo(value, 12);
    expect(populationStabilityIndex([60, 40], [50, 50])).toBeCloseTo(value, 12);
    expect(populationStabilityIndex([5, 15], [10, 30])).toBeCloseTo(0, 12);
  });

  it('is taken of columns: numbers by deciles, categories as they are, missing as a category', () => {
    const rng = new Rng(2);
    const before = Float64Array.from({ length: 2000 }, () => rng.normal());
    expect(psiNumeric(before, before)).toBe(0);
    expect(
      psiNumeric(
        before,
        before.map((v) => v + 1),
      ),
    ).toBeGreaterThan(0.25);
    const value = psiCategorical(['a', 'a', 'b', null], ['a', 'b', 'b', null]);
    expect(value).toBeCloseTo(2 * 0.25 * Math.log(2), 12);
    expect(psiCategorical(['a', 'b'], ['a', 'c'])).toBeGreaterThan(0);
  });

  it('counts a row as often as its weight says', () => {
    const expected = f(1, 2, 3, 4, 5, Number.NaN);
    const weights = { expected: f(3, 0, 1, 2, 1, 2), actual: f(1, 4, 1) };
    const repeated = f(1, 1, 1, 3, 4, 4, 5, Number.NaN, Number.NaN);
    const actual = f(1, 4, 9);
    const counts = quantileBinCounts(expected, actual, 3, weights);
    // Of 7 the third of 2.33 ends inside the ones, that of 4.67 inside the fours.
    expect(counts).toEqual({ edges: [1, 4], expected: [0, 4, 3, 2], actual: [0, 1, 5, 0] });
    expect(counts).toEqual(quantileBinCounts(repeated, f(1, 4, 4, 4, 4, 9), 3));
    expect(psiNumeric(expected, actual, 3, weights)).toBe(psiNumeric(repeated, f(1, 4, 4, 4, 4, 9), 3));
    expect(psiCategorical(['a', 'b'], ['a', 'b'], { expected: f(1, 1), actual: f(6, 4) })).toBeCloseTo(
      0.1 * Math.log(1.2) - 0.1 * Math.log(0.8),
      12,
    );
  });

  it('counts numbers over quantile bins of the first sample, missing apart', () => {
    const bins = quantileBinCounts(f(1, 2, 3, 4, Number.NaN), f(0, 9, 9, Number.NaN), 2);
    expect(bins).toEqual({ edges: [3], expected: [2, 2, 1], actual: [1, 2, 1] });
  });
});

describe('SharedDraws', () => {
  it('draws once for the metrics of the same many rows, and not at all for few', () => {
    const rows = 20_000;
    const x = Float64Array.from({ length: rows }, (_, i) => (i * 7919) % 1000);
    const mean = (count: Float64Array): number => count.reduce((sum, times, i) => sum + times * x[i]!, 0) / rows;
    const drawn: number[] = [];
    const shared = new SharedDraws(new Rng(4));
    const options = { replicates: 100, shared };
    const first = bootstrapReplicates(rows, mean, { ...options, rng: new Rng(1) });
    const second = bootstrapReplicates(
      rows,
      (count) => {
        drawn.push(count.reduce((sum, times) => sum + times, 0));
        return mean(count);
      },
      { ...options, rng: new Rng(2) },
    );
    expect([...second]).toEqual([...first]);
    expect(new Set(drawn)).toEqual(new Set([rows]));
    // The standard error of the mean of numbers spread evenly from 0 to 999 is 288.7 / √20,000 = 2.04.
    const [low, high] = percentileInterval(first, 0.95);
    expect(high - low).toBeGreaterThan(2 * 1.96 * 2.04 * 0.75);
    expect(high - low).toBeLessThan(2 * 1.96 * 2.04 * 1.25);
    const strata = x.map((value) => (value < 500 ? 0 : 1));
    bootstrapReplicates(rows, (count) => drawn.push(count.reduce((sum, times, i) => sum + times * strata[i]!, 0)), {
      ...options,
      rng: new Rng(1),
      strata,
    });
    expect(new Set(drawn.slice(100))).toEqual(new Set([strata.reduce((sum, v) => sum + v, 0)]));
    expect(shared.of(19_999, 100, undefined)).toBeUndefined();
  });
});
