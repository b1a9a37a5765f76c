import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from './terminal.js';

// A vertical that nothing in the packages knows of, with tasks of kinds that credit risk does not have.

const TOY = fileURLToPath(new URL('../../fixtures/toy-vertical', import.meta.url));
const LOAD = ['--load', join(TOY, 'index.js')];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'proofline-own-'));
  for (const name of ['proofline.yaml', 'fields.csv']) cpSync(join(TOY, name), join(folder, 'toy', name));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a vertical of your own', () => {
  it('is listed beside the others', async () => {
    const { out } = await run(folder, [...LOAD, 'verticals']);
    expect(out).toMatch(/credit-risk/);
    expect(out).toMatch(/crop-yield 1\.0\.0/);
    expect(out).toMatch(/yield \(regression, rmse\)/);
  });

  it('runs a proof of concept on a quantity and answers with its package', async () => {
    const ran = await run(folder, [...LOAD, 'poc', '--config', 'toy', '--out', 'fields', '--json']);
    expect(ran.err).not.toMatch(/error|defect/);
    expect(ran.code).toBe(0);
    const answer = JSON.parse(ran.out);
    expect(answer.verdict).toBe('GO');
    expect(answer.primary.metric).toBe('rmse');
    expect(answer.champion).not.toBe('crop-yield.yield.mean.v1');
    expect(answer.candidates).toHaveLength(4);
    // The mean of the training rows: here it is the baseline as well.
    expect(answer.prior.metrics).toEqual(answer.candidates[0].metrics);
    expect(answer.prior.metrics.r2).toBeLessThanOrEqual(0);
    expect(answer.dropped).toEqual([]);
    const html = readFileSync(join(folder, 'fields', 'report.html'), 'utf8');
    expect(html).toContain('root mean squared error');
    expect(html).toContain('Prior (no features) (for reference)');
    expect(html).toContain('How many tonnes will a field bring?');
    const row = { field: 'F1', soil: 'loam', rain_mm: 700, nitrogen_kg: 150, slope_percent: 1 };
    const dry = { ...row, rain_mm: 310, soil: 'sand' };
    const predict = async (one: object) =>
      JSON.parse(
        (await run(folder, [...LOAD, 'predict', '--package', 'fields/package', '--row', JSON.stringify(one)])).out,
      ).prediction.value;
    expect(await predict(row)).toBeGreaterThan((await predict(dry)) + 2);
    const unloaded = await run(folder, ['predict', '--package', 'fields/package', '--row', '{}']);
    expect(unloaded.code).toBe(2);
    expect(unloaded.err).toContain("needs the vertical 'crop-yield', which is not loaded");
  });

  it('runs one on three classes, in Chinese', async () => {
    const data = join('toy', 'fields.csv');
    const ran = await run(folder, [
      ...LOAD,
      'poc',
      'crop-yield',
      '--task',
      'quality',
      '--data',
      data,
      '--target',
      'quality',
      '--ignore',
      'yield_t',
      '--lang',
      'zh',
      '--out',
      'quality',
      '--json',
      '--budget',
      '5s',
    ]);
    expect(ran.err).not.toMatch(/error|defect/);
    const answer = JSON.parse(ran.out);
    expect(answer.champion).toBe('crop-yield.quality.neighbours.v1');
    expect(answer.candidates[1].metrics.accuracy).toBeGreaterThan(answer.candidates[0].metrics.accuracy);
    expect(readFileSync(join(folder, 'quality', 'report.html'), 'utf8')).toContain('最近邻');
    expect(readFileSync(join(folder, 'quality', 'report.html'), 'utf8')).toContain('先验（不用特征）');
    expect(answer.prior.metrics.aucMacro).toBe(0.5);
    const row = { field: 'F1', soil: 'loam', rain_mm: 700, nitrogen_kg: null, slope_percent: 1 };
    const { out } = await run(folder, [
      ...LOAD,
      'predict',
      '--package',
      'quality/package',
      '--row',
      JSON.stringify(row),
    ]);
    const { prediction } = JSON.parse(out);
    expect(['feed', 'bread', 'premium']).toContain(prediction.class);
    expect(prediction.probability.feed + prediction.probability.bread + prediction.probability.premium).toBeCloseTo(
      1,
      9,
    );
  });
});
