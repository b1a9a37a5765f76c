import { describe, expect, it } from 'vitest';
import { SlotLexicon } from './slot-lexicon.js';
import { TokenFeatures } from './token-features.js';

const split = (text: string): string[] => text.split(' ');
const words = ['fly to new york', 'fly to paris', 'paris to london', 'a new day'].map(split);
const tags = ['O O B-city I-city', 'O O B-city', 'B-from O B-city', 'O O O'].map(split);

describe('SlotLexicon', () => {
  const lexicon = SlotLexicon.learn(words, tags);

  it('knows words, tags and phrases of all sequences', () => {
    expect(lexicon.frequency('to')).toBe(3);
    expect(lexicon.frequency('rome')).toBe(0);
    expect([...lexicon.tagsOf('paris')]).toEqual([
      ['U-city', 1],
      ['U-from', 1],
    ]);
    expect(lexicon.phrasesIn(split('to new york'))).toEqual([[], ['B-city'], ['L-city']]);
    expect(lexicon.phrasesIn(split('new paris'))).toEqual([[], ['U-city', 'U-from']]);
  });

  it('is asked by a training sequence as if that one had not been there', () => {
    const own = SlotLexicon.own(words[0]!, tags[0]!);
    expect(lexicon.frequency('to', own)).toBe(2);
    expect(lexicon.frequency('york', own)).toBe(0);
    expect([...lexicon.tagsOf('new', own)]).toEqual([['O', 1]]);
    expect(lexicon.phrasesIn(words[0]!, own)).toEqual([[], [], [], []]);
  });

  it('prefers the longest phrase of a label at each token', () => {
    const both = SlotLexicon.learn([split('york new york')], [split('B-city B-city I-city')]);
    expect(both.phrasesIn(split('new york'))).toEqual([['B-city'], ['L-city']]);
  });

  it('comes back from JSON, whatever the words', () => {
    const odd = SlotLexicon.learn([['__proto__', '10', '9']], [['B-constructor', 'O', 'O']]);
    const loaded = SlotLexicon.fromJson(JSON.parse(JSON.stringify(odd.toJson())));
    expect(loaded).toEqual(odd);
    expect([...loaded.tagsOf('__proto__')]).toEqual([['U-constructor', 1]]);
  });
});

describe('TokenFeatures', () => {
  const described = (features: TokenFeatures, text: string, t: number): string[] => {
    const { offsets, ids } = features.extract(split(text));
    return [...ids.slice(offsets[t], offsets[t + 1])].map((id) =>
      features
        .describe(id)
        .map(({ attribute, offset, value }) => `${attribute}[${offset}]=${value ?? 'outside'}`)
        .join(' '),
    );
  };

  it('are templates with the values that stand there, where two sequences have them', () => {
    const templates = ['lower[0]', 'lower[-1] lower[0]', 'suffix2[0]', 'seen[0]', 'bag[0]'];
    const { features } = TokenFeatures.learn(words, tags, templates);
    // Not 'london', which one sequence has; 'fly' is the first word of two.
    expect(described(features, 'Fly to london', 0)).toEqual([
      '',
      'lower[0]=fly',
      'lower[-1]=outside lower[0]=fly',
      'suffix2[0]=ly',
      // As of 'to', which stands in two other sequences of each of its own.
      'seen[0]=2',
      'bag[0]=fly',
      'bag[0]=to',
    ]);
    expect(described(features, 'rome', 0)).toEqual(['', 'seen[0]=0']);
  });

  it('take no word with their separator in it, and read past it', () => {
    const odd = ['fly\u0001to', 'fly', 'fly\u0001to', 'fly'].map((word) => [word]);
    const { features } = TokenFeatures.learn(
      odd,
      odd.map(() => ['O']),
      ['lower[0]'],
    );
    expect(described(features, 'fly', 0)).toEqual(['', 'lower[0]=fly']);
    expect(described(features, 'fly\u0001to', 0)).toEqual(['']);
  });

  it('look what training says up without the sequence itself', () => {
    const { features, sequences } = TokenFeatures.learn(words, tags, ['seen[0]', 'slot[0]']);
    const { offsets, ids } = sequences[2]!;
    const last = [...ids.slice(offsets[2], offsets[3])].map((id) => features.describe(id)[0]?.value);
    // London stands in no other sequence, and is a new word to its own.
    expect(last).toEqual([undefined, '0']);
  });

  it('refuse a template that names no attribute', () => {
    for (const template of ['lowr[0]', 'lower', 'lower[0] bag']) {
      expect(() => TokenFeatures.learn(words, tags, [template]), template).toThrow(/Attributes: lower, shape/);
    }
  });
});
