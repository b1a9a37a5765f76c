import { expect, it } from 'vitest';
import { checkLatency, checkSize } from './check-cost.js';
import type { LoadedGateModel } from './gate-model.js';

const golden = new TextEncoder().encode(JSON.stringify([{ row: { x: 1 }, prediction: {} }]));

/** A model that takes so many milliseconds a row. */
function taking(milliseconds: number): LoadedGateModel {
  const predictRows = (): [] => {
    const until = performance.now() + milliseconds;
    while (performance.now() < until);
    return [];
  };
  return { predictor: { predictRows }, files: new Map([['golden.json', golden]]) } as unknown as LoadedGateModel;
}

it('fails a model that answers too slowly, and stops measuring it early', () => {
  const { passed, measured, text } = checkLatency(taking(60));
  expect(passed).toBe(false);
  expect((measured as { p50Ms: number }).p50Ms).toBeGreaterThanOrEqual(60);
  expect((measured as { repeats: number }).repeats).toBeLessThan(20);
  expect(text.en).toContain('at most 50 ms');
});

it('fails a model that is too large, by the bound of the client or its own', () => {
  const model = (bytes: number, criteria: object[] = []): LoadedGateModel =>
    ({ files: new Map([['model.bin', new Uint8Array(bytes)]]), criteria: { criteria } }) as unknown as LoadedGateModel;
  expect(checkSize(model(2e6))).toMatchObject({ passed: true, measured: { modelMB: 2 }, bound: 100 });
  const bound = [{ metric: 'modelMB', bound: '<=', value: 1, level: 'must' }];
  expect(checkSize(model(2e6, bound))).toMatchObject({ passed: false, bound: 1 });
  expect(checkSize(model(100_000_001)).passed).toBe(false);
});
