import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asInputError } from '../src/output/system-error.js';
import { run } from './terminal.js';

const BIN = fileURLToPath(new URL('../bin/proofline.js', import.meta.url));
const HEADER = 'amount,age,late\n';
const ROWS = Array.from({ length: 150 }, (_, i) => `${(i * 7919) % 997},${20 + (i % 50)},${i % 3 ? 'no' : 'yes'}\n`);
const POC = ['poc', 'credit-risk', '--target', 'late', '--candidates', 'scorecard', '--budget', '1s'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'proofline-paths-'));
  mkdirSync(join(folder, 'folder'));
  mkdirSync(join(folder, 'other'));
  writeFileSync(join(folder, 'loans.csv'), HEADER + ROWS.join(''));
  writeFileSync(join(folder, 'other', 'loans.csv'), HEADER + ROWS.join(''));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const whole = gzipSync(HEADER + ROWS.join('').repeat(40));

describe('a path that cannot be used', () => {
  it.each([
    ['data that is a folder', [...POC, '--data', 'folder'], /folder' is not a file/],
    [
      'criteria that are a folder',
      [...POC, '--data', 'loans.csv', '--criteria', 'folder'],
      /folder' cannot be read: it is a folder/,
    ],
    [
      'a schema behind a file',
      ['validate', '--data', 'loans.csv', '--schema', 'loans.csv/s.yaml'],
      /loans\.csv\/s\.yaml' cannot be opened: part of the path is a file/,
    ],
    [
      'an output behind a file',
      [...POC, '--data', 'loans.csv', '--out', 'other/loans.csv/x'],
      /cannot be made: '.*loans\.csv' is a file/,
    ],
    [
      'an output that is a file',
      [...POC, '--data', 'loans.csv', '--out', 'other/loans.csv'],
      /is a file; name a folder/,
    ],
    [
      'a schema into no folder',
      ['schema', 'infer', '--data', 'loans.csv', '--out', 'none/s.yaml'],
      /none' cannot be written: it, or a folder on the way to it, does not exist/,
    ],
    [
      'a schema over a folder',
      ['schema', 'infer', '--data', 'loans.csv', '--force', '--out', 'folder'],
      /folder' is a folder; name a file/,
    ],
    [
      'a package that is a file',
      ['predict', '--package', 'loans.csv', '--row', '{}'],
      /no model package in '.*loans\.csv'/,
    ],
  ])('is said with the path and what to do, before any work: %s', async (_name, args, message) => {
    const ran = await run(folder, args);
    expect(ran.err).toMatch(message);
    expect(ran.code).toBe(2);
    expect(ran.err).not.toMatch(/defect|Training/);
  });

  it.each([
    ['cut off', whole.subarray(0, whole.length - 100)],
    ['with a flipped bit', Buffer.from(whole.map((byte, i) => (i === whole.length - 6 ? byte ^ 1 : byte)))],
  ])('holds gzip %s', async (_name, content) => {
    writeFileSync(join(folder, 'packed.csv.gz'), content);
    for (const command of [['validate'], ['schema', 'infer'], POC]) {
      const ran = await run(folder, [...command, '--data', 'packed.csv.gz']);
      expect(ran.code).toBe(2);
      expect(ran.err + ran.out).toMatch(
        /packed\.csv\.gz' (?:is packed with gzip and damaged|looks like gzip but cannot be unpacked)/,
      );
    }
  });

  it('is told from a defect by what the system says', () => {
    const refused = (more: object) => asInputError(Object.assign(new Error('no'), more), '/out/p.csv');
    expect(refused({ code: 'ENOSPC', syscall: 'write' })?.message).toBe(
      "'/out/p.csv' cannot be written: there is no space left on the disk. Free some space, or name a path on another disk.",
    );
    expect(refused({ code: 'EACCES', syscall: 'open', path: '/data' })?.message).toMatch(
      /'\/data' cannot be opened: permission/,
    );
    expect(refused({ code: 'ERR_INVALID_ARG_TYPE' })).toBeUndefined();
    expect(asInputError(new TypeError('x is undefined'))).toBeUndefined();
  });
});

describe('where a run goes', () => {
  it('is a folder called after the data file, open as the umask allows, never over the run on another file', async () => {
    const mask = process.umask(0o022);
    const ran = await run(folder, [...POC, '--data', 'loans.csv']);
    process.umask(mask);
    expect(ran.code, ran.err).toBe(0);
    expect(existsSync(join(folder, 'proofline-loans', 'report.html'))).toBe(true);
    expect(statSync(join(folder, 'proofline-loans')).mode & 0o777).toBe(0o755);
    const other = await run(folder, [...POC, '--data', 'other/loans.csv']);
    expect(other.code).toBe(2);
    expect(other.err).toMatch(/proofline-loans' holds a run on another file, '.*loans\.csv'.*--out/);
  });

  it('never holds what the run reads', async () => {
    for (const [flag, name] of [
      ['--config', 'proofline.yaml'],
      ['--schema', 'schema.yaml'],
      ['--test', 'schema.yaml'],
      ['--criteria', 'report.json'],
    ] as const) {
      const args = [...POC, '--data', 'loans.csv', flag, `proofline-loans/${name}`, '--out', 'proofline-loans'];
      if (flag === '--criteria') writeFileSync(join(folder, 'proofline-loans', 'report.zh.json'), '{}');
      const ran = await run(
        folder,
        flag === '--criteria' ? args.with(args.indexOf(flag) + 1, 'proofline-loans/report.zh.json') : args,
      );
      expect(ran.code).toBe(2);
      expect(ran.err).toMatch(/would replace what is read as .*Name another folder/);
    }
    for (const out of ['loans.csv', 'proofline-loans/report.json', 'proofline-loans/package/report.html']) {
      const ran = await run(folder, ['report', 'proofline-loans', '--format', 'html', '--out', out]);
      expect(ran.code).toBe(2);
      expect(ran.err).toMatch(/Name another file/);
    }
    expect((await run(folder, ['report', 'proofline-loans', '--out', 'report.doc'])).err).toMatch(
      /\.html, \.md or \.json/,
    );
    const over = ['schema', 'infer', '--data', 'loans.csv', '--force', '--out', 'loans.csv'];
    expect((await run(folder, over)).err).toMatch(/would replace the input/);
  });
});

describe('a pipe that is closed', () => {
  it('ends the command without a word', () => {
    const command = `"${process.execPath}" "${BIN}" predict --package proofline-loans/package --data big.csv | head -n 1`;
    writeFileSync(join(folder, 'big.csv'), HEADER + ROWS.join('').repeat(200));
    const ran = spawnSync('bash', ['-o', 'pipefail', '-c', command], { cwd: folder, encoding: 'utf8' });
    expect(ran.stdout).toMatch(/^row,probability/);
    expect(ran.stderr.replaceAll(/\[.*rows\n/g, '')).toBe('');
    expect(ran.status).toBe(0);
  });
});
