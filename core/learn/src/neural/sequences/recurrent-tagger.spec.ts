import { describe, expect, it } from 'vitest';
import { decodeArtifact, encodeArtifact } from '../../estimator/artifact.js';
import type { FitContext, FitProgress } from '../../estimator/estimator.js';
import { Rng } from '../../random/rng.js';
import type { TaggedWords } from '../../sequence/sequence-tagger.js';
import { TagSet } from '../../sequence/tag-set.js';
import { expectRefused } from '../../testing/expect-refused.js';
import { impossibleValues } from '../../testing/impossible-values.js';
import { FittedRecurrentTagger, RECURRENT_TAGGER_PARAMETERS, RecurrentTagger } from './recurrent-tagger.js';
import { initialSequenceWeights, type SequenceShape } from './sequence-shape.js';
import { STEP_KINDS, TaggerEngine } from './tagger-engine.js';

const small = { dimension: 16, units: 16, dropout: 0.1, learningRate: 0.02, batchSize: 8, epochs: 15 };
const context = (more: Partial<FitContext> = {}): FitContext => ({ rng: new Rng('tagger'), ...more });

/** A city after 'to' is a destination, after 'from' an origin; cities are two words where the first is 'new'. */
function trips(count: number, seed = 'trips'): TaggedWords {
  const rng = new Rng(seed);
  const names = ['york', 'delhi', 'oslo', 'rome', 'lima', 'paris'];
  const words: string[][] = [];
  const tags: string[][] = [];
  for (let i = 0; i < count; i++) {
    const own: [string, string][] = [[['go', 'please', 'fly'][rng.int(3)]!, 'O']];
    const city = (label: string): void => {
      const name = names[rng.int(names.length)]!;
      if (rng.int(2) === 0) own.push(['new', `B-${label}`], [name, `I-${label}`]);
      else own.push([name, `B-${label}`]);
    };
    for (const label of rng.int(2) === 0 ? ['to', 'from'] : ['from', 'to']) {
      own.push([label, 'O']);
      city(label);
    }
    words.push(own.map(([word]) => word));
    tags.push(own.map(([, tag]) => tag));
  }
  return { words, tags };
}

