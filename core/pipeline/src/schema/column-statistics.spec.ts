import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withDatabase } from '../dataset/database.js';
import { openSource } from '../dataset/source.js';
import { columnStatistics } from './column-statistics.js';

const ROWS = 8_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofline-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('columnStatistics', () => {
  it('tells a column of ids from one in which some come twice, holding a sample of their texts alone', async () => {
    const path = join(folder, 'ids.csv');
    const lines = Array.from({ length: ROWS }, (_, row) => `A${row},B${row % 10 === 0 ? row + 1 : row}`);
    await writeFile(path, `unique,repeated\n${lines.join('\n')}\n`);
    const source = await openSource(path);
    for (const held of [500, ROWS]) {
      const [unique, repeated] = await withDatabase(undefined, (db) => columnStatistics(db, source, held));
      expect(unique!.distinct).toBe(ROWS);
      // A tenth of the texts stands for its neighbour.
      expect(repeated!.distinct / ROWS).toBeCloseTo(0.9, held === ROWS ? 6 : 1);
    }
  });
});
