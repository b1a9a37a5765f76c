import { describe, expect, it } from 'vitest';
import { decodeArtifact, encodeArtifact } from '../estimator/artifact.js';
import type { KernelKind } from '../kernels/kernel-memory.js';
import { Rng } from '../random/rng.js';
import { impossibleValues } from '../testing/impossible-values.js';
import { Chain, type SparseTokens, type StepWeights, stepWeight, zeroSteps } from './chain.js';
import { FittedLinearChainCrf } from './fitted-linear-chain-crf.js';
import {
  LINEAR_CHAIN_CRF_PARAMETERS,
  LinearChainCrf,
  type LinearChainCrfParameters,
  type TaggedSequences,
} from './linear-chain-crf.js';
import { TagSet } from './tag-set.js';
import { spansOf } from './tagging.js';

const FEATURES = 7;
const BIO = ['O', 'B-a', 'I-a', 'B-b', 'I-b'];
const BILOU = ['O', 'B-a', 'I-a', 'L-a', 'U-a', 'U-b'];

function randomTokens(rng: Rng, tokens: number): SparseTokens {
  const offsets = new Int32Array(tokens + 1);
  const ids: number[] = [];
  for (let t = 0; t < tokens; t++) {
    for (let f = 0; f < FEATURES; f++) if (rng.next() < 0.4) ids.push(f);
    offsets[t + 1] = ids.length;
  }
  return { offsets, ids: Uint32Array.from(ids), values: Float32Array.from(ids, () => rng.normal()) };
}

function randomSteps(tagSet: TagSet, rng: Rng): StepWeights {
  const steps = zeroSteps(tagSet);
  for (const part of Object.values(steps) as Float64Array[]) part.set(part.map(() => rng.normal()));
  return steps;
}

function randomModel(tagSet: TagSet, rng: Rng): { weights: Float32Array; steps: StepWeights } {
  const width = Math.ceil(tagSet.tags.length / 4) * 4;
  const weights = new Float32Array(FEATURES * width);
  for (let f = 0; f < FEATURES; f++) {
    for (let y = 0; y < tagSet.tags.length; y++) weights[f * width + y] = rng.normal();
  }
  return { weights, steps: randomSteps(tagSet, rng) };
}

/** Every allowed path with its score, by trying all. */
function allPaths(
  tagSet: TagSet,
  weights: Float32Array,
  steps: StepWeights,
  sequence: SparseTokens,
): { path: number[]; score: number }[] {
  const labels = tagSet.tags.length;
  const width = weights.length / FEATURES;
  const tokens = sequence.offsets.length - 1;
  const unary = (t: number, y: number): number => {
    let sum = 0;
    for (let k = sequence.offsets[t]!; k < sequence.offsets[t + 1]!; k++) {
      sum += sequence.values![k]! * weights[sequence.ids[k]! * width + y]!;
    }
    return sum;
  };
  let paths = tagSet.tags.flatMap((_, y) =>
    y < tagSet.open ? [{ path: [y], score: steps.starts[y]! + unary(0, y) }] : [],
  );
  for (let t = 1; t < tokens; t++) {
    paths = paths.flatMap(({ path, score }) =>
      Array.from({ length: labels }, (_, y) => ({
        path: [...path, y],
        score: score + stepWeight(tagSet, steps, path[t - 1]!, y) + unary(t, y),
      })).filter((next) => Number.isFinite(next.score)),
    );
  }
  return paths.filter(({ path }) => tagSet.closing[path.at(-1)!]);
}

function scored(tagSet: TagSet, weights: Float32Array, steps: StepWeights, sequence: SparseTokens, kind: KernelKind) {
  const tokens = sequence.offsets.length - 1;
  const chain = new Chain(tagSet, { tokens, entries: sequence.ids.length, features: FEATURES }, kind);
  chain.f32('weights', weights.length).set(weights);
  chain.setSteps(steps);
  chain.place(sequence);
  const { at, width } = chain;
  chain.kernels.score(at.weights, width, at.offsets, at.ids, at.values, tokens, at.scores);
  return { chain, tokens, partition: chain.forwardBackward(tokens) };
}