describe('RecurrentTagger', () => {
  it('learns what a word is from what stands before it, in BIO', async () => {
    const model = await new RecurrentTagger(small).fit(trips(200), context());
    const test = trips(60, 'test');
    expect(test.words.map((own) => model.tag(own).tags)).toEqual(test.tags);
    expect(model.labels.sort()).toEqual(['from', 'to']);
    // A city that training has not seen.
    const { spans } = model.tag(['fly', 'from', 'oslo', 'to', 'new', 'sparis']);
    expect(spans.map(({ start, end, label }) => [start, end, label])).toEqual([
      [2, 3, 'from'],
      [4, 6, 'to'],
    ]);
    for (const { probability } of spans) expect(probability).toBeGreaterThan(0.5);
    expect(model.tag([])).toEqual({ tags: [], spans: [] });
  });

  it('never says what the scheme does not allow, however little it has learnt', async () => {
    const model = await new RecurrentTagger({ ...small, epochs: 1, learningRate: 1e-6 }).fit(trips(60), context());
    for (const own of trips(60, 'test').words) {
      const { tags } = model.tag(own);
      tags.forEach((tag, t) => {
        if (tag.startsWith('I-')) expect([`B-${tag.slice(2)}`, tag]).toContain(tags[t - 1]);
      });
    }
  });

  it('has the slope of finite differences in the weights of steps and of the network', () => {
    const tagSet = new TagSet(['B-a', 'I-a', 'B-b', 'O']);
    const shape: SequenceShape = {
      vocabulary: 9,
      dimension: 8,
      encoder: { kind: 'recurrent', cell: 'lstm', bidirectional: true, units: 8, pooling: 'none' },
      outputs: 4,
      dropout: 0,
    };
    const code = (...tags: string[]): Int32Array => Int32Array.from(tags, (tag) => tagSet.code(tag)!);
    // Two pieces a token.
    const data = {
      ids: Int32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 1, 3),
      offsets: Int32Array.of(0, 3, 5),
      truth: [code('B-a', 'I-a', 'O'), code('B-b', 'B-a')],
    };
    const rng = new Rng(1);
    const steps = STEP_KINDS.map((_, k) => Float32Array.from({ length: [3, 12, 2][k]! }, () => rng.normal()));
    const start = [...initialSequenceWeights(shape, new Rng(2), new Float32Array(4)), ...steps];
    const rows = Int32Array.of(0, 1);
    const lossAt = (weights: readonly Float32Array[]): number => {
      const engine = new TaggerEngine(shape, tagSet, data);
      engine.start(weights);
      return engine.loss(rows);
    };
    // Adam's first step is the sign of the slope times its rate, whatever the slope's size.
    const engine = new TaggerEngine(shape, tagSet, data);
    engine.start(start);
    expect(engine.step(rows, { learningRate: 1e-3, l2: 0, seed: 1 })).toBeCloseTo(lossAt(start), 5);
    const moved = engine.weights();
    let checked = 0;
    start.forEach((values, i) => {
      for (let k = 0; k < values.length; k += Math.ceil(values.length / 12)) {
        const at = (change: number): number => {
          const weights = start.map((own) => own.slice());
          weights[i]![k]! += change;
          return lossAt(weights);
        };
        const slope = (at(0.01) - at(-0.01)) / 0.02;
        if (Math.abs(slope) < 5e-3) continue;
        checked++;
        expect(Math.sign(moved[i]![k]! - values[k]!), `array ${i}, ${k}`).toBe(-Math.sign(slope));
      }
    });
    expect(checked).toBeGreaterThan(40);
    // And the step as long as it says: the loss falls by what its slope tells.
    const fall = lossAt(start) - lossAt(moved);
    expect(fall).toBeGreaterThan(0);
  });

  it('gives the same bytes for the same seed, others for another, and the same tags after save and load', async () => {
    const few = { ...small, epochs: 2 };
    const model = await new RecurrentTagger(few).fit(trips(60), context());
    const bytes = encodeArtifact(model.toArtifact());
    expect(encodeArtifact((await new RecurrentTagger(few).fit(trips(60), context())).toArtifact())).toEqual(bytes);
    const other = await new RecurrentTagger(few).fit(trips(60), context({ rng: new Rng('other') }));
    expect(encodeArtifact(other.toArtifact())).not.toEqual(bytes);
    const loaded = FittedRecurrentTagger.fromArtifact(decodeArtifact(bytes));
    expect(encodeArtifact(loaded.toArtifact())).toEqual(bytes);
    for (const own of trips(20, 'test').words) expect(loaded.tag(own)).toEqual(model.tag(own));
    const wrong = { ...model.toArtifact(), kind: 'learn.something-else.v1' };
    expect(() => FittedRecurrentTagger.fromArtifact(wrong)).toThrow(/something-else/);
  });

  it.each([{ cell: 'rnn' }, { bidirectional: false }])('also with %o', async (variant) => {
    const model = await new RecurrentTagger({ ...small, ...variant }).fit(trips(200), context());
    const { words, tags } = trips(60, 'test');
    expect(words.filter((own, i) => model.tag(own).tags.join() === tags[i]!.join()).length).toBeGreaterThan(54);
  });

  it('reports progress with its losses, stops early, and can be cancelled', async () => {
    const seen: FitProgress[] = [];
    const onProgress = (progress: FitProgress): number => seen.push(progress);
    const model = await new RecurrentTagger({ ...small, patience: 2 }).fit(trips(100), context({ onProgress }));
    expect(seen.map(({ done }) => done)).toEqual(model.curve.train.map((_, epoch) => epoch + 1));
    expect(model.curve.validation[model.curve.bestEpoch]).toBe(Math.min(...model.curve.validation));
    const attempt = new RecurrentTagger(small).fit(trips(60), context({ signal: AbortSignal.abort() }));
    await expect(attempt).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it('names bad settings and bad data', async () => {
    const defaults = Object.entries(RECURRENT_TAGGER_PARAMETERS).map(([name, spec]) => [name, spec.default]);
    expect(new RecurrentTagger().parameters).toEqual(Object.fromEntries(defaults));
    for (const [name, spec] of Object.entries(RECURRENT_TAGGER_PARAMETERS)) {
      for (const value of impossibleValues(spec)) {
        await expectRefused(() => new RecurrentTagger({ [name]: value }), 'PARAMETERS_INVALID');
      }
    }
    const { words, tags } = trips(60);
    const fit = (data: TaggedWords) => new RecurrentTagger({ ...small, epochs: 1 }).fit(data, context());
    await expectRefused(() => fit({ words, tags: tags.slice(1) }), 'LENGTH_MISMATCH');
    await expectRefused(() => fit({ words, tags: tags.map((own) => own.slice(1)) }), 'LENGTH_MISMATCH');
    await expectRefused(() => fit({ words: [[], ...words], tags: [[], ...tags] }), 'SEQUENCE_EMPTY');
    await expectRefused(() => fit({ words, tags: tags.map((own) => own.map(() => 'O')) }), 'DATA_EMPTY');
    await expectRefused(() => fit({ words, tags: tags.map((own) => own.map(() => 'city')) }), 'TAG_INVALID');
    const numbers = words.map((own) => own.map(() => 7)) as unknown as string[][];
    await expectRefused(() => fit({ words: numbers, tags }), 'TOKEN_INVALID');
    const model = await fit({ words, tags });
    expect(() => model.tag([7 as unknown as string])).toThrow(/array of strings/);
  });
});
