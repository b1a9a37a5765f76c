import { describe, expect, it } from 'vitest';
import { type Artifact, decodeArtifact, encodeArtifact } from '../../estimator/artifact.js';
import type { Estimator, FitContext, FitProgress } from '../../estimator/estimator.js';
import type { ParameterSpec } from '../../estimator/parameter.js';
import { Rng } from '../../random/rng.js';
import { expectRefused } from '../../testing/expect-refused.js';
import { impossibleValues } from '../../testing/impossible-values.js';
import type { FittedTextClassifier } from './fitted-text-classifier.js';
import type { LabelledTokens } from './labelled-tokens.js';
import { FittedRecurrentNetwork, RECURRENT_NETWORK_PARAMETERS, RecurrentNetwork } from './recurrent-network.js';
import {
  FittedTextConvolutionalNetwork,
  TEXT_CONVOLUTIONAL_NETWORK_PARAMETERS,
  TextConvolutionalNetwork,
} from './text-convolutional-network.js';

const FILL = ['please', 'now', 'the', 'a', 'my', 'to', 'it', 'and', 'of', 'so'];

/** The class is decided by the order of two words among others: no bag of words tells it. */
function ordered(texts: number, classes: number, seed = 'ordered'): LabelledTokens {
  const rng = new Rng(seed);
  const pairs = [
    ['not', 'good'],
    ['good', 'not'],
    ['good', 'good'],
  ];
  const y = Float64Array.from({ length: texts }, (_, i) => i % classes);
  const tokens = Array.from(y, (k) => {
    const filler = (): string[] => Array.from({ length: rng.int(6) }, () => FILL[rng.int(FILL.length)]!);
    return [...filler(), ...pairs[k]!, ...filler()];
  });
  return { tokens, y };
}

interface Case {
  create(parameters?: object): Estimator<FittedTextClassifier, LabelledTokens>;
  load(artifact: Artifact): FittedTextClassifier;
  specs: { readonly [name: string]: ParameterSpec };
  small: object;
}

const CASES: Record<string, Case> = {
  TextConvolutionalNetwork: {
    create: (parameters) => new TextConvolutionalNetwork(parameters),
    load: FittedTextConvolutionalNetwork.fromArtifact,
    specs: TEXT_CONVOLUTIONAL_NETWORK_PARAMETERS as Case['specs'],
    small: { dimension: 16, filters: 16, dropout: 0.2, learningRate: 0.01, epochs: 15 },
  },
  RecurrentNetwork: {
    create: (parameters) => new RecurrentNetwork(parameters),
    load: FittedRecurrentNetwork.fromArtifact,
    specs: RECURRENT_NETWORK_PARAMETERS as Case['specs'],
    small: { dimension: 16, units: 16, dropout: 0.1, learningRate: 0.01, epochs: 20 },
  },
};

