import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Rng } from '@proofline/learn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDataset } from '../dataset/read-dataset.js';
import type { ChartBlock, TableBlock } from '../report/block.js';
import type { FeatureSchema } from '../schema/feature-schema.js';
import { validateFile } from '../validate/validate-file.js';
import { cramersV, entropy, pearson, ranks, uncertaintyCoefficient } from './association.js';
import { binOf, formatNumber, groupColumn, quantileCuts } from './column-groups.js';
import type { Profile } from './profile.js';
import { profileDataset } from './profile-dataset.js';
import { profileFile } from './profile-file.js';
import { profileSection } from './profile-section.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofline-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const schema: FeatureSchema = {
  version: 1,
  columns: [
    {
      name: 'x',
      type: 'number',
      role: 'feature',
      special: [{ code: 99, meaning: { en: 'not asked', zh: '未询问' } }],
      label: { en: 'Income', zh: '收入' },
    },
    { name: 'c', type: 'category', role: 'feature', categories: ['a', 'b'] },
    { name: 'name', type: 'category', role: 'protected', pii: true },
    { name: 'when', type: 'date', role: 'time' },
    { name: 'bad', type: 'category', role: 'target', categories: ['0', '1'], positive: '1' },
  ],
};
const small = `x,c,name,when,bad
1,a,Ann,2024-01-05,0
2,a,Bob,2024-01-06,0
3,b,Cy,2024-02-05,1
4,b,Di,2024-02-06,1
,a,Ed,2024-03-05,0
99,b,Fy,2024-03-06,0
0,a,Gi,2024-03-07,1
1,a,Ann,2024-01-05,0
`;

async function profileText(content: string, name: string): Promise<Profile> {
  const path = join(folder, name);
  await writeFile(path, content);
  return profileDataset(await readDataset(path, schema));
}

describe('profileDataset', () => {
  it('counts what a hand would count', async () => {
    const profile = await profileText(small, 'small.csv');
    expect(profile).toMatchObject({ rows: 8, sampledRows: 8, duplicateRows: 1 });
    expect(profile.target).toEqual({
      name: 'bad',
      kind: 'binary',
      mean: 3 / 8,
      levels: [
        { level: '0', rows: 5 },
        { level: '1', rows: 3 },
      ],
    });
    const [x, c, name] = profile.columns;
    expect(x).toMatchObject({ missing: 1, distinct: 5, special: [{ code: '99', rows: 1 }] });
    // 0, 1, 1, 2, 3, 4: the missing cell and the code are no quantities.
    expect(x!.numbers).toMatchObject({ min: 0, max: 4, zeros: 1, negatives: 0, outliers: 0 });
    expect(x!.numbers!.mean).toBeCloseTo(11 / 6, 12);
    expect(x!.numbers!.standardDeviation).toBeCloseTo(Math.sqrt(65 / 6 / 5), 12);
    expect(c!.levels).toEqual([
      { level: 'a', rows: 5 },
      { level: 'b', rows: 3 },
    ]);
    expect(c!.groups!.map(({ label, rows, targetMean }) => [label.en, rows, targetMean])).toEqual([
      ['a', 5, 1 / 5],
      ['b', 3, 2 / 3],
      ['missing', 0, undefined],
    ]);
    // Of 15 pairs of a good and a bad row: 2·4 ranked right, 2·1 + 1·4 tied.
    expect(c!.association).toEqual({ measure: 'auc', value: (8 + 6 / 2) / 15 });
    expect(name).not.toHaveProperty('levels');
    expect(name).not.toHaveProperty('groups');
  });

  it('follows columns over time', async () => {
    const rng = new Rng(3);
    const rows = Array.from({ length: 900 }, (_, i) => {
      const month = 1 + Math.floor(i / 300);
      const x = month === 3 ? rng.normal() + 3 : rng.normal();
      return `${month === 2 && i % 3 === 0 ? '' : x.toFixed(4)},${i % 2 ? 'a' : 'b'},n,2024-0${month}-10,${i % 10 < month ? 1 : 0}`;
    });
    const { time } = await profileText(`x,c,name,when,bad\n${rows.join('\n')}\n`, 'time.csv');
    expect(time!.periods).toEqual([
      { label: '2024-01-10', rows: 300, targetMean: 0.1 },
      { label: '2024-02-10', rows: 300, targetMean: 0.2 },
      { label: '2024-03-10', rows: 300, targetMean: 0.3 },
    ]);
    const [x, c] = time!.columns;
    expect(x!.missingShare).toEqual([0, 1 / 3, 0]);
    expect(x!.psi[0]).toBe(0);
    expect(x!.psi[2]).toBeGreaterThan(1);
    expect(x!.mean![2]).toBeGreaterThan(2.5);
    expect(c!.psi.every((value) => value < 0.01)).toBe(true);
  });
});

