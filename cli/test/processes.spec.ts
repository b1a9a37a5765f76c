import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// Whole processes, as a user starts them: these run on the build, which `npm test` has made.

const BIN = fileURLToPath(new URL('../bin/proofline.js', import.meta.url));
const GERMAN = fileURLToPath(new URL('../../fixtures/german-credit/german-credit.csv', import.meta.url));

let folder: string;
let one: Ended;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'proofline-processes-'));
  one = await start(poc(GERMAN, 'one'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

function start(
  args: readonly string[],
  onError: (text: string, kill: (signal: NodeJS.Signals) => void) => void = () => {},
) {
  return new Promise<Ended>((resolve) => {
    const child = spawn(process.execPath, [BIN, ...args], { cwd: folder });
    let out = '';
    let err = '';
    child.stdout.on('data', (data) => {
      out += data;
    });
    child.stderr.on('data', (data) => {
      err += data;
      onError(err, (signal) => child.kill(signal));
    });
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

const poc = (data: string, out: string, ...more: string[]): string[] => [
  ...['poc', 'credit-risk', '--data', data, '--target', 'credit_risk', '--positive', 'bad'],
  ...['--budget', '1s', '--json', '--out', out, ...more],
];

const withoutRun = (file: string) => {
  const { run: _run, ...report } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  return report;
};

describe('two processes', () => {
  it('make the same package, byte for byte, and the same report', async () => {
    const two = await start(poc(GERMAN, 'two'));
    expect([one.code, two.code]).toEqual([0, 0]);
    expect(JSON.parse(one.out).modelHash).toBe(JSON.parse(two.out).modelHash);
    const names = readdirSync(join(folder, 'one', 'package')).sort();
    expect(readdirSync(join(folder, 'two', 'package')).sort()).toEqual(names);
    expect(names).toContain('model.bin');
    for (const name of names) {
      const read = (run: string) => readFileSync(join(folder, run, 'package', name));
      expect(read('one').equals(read('two')), name).toBe(true);
    }
    expect(withoutRun('one/report.json')).toEqual(withoutRun('two/report.json'));
  });

  it('come to the same result when the rows of the file stand in another order', async () => {
    const [head, ...rows] = readFileSync(GERMAN, 'utf8').trim().split('\n');
    // Grouped by outcome and reversed: the worst order there is.
    const grouped = [...rows].reverse().sort((a, b) => Number(a.endsWith('bad')) - Number(b.endsWith('bad')));
    writeFileSync(join(folder, 'grouped.csv'), `${[head, ...grouped].join('\n')}\n`);
    const other = await start(poc('grouped.csv', 'grouped'));
    const [a, b] = [JSON.parse(one.out), JSON.parse(other.out)];
    expect(b.verdict).toBe(a.verdict);
    expect(b.champion).toBe(a.champion);
    expect(b.primary.value).toBeGreaterThan(a.primary.ci[0]);
    expect(b.primary.value).toBeLessThan(a.primary.ci[1]);
    // The split goes by what the rows hold, so that even the test rows are the same ones.
    expect(Math.abs(b.primary.value - a.primary.value)).toBeLessThan(0.02);
  });
});

describe('a process', () => {
  it('that is interrupted ends with 130 and leaves nothing', async () => {
    let sent = false;
    const ran = await start(poc(GERMAN, 'stopped', '--budget', '60s'), (err, kill) => {
      if (!sent && err.includes('Training the candidates: Scorecard')) {
        sent = true;
        kill('SIGINT');
      }
    });
    expect(sent).toBe(true);
    expect(ran.code).toBe(130);
    expect(ran.err).toContain('Cancelled; nothing was written.');
    expect(JSON.parse(ran.out).error.kind).toBe('cancelled');
    expect(readdirSync(folder).filter((name) => name.includes('stopped'))).toEqual([]);
  });
});
