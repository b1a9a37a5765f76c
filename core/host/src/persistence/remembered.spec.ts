import { ProoflineError } from '@proofline/learn';
import { beforeEach, describe, expect, it } from 'vitest';
import { Remembered } from './remembered.js';

/** A line to a database, as the test wants it. */
class Line {
  hears = true;
  isAway = false;
  mayAnswer = true;
  tell: (change: string) => void = () => undefined;
  on(_topic: string, forget: (change: string) => void): void {
    this.tell = forget;
  }
  /** What follows when the connection is lost. */
  cut(): void {
    this.hears = false;
    this.tell('');
  }
}

const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

let line: Line;
let remembered: Remembered<{ id: string; version: number }>;
let reads: number;
beforeEach(() => {
  line = new Line();
  remembered = new Remembered(line, 'models', ({ id }, change) => id === change);
  reads = 0;
});
const read = (id: string, version = 1) => {
  return remembered.get(id, async () => {
    reads++;
    return { id, version };
  });
};
const failing = (id: string, error: Error) =>
  remembered.get(id, async () => {
    throw error;
  });

describe('while changes are heard of', () => {
  it('reads once, also for those who ask at the same time, and anew what changed and nothing else', async () => {
    await Promise.all([read('a'), read('a'), read('b')]);
    await read('a');
    expect(reads).toBe(2);
    line.tell('a');
    expect(await read('a', 2)).toEqual({ id: 'a', version: 2 });
    expect(await read('b', 2)).toEqual({ id: 'b', version: 1 });
    expect(reads).toBe(3);
  });

  it('does not keep what was being read when something changed', async () => {
    let done: (value: { id: string; version: number }) => void = () => undefined;
    const old = remembered.get('a', () => new Promise((resolve) => (done = resolve)));
    line.tell('a');
    const fresh = read('a', 2);
    done({ id: 'a', version: 1 });
    expect(await old).toMatchObject({ version: 1 });
    expect(await fresh).toMatchObject({ version: 2 });
    expect(await read('a', 3)).toMatchObject({ version: 2 });
  });

  it('keeps no failure', async () => {
    await expect(failing('a', new ProoflineError('not-found', 'X', 'x'))).rejects.toThrow('x');
    expect(await read('a')).toMatchObject({ version: 1 });
  });
});

describe('while the line is cut', () => {
  it('reads each time', async () => {
    await read('a');
    line.cut();
    expect(await read('a', 2)).toMatchObject({ version: 2 });
    expect(await read('a', 3)).toMatchObject({ version: 3 });
  });

  it('answers with what was known last where the database is away, and asks it no more once that is known', async () => {
    await read('a');
    line.cut();
    expect(await failing('a', away)).toMatchObject({ version: 1 });
    line.isAway = true;
    expect(await read('a', 2)).toMatchObject({ version: 1 });
    expect(reads).toBe(1);
    await expect(failing('b', away)).rejects.toBe(away);
    // After an hour.
    line.isAway = false;
    line.mayAnswer = false;
    await expect(failing('a', away)).rejects.toBe(away);
  });

  it('does not bring back what the database has refused, nor what was heard of as changed', async () => {
    await read('a');
    await read('b');
    line.tell('b');
    line.cut();
    await expect(failing('a', new ProoflineError('unauthenticated', 'X', 'ended'))).rejects.toThrow('ended');
    await expect(failing('a', away)).rejects.toBe(away);
    await expect(failing('b', away)).rejects.toBe(away);
  });

  it('reads anew once the line stands again', async () => {
    await read('a');
    line.cut();
    line.hears = true;
    expect(await read('a', 2)).toMatchObject({ version: 2 });
    expect(await read('a', 3)).toMatchObject({ version: 2 });
  });
});