describe.each(Object.entries(CASES))('%s', (_title, { create, load, specs, small }) => {
  const context = (more: Partial<FitContext> = {}): FitContext => ({ rng: new Rng('networks'), ...more });
  const fit = (data: LabelledTokens, parameters: object = {}): Promise<FittedTextClassifier> =>
    create({ ...small, ...parameters }).fit(data, context());
  const accuracy = (model: FittedTextClassifier, { tokens, y }: LabelledTokens): number =>
    model.predict(tokens).filter((k, i) => k === y[i]).length / y.length;

  it('takes its defaults from its parameter specs, and refuses what is out of range by name', async () => {
    const defaults = Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, spec.default]));
    expect(create().parameters).toEqual(defaults);
    for (const [name, spec] of Object.entries(specs)) {
      for (const value of impossibleValues(spec)) {
        await expectRefused(() => create({ [name]: value }), 'PARAMETERS_INVALID');
      }
    }
    await expectRefused(() => create({ dropout: Number.NaN }), 'PARAMETER_OUT_OF_RANGE');
    await expectRefused(() => create({ noSuchParameter: 1 }), 'PARAMETER_UNKNOWN');
  });

  it.each([2, 3])('learns the order of words, %i classes', async (classes) => {
    const model = await fit(ordered(300, classes));
    const test = ordered(120, classes, 'test');
    expect(accuracy(model, test)).toBeGreaterThan(0.95);
    const p = model.predictProbability(test.tokens);
    expect(p).toHaveLength(classes === 2 ? 120 : 360);
    expect(p.every((own) => own >= 0 && own <= 1)).toBe(true);
    if (classes === 3) expect(p[0]! + p[1]! + p[2]!).toBeCloseTo(1, 12);
  });

  it('gives the same bytes for the same seed, others for another, and the same answers after save and load', async () => {
    const data = ordered(60, 3);
    const few = { epochs: 2 };
    const model = await fit(data, few);
    const bytes = encodeArtifact(model.toArtifact());
    expect(encodeArtifact((await fit(data, few)).toArtifact())).toEqual(bytes);
    const other = await create({ ...small, ...few }).fit(data, context({ rng: new Rng('other') }));
    expect(encodeArtifact(other.toArtifact())).not.toEqual(bytes);
    const loaded = load(decodeArtifact(bytes));
    expect(loaded.predictProbability(data.tokens)).toEqual(model.predictProbability(data.tokens));
    expect(encodeArtifact(loaded.toArtifact())).toEqual(bytes);
    expect(() => load({ ...model.toArtifact(), kind: 'learn.something-else.v1' })).toThrow(/something-else/);
  });

  it('answers a text alone as among others, one of unknown words too, and nothing for no texts', async () => {
    const data = ordered(90, 3);
    const model = await fit(data, { epochs: 2 });
    const all = model.predictProbability(data.tokens);
    for (const i of [0, 63, 64, 89]) {
      expect(model.predictProbability([data.tokens[i]!])).toEqual(all.slice(3 * i, 3 * i + 3));
    }
    expect(model.predictProbability([['zyx']]).every(Number.isFinite)).toBe(true);
    expect(model.predictProbability([])).toHaveLength(0);
  });

  it('reads the first tokens of a long text', async () => {
    const data = ordered(60, 2);
    const model = await fit(data, { epochs: 2, longest: 12 });
    const long = [...data.tokens[0]!, ...Array<string>(500).fill('so')];
    expect(model.predictProbability([long])).toEqual(model.predictProbability([long.slice(0, 12)]));
  });

  it('stops early on the given texts, and keeps the best epoch', async () => {
    const rng = new Rng(6);
    const noise = (texts: number): LabelledTokens => ({
      tokens: Array.from({ length: texts }, () => Array.from({ length: 6 }, () => FILL[rng.int(FILL.length)]!)),
      y: Float64Array.from({ length: texts }, (_, i) => i % 2),
    });
    const data = { ...noise(60), validation: noise(60) };
    const { curve } = await fit(data, { epochs: 40, patience: 3, dropout: 0 });
    expect(curve.train.length).toBe(curve.bestEpoch + 1 + 3);
    expect(curve.validation[curve.bestEpoch]).toBe(Math.min(...curve.validation));
  });

  it('balances classes when told to, and takes a weight of 0 for a text that is not there', async () => {
    const blind = Array.from({ length: 160 }, (_, i) => [FILL[i % 2]!]);
    const y = Float64Array.from(blind, (_, i) => (i % 8 < 2 ? 1 : 0));
    const mean = async (more: object): Promise<number> => {
      const p = (await fit({ tokens: blind, y }, { patience: 0, ...more })).predictProbability(blind);
      return p.reduce((sum, own) => sum + own, 0) / p.length;
    };
    expect(Math.abs((await mean({})) - 0.25)).toBeLessThan(0.06);
    expect(Math.abs((await mean({ classWeight: 'balanced' })) - 0.5)).toBeLessThan(0.06);
    const data = ordered(60, 2);
    const weight = Float64Array.from(data.y, (_, i) => (i < 50 ? 1 : 0));
    const some = await fit({ tokens: data.tokens.slice(0, 50), y: data.y.slice(0, 50) }, { epochs: 2, patience: 0 });
    const weighed = await fit({ ...data, weight }, { epochs: 2, patience: 0 });
    expect(weighed.predictProbability(data.tokens)).toEqual(some.predictProbability(data.tokens));
  });

  it('reports progress, and can be cancelled', async () => {
    const seen: FitProgress[] = [];
    const controller = new AbortController();
    const attempt = create({ ...small, patience: 0 }).fit(
      ordered(60, 2),
      context({
        signal: controller.signal,
        onProgress: (progress) => {
          seen.push(progress);
          if (progress.done === 2) controller.abort();
        },
      }),
    );
    await expect(attempt).rejects.toMatchObject({ kind: 'cancelled' });
    expect(seen.map(({ done }) => done)).toEqual([1, 2]);
  });

  it('names bad input, all of it at once', async () => {
    const { tokens, y } = ordered(60, 2);
    await expectRefused(() => fit({ tokens: [], y: new Float64Array() }), 'DATA_EMPTY');
    await expectRefused(() => fit({ tokens, y: y.slice(1) }), 'LENGTH_MISMATCH');
    await expectRefused(() => fit({ tokens, y: y.map(() => 0) }), 'ONE_CLASS');
    await expectRefused(() => fit({ tokens, y: y.map(() => Number.NaN) }), 'TARGET_NOT_FINITE');
    await expectRefused(() => fit({ tokens, y: y.map((k) => k - 1) }), 'CLASS_INVALID');
    await expectRefused(() => fit({ tokens, y, weight: y.map(() => -1) }), 'WEIGHT_INVALID');
    const validation = { tokens: tokens.slice(0, 2), y: Float64Array.of(0, 7) };
    await expectRefused(() => fit({ tokens, y, validation }), 'CLASS_UNKNOWN');
    const spoilt = [[], ...tokens.slice(1, -1), [1] as unknown as string[]];
    for (const code of ['SEQUENCE_EMPTY', 'TOKEN_INVALID']) await expectRefused(() => fit({ tokens: spoilt, y }), code);
    const model = await fit({ tokens, y }, { epochs: 1 });
    expect(() => model.predict([['a'], []])).toThrow(/row 1 has no token/);
    expect(() => model.predict(['text' as unknown as string[]])).toThrow(/row 0 is "text"/);
  });
});

describe('TextConvolutionalNetwork', () => {
  it('refuses filters whose widest are narrower than the narrowest', () => {
    expect(() => new TextConvolutionalNetwork({ narrowest: 4, widest: 3 })).toThrow(/'widest' is 3/);
  });
});

describe('RecurrentNetwork', () => {
  it.each([
    { cell: 'rnn', bidirectional: true, pooling: 'mean' },
    { cell: 'lstm', bidirectional: false, pooling: 'last' },
    { cell: 'rnn', bidirectional: false, pooling: 'max' },
  ])('also with %o', async (variant) => {
    const { small } = CASES.RecurrentNetwork!;
    const model = await new RecurrentNetwork({ ...small, ...variant }).fit(ordered(300, 2), { rng: new Rng(1) });
    const test = ordered(120, 2, 'test');
    const right = model.predict(test.tokens).filter((k, i) => k === test.y[i]).length;
    expect(right / 120).toBeGreaterThan(0.9);
  });
});
