import { describe, expect, it } from 'vitest';
import { decodeArtifact, encodeArtifact } from '../estimator/artifact.js';
import { Rng } from '../random/rng.js';
import { FittedSequenceTagger, SequenceTagger, type TaggedWords } from './sequence-tagger.js';

const CITIES = ['Rome', 'Paris', 'New York', 'Oslo', 'Old Harbour', 'Kyoto', 'Lima', 'Cork'];
const DAYS = ['monday', 'friday', 'next week', 'tomorrow'];

/** `[text](label)` marks a span. */
function marked(text: string): { words: string[]; tags: string[] } {
  const words: string[] = [];
  const tags: string[] = [];
  for (const part of text.matchAll(/\[([^\]]+)\]\((\w+)\)|(\S+)/g)) {
    const own = (part[1] ?? part[3]!).split(' ');
    words.push(...own);
    tags.push(...own.map((_, k) => (part[2] === undefined ? 'O' : `${k === 0 ? 'B' : 'I'}-${part[2]}`)));
  }
  return { words, tags };
}

function sample(): TaggedWords {
  const texts = CITIES.flatMap((city) =>
    DAYS.flatMap((day) => [
      `book a flight to [${city}](city) for [${day}](day) please`,
      `is it raining in [${city}](city)`,
      `what about [${day}](day)`,
    ]),
  );
  const rows = texts.map(marked);
  return { words: rows.map(({ words }) => words), tags: rows.map(({ tags }) => tags) };
}

describe('SequenceTagger', () => {
  const fit = (): Promise<FittedSequenceTagger> => new SequenceTagger().fit(sample(), { rng: new Rng('tagger') });

  it('finds names that it has not seen by what stands around them, and says how sure it is', async () => {
    const model = await fit();
    expect(model.labels).toEqual(['city', 'day']);
    const { tags, spans } = model.tag('book a flight to Tirana for monday please'.split(' '));
    expect(tags).toEqual(['O', 'O', 'O', 'O', 'B-city', 'O', 'B-day', 'O']);
    for (const { probability } of spans) expect(probability).toBeGreaterThan(0.5);
    expect(model.tag([])).toEqual({ tags: [], spans: [] });
  });

  it('reads over signs that training had none of', async () => {
    const model = await fit();
    const { tags, spans } = model.tag('is it raining in Old " Harbour ?'.split(' '));
    expect(tags).toEqual(['O', 'O', 'O', 'O', 'B-city', 'I-city', 'I-city', 'O']);
    expect(spans).toEqual([{ start: 4, end: 7, label: 'city', probability: expect.any(Number) }]);
    expect(model.tag(['?'])).toEqual({ tags: ['O'], spans: [] });
    expect(model.explain('in Tirana ?'.split(' '), { start: 1, end: 2, label: 'city' })[0]!.tokens).toEqual([1]);
  });

  it('says which features spoke for a span', async () => {
    const model = await fit();
    const [first] = model.explain('is it raining in Tirana'.split(' '), { start: 4, end: 5, label: 'city' });
    expect(first!.contribution).toBeGreaterThan(0);
    expect(first!.tokens).toEqual([4]);
    const words = model
      .explain('is it raining in Tirana'.split(' '), { start: 4, end: 5, label: 'city' })
      .filter(({ contribution }) => contribution > 0)
      .flatMap(({ parts }) => parts.map(({ value }) => value));
    expect(words).toContain('in');
  });

  it('tags alike after encoding and decoding its artefact', async () => {
    const model = await fit();
    const bytes = encodeArtifact(model.toArtifact());
    const loaded = FittedSequenceTagger.fromArtifact(decodeArtifact(bytes));
    expect(encodeArtifact(loaded.toArtifact())).toEqual(bytes);
    for (const words of sample().words) expect(loaded.tag(words)).toEqual(model.tag(words));
  });

  it('takes tags of any scheme, and one character a word', async () => {
    const texts = ['去 北 京 的 票', '去 上 海 的 票', '到 北 京 多 远', '到 上 海 多 远'].map((text) =>
      text.split(' '),
    );
    const tags = texts.map(() => ['O', 'B-城市', 'L-城市', 'O', 'O']);
    const model = await new SequenceTagger().fit({ words: texts, tags }, { rng: new Rng(1) });
    expect(model.tag('到 北 京 多 远'.split(' ')).tags).toEqual(['O', 'B-城市', 'I-城市', 'O', 'O']);
  });

  it('refuses words and tags that do not belong together', async () => {
    const wrong = new SequenceTagger().fit({ words: [['a'], ['b', 'c']], tags: [['O'], ['O']] }, { rng: new Rng(1) });
    await expect(wrong).rejects.toThrow(/sequence 1 has 2 words and 1 tags/);
  });
});