describe.each([
  ['BIO', BIO],
  ['BILOU', BILOU],
])('a chain of %s tags', (_, tags) => {
  const tagSet = new TagSet(tags);
  const rng = new Rng('chain');
  const { weights, steps } = randomModel(tagSet, rng);
  const sequence = randomTokens(rng, 5);
  const paths = allPaths(tagSet, weights, steps, sequence);
  const total = paths.reduce((sum, { score }) => sum + Math.exp(score), 0);
  const model = FittedLinearChainCrf.fromDense(tagSet, weights, weights.length / FEATURES, steps);

  it('has the partition function and marginals of all paths together', () => {
    const { partition } = scored(tagSet, weights, steps, sequence, 'wasm');
    expect(partition).toBeCloseTo(Math.log(total), 5);
    const marginals = model.marginals(sequence);
    for (let t = 0; t < 5; t++) {
      for (let y = 0; y < tags.length; y++) {
        const expected = paths.reduce((sum, { path, score }) => sum + (path[t] === y ? Math.exp(score) : 0), 0) / total;
        expect(marginals[t * tags.length + y]).toBeCloseTo(expected, 6);
      }
    }
  });

  it('decodes the likeliest path, and each of its spans with the probability of exactly that span', () => {
    const best = paths.reduce((a, b) => (b.score > a.score ? b : a));
    const names = (path: readonly number[]): string[] => path.map((y) => tagSet.tags[y]!);
    const decoded = model.decode(sequence);
    expect(decoded.tags).toEqual(names(best.path));
    for (const { start, end, label, probability } of decoded.spans) {
      const having = paths.filter(({ path }) =>
        spansOf(names(path)).some((span) => span.start === start && span.end === end && span.label === label),
      );
      expect(probability).toBeCloseTo(having.reduce((sum, { score }) => sum + Math.exp(score), 0) / total, 6);
    }
    expect(decoded.spans.length).toBeGreaterThan(0);
  });

  it('finds every span that is likely enough, on the likeliest path or not', () => {
    const exact = new Map<string, number>();
    for (const { path, score } of paths) {
      for (const { start, end, label } of spansOf(path.map((y) => tagSet.tags[y]!))) {
        const key = `${start} ${end} ${label}`;
        exact.set(key, (exact.get(key) ?? 0) + Math.exp(score) / total);
      }
    }
    const likely = new Map([...exact].filter(([, probability]) => probability >= 0.05));
    const found = model.likelySpans(sequence, 0.05);
    expect(likely.size).toBeGreaterThan(model.decode(sequence).spans.length);
    expect(found.map(({ start, end, label }) => `${start} ${end} ${label}`).sort()).toEqual([...likely.keys()].sort());
    for (const { start, end, label, probability } of found) {
      expect(probability).toBeCloseTo(likely.get(`${start} ${end} ${label}`)!, 6);
    }
  });

  it('has residuals and expected steps that are the gradient of the log likelihood', () => {
    const truth = Int32Array.from(paths[Math.floor(paths.length / 3)]!.path);
    const likelihood = (w: Float32Array, s: StepWeights): number => {
      const every = allPaths(tagSet, w, s, sequence);
      const own = every.find(({ path }) => path.every((y, t) => y === truth[t]))!;
      return own.score - Math.log(every.reduce((sum, { score }) => sum + Math.exp(score), 0));
    };
    const { chain, tokens } = scored(tagSet, weights, steps, sequence, 'wasm');
    const { at, width } = chain;
    chain.i32('truth', tokens).set(truth);
    chain.kernels.residuals(at.alpha, at.beta, at.truth, tokens, width, at.residual);
    const residual = chain.f32('residual', tokens * width);
    const step = 1 / 64;
    const slope = (nudge: (by: number) => { w: Float32Array; s: StepWeights }): number => {
      const [up, down] = [nudge(step), nudge(-step)];
      return (likelihood(up.w, up.s) - likelihood(down.w, down.s)) / (2 * step);
    };
    for (let f = 0; f < FEATURES; f++) {
      for (let y = 0; y < tags.length; y++) {
        let own = 0;
        for (let t = 0; t < tokens; t++) {
          for (let k = sequence.offsets[t]!; k < sequence.offsets[t + 1]!; k++) {
            if (sequence.ids[k] === f) own += sequence.values![k]! * residual[t * width + y]!;
          }
        }
        const measured = slope((by) => ({
          w: weights.map((v, k) => (k === f * width + y ? v + by : v)),
          s: steps,
        }));
        expect(own).toBeCloseTo(measured, 3);
      }
    }
    const counts = zeroSteps(tagSet);
    chain.expectSteps(tokens);
    chain.takeExpected(counts);
    for (const name of ['moves', 'links'] as const) {
      counts[name].forEach((minusExpected, k) => {
        const seen = truth.reduce((sum, to, t) => {
          if (t === 0) return sum;
          const from = truth[t - 1]!;
          const at = name === 'links' ? tagSet.link(from, to) : to < tagSet.open ? from * tagSet.open + to : -1;
          return sum + (at === k ? 1 : 0);
        }, 0);
        const measured = slope((by) => ({
          w: weights,
          s: { ...steps, [name]: steps[name].map((v, j) => (j === k ? v + by : v)) },
        }));
        expect(seen + minusExpected).toBeCloseTo(measured, 3);
      });
    }
  });

  it.each(['wasm', 'twin'] as const)('scores alike from the weights that are not 0 (%s)', (kind) => {
    const sequence = randomTokens(rng, 9);
    const some = weights.map((weight) => (Math.abs(weight) < 0.5 ? 0 : weight));
    const { chain, tokens } = scored(tagSet, some, steps, sequence, kind);
    const { width } = chain;
    const { features } = FittedLinearChainCrf.fromDense(tagSet, some, width, steps);
    const sizes = { tokens, entries: sequence.ids.length + 1, features: 0 };
    const sparse = new Chain(tagSet, sizes, kind, features);
    // A feature that was not learnt from stands at the last token.
    sparse.score({
      offsets: sequence.offsets.map((offset, t) => (t === tokens ? offset + 1 : offset)),
      ids: Uint32Array.from([...sequence.ids, FEATURES]),
      values: Float32Array.from([...sequence.values!, 3]),
    });
    expect(sparse.f32('scores', tokens * width)).toEqual(chain.f32('scores', tokens * width));
    expect(features.weights.length).toBeLessThan(weights.length);
  });

  it('has kernels and twins that give the same bits', () => {
    const long = randomTokens(rng, 23);
    const states = (['wasm', 'twin'] as const).map((kind) => {
      const { chain, tokens, partition } = scored(tagSet, weights, steps, long, kind);
      const { at, width } = chain;
      chain.i32('truth', tokens).set(Int32Array.from({ length: tokens }, (_, t) => t % tags.length));
      chain.kernels.residuals(at.alpha, at.beta, at.truth, tokens, width, at.residual);
      chain.expectSteps(tokens);
      chain.f32('squares', weights.length).fill(1e-6);
      chain.f32('decay', FEATURES).fill(0.01);
      chain.kernels.ascend(
        at.weights,
        at.squares,
        at.decay,
        width,
        at.offsets,
        at.ids,
        at.values,
        tokens,
        at.residual,
        0.1,
      );
      const counts = zeroSteps(tagSet);
      chain.takeExpected(counts);
      return {
        partition,
        alpha: chain.f64('alpha', tokens * width).slice(),
        beta: chain.f64('beta', tokens * width).slice(),
        weights: chain.f32('weights', weights.length).slice(),
        squares: chain.f32('squares', weights.length).slice(),
        counts,
      };
    });
    expect(states[0]).toEqual(states[1]);
  });
});