describe('profileFile', () => {
  it('is the same profile as that of the data set, in one pass over the file', async () => {
    const path = join(folder, 'small.csv');
    await writeFile(path, small);
    expect(await profileFile(path, schema)).toEqual(profileDataset(await readDataset(path, schema)));
  });

  it('keeps exact counts of a large file and takes quantiles from an even sample', async () => {
    const n = 20_000;
    const rows = Array.from({ length: n }, (_, i) => `${i % 1000},${i % 4 ? 'a' : 'b'},n,2024-01-10,${i % 5 ? 0 : 1}`);
    const path = join(folder, 'large.csv');
    await writeFile(path, `x,c,name,when,bad\n${rows.join('\n')}\n`);
    const profile = await profileFile(path, schema, { sampleRows: 1500 });
    expect(profile.rows).toBe(n);
    expect(profile.sampledRows).toBe(2500);
    const [x, c] = profile.columns;
    expect(x!.special[0]!.rows).toBe(n / 1000);
    expect(x!.numbers).toMatchObject({ min: 0, max: 999, zeros: n / 1000 });
    expect(Math.abs(x!.numbers!.quantiles.p50 - 500)).toBeLessThan(15);
    expect(c!.levels).toEqual([
      { level: 'a', rows: (n * 3) / 4 },
      { level: 'b', rows: n / 4 },
    ]);
    const opening = profileSection(profile).blocks[0];
    expect(opening).toMatchObject({ type: 'text' });
    expect(JSON.stringify(opening)).toContain('even sample of 2,500 rows');
  });

  it('weighs rows in the index of stability over time, and counts them everywhere else', async () => {
    // In the second year 'a' has half of the rows, and three quarters of the weight, as in the first year.
    const line = (i: number): string => {
      const [year, a] = i < 200 ? [2023, i % 4 !== 0] : [2024, i % 2 === 0];
      return `${a ? 'a' : 'b'},${i < 200 || !a ? 1 : 3},${year}-01-01,${i % 5 === 0 ? 1 : 0}`;
    };
    const path = join(folder, 'weighted.csv');
    await writeFile(path, `c,w,when,bad\n${Array.from({ length: 400 }, (_, i) => line(i)).join('\n')}\n`);
    const psiOf = async (role: 'weight' | 'ignore'): Promise<number> => {
      const columns: FeatureSchema['columns'] = [
        { name: 'c', type: 'category', role: 'feature', categories: ['a', 'b'] },
        { name: 'w', type: 'number', role },
        { name: 'when', type: 'date', role: 'time' },
        { name: 'bad', type: 'category', role: 'target', categories: ['0', '1'], positive: '1' },
      ];
      const { time, columns: profiled } = profileDataset(await readDataset(path, { version: 1, columns }));
      expect(profiled[0]!.levels).toEqual([
        { level: 'a', rows: 250 },
        { level: 'b', rows: 150 },
      ]);
      return time!.columns.find(({ name }) => name === 'c')!.psi[1]!;
    };
    expect(await psiOf('weight')).toBeCloseTo(0, 12);
    // (0.5 − 0.75)·ln(0.5/0.75) + (0.5 − 0.25)·ln(0.5/0.25), up to the half row of the empty group.
    expect(await psiOf('ignore')).toBeCloseTo(0.25 * Math.log(1.5) + 0.25 * Math.log(2), 2);
  });

  it('refuses a file that is not valid', async () => {
    const path = join(folder, 'invalid.csv');
    await writeFile(path, small.replace('1,a,Ann', 'one,a,Ann'));
    await expect(profileFile(path, schema)).rejects.toMatchObject({ code: 'NOT_A_NUMBER' });
    expect((await validateFile(path, schema)).valid).toBe(false);
  });
});

