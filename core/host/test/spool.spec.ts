import { appendFileSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { framedLines, Spool, unframed } from '../src/prediction-log/spool.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'proofline-spool-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function opened(limit = 1e6): Promise<Spool> {
  const spool = new Spool(root, limit);
  await spool.open();
  return spool;
}

async function linesOf(spool: Spool): Promise<(string | undefined)[]> {
  const lines: (string | undefined)[] = [];
  for (const segment of await spool.sealed())
    for await (const framed of framedLines(segment))
      lines.push(...framed.lines.map((line) => unframed(line)?.toString()));
  return lines;
}

/** Makes the owner of the only folder a process that is gone. */
function killOwner(): string {
  const folder = join(root, readdirSync(root).find((name) => !name.startsWith('.'))!);
  const owner = JSON.parse(readFileSync(join(folder, 'owner.json'), 'utf8')) as object;
  writeFileSync(join(folder, 'owner.json'), JSON.stringify({ ...owner, born: 'before' }));
  return folder;
}

describe('the spool', () => {
  it('gives lines back in their order, whatever they hold, across segments', async () => {
    const spool = await opened(100e6);
    const lines = ['{"a":"\\u0000"}', '{"b":"\u2028 ü 汉"}', `{"c":"${'x'.repeat(600_000)}"}`];
    spool.append(lines);
    spool.seal();
    spool.append(['{"last":1}']);
    expect(await linesOf(spool)).toEqual(lines);
    spool.seal();
    expect(await linesOf(spool)).toEqual([...lines, '{"last":1}']);
    for (let k = 0; k < 20; k++) spool.append([`{"c":"${'x'.repeat(900_000)}"}`]);
    // Segments end by themselves, so that no file grows without end.
    expect((await spool.sealed()).length).toBeGreaterThanOrEqual(4);
  });

  it('refuses what is beyond its limit, and takes it once there is room again', async () => {
    const spool = await opened(1_000);
    const line = JSON.stringify('x'.repeat(600));
    spool.append([line]);
    expect(() => spool.append([line])).toThrow(expect.objectContaining({ code: 'PREDICTION_LOG_FULL' }));
    spool.seal();
    const [segment] = await spool.sealed();
    await spool.discard(segment!);
    expect(spool.bytes).toBe(0);
    spool.append([line]);
  });

  it('takes over what a dead process left, but for a line that it was writing when it died', async () => {
    const dead = await opened();
    dead.append(['{"n":1}', '{"n":2}']);
    const folder = killOwner();
    const [segment] = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
    const whole = readFileSync(join(folder, segment!), 'utf8').split('\n')[0]!;
    appendFileSync(join(folder, segment!), whole.slice(0, -3));
    const next = await opened();
    expect(await next.adopt()).toBe(1);
    expect(await linesOf(next)).toEqual(['{"n":1}', '{"n":2}', undefined]);
    expect(next.bytes).toBeGreaterThan(30);
    expect(readdirSync(root)).toHaveLength(1);
  });

  it('leaves the spool of a living process alone, and takes what one gave up in order', async () => {
    const other = await opened();
    other.append(['{"n":1}']);
    const spool = await opened();
    expect(await spool.adopt()).toBe(0);
    await other.close();
    expect(await spool.adopt()).toBe(1);
    expect(() => other.append(['{}'])).toThrow(expect.objectContaining({ kind: 'unavailable' }));
  });

  it('is shared out, each segment once, where several take over at the same time', async () => {
    const dead = await opened();
    for (let k = 0; k < 20; k++) {
      dead.append([`{"n":${k}}`]);
      dead.seal();
    }
    killOwner();
    const takers = await Promise.all([opened(), opened(), opened()]);
    await Promise.all(takers.map((one) => one.adopt()));
    const lines = (await Promise.all(takers.map(linesOf))).flat();
    expect(new Set(lines).size).toBe(20);
    expect(lines).toHaveLength(20);
  });

  it('says where it cannot be kept', async () => {
    writeFileSync(join(root, 'file'), '');
    await expect(new Spool(join(root, 'file', 'spool'), 1e6).open()).rejects.toMatchObject({
      code: 'SPOOL_NOT_WRITABLE',
    });
  });

  it('opens another folder where its own was taken from it', async () => {
    const spool = await opened();
    spool.append(['{"n":1}']);
    const [folder] = readdirSync(root);
    renameSync(join(root, folder!), join(root, 'taken'));
    await spool.beat();
    spool.append(['{"n":2}']);
    spool.seal();
    expect(await linesOf(spool)).toEqual(['{"n":2}']);
  });
});
