import { decodeArtifact, encodeArtifact, Rng } from '@proofline/learn';
import type { FeatureSchema, Frame, MulticlassTruth } from '@proofline/pipeline';
import { describe, expect, it } from 'vitest';
import { lexiconModel } from './lexicon.model.js';

const schema: FeatureSchema = { version: 1, columns: [{ name: 'text', type: 'text', role: 'feature' }] };
const frame = (texts: readonly string[]): Frame => ({
  rows: texts.length,
  columns: new Map([['text', { kind: 'text', values: texts }]]),
});

const THINGS = ['app', 'shop', 'bot', 'desk', 'card', 'tent', 'lamp', 'box'];
const SAID = [
  'the THING is terrible and useless',
  'where is the THING',
  'the THING is great, thank you',
  '太差劲了 THING',
  'THING 很满意',
];
const CLASS = [0, 1, 2, 0, 2];
const texts = THINGS.flatMap((thing) => SAID.map((said) => said.replace('THING', thing)));
const truth: MulticlassTruth = {
  y: Float64Array.from(texts, (_, i) => CLASS[i % SAID.length]!),
  classes: ['angry', 'calm', 'happy'],
};

const fit = () =>
  lexiconModel('sentiment').fit({ frame: frame(texts), truth, schema, parameters: {}, context: { rng: new Rng(1) } });

describe('the candidate that goes by lists of words', () => {
  it('learns what feeling words mean in the classes of the client, for words that it never saw there', async () => {
    const model = await fit();
    const unseen = frame([
      'a disgusting nightmare',
      'what about my parcel',
      'excellent, I love it',
      '你们是骗子',
      '非常好',
    ]);
    const { probability } = model.predict(unseen);
    const named = Array.from({ length: 5 }, (_, row) => {
      const own = [...probability.subarray(row * 3, row * 3 + 3)];
      return truth.classes[own.indexOf(Math.max(...own))];
    });
    expect(named).toEqual(['angry', 'calm', 'happy', 'angry', 'happy']);
  });

  it('says which words it goes by', async () => {
    const model = await fit();
    const reasons = model.explain!(frame(['not good, simply awful']), 0, 2);
    expect(reasons.map(({ value, contribution }) => [value, contribution < 0])).toEqual([
      ['awful', true],
      ['good', true],
    ]);
    expect(reasons[1]!.text.en).toContain('denied');
  });

  it('answers the same when it was saved and loaded', async () => {
    const model = await fit();
    const loaded = lexiconModel('sentiment').load(decodeArtifact(encodeArtifact(model.toArtifact())));
    expect(loaded.predict(frame(texts))).toEqual(model.predict(frame(texts)));
  });
});
