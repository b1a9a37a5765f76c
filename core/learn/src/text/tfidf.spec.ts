import { describe, expect, it } from 'vitest';
import { decodeArtifact, encodeArtifact } from '../estimator/artifact.js';
import type { SparseMatrix } from '../matrix/sparse-matrix.js';
import { impossibleValues } from '../testing/impossible-values.js';
import { FittedTfidf } from './fitted-tfidf.js';
import { TFIDF_PARAMETERS, TfidfVectorizer } from './tfidf.js';

const words = { wordMax: 1, charMax: 0 };

/** Rows as records from n-gram to weight. */
function rowsOf(model: FittedTfidf, x: SparseMatrix): Record<string, number>[] {
  return Array.from({ length: x.rows }, (_, i) => {
    const entries = [];
    for (let k = x.start[i]!; k < x.start[i + 1]!; k++) {
      entries.push([model.feature(x.index[k]!).ngram, x.value[k]!]);
    }
    return Object.fromEntries(entries) as Record<string, number>;
  });
}

describe('TfidfVectorizer', () => {
  it('weighs words as scikit-learn does, rows of length 1', async () => {
    const { model, x } = await new TfidfVectorizer({ ...words, sublinearTf: false }).fitTransform(['a b', 'A a', '!']);
    // Document frequencies 2 and 1 of 3: ln(4/3) + 1 and ln(4/2) + 1.
    const [a, b] = [Math.log(4 / 3) + 1, Math.log(2) + 1];
    const length = Math.hypot(a, b);
    const [first, second, third] = rowsOf(model, x);
    expect(first!.a).toBeCloseTo(a / length, 6);
    expect(first!.b).toBeCloseTo(b / length, 6);
    expect(second).toEqual({ a: 1 });
    expect(third).toEqual({});
  });

  it('can take idf as it is, and counts by their logarithm', async () => {
    const { model, x } = await new TfidfVectorizer({ ...words, smoothIdf: false }).fitTransform(['a a a b', 'b']);
    const [a, b] = [(1 + Math.log(3)) * (Math.log(2) + 1), 1];
    expect(rowsOf(model, x)[0]!.a).toBeCloseTo(a / Math.hypot(a, b), 6);
    expect(model.feature(0)).toEqual({ analyser: 'word', ngram: 'b', idf: 1 });
  });

  it('takes n-grams of words without symbols, and of characters inside of words', async () => {
    const of = async (parameters: object, text: string) => {
      const { model } = await new TfidfVectorizer(parameters).fitTransform([text]);
      return Array.from({ length: model.columns }, (_, j) => model.feature(j).ngram).sort();
    };
    expect(await of({ wordMin: 1, wordMax: 2, charMax: 0 }, 'My card, please!')).toEqual(
      ['my', 'card', 'please', 'my card', 'card please'].sort(),
    );
    // scikit-learn 1.9: TfidfVectorizer(analyzer='char_wb', ngram_range=(2, 3)).
    expect(await of({ wordMax: 0, charMin: 2, charMax: 3 }, 'ab c')).toEqual(
      [' a', 'ab', 'b ', ' ab', 'ab ', ' c', 'c ', ' c '].sort(),
    );
    // A word that is shorter than the n-grams comes whole, once.
    expect(await of({ wordMax: 0, charMin: 4, charMax: 5 }, 'ab c')).toEqual([' ab ', ' c ']);
    // An emoji of two units is one character.
    expect(await of({ wordMax: 0, charMin: 2, charMax: 2 }, 'a😀')).toEqual([' a', 'a😀', '😀 '].sort());
    expect(await of({ ...words, stem: 'en', stopWords: 'en' }, 'The charged cards')).toEqual(['card', 'charg']);
    expect(await of({ ...words, stopWords: 'zh' }, '请问我的积分怎么用')).toEqual(['积分']);
    expect(await of({ ...words, wordMax: 2 }, '我要退货')).toEqual(['我', '要', '退货', '我 要', '要 退货'].sort());
  });

  it('takes patterns of sentences, in which numbers are alike and unusual words are blanks', async () => {
    const texts = ['play 3 songs by abba', 'play 12 songs by rita ora!', 'play some songs by me'];
    const model = await new TfidfVectorizer({ ...words, patterns: true }).fit([...texts, ...texts]);
    const patternsOf = (text: string) => {
      const x = model.transform([text]);
      return [...x.index].flatMap((column) => {
        const { analyser, ngram } = model.feature(column);
        return analyser === 'pattern' ? [ngram] : [];
      });
    };
    // Words of one sentence in two copies are in 2 of 6 texts, and 3 make a word usual.
    expect(patternsOf('play 7 songs by queen').sort()).toEqual(
      [
        ...['^ play', 'play 0', '0 songs', 'songs by', 'by _', '_ $'],
        ...['^ play 0', 'play 0 songs', '0 songs by', 'songs by _', 'by _ $'],
        ...['^…0', '^…songs', '^…by', 'play…songs', 'play…by', '0…by', '0…$', 'songs…$', 'play…$', 'by…$'],
      ].sort(),
    );
    // Two unusual words in a row are one blank.
    expect(patternsOf('play songs by nina simone')).toContain('by _ $');
    expect(patternsOf('')).toEqual([]);
    expect(patternsOf('?!')).toEqual([]);
  });

  it('leaves out what is in too few texts, and keeps what is in most', async () => {
    const texts = ['a b c', 'a b', 'a'];
    const columns = async (parameters: object) =>
      (await new TfidfVectorizer({ ...words, ...parameters }).fit(texts)).columns;
    expect(await columns({})).toBe(3);
    expect(await columns({ minDf: 2 })).toBe(2);
    expect(await columns({ maxFeatures: 1 })).toBe(1);
    await expect(columns({ minDf: 4 })).rejects.toMatchObject({ code: 'VOCABULARY_EMPTY' });
    const model = await new TfidfVectorizer({ ...words, minDf: 2 }).fit(texts);
    expect(rowsOf(model, model.transform(['b c d b']))).toEqual([{ b: 1 }]);
  });

  it('has the same columns whatever the order of the texts', async () => {
    const texts = ['where is my card', 'my card is lost', 'lost', 'top up my card'];
    const of = async (ordered: string[]) =>
      encodeArtifact((await new TfidfVectorizer({ patterns: true }).fit(ordered)).toArtifact());
    expect(await of([...texts].reverse())).toEqual(await of(texts));
  });

  it('transforms as it fits, one by one and after the round trip of its artefact', async () => {
    const texts = ['Where is my card?', 'my card my card my', '我的银行卡 card', '', '😀', 'x'.repeat(3000)];
    const { model, x } = await new TfidfVectorizer({ patterns: true }).fitTransform(texts);
    const artifact = decodeArtifact(encodeArtifact(model.toArtifact()));
    const loaded = FittedTfidf.fromArtifact(artifact);
    expect(model.transform(texts)).toEqual(x);
    expect(loaded.transform(texts)).toEqual(x);
    expect(encodeArtifact(loaded.toArtifact())).toEqual(encodeArtifact(model.toArtifact()));
    texts.forEach((text, i) => {
      const one = model.transform([text]);
      expect(one.index).toEqual(x.index.slice(x.start[i], x.start[i + 1]));
      expect(one.value).toEqual(x.value.slice(x.start[i], x.start[i + 1]));
    });
    expect(model.transform([])).toMatchObject({ rows: 0, columns: model.columns });
    expect(() => FittedTfidf.fromArtifact({ ...artifact, kind: 'learn.other.v1' })).toThrow(/learn.tfidf.v1/);
  });

  it('keeps thousands of n-grams apart', async () => {
    const texts = Array.from({ length: 3000 }, (_, i) => `w${i} v${i % 7}`);
    const { model, x } = await new TfidfVectorizer({ ...words }).fitTransform(texts);
    expect(model.columns).toBe(3007);
    const seen = new Set(Array.from({ length: model.columns }, (_, j) => model.feature(j).ngram));
    expect(seen.size).toBe(3007);
    expect(rowsOf(model, x).every((row, i) => `w${i}` in row && `v${i % 7}` in row)).toBe(true);
  });

  it('names an n-gram of any length, also with half of a pair', async () => {
    const texts = ['a'.repeat(200_000), '\ud800'];
    const model = await new TfidfVectorizer({ ...words, charMin: 1, charMax: 1 }).fit(texts);
    const ngrams = Array.from({ length: model.columns }, (_, j) => model.feature(j).ngram);
    expect(ngrams).toContain(texts[0]);
    expect(ngrams.some((ngram) => ngram.startsWith('\ud800'))).toBe(true);
  });

  it('refuses bad input by name', async () => {
    const fit = (texts: unknown, context = {}) => new TfidfVectorizer().fit(texts as string[], context);
    await expect(fit([])).rejects.toMatchObject({ kind: 'invalid-input', code: 'DATA_EMPTY' });
    await expect(fit(['', ' '])).rejects.toMatchObject({ code: 'VOCABULARY_EMPTY' });
    await expect(fit(['a', null, 7])).rejects.toMatchObject({ code: 'TEXT_INVALID', problems: [{}, {}] });
    const model = await fit(['a']);
    expect(() => model.transform([undefined as unknown as string])).toThrow(/text 0 is undefined/);
    await expect(fit(['a'], { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('refuses impossible parameters by name', () => {
    for (const [name, spec] of Object.entries(TFIDF_PARAMETERS)) {
      for (const value of impossibleValues(spec)) {
        expect(() => new TfidfVectorizer({ [name]: value })).toThrow(new RegExp(`'${name}'`));
      }
    }
    expect(() => new TfidfVectorizer({ wordMin: 3, wordMax: 2, charMin: 6 })).toThrow(/wordMin.*charMin/s);
    expect(() => new TfidfVectorizer({ wordMax: 0, charMax: 0 })).toThrow(/takes no n-grams/);
  });
});
