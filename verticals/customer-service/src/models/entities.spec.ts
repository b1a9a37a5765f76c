import { decodeArtifact, encodeArtifact, type Json, Rng } from '@proofline/learn';
import {
  type Entity,
  type FeatureSchema,
  type FittedCandidate,
  type Frame,
  type SequencePrediction,
  type SequenceTruth,
  sequenceLabelling,
} from '@proofline/pipeline';
import { describe, expect, it } from 'vitest';
import { entitiesCrf } from './entities-crf.model.js';
import { entitiesDictionary } from './entities-dictionary.model.js';
import { entitiesNetwork } from './entities-network.model.js';
import { tagWords, textsOf } from './marked-words.js';

const schema: FeatureSchema = {
  version: 1,
  columns: [
    { name: 'text', type: 'text', role: 'feature' },
    { name: 'entities', type: 'text', role: 'target' },
  ],
};

function frameOf(texts: readonly (string | null)[]): Frame {
  return { rows: texts.length, columns: new Map([['text', { kind: 'text', values: [...texts] }]]) };
}

/** Texts with `[value](label)` where a span is. */
function marked(...lines: string[]): { frame: Frame; truth: SequenceTruth } {
  const entities: Entity[][] = [];
  const texts = lines.map((line) => {
    const own: Entity[] = [];
    let text = '';
    for (const [whole, value, label] of line.matchAll(/\[([^\]]+)\]\((\w+)\)|[^[]+/g)) {
      if (label !== undefined) own.push({ start: text.length, end: text.length + value!.length, label });
      text += value ?? whole;
    }
    entities.push(own);
    return text;
  });
  const labels = [...new Set(entities.flat().map(({ label }) => label))].sort();
  return { frame: frameOf(texts), truth: { entities, labels } };
}

const training = marked(
  ...['Rome', 'Paris', 'New York', 'Oslo', 'Old Harbour', 'Kyoto'].flatMap((city) =>
    ['monday', 'friday', 'next week'].flatMap((day) => [
      `Please send it to [${city}](city) on [${day}](day).`,
      `Is the parcel in [${city}](city)?`,
      `my order should come [${day}](day)`,
    ]),
  ),
);

async function fit(
  candidate: FittedCandidate<SequenceTruth, SequencePrediction>,
  data = training,
  settings: Record<string, Json> = {},
  chosen: Record<string, number> = {},
) {
  const defaults = Object.fromEntries(
    Object.entries(candidate.parameters ?? {}).map(([name, spec]) => [name, spec.default]),
  );
  const parameters = { ...defaults, ...chosen };
  return candidate.fit({ ...data, schema, parameters, settings, context: { rng: new Rng('entities') } });
}

const values = ({ entities }: SequencePrediction): string[][] =>
  entities.map((own) => own.map(({ label, value }) => `${label}: ${value}`));

