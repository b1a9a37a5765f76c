import { Rng } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import { studyQuestions } from './study-answers.js';

const WORDS = ['parcel', 'payment', 'account', 'invoice', 'warranty'];
const questions = (count: number, items: number) =>
  Array.from({ length: count }, (_, i) => ({
    text: `about my ${WORDS[i % WORDS.length]} ${i % 7}`,
    item: i % items,
  }));

describe('studyQuestions', () => {
  it('asks every question once, and those whose item is hidden or unknown have no answer', async () => {
    const asked = [...questions(40, 4), { text: 'who are you', item: undefined }];
    const studied = await studyQuestions(asked, [], 4, undefined, { rng: new Rng(1) });
    expect(studied).toHaveLength(41);
    expect(studied.at(-1)!.right).toBeUndefined();
    const answered = studied.filter(({ right }) => right !== undefined);
    expect(answered.length).toBeGreaterThan(20);
    expect(answered.length).toBeLessThan(40);
  });

  it('asks a part of so many that their clues would not fit into memory, the same for the same seed', async () => {
    const items = 20_000;
    const study = (seed: number) => studyQuestions(questions(150, 150), [], items, undefined, { rng: new Rng(seed) });
    const studied = await study(1);
    expect(studied).toHaveLength(100);
    expect((await study(1)).map(({ right }) => right)).toEqual(studied.map(({ right }) => right));
  });
});
