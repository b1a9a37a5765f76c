import { describe, expect, it } from 'vitest';
import { Rng } from '../random/rng.js';
import { Chain, type StepWeights, zeroSteps } from './chain.js';
import { ChainLikelihood } from './chain-likelihood.js';
import { TagSet } from './tag-set.js';

const KINDS = ['starts', 'moves', 'links'] as const;

describe.each([
  { scheme: 'BIO', tags: ['B-a', 'I-a', 'B-b', 'I-b'], truth: ['B-a', 'I-a', 'O', 'B-b', 'B-a'] },
  { scheme: 'BILOU', tags: ['B-a', 'I-a', 'L-a', 'U-a'], truth: ['O', 'B-a', 'I-a', 'L-a', 'U-a'] },
])('the likelihood of a chain in $scheme', ({ tags, truth }) => {
  const tagSet = new TagSet(tags);
  const codes = Int32Array.from(truth, (tag) => tagSet.code(tag)!);
  const tokens = truth.length;
  const rng = new Rng('chain');
  const steps = zeroSteps(tagSet);
  for (const kind of KINDS) steps[kind].set(steps[kind].map(() => rng.normal()));
  const width = 4 * Math.ceil(tagSet.tags.length / 4);
  const scores = Float32Array.from({ length: tokens * width }, () => rng.normal());

  const started = (own: StepWeights, of: Float32Array): ChainLikelihood => {
    const chain = new Chain(tagSet, { tokens, entries: 0, features: 0 });
    chain.setSteps(own);
    chain.f32('scores', of.length).set(of);
    return new ChainLikelihood(chain, own);
  };
  const lossAt = (own: StepWeights, of = scores): number => started(own, of).loss(codes);

  it('has the slope of finite differences in every score', () => {
    const likelihood = started(steps, scores);
    expect(likelihood.learn(codes)).toBeCloseTo(lossAt(steps), 12);
    const residual = likelihood.chain.f32('residual', scores.length).slice();
    for (let t = 0; t < tokens; t++) {
      for (let y = 0; y < tagSet.tags.length; y++) {
        const at = (change: number): number => {
          const moved = scores.slice();
          moved[t * width + y]! += change;
          return lossAt(steps, moved);
        };
        expect((at(-0.01) - at(0.01)) / 0.02).toBeCloseTo(residual[t * width + y]!, 3);
      }
    }
  });

  it('and in every weight of a step, over several sequences', () => {
    const likelihood = started(steps, scores);
    likelihood.learn(codes);
    likelihood.chain.f32('scores', scores.length).set(scores);
    likelihood.learn(codes);
    const slopes: Partial<Record<keyof StepWeights, Float64Array>> = {};
    likelihood.climb((_, slope, kind) => {
      slopes[kind] = slope.slice();
    });
    for (const kind of KINDS) {
      steps[kind].forEach((_, k) => {
        const at = (change: number): number => {
          const moved = { starts: steps.starts.slice(), moves: steps.moves.slice(), links: steps.links.slice() };
          moved[kind][k]! += change;
          return 2 * lossAt(moved);
        };
        expect((at(-1e-4) - at(1e-4)) / 2e-4, `${kind} ${k}`).toBeCloseTo(slopes[kind]![k]!, 5);
      });
    }
  });
});
