import { Rng } from '@proofline/learn';
import { defaultParameters, type FeatureSchema, type Frame } from '@proofline/pipeline';
import { describe, expect, it } from 'vitest';
import { multilayerPerceptron, type NetworkModel } from './default-mlp.model.js';

const schema: FeatureSchema = { version: 1, columns: [{ name: 'x', type: 'number', role: 'feature' }] };

async function curves(rows: number) {
  const rng = new Rng(2);
  const values = Float64Array.from({ length: rows }, () => rng.normal());
  const frame: Frame = { rows, columns: new Map([['x', { kind: 'numeric', values }]]) };
  const y = values.map((value) => (rng.next() < 1 / (1 + Math.exp(-value)) ? 1 : 0));
  const model = await multilayerPerceptron.fit({
    frame,
    truth: { y, positive: '1', negative: '0' },
    schema,
    parameters: { ...defaultParameters(multilayerPerceptron), members: 1, units: 8 },
    context: { rng: new Rng(1) },
  });
  return (model as NetworkModel).curves;
}

describe('the neural network', () => {
  it('trains to the end on all rows where they are few, and stops early where they are many', async () => {
    const [few] = await curves(200);
    expect(few).toMatchObject({ validation: [], bestEpoch: 39 });
    expect(few!.train).toHaveLength(40);
    const [many] = await curves(5000);
    expect(many!.validation.length).toBe(many!.train.length);
    expect(many!.validation.length).toBeGreaterThan(0);
  });
});
