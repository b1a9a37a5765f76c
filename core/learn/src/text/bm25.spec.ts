import { describe, expect, it } from 'vitest';
import { decodeArtifact, encodeArtifact } from '../estimator/artifact.js';
import { impossibleValues } from '../testing/impossible-values.js';
import { BM25_PARAMETERS, Bm25, FittedBm25 } from './bm25.js';

const texts = ['the card is lost', 'the card the card', 'a top up', ''];

describe('Bm25', () => {
  it('scores by the formula', async () => {
    const index = await new Bm25({ k1: 1.5, b: 0.5 }).fit(texts);
    // Lengths 4, 4, 3, 0: mean 2.75. 'card' is in 2 of 4 texts, 'lost' in 1.
    const weight = (df: number, count: number, length: number): number =>
      (Math.log(1 + (4 - df + 0.5) / (df + 0.5)) * count * 2.5) / (count + 1.5 * (0.5 + (0.5 * length) / 2.75));
    const hits = index.search('Lost card!', 10);
    expect(hits.map(({ row }) => row)).toEqual([0, 1]);
    expect(hits[0]!.score).toBeCloseTo(weight(2, 1, 4) + weight(1, 1, 4), 5);
    expect(hits[1]!.score).toBeCloseTo(weight(2, 2, 4), 5);
    // A word that the query repeats counts as often.
    expect(index.search('card card', 1)[0]!.score).toBeCloseTo(2 * weight(2, 2, 4), 5);
  });

  it('gives as many as were asked for, the first of equal ones first, none for what is unknown', async () => {
    const index = await new Bm25().fit(['card one', 'card two', 'card three', 'other']);
    expect(index.search('card', 2).map(({ row }) => row)).toEqual([0, 1]);
    expect(index.search('unknown words', 5)).toEqual([]);
    expect(index.search('', 5)).toEqual([]);
    // Nothing stays of an earlier query.
    expect(index.search('other', 5).map(({ row }) => row)).toEqual([3]);
  });

  it('says what a text would score that has all of the query, known words and unknown ones', async () => {
    const index = await new Bm25().fit(['card lost', 'card found', 'card', 'card']);
    const idf = (df: number): number => Math.log(1 + (4 - df + 0.5) / (df + 0.5));
    const { hits, whole } = index.match('lost lost card nowhere');
    expect(whole).toBeCloseTo(2 * idf(1) + idf(4) + idf(0), 10);
    expect(hits.map(({ row }) => row).sort()).toEqual([0, 1, 2, 3]);
    // A text of mean length with each word once has exactly its share.
    const even = await new Bm25().fit(['card lost', 'top up', 'new pin']);
    const own = even.match('card lost');
    expect(own.hits[0]!.score).toBeCloseTo(own.whole, 6);
  });

  it('finds stems and Chinese words', async () => {
    const stems = await new Bm25({ stem: 'en', stopWords: 'en' }).fit([
      'how charges are refunded',
      'the opening hours',
    ]);
    expect(stems.search('Is the charge refundable? Refund!', 5).map(({ row }) => row)).toEqual([0]);
    const chinese = await new Bm25().fit(['如何修改收货地址', '信用卡还款日期']);
    expect(chinese.search('我的信用卡', 5).map(({ row }) => row)).toEqual([1]);
  });

  it('answers the same after the round trip of its artefact', async () => {
    const index = await new Bm25({ charMax: 4 }).fit(texts);
    const bytes = encodeArtifact(index.toArtifact());
    const loaded = FittedBm25.fromArtifact(decodeArtifact(bytes));
    expect(loaded.search('cards', 4)).toEqual(index.search('cards', 4));
    expect(loaded.search('cards', 4).length).toBeGreaterThan(0);
    expect(encodeArtifact(loaded.toArtifact())).toEqual(bytes);
  });

  it('refuses bad input by name', async () => {
    await expect(new Bm25().fit([])).rejects.toMatchObject({ code: 'DATA_EMPTY' });
    await expect(new Bm25().fit([null as unknown as string])).rejects.toMatchObject({ code: 'TEXT_INVALID' });
    const index = await new Bm25().fit(['', '']);
    expect(index.search('card', 3)).toEqual([]);
    expect(() => index.search(undefined as unknown as string, 3)).toThrow(/text 0 is undefined/);
    for (const [name, spec] of Object.entries(BM25_PARAMETERS)) {
      for (const value of impossibleValues(spec)) {
        expect(() => new Bm25({ [name]: value })).toThrow(new RegExp(`'${name}'`));
      }
    }
  });
});