describe('profileSection', () => {
  it('tells the reader about the data in both languages, and shows no personal data', async () => {
    const section = profileSection(await profileText(small, 'section.csv'));
    expect(section).toMatchObject({ id: 'profile', level: 'evidence' });
    const table = section.blocks.find((block) => block.type === 'table') as TableBlock;
    expect(table.rows).toHaveLength(5);
    for (const row of table.rows) expect(row).toHaveLength(table.columns.length);
    expect(table.rows[0]![0]).toEqual({ en: 'Income', zh: '收入' });
    const charts = section.blocks.filter((block): block is ChartBlock => block.type === 'chart');
    expect(charts.map(({ title }) => title.en)).toEqual([
      'Event rate by Income',
      'Event rate by c',
      'Event rate over time',
    ]);
    for (const { x, series } of charts) {
      for (const { points } of series) expect(points).toHaveLength(x.categories!.length);
    }
    const shown = JSON.stringify(section);
    for (const secret of ['Ann', 'Bob', 'Fy']) expect(shown).not.toContain(secret);
    const codes = section.blocks.find((block) => block.type === 'table' && block.caption?.en.startsWith('Special'));
    expect((codes as TableBlock).rows).toEqual([
      [{ en: 'Income', zh: '收入' }, '99', { en: 'not asked', zh: '未询问' }, { value: 1, format: 'integer' }],
    ]);
  });
});

describe('groups and association', () => {
  it('divides numbers into bins, frequent values, special codes and missing cells, from small to large', () => {
    const values = Float64Array.from([5, 5, 5, 5, 1, 2, 3, 7, 8, 9, Number.NaN, Number.NaN]);
    const special = Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    const { groups, counts } = groupColumn({ kind: 'numeric', values, special }, schema.columns[0], {
      bins: 2,
      spikeShare: 0.3,
    });
    expect(groups.map(({ kind, label }) => `${kind} ${label.en}`)).toEqual([
      'bin < 7, without 5',
      'value 5',
      'bin ≥ 7',
      'special 99: not asked',
      'missing missing',
    ]);
    expect(groups[0]!.label.zh).toBe('< 7，不含 5');
    expect([...counts]).toEqual([3, 4, 3, 1, 1]);
    expect(quantileCuts(Float64Array.from([1, 1, 1, 1, 2, 3]), 3)).toEqual([2]);
    expect([0, 2, 5].map((value) => binOf(value, [2, 4]))).toEqual([0, 1, 2]);
  });

  it('calls a bin by the frequent values that were taken out of it', () => {
    const often = [12, 15, 24].flatMap((value) => new Array<number>(10).fill(value));
    const values = Float64Array.from([...often, 10, 11, 13, 14, 21, 22, 23, 25, 1500, 20_000]);
    const { groups } = groupColumn({ kind: 'numeric', values }, undefined, { bins: 2, spikeShare: 0.2 });
    expect(groups.map(({ label }) => label)).toEqual([
      { en: '< 22, without 12, 15', zh: '< 22，不含 12、15' },
      { en: '12', zh: '12' },
      { en: '15', zh: '15' },
      { en: '≥ 22, without 24', zh: '≥ 22，不含 24' },
      { en: '24', zh: '24' },
      { en: 'missing', zh: '缺失' },
    ]);
    expect([2007, 18_424, 1234.5678, 0.123456].map((value) => formatNumber(value))).toEqual([
      '2007',
      '18,424',
      '1235',
      '0.1235',
    ]);
  });

  it('calls levels by their labels', () => {
    const spec = {
      name: 'kind',
      type: 'category' as const,
      role: 'feature' as const,
      categories: [{ value: 'c', label: { en: 'car', zh: '汽车' } }, 'boat'],
    };
    const { groups } = groupColumn({ kind: 'categorical', levels: ['c', 'boat'], codes: Int32Array.of(0, 1) }, spec);
    expect(groups.map(({ label }) => label.zh)).toEqual(['汽车', 'boat', '缺失']);
  });

  it('measures with the textbook numbers', () => {
    expect(entropy([1, 1])).toBe(1);
    expect(entropy([3, 0])).toBe(0);
    expect(pearson([1, 2, 3, Number.NaN], [2, 4, 6, 1])).toBeCloseTo(1, 12);
    expect(pearson([1, 2, 3, 4], [1, 3, 2, 4])).toBeCloseTo(0.8, 12);
    expect([...ranks(Float64Array.from([10, 30, 20, 20, Number.NaN]))]).toEqual([1, 4, 2.5, 2.5, Number.NaN]);
    const side = (codes: number[]): { codes: Int32Array; counts: Int32Array } => ({
      codes: Int32Array.from(codes),
      counts: Int32Array.from([codes.filter((c) => c === 0).length, codes.filter((c) => c === 1).length]),
    });
    const a = side(Array.from({ length: 100 }, (_, i) => i % 2));
    const b = side(Array.from({ length: 100 }, (_, i) => (i >> 1) % 2));
    expect(cramersV(a, a)).toBeCloseTo(1, 12);
    expect(cramersV(a, b)).toBe(0);
    expect(uncertaintyCoefficient(a, a)).toBe(1);
    expect(uncertaintyCoefficient(a, b)).toBe(0);
  });
});
