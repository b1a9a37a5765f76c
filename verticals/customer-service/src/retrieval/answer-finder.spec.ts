import { decodeArtifact, encodeArtifact, Rng } from '@proofline/learn';
import { SHIPPED_ENCODER } from '@proofline/pipeline';
import { describe, expect, it } from 'vitest';
import { AnswerFinder } from './answer-finder.js';
import { CLUES, EvidenceIndex } from './evidence-index.js';

const ENTRIES = [
  { item: 0, text: 'How long does delivery take?' },
  { item: 0, text: 'When will my parcel arrive?' },
  { item: 1, text: 'How do I pay?' },
  { item: 2, text: '运费是多少？' },
];

describe('EvidenceIndex', () => {
  it('gives shares of the words and of the meaning, in the language that each knows', async () => {
    const index = await EvidenceIndex.fit(ENTRIES, 3, SHIPPED_ENCODER);
    const clue = (question: string, item: number, name: (typeof CLUES)[number]): number =>
      index.evidence(question)[item * CLUES.length + CLUES.indexOf(name)]!;
    expect(clue('How do I pay?', 1, 'meaning')).toBeCloseTo(1, 5);
    expect(clue('How do I pay?', 0, 'words')).toBe(0);
    // 'parcel' is known and 'yesterday' is not.
    expect(clue('parcel yesterday', 0, 'words')).toBeGreaterThan(0.3);
    expect(clue('parcel yesterday', 0, 'words')).toBeLessThan(clue('parcel', 0, 'words') / 1.5);
    expect(index.understands('运费')).toBe(false);
    expect(clue('运费怎么算', 2, 'letters')).toBeGreaterThan(0.2);
    expect(clue('运费怎么算', 2, 'meaning')).toBe(0);
    expect(index.evidence('')).toEqual(new Float64Array(3 * CLUES.length));
  });
});

describe('AnswerFinder', () => {
  it('answers the same after it was saved, without an encoder too', async () => {
    const texts = [
      'where is my parcel',
      'parcel is late',
      'how to pay',
      'pay by card',
      'open on sunday',
      'opening hours',
    ];
    const data = {
      questions: texts.map((text, i) => ({ text, item: i >> 1 })),
      answers: [{ item: 2, text: 'We are open from nine to five.' }],
      items: 3,
    };
    for (const choice of [{ words: true }, { words: true, encoder: SHIPPED_ENCODER }]) {
      const finder = await AnswerFinder.fit(data, { ...choice, unanswerableShare: 0.1 }, { rng: new Rng(3) });
      const loaded = AnswerFinder.fromArtifact(decodeArtifact(encodeArtifact(finder.toArtifact())));
      const found = finder.find('are you open at five?');
      expect(loaded.find('are you open at five?')).toEqual(found);
      expect(found.items.indexOf(Math.max(...found.items))).toBe(2);
      expect(found.items.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 10);
    }
  });
});