describe.each([entitiesDictionary, entitiesCrf])('$name', (candidate) => {
  it('finds in new texts what it has seen, wherever it stands', async () => {
    const model = await fit(candidate);
    const texts = ['Is the parcel in New York?', 'Please send it to Oslo on friday.', null, ''];
    expect(values(model.predict(frameOf(texts)))).toEqual([['city: New York'], ['city: Oslo', 'day: friday'], [], []]);
    for (const { confidence } of model.predict(frameOf(texts)).entities.flat()) {
      expect(confidence).toBeGreaterThan(0.5);
      expect(confidence).toBeLessThanOrEqual(1);
    }
  });

  it('answers with what rules find beside its own spans, and judges by its own alone', async () => {
    const data = marked('Please send it to [Oslo](city) on [5 May](day).', 'my order should come [5 May](day)');
    const model = await fit(candidate, training, {
      types: { day: 'date' },
      timeZone: 'UTC',
      lists: [{ label: 'parcel', entries: [{ value: 'order', synonyms: ['package'] }] }],
    });
    const frame = frameOf(['Please send my packages to Oslo on friday, not monday. Write to a@b.org']);
    const loaded = candidate.load(decodeArtifact(encodeArtifact(model.toArtifact())));
    for (const one of [model, loaded]) {
      const [understood] = one.details!(frame).understood as unknown as { label: string; value: string }[][];
      expect(understood!.map(({ label }) => label)).toEqual(['parcel', 'city', 'day', 'day', 'email']);
      const [parcel, city, friday, monday, mail] = understood!;
      expect(parcel).toMatchObject({ value: 'order', type: 'list', text: 'packages' });
      expect(city).toMatchObject({ value: 'Oslo', type: 'pattern' });
      expect(friday).toMatchObject({ type: 'date', value: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
      expect(monday).toMatchObject({ type: 'date', negated: true });
      expect(mail).toMatchObject({ type: 'email', value: 'a@b.org' });
    }
    const plain = await fit(candidate);
    for (const one of [data.frame, frame]) expect(model.predict(one)).toEqual(plain.predict(one));
  });

  it('answers the same from its artefact', async () => {
    const model = await fit(candidate);
    const bytes = encodeArtifact(model.toArtifact());
    const loaded = candidate.load(decodeArtifact(bytes));
    expect(encodeArtifact(loaded.toArtifact())).toEqual(bytes);
    expect(loaded.predict(training.frame)).toEqual(model.predict(training.frame));
  });
});

describe('the dictionary', () => {
  it('leaves out what was marked in fewer than half of its places', async () => {
    const data = marked('to [May](name)', 'in may', 'in may', 'to [Ann](name)', 'to [Ann](name)', 'an ann');
    const model = await fit(entitiesDictionary, data);
    expect(values(model.predict(frameOf(['may I ask Ann'])))).toEqual([['name: Ann']]);
  });

  it('holds very many phrases', () => {
    const phrases = Array.from({ length: 200_000 }, (_, i) => [`n ${i}`, 'name', 1]);
    const kind = 'customer-service.entities-dictionary.v1';
    const model = entitiesDictionary.load({ kind, json: { column: 'text', phrases }, tensors: {} });
    expect(values(model.predict(frameOf(['is n 199999 here'])))).toEqual([['name: n 199999']]);
  });
});

describe('the network', () => {
  it('answers with what rules find beside its own spans, also from its artefact', async () => {
    const small = { epochs: 1, units: 8, dimension: 8 };
    const model = await fit(entitiesNetwork, training, { types: { day: 'date' } }, small);
    const frame = frameOf(['Write to a@b.org']);
    const loaded = entitiesNetwork.load(decodeArtifact(encodeArtifact(model.toArtifact())));
    for (const one of [model, loaded]) {
      const [understood] = one.details!(frame).understood as unknown as { type: string; value: string }[][];
      expect(understood).toContainEqual(expect.objectContaining({ type: 'email', value: 'a@b.org' }));
    }
    expect(loaded.toArtifact()).toEqual(model.toArtifact());
  });
});

describe('the conditional random field', () => {
  it('finds names that it has not seen, and says in plain words why', async () => {
    const model = await fit(entitiesCrf);
    const frame = frameOf(['Is the parcel in Tirana?']);
    expect(values(model.predict(frame))).toEqual([['city: Tirana']]);
    const reasons = model.explain!(frame, 0);
    expect(reasons.length).toBeGreaterThan(0);
    for (const { text, code, contribution, value } of reasons) {
      expect(text.en).toMatch(/^'Tirana' is city: /);
      expect(text.zh).toMatch(/^“Tirana”是 city：/);
      expect([code, value]).toEqual(['text.city', 'Tirana']);
      expect(contribution).toBeGreaterThan(0);
    }
    expect(model.explain!(frame, 0, 1)).toEqual(reasons.slice(0, 1));
    expect(model.explain!(frameOf(['hello']), 0)).toEqual([]);
  });

  it('is right about texts that were marked the same way', async () => {
    const model = await fit(entitiesCrf);
    const fresh = marked('Is the parcel in [Lima](city)?', 'Please send it to [Cork](city) on [monday](day).');
    expect(sequenceLabelling.metrics.spanF1!.compute(fresh.truth, model.predict(fresh.frame))).toBe(1);
  });
});

describe.each([entitiesDictionary, entitiesCrf])('$name, trained again with more texts', (candidate) => {
  it('keeps the labels that it had, and knows the new ones', async () => {
    const added = marked(
      ...['phone', 'lamp', 'tent', 'kettle'].flatMap((product) => [
        `I want to return my [${product}](product).`,
        `the [${product}](product) is broken`,
        'can I speak to a person',
      ]),
    );
    const whole = {
      frame: frameOf([...textsOf(training.frame, 'text'), ...textsOf(added.frame, 'text')]),
      truth: {
        entities: [...training.truth.entities, ...added.truth.entities],
        labels: [...training.truth.labels, ...added.truth.labels],
      },
    };
    const found = values((await fit(candidate, whole)).predict(whole.frame));
    const before = values((await fit(candidate)).predict(training.frame));
    expect(found.slice(0, before.length)).toEqual(before);
    expect(found.slice(before.length).flat()).toContain('product: kettle');
  });
});

describe('tagWords', () => {
  it('gives adjacent spans beginnings of their own', () => {
    const spans = [
      { start: 0, end: 3, label: 'city' },
      { start: 3, end: 5, label: 'city' },
      { start: 6, end: 8, label: 'day' },
    ];
    expect(tagWords('北京市上海 五一', spans).tags).toEqual([
      'B-city',
      'I-city',
      'I-city',
      'B-city',
      'I-city',
      'B-day',
      'I-day',
    ]);
  });
});
