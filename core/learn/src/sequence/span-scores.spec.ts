import { describe, expect, it } from 'vitest';
import { countSpans, spanScores } from './span-scores.js';

const split = (text: string): string[] => text.split(' ');

describe('span scores', () => {
  it('count a span where both ends and the label are right', () => {
    const truth = [split('B-a I-a O B-b'), split('O B-a O'), split('O O')];
    const predicted = [split('B-a I-a O B-a'), split('B-a I-a O'), split('O O')];
    const { all, labels } = countSpans(truth, predicted);
    expect(all).toEqual({ truth: 3, predicted: 3, correct: 1 });
    expect([...labels]).toEqual([
      ['a', { truth: 2, predicted: 3, correct: 1 }],
      ['b', { truth: 1, predicted: 0, correct: 0 }],
    ]);
    expect(spanScores(all)).toEqual({ precision: 1 / 3, recall: 1 / 3, f1: 1 / 3 });
    expect(spanScores(labels.get('a')!).f1).toBe(2 / 5);
    expect(spanScores(labels.get('b')!)).toEqual({ precision: 0, recall: 0, f1: 0 });
  });

  it('take an I- after O for the beginning of a span, on either side', () => {
    expect(countSpans([split('O I-a I-a')], [split('O B-a I-a')]).all).toEqual({ truth: 1, predicted: 1, correct: 1 });
    expect(countSpans([split('B-a I-a I-a')], [split('B-a I-a I-b')]).all).toEqual({
      truth: 1,
      predicted: 2,
      correct: 0,
    });
  });

  it('are perfect where there was nothing to find and nothing was found', () => {
    expect(spanScores(countSpans([['O']], [['O']]).all).f1).toBe(1);
    expect(spanScores(countSpans([['O']], [['B-a']]).all)).toEqual({ precision: 0, recall: 0, f1: 0 });
  });

  it('are not taken of sequences of different lengths', () => {
    expect(() => countSpans([['O']], [])).toThrow(/1 sequences against 0/);
    expect(() => countSpans([['O', 'O']], [['O']])).toThrow(/sequence 0 of 2 tags against 1/);
  });
});
