import { Rng } from '@proofline/learn';
import { type Dataset, type EvaluatedCandidate, type TableBlock, text } from '@proofline/pipeline';
import { describe, expect, it } from 'vitest';
import { modelDocumentSection } from './model-document.js';
import type { CreditContext } from './study.js';

/** So many applications, of which every fourth is bad. */
function book(rows: number): { data: Dataset; truth: CreditContext['truth']['train'] } {
  const y = Float64Array.from({ length: rows }, (_, i) => (i % 4 === 0 ? 1 : 0));
  const data: Dataset = {
    rows,
    columns: new Map(),
    schema: { version: 1, columns: [{ name: 'bad', type: 'category', role: 'target', positive: '1' }] },
    rowNumbers: Int32Array.from(y.keys()),
    fingerprint: 'sha256:0',
    source: { path: 'x.csv', bytes: 0, format: { kind: 'csv' } },
  };
  return { data, truth: { y, positive: '1', negative: '0' } };
}

async function statements(changes: Partial<CreditContext>): Promise<string> {
  const [train, test] = [book(1000), book(400)];
  const champion: EvaluatedCandidate<Float64Array> = {
    name: 'champion',
    title: text('Champion'),
    baseline: false,
    model: { predict: () => new Float64Array(0), toArtifact: () => ({ kind: 'none', json: {}, tensors: {} }) },
    outOfFold: train.truth.y,
    test: test.truth.y,
  };
  const context: CreditContext = {
    schema: train.data.schema,
    train: train.data,
    test: test.data,
    truth: { train: train.truth, test: test.truth },
    weight: {},
    judgedOn: 'held-out',
    champion,
    candidates: [champion],
    extras: new Map(),
    options: { costs: {}, currency: 'EUR', constraints: {}, settings: {} },
    context: { rng: new Rng(1) },
    refit: async () => champion.model,
    ...changes,
  };
  const { sections } = await modelDocumentSection({ context, cutOff: 0.5, measures: {} });
  const [table] = sections![0]!.blocks as TableBlock[];
  return table!.rows.map(([, statement]) => (statement as { en: string }).en).join('\n');
}

describe('the model document', () => {
  it('counts the rows that the models learnt from, and says on how many candidates were studied', async () => {
    const sampled = await statements({ learnt: book(2400) });
    expect(sampled).toContain('2,400 rows for training (25.0 % bad), 400 judged on');
    expect(sampled).toContain('tuned, compared and recalibrated, and the cut-off was chosen, on 1,000 of them');
    // 600 bad cases among the 2,400, 250 among those studied.
    expect(sampled).not.toContain('bad cases in training are few');
    const all = await statements({});
    expect(all).toContain('1,000 rows for training');
    expect(all).toContain('250 bad cases in training are few');
    expect(all).not.toContain('of them, drawn by chance');
  });
});
