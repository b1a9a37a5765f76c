import { Rng } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import {
  type FoundEntity,
  type SequencePrediction,
  type SequenceTruth,
  sequenceLabelling,
} from './sequence-labelling.js';

const span = (start: number, end: number, label: string) => ({ start, end, label });
const found = (start: number, end: number, label: string, confidence = 0.9): FoundEntity => ({
  ...span(start, end, label),
  confidence,
  value: 'x'.repeat(end - start),
});

const truth: SequenceTruth = {
  labels: ['a', 'b'],
  entities: [[span(0, 2, 'a'), span(3, 5, 'b')], [span(1, 4, 'a')], []],
};
const prediction: SequencePrediction = {
  entities: [[found(0, 2, 'a'), found(3, 5, 'a')], [found(1, 3, 'a')], []],
};

describe('sequence labelling', () => {
  it('counts spans whose ends and label are right, over all texts and by their weights', () => {
    const { spanF1, spanPrecision, spanRecall, exactMatch } = sequenceLabelling.metrics;
    // One of three found is right, one of three marked is found.
    expect(spanF1!.compute(truth, prediction)).toBeCloseTo(1 / 3, 12);
    // The first text alone: one of two.
    const first = Float64Array.of(1, 0, 0);
    expect(spanPrecision!.compute(truth, prediction, first)).toBe(0.5);
    expect(spanRecall!.prepare!(truth, prediction)(first)).toBe(0.5);
    expect(exactMatch!.compute(truth, prediction)).toBeCloseTo(1 / 3, 12);
    expect(sequenceLabelling.loss(truth, prediction)).toBeCloseTo(2 / 3, 12);
  });

  it('has intervals by drawing texts, and compares on the same ones', () => {
    const many = (entities: SequenceTruth['entities']) => Array.from({ length: 40 }, (_, i) => entities[i % 3]!);
    const all = { ...truth, entities: many(truth.entities) };
    const answers = { entities: many(prediction.entities) as FoundEntity[][] };
    const rng = (): { rng: Rng } => ({ rng: new Rng('interval') });
    const { value, interval } = sequenceLabelling.estimate('spanF1', all, answers, rng());
    expect(interval[0]).toBeLessThan(value);
    expect(interval[1]).toBeGreaterThan(value);
    const perfect = { entities: all.entities.map((own) => own.map((one) => found(one.start, one.end, one.label))) };
    const better = sequenceLabelling.compare('spanF1', all, perfect, answers, rng());
    expect(better.value).toBeCloseTo(1 - value, 12);
    expect(better.interval[0]).toBeGreaterThan(0);
  });

  it('takes, saves, assembles and averages predictions', () => {
    expect(sequenceLabelling.takeTruth(truth, [1]).entities).toEqual([truth.entities[1]]);
    const parts = [
      { rows: [2, 0], prediction: sequenceLabelling.takePrediction(prediction, [2, 0]) },
      { rows: [1], prediction: sequenceLabelling.takePrediction(prediction, [1]) },
    ];
    expect(sequenceLabelling.assemble(3, parts)).toEqual(prediction);
    expect(sequenceLabelling.loadPrediction(sequenceLabelling.savePrediction(prediction))).toEqual(prediction);
    expect(sequenceLabelling.distance(prediction, prediction)).toBe(0);
    const others = { entities: [[found(0, 2, 'a', 0.7), found(3, 5, 'b', 0.95)], [found(1, 3, 'a', 0.2)], []] };
    expect(sequenceLabelling.distance(prediction, others)).toBe(Number.POSITIVE_INFINITY);
    // Both found the first; each has one of its own at 3 to 5, at 0.45 and 0.475; together 0.55 for the last.
    const mean = sequenceLabelling.average([prediction, others]).entities;
    expect(mean.map((own) => own.map(({ start, confidence }) => [start, confidence]))).toEqual([
      [[0, expect.closeTo(0.8, 12)]],
      [[1, expect.closeTo(0.55, 12)]],
      [],
    ]);
  });

  it('answers with values and confidences, and measures what was answered', () => {
    const answers = [0, 1, 2].map((row) => sequenceLabelling.row(prediction, row));
    expect(answers[1]).toEqual({ entities: [{ label: 'a', value: 'xx', start: 1, end: 3, confidence: 0.9 }] });
    expect(sequenceLabelling.predictionOf!(answers, []).entities).toEqual(prediction.entities);
    const reported = truth.entities.map((own) => JSON.stringify(own));
    expect(sequenceLabelling.truthOf!(reported, [])).toEqual(truth);
  });
});
