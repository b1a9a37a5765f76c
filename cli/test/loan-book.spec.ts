import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ran, run } from './terminal.js';

const GENERATE = fileURLToPath(new URL('../../fixtures/loan-book/generate.mjs', import.meta.url));

let folder: string;
let ran: Ran;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'proofline-loans-'));
  execFileSync(process.execPath, [GENERATE, '--rows', '4000', '--seed', '7', '--out', folder]);
  ran = await run(folder, [
    ...['poc', 'credit-risk', '--data', 'loan-book.csv', '--target', 'defaulted'],
    ...['--time', 'application_date', '--score', 'bureau_score', '--rejects', 'rejects.csv'],
    ...['--protected', 'gender', '--candidates', 'scorecard', '--budget', '3s', '--out', 'out', '--json'],
  ]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('poc with rejects, time and an existing score, without a schema', () => {
  it('runs, and says which event it took', () => {
    expect(ran.err + ran.out).toContain('champion');
    expect(ran.code).toBe(0);
    const { assumptions, primary } = JSON.parse(ran.out);
    expect(assumptions.join('\n')).toMatch(/defaulted: 'yes' is taken as the event/);
    // The fixture's true probability would reach about 0.78.
    expect(primary.value).toBeGreaterThan(0.65);
    expect(primary.value).toBeLessThan(0.85);
    expect(readFileSync(join(folder, 'out', 'schema.yaml'), 'utf8')).toMatch(/positive: "?yes/);
  });

  it('splits by time, compares with the score and infers rejects', async () => {
    const report = JSON.parse(readFileSync(join(folder, 'out', 'report.json'), 'utf8'));
    expect(JSON.stringify(report.split)).toContain('temporal');
    const sections = report.sections.map(({ id }: { id: string }) => id);
    expect(sections).toEqual(expect.arrayContaining(['reject-inference', 'swap-set']));
    const roles = Object.fromEntries(
      report.schema.columns.map(({ name, role }: { name: string; role: string }) => [name, role]),
    );
    // What was written can be read again, the table of rejects too.
    const again = await run(folder, ['report', 'out', '--format', 'md', '--lang', 'zh']);
    expect(again.code).toBe(0);
    expect(again.out).toContain('## 被拒申请推断');
    expect(roles).toMatchObject({ application_date: 'time', bureau_score: 'score', gender: 'protected' });
  });
});
