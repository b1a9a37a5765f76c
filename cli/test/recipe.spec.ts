import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { type Ran, run } from './terminal.js';

const FIXTURE = fileURLToPath(new URL('../../fixtures/german-credit', import.meta.url));
const QUICK = ['--candidates', 'scorecard', '--budget', '1s', '--json'];

let folder: string;
let first: Ran;

const read = (...path: string[]): string => readFileSync(join(folder, ...path), 'utf8');
const json = (...path: string[]) => JSON.parse(read(...path));

/** The header's columns by name, and the rows. */
function cells(): { column: (name: string) => number; rows: string[][] } {
  const [head = [], ...rows] = read('dirty', 'german-credit.csv')
    .trim()
    .split('\n')
    // Only the quoted column holds commas.
    .map((line) => line.split(/,(?! )/));
  return { column: (name) => head.indexOf(name), rows };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'proofline-recipe-'));
  cpSync(FIXTURE, join(folder, 'dirty'), { recursive: true });
  // Two impossible durations, two in years, and an impossible age (protected: never a feature).
  const { column, rows } = cells();
  rows[10]![column('duration_months')] = '-30';
  rows[20]![column('duration_months')] = '999';
  for (const row of [30, 40]) rows[row]![column('duration_months')] = '2 years';
  rows[50]![column('age')] = '3';
  const head = read('dirty', 'german-credit.csv').split('\n')[0]!;
  writeFileSync(
    join(folder, 'dirty', 'german-credit.csv'),
    `${[head, ...rows.map((row) => row.join(','))].join('\n')}\n`,
  );
  first = await run(folder, ['poc', '--config', 'dirty', '--out', 'first', ...QUICK]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the cleaning recipe of proofline poc', () => {
  it('is proposed for what the file has, in the report, the configuration and the package', () => {
    expect(first.err).not.toContain('problem');
    expect(first.code).toBe(0);
    const { recipe, recipeSource } = json('first', 'report.json');
    expect(recipeSource).toBe('proposed');
    const shown = recipe.map(({ step, column, affected, of }: Record<string, unknown>) => [
      (step as { en: string }).en,
      column,
      affected,
      of,
    ]);
    expect(shown[0]).toEqual(['Cells in years converted to the unit of the column.', 'duration_months', 2, 1000]);
    // How many of the two are among the 750 training rows is chance; the step stands in either case.
    expect(shown.slice(1).map((entry: unknown[]) => [entry[0], entry[1], entry[3]])).toEqual([
      ['Impossible values (under 1 or over 120) set to missing.', 'duration_months', 750],
      ['Impossible values (under 18 or over 120) set to missing.', 'age', 750],
    ]);
    expect(read('first', 'report.html')).toContain('errors, not measurements');
    const { recipe: written } = parseDocument(read('first', 'proofline.yaml')).toJS();
    expect(written.map(({ step }: { step: string }) => step)).toEqual([
      'read-units',
      'impossible-to-missing',
      'impossible-to-missing',
    ]);
    expect(json('first', 'package', 'recipe.json').steps).toMatchObject([
      { step: 'read-units', column: 'duration_months', units: { years: 12 } },
      { step: 'impossible-to-missing', column: 'duration_months', min: 1, max: 120 },
      { step: 'impossible-to-missing', column: 'age', min: 18, max: 120 },
    ]);
  });

  it('treats a row to be predicted, alone or in a file, as it treated the training rows', async () => {
    const [row] = json('first', 'package', 'golden.json').map(({ row: one }: { row: object }) => one);
    const ask = async (changed: object): Promise<unknown> => {
      const ran = await run(folder, [
        'predict',
        '--package',
        'first/package',
        '--row',
        JSON.stringify({ ...row, ...changed }),
      ]);
      return ran.code === 0 ? JSON.parse(ran.out).prediction : ran.err;
    };
    expect(await ask({ duration_months: '2 years' })).toEqual(await ask({ duration_months: 24 }));
    expect(await ask({ duration_months: -3 })).toEqual(await ask({ duration_months: null }));
    expect(await ask({ duration_months: null })).not.toEqual(await ask({ duration_months: 60 }));
    // No step repairs this column: what its range promises still holds.
    expect(await ask({ credit_amount: -3 })).toContain('out of range');
    const names = Object.keys(row);
    const line = (changed: object): string =>
      Object.values({ ...row, ...changed })
        .map((v) => `"${v ?? ''}"`)
        .join(',');
    const rows = [-3, null, '2 years', 24].map((duration) => line({ duration_months: duration }));
    writeFileSync(join(folder, 'new.csv'), `${[names.join(','), ...rows].join('\n')}\n`);
    const ran = await run(folder, [
      'predict',
      '--package',
      'first/package',
      '--data',
      'new.csv',
      '--out',
      'scores.jsonl',
    ]);
    expect(ran.code, ran.err).toBe(0);
    expect(ran.err).toContain("Column 'duration_months': out of range: '-3'");
    const [a, b, c, d] = read('scores.jsonl')
      .trim()
      .split('\n')
      .map((record) => ({ ...JSON.parse(record), row: 0 }));
    expect(a).toEqual(b);
    expect(c).toEqual(d);
  });

  it('is the same when the run is repeated from its own folder', async () => {
    const again = await run(folder, ['poc', '--config', 'first', '--out', 'again', '--json']);
    expect(JSON.parse(again.out).modelHash).toBe(JSON.parse(first.out).modelHash);
    expect(json('again', 'report.json').recipeSource).toBe('proposed');
  });

  it('is edited by hand: the run changes, and the package carries it', async () => {
    const document = parseDocument(read('first', 'proofline.yaml'));
    document.addIn(
      ['recipe'],
      document.createNode({ step: 'cap', column: 'credit_amount', high: 0.5, why: 'Half is enough.' }),
    );
    document.addIn(
      ['recipe'],
      document.createNode({ step: 'fill-missing', column: 'duration_months', with: 'median' }),
    );
    writeFileSync(join(folder, 'first', 'proofline.yaml'), document.toString());
    const edited = await run(folder, ['poc', '--config', 'first', '--out', 'edited', '--json']);
    expect(edited.code, edited.err).toBe(0);
    expect(JSON.parse(edited.out).modelHash).not.toBe(JSON.parse(first.out).modelHash);
    const { recipe, recipeSource } = json('edited', 'report.json');
    expect(recipeSource).toBe('given');
    expect(recipe[3]).toMatchObject({ column: 'credit_amount', why: { en: 'Half is enough.' }, of: 750 });
    // No amount is twice in the upper half of so many distinct ones: half of the rows are capped, give or take the tied.
    expect(recipe[3].affected).toBeGreaterThan(350);
    expect(recipe[3].affected).toBeLessThanOrEqual(375);
    const { steps } = json('edited', 'package', 'recipe.json');
    expect(steps.map(({ step }: { step: string }) => step)).toEqual([
      'read-units',
      'impossible-to-missing',
      'impossible-to-missing',
      'cap',
      'fill-missing',
    ]);
    expect(steps[3].max).toBeGreaterThan(2000);
    expect(steps[3].max).toBeLessThan(2700);
    const ask = async (amount: number): Promise<unknown> => {
      const [{ row }] = json('edited', 'package', 'golden.json');
      const args = [
        'predict',
        '--package',
        'edited/package',
        '--row',
        JSON.stringify({ ...row, credit_amount: amount }),
      ];
      return JSON.parse((await run(folder, args)).out).prediction;
    };
    expect(await ask(18_000)).toEqual(await ask(steps[3].max));
  });

  it('is given as a file, and without a step the range is a promise again', async () => {
    writeFileSync(join(folder, 'none.yaml'), 'recipe: []\n');
    const strict = await run(folder, [
      'poc',
      '--config',
      'dirty',
      '--recipe',
      'none.yaml',
      '--out',
      'strict',
      ...QUICK,
    ]);
    expect(strict.code).toBe(2);
    expect(strict.err).toMatch(/'duration_months': out of range: '-30', '999'/);
    expect(strict.err).toMatch(/'duration_months': not a number: '2 years'/);
    writeFileSync(
      join(folder, 'slip.yaml'),
      'recipe:\n  - { step: unreadable-to-missing, column: duration_months }\n  - { step: cap, column: credit_amout, high: 0.9 }\n',
    );
    const slip = await run(folder, ['poc', '--config', 'dirty', '--recipe', 'slip.yaml', '--out', 'strict', ...QUICK]);
    expect(slip.code).toBe(2);
    expect(slip.err).toContain("Did you mean 'credit_amount'?");
    writeFileSync(
      join(folder, 'forgiving.yaml'),
      'recipe:\n  - { step: unreadable-to-missing, column: duration_months }\n  - { step: impossible-to-missing, column: duration_months, min: 1, max: 120 }\n  - { step: impossible-to-missing, column: age, min: 18, max: 120 }\n',
    );
    const args = ['poc', '--config', 'dirty', '--recipe', 'forgiving.yaml', '--out', 'forgiving', ...QUICK];
    const forgiving = await run(folder, args);
    expect(forgiving.code, forgiving.err).toBe(0);
    expect(json('forgiving', 'report.json').recipe[0]).toMatchObject({
      column: 'duration_months',
      affected: 2,
      of: 1000,
    });
  });
});
