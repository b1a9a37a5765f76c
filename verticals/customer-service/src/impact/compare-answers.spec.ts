import { describe, expect, it } from 'vitest';
import { type Answer, answersOf, compareAnswers, type JudgedText } from './compare-answers.js';
import { impactVerdict } from './impact-verdict.js';

/** An answer as `label confidence`, the class behind it far behind. */
const answer = (words: string, next = 'other', margin = 0.5): Answer => {
  const [label, confidence] = words.split(' ');
  return { label: label!, confidence: Number(confidence), next, margin };
};

let rows = 0;
const judged = (label: string | null, before: string | Answer, after: string | Answer): JudgedText => ({
  source: 'train',
  row: ++rows,
  text: `text ${rows}`,
  label,
  before: typeof before === 'string' ? answer(before) : before,
  after: typeof after === 'string' ? answer(after) : after,
});

const same = (label: string, count: number): JudgedText[] =>
  Array.from({ length: count }, () => judged(label, `${label} 0.9`, `${label} 0.9`));

describe('the answers of two models', () => {
  it('name the likeliest class, the next and its distance', () => {
    const probability = Float64Array.of(0.2, 0.7, 0.1, 0.5, 0.1, 0.4);
    const answers = answersOf({ probability, classes: ['a', 'b', 'c'] });
    expect(answers.map(({ label, next }) => [label, next])).toEqual([
      ['b', 'a'],
      ['a', 'c'],
    ]);
    expect(answers.map(({ margin }) => Number(margin.toFixed(6)))).toEqual([0.5, 0.1]);
  });

  it('differ in flips, those that break something first', () => {
    const { flips, accuracy } = compareAnswers([
      ...same('a', 6),
      judged('a', 'b 0.6', 'a 0.7'),
      judged('b', 'b 0.6', 'a 0.8'),
      judged('c', 'b 0.6', 'a 0.8'),
      judged(null, 'b 0.6', 'a 0.8'),
    ]);
    expect(flips.map(({ kind }) => kind)).toEqual(['broken', 'other', 'other', 'mended']);
    // Right before: 6 + 1 of 9; after: 6 + 1 of 9.
    expect(accuracy.train).toMatchObject({ before: 7 / 9, after: 7 / 9, difference: 0, texts: 9 });
  });

  it('change recall and precision of a class', () => {
    const { classes } = compareAnswers([
      ...same('a', 3),
      judged('a', 'a 0.9', 'b 0.9'),
      ...same('b', 2),
      judged('b', 'a 0.9', 'b 0.9'),
    ]);
    const [a, b] = classes;
    // Of 4 texts of a 4 are found before and 3 after; of 5 named a 4 are, of 3 named a after 3 are.
    expect(a).toMatchObject({ label: 'a', texts: 4, recall: { before: 1, after: 0.75 } });
    expect(a!.precision!.before).toBeCloseTo(0.8, 12);
    expect(a!.precision!.after).toBe(1);
    expect(b!.recall!.difference).toBeCloseTo(1 / 3, 12);
    expect(a!.recall!.interval[0]).toBeLessThan(-0.25);
    expect(a!.harmed).toBe(false);
  });

  it('tell what falls out of scope, what hesitates and what is less sure', () => {
    const found = compareAnswers(
      [
        judged('a', 'a 0.6', 'oos 0.6'),
        judged('oos', 'oos 0.6', 'a 0.6'),
        ...Array.from({ length: 3 }, () => judged('a', answer('a 0.6', 'b', 0.3), answer('a 0.5', 'b', 0.1))),
        judged('a', 'a 0.9', 'a 0.6'),
      ],
      'oos',
    );
    expect(found.outOfScope.into).toHaveLength(1);
    expect(found.outOfScope.outOf).toHaveLength(1);
    expect(found.ambiguous).toEqual([{ labels: ['a', 'b'], before: 0, after: 3 }]);
    expect(found.lessSure.map(({ before }) => before.confidence)).toEqual([0.9]);
  });
});

describe('the verdict on a change', () => {
  const word = (texts: JudgedText[], outOfScope?: string) => impactVerdict(compareAnswers(texts, outOfScope)).word;

  it('is safe where nothing changes, or only for the better', () => {
    expect(word(same('a', 10))).toBe('safe');
    expect(word([...same('a', 10), judged('a', 'b 0.5', 'a 0.5')])).toBe('safe');
  });

  it('asks to look where something that was right goes wrong', () => {
    expect(word([...same('a', 10), ...same('b', 10), judged('a', 'a 0.5', 'b 0.5')])).toBe('look');
  });

  it('does not ask to look at what is at the border before as after', () => {
    const close = (label: string, next: string) => answer(`${label} 0.3`, next, 0.05);
    const border = judged('a', close('a', 'b'), close('b', 'a'));
    const comparison = compareAnswers([...same('a', 10), border, judged('a', close('b', 'a'), 'a 0.9')]);
    expect(comparison.flips.map(({ kind, clear }) => [kind, clear])).toEqual([
      ['mended', true],
      ['broken', false],
    ]);
    const { word: found, sentences } = impactVerdict(comparison);
    expect(found).toBe('safe');
    expect(sentences[1]!.en).toContain('1 of these 2 changes are clear and worth a look; in the other 1');
    expect(word([...same('a', 10), border, judged('a', 'a 0.9', close('b', 'a'))])).toBe('look');
    expect(word([...same('a', 10), border, judged('a', close('a', 'b'), 'b 0.9')])).toBe('look');
  });

  it('is harmful where a class loses more than by chance', () => {
    const lost = Array.from({ length: 15 }, () => judged('a', 'a 0.5', 'b 0.5'));
    const { word: found, sentences } = impactVerdict(compareAnswers([...same('a', 10), ...same('b', 200), ...lost]));
    expect(found).toBe('harmful');
    expect(sentences.map(({ en }) => en).join(' ')).toContain('a (100.0 % → 40.0 %)');
  });
});