/** Feature y stands where the tag is y, with some noise. */
function sample(seed = 'sample', count = 60): TaggedSequences {
  const rng = new Rng(seed);
  const names = ['O', 'B-a', 'I-a', 'B-b'];
  const tags = Array.from({ length: count }, () => {
    const own: string[] = [];
    while (own.length < 6) own.push(...(rng.next() < 0.5 ? ['O'] : rng.next() < 0.5 ? ['B-a', 'I-a'] : ['B-b']));
    return own;
  });
  const sequences = tags.map((own) => ({
    offsets: Int32Array.from({ length: own.length + 1 }, (_, t) => 2 * t),
    ids: Uint32Array.from(own.flatMap((tag) => [rng.next() < 0.9 ? names.indexOf(tag) : rng.int(4), 4 + rng.int(3)])),
  }));
  return { sequences, tags, features: FEATURES };
}

describe('LinearChainCrf', () => {
  const fit = (data = sample(), parameters: LinearChainCrfParameters = {}, kernels: KernelKind = 'wasm') =>
    new LinearChainCrf({ epochs: 6, ...parameters }, { kernels }).fit(data, { rng: new Rng('fit') });
  const bytes = (model: FittedLinearChainCrf): Uint8Array => encodeArtifact(model.toArtifact());

  it('learns the tags of noisy features, and never a sequence that the scheme does not allow', async () => {
    const model = await fit();
    const fresh = sample('fresh');
    let right = 0;
    let all = 0;
    fresh.sequences.forEach((sequence, i) => {
      const { tags } = model.decode(sequence);
      tags.forEach((tag, t) => {
        if (tag === 'I-a') expect(['B-a', 'I-a']).toContain(tags[t - 1]);
        right += tag === fresh.tags[i]![t] ? 1 : 0;
        all++;
      });
    });
    expect(right / all).toBeGreaterThan(0.9);
  });

  it('fits the same bytes from the same seed, with kernels and with twins', async () => {
    const first = bytes(await fit());
    expect(bytes(await fit())).toEqual(first);
    expect(bytes(await fit(sample(), {}, 'twin'))).toEqual(first);
  });

  it('comes near the optimum of the penalised likelihood', async () => {
    // At the optimum of a feature's weights its residuals, summed, are its penalty: Σ value · residual = l2 · weight.
    const data = sample();
    const model = await fit(data, { epochs: 300, dropout: 0, l2: 5, rate: 0.2 });
    const labels = model.tagSet.tags.length;
    const sums = new Float64Array(FEATURES * labels);
    data.sequences.forEach((sequence, i) => {
      const marginals = model.marginals(sequence);
      data.tags[i]!.forEach((tag, t) => {
        for (let k = sequence.offsets[t]!; k < sequence.offsets[t + 1]!; k++) {
          for (let y = 0; y < labels; y++) {
            const truth = model.tagSet.tags[y] === tag ? 1 : 0;
            sums[sequence.ids[k]! * labels + y]! += truth - marginals[t * labels + y]!;
          }
        }
      });
    });
    for (let f = 0; f < FEATURES; f++) {
      for (let y = 0; y < labels; y++) {
        expect(Math.abs(sums[f * labels + y]! - 5 * model.weight(f, y))).toBeLessThan(0.5);
      }
    }
  });

  it('decodes alike after encoding and decoding its artefact', async () => {
    const model = await fit();
    const loaded = FittedLinearChainCrf.fromArtifact(decodeArtifact(bytes(model)));
    for (const sequence of sample('other').sequences) expect(loaded.decode(sequence)).toEqual(model.decode(sequence));
    expect(bytes(loaded)).toEqual(bytes(model));
    expect(() => FittedLinearChainCrf.fromArtifact({ ...model.toArtifact(), kind: 'learn.other.v1' })).toThrow(
      /'learn.linear-chain-crf.v1' is needed/,
    );
  });

  it('decodes sequences of no token, of one, and of many, and features that it has not seen', async () => {
    const model = await fit();
    expect(model.decode({ offsets: Int32Array.of(0), ids: new Uint32Array() })).toEqual({ tags: [], spans: [] });
    expect(model.decode({ offsets: Int32Array.of(0, 1), ids: Uint32Array.of(9999) }).tags).toHaveLength(1);
    const many = 3000;
    const long = {
      offsets: Int32Array.from({ length: many + 1 }, (_, t) => t),
      ids: new Uint32Array(many).fill(1),
      values: new Float32Array(many).fill(1e4),
    };
    const { tags, spans } = model.decode(long);
    expect(tags).toHaveLength(many);
    expect(spans.every(({ probability }) => probability >= 0 && probability <= 1)).toBe(true);
  });

  it('reports progress that never falls, and stops when it is told to', async () => {
    const reports: number[] = [];
    const onProgress = ({ done, total }: { done: number; total: number }): void => {
      reports.push(done / total);
    };
    await new LinearChainCrf({ epochs: 3 }).fit(sample(), { rng: new Rng(1), onProgress });
    expect(reports).toEqual([...reports].sort((a, b) => a - b));
    expect(reports.at(-1)).toBe(1);
    const controller = new AbortController();
    const stopped = new LinearChainCrf().fit(sample(), {
      rng: new Rng(1),
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(stopped).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it('names every problem of its parameters and of its data', async () => {
    for (const [name, spec] of Object.entries(LINEAR_CHAIN_CRF_PARAMETERS)) {
      for (const value of impossibleValues(spec)) {
        expect(() => new LinearChainCrf({ [name]: value }), `${name} ${value}`).toThrow(/must be/);
      }
    }
    const one = { offsets: Int32Array.of(0, 1), ids: Uint32Array.of(0) };
    const bad = {
      sequences: [one, { ...one, ids: Uint32Array.of(7) }, { ...one, values: Float32Array.of(Number.NaN) }, one],
      tags: [['B-a'], ['I-a'], ['O'], ['O', 'O']],
      features: FEATURES,
    };
    const codes = await fit(bad).catch((error) => error.problems.map(({ code }: { code: string }) => code));
    expect(codes).toEqual(['FEATURE_INVALID', 'TAGS_INVALID', 'VALUE_INFINITE', 'LENGTH_MISMATCH']);
    await expect(fit({ sequences: [one], tags: [['O']], features: FEATURES })).rejects.toThrow(/at least one span/);
  });
});
