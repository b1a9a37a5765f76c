import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { VectorFile } from './vector-file.js';

const root = mkdtempSync(join(tmpdir(), 'proofline-vectors-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let files = 0;
const newPath = (): string => join(root, `${++files}`, 'vectors.bin');
const open = (path: string, mostBytes?: number): VectorFile =>
  new VectorFile({ path, dimensions: 3, ...(mostBytes === undefined ? {} : { mostBytes }) });
const keyOf = (n: number): string => n.toString(16).padStart(32, '0');
const vectorOf = (n: number): Float32Array => Float32Array.from([n, n / 3, -n]);
const entry = (n: number) => ({ key: keyOf(n), vector: vectorOf(n) });
const range = (count: number, from = 0): number[] => Array.from({ length: count }, (_, i) => from + i);
/** Mark, checksum, key, three numbers. */
const RECORD = 4 + 4 + 16 + 12;

/** A process of its own that appends vectors from `from` on, in blocks of 50. */
function writer(path: string, from: number, blocks: number): { child: ChildProcess; ended: Promise<unknown> } {
  const built = fileURLToPath(new URL('../../dist/vectors/vector-file.js', import.meta.url));
  const script = `
    import { VectorFile } from ${JSON.stringify(built)};
    const file = new VectorFile({ path: ${JSON.stringify(path)}, dimensions: 3 });
    console.log('ready');
    for (let block = 0; block < ${blocks}; block++) {
      file.write(Array.from({ length: 50 }, (_, i) => {
        const n = ${from} + 50 * block + i;
        return { key: n.toString(16).padStart(32, '0'), vector: Float32Array.from([n, n / 3, -n]) };
      }));
    }
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { child, ended: once(child, 'exit') };
}

describe('vector file', () => {
  it('gives back what was written, to another reader too, and undefined for the rest', () => {
    const path = newPath();
    const file = open(path);
    expect(file.read([keyOf(1)])).toEqual([undefined]);
    file.write([entry(1), entry(2)]);
    const other = open(path);
    expect(other.read([keyOf(2), keyOf(3), keyOf(1)])).toEqual([vectorOf(2), undefined, vectorOf(1)]);
    file.write([entry(3)]);
    expect(other.read([keyOf(3)])).toEqual([vectorOf(3)]);
    expect(statSync(path).size).toBe(3 * RECORD);
  });

  it('skips what a kill left torn, at the end, in the middle and inside a checksum', () => {
    const path = newPath();
    open(path).write(range(4).map(entry));
    const whole = readFileSync(path);
    const torn = whole.subarray(0, RECORD - 5);
    const spoiled = Buffer.from(whole.subarray(RECORD, 2 * RECORD));
    spoiled[RECORD - 1]! ^= 1;
    writeFileSync(path, Buffer.concat([torn, whole, torn, spoiled, torn]));
    const file = open(path);
    file.write([entry(9)]);
    expect(file.read([...range(4), 9].map(keyOf))).toEqual([...range(4), 9].map(vectorOf));
    expect(open(path).read([...range(4), 9].map(keyOf))).toEqual([...range(4), 9].map(vectorOf));
  });

  it('reads a file in which nothing is a record', () => {
    const path = newPath();
    mkdirSync(dirname(path));
    writeFileSync(path, Buffer.alloc(10_000, 0x9f));
    const file = open(path);
    expect(file.read([keyOf(1)])).toEqual([undefined]);
    file.write([entry(1)]);
    expect(file.read([keyOf(1)])).toEqual([vectorOf(1)]);
  });

  it('reads on where a record was not whole the last time', () => {
    const path = newPath();
    open(path).write([entry(1), entry(2)]);
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, RECORD + 10));
    const file = open(path);
    expect(file.read([keyOf(1), keyOf(2)])).toEqual([vectorOf(1), undefined]);
    appendFileSync(path, bytes.subarray(RECORD + 10));
    expect(file.read([keyOf(1), keyOf(2)])).toEqual([vectorOf(1), vectorOf(2)]);
  });

  it('loses nothing when processes write at once, and goes on after one is killed', async () => {
    const path = newPath();
    const whole = [0, 10_000, 20_000].map((from) => writer(path, from, 40));
    const killed = writer(path, 30_000, 100_000);
    await once(killed.child.stdout!, 'data');
    await Promise.all(whole.map(({ ended }) => ended));
    killed.child.kill('SIGKILL');
    await killed.ended;
    const wanted = [0, 10_000, 20_000].flatMap((from) => range(2000, from));
    const file = open(path);
    expect(file.read(wanted.map(keyOf))).toEqual(wanted.map(vectorOf));
    file.write([entry(7_000_000)]);
    expect(open(path).read([keyOf(7_000_000)])).toEqual([vectorOf(7_000_000)]);
  });

  it('stays below its size and keeps the newest', () => {
    const path = newPath();
    const file = open(path, 20 * RECORD);
    const other = open(path, 20 * RECORD);
    for (const n of range(100)) {
      (n % 2 === 0 ? file : other).write([entry(n)]);
      expect(statSync(path).size).toBeLessThanOrEqual(20 * RECORD);
    }
    for (const reader of [file, other, open(path)]) {
      expect(reader.read(range(10, 90).map(keyOf))).toEqual(range(10, 90).map(vectorOf));
      expect(reader.read([keyOf(1)])).toEqual([undefined]);
    }
    expect(readdirSync(dirname(path))).toEqual(['vectors.bin']);
  });

  it('says once that it cannot be used, and is then no cache', () => {
    const path = newPath();
    writeFileSync(dirname(path), 'a file where the folder should be');
    const problems: string[] = [];
    const file = new VectorFile({ path, dimensions: 3, onProblem: (message) => problems.push(message) });
    file.write([entry(1)]);
    expect(file.read([keyOf(1)])).toEqual([undefined]);
    expect(problems).toEqual([expect.stringMatching(/vectors.bin' cannot be written: .*EEXIST|ENOTDIR/)]);
  });
});
