import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { connect, migrate } from '../src/index.js';
import { timeOrderedId } from '../src/persistence/time-ordered-id.js';
import { insertPredictions } from '../src/prediction-log/insert-predictions.js';
import type { PredictionRecord } from '../src/prediction-log/prediction-record.js';
import { createTestDatabase } from '../src/testing/index.js';

const clientId = randomUUID();
const solutionId = randomUUID();
let source: Awaited<ReturnType<typeof connect>>;
beforeAll(async () => {
  source = await connect(await createTestDatabase(inject('clusterUrl')));
  await migrate(source);
  await source.query("INSERT INTO proofline.client (id, slug, name) VALUES ($1, 'acme', 'Acme')", [clientId]);
  await source.query(
    `INSERT INTO proofline.solution (id, client_id, slug, title, vertical, vertical_version, task, stage, config)
     VALUES ($1, $2, 'loans', 'Loans', 'credit-risk', '1', 'default', 'live', '{}')`,
    [solutionId, clientId],
  );
});
afterAll(() => source.destroy());

function record(change: Partial<PredictionRecord> = {}): PredictionRecord {
  const at = new Date('2026-03-01T12:00:00Z');
  return {
    id: timeOrderedId(at),
    clientId,
    solutionId,
    modelVersion: 1,
    task: 'default',
    at: at.toISOString(),
    requestId: 'r-1',
    subject: null,
    features: { amount: 5 },
    personal: null,
    prediction: { probability: 0.25 },
    score: 0.25,
    reasons: null,
    latencyMs: 0.5,
    ...change,
  };
}

/** As the spool holds them. */
const enter = (records: readonly PredictionRecord[]) =>
  insertPredictions(
    source,
    records.map((one) => Buffer.from(JSON.stringify(one))),
  );

const idsThere = async (): Promise<string[]> =>
  (await source.query('SELECT id FROM proofline.prediction')).map(({ id }: { id: string }) => id);

it('enters a row once, however often it comes', async () => {
  const rows = [record(), record()];
  await enter(rows);
  await enter([...rows, rows[0]!, record({ ...rows[1], score: 0.9 })]);
  const there = await idsThere();
  for (const { id } of rows) expect(there.filter((one) => one === id)).toHaveLength(1);
  const [kept] = await source.query('SELECT score FROM proofline.prediction WHERE id = $1', [rows[1]!.id]);
  expect(kept.score).toBe(0.25);
});

it('takes every text that JSON can hold', async () => {
  const features = { note: 'a\u0000b', half: '\ud800', quote: '"\\', words: '汉字' };
  const odd = record({ features });
  // Alone, and among others.
  const other = record({ features });
  expect(await enter([odd])).toEqual([]);
  expect(await enter([other, record()])).toEqual([]);
  expect(await idsThere()).toContain(other.id);
  const [kept] = await source.query('SELECT features FROM proofline.prediction WHERE id = $1', [odd.id]);
  expect(kept.features).toEqual(features);
});

it('says which rows the database refuses, and enters the others', async () => {
  const good = Array.from({ length: 9 }, () => record());
  const foreign = record({ solutionId: randomUUID() });
  const refused = await enter([...good.slice(0, 4), foreign, ...good.slice(4)]);
  expect(refused.map(({ record: { id } }) => id)).toEqual([foreign.id]);
  expect(await idsThere()).toEqual(expect.arrayContaining(good.map(({ id }) => id)));
});

it('enters nothing of a subject from before it was erased', async () => {
  const subject = Buffer.from('digest').toString('base64');
  await source.query('INSERT INTO proofline.erased_subject (client_id, subject, up_to) VALUES ($1, $2, $3)', [
    clientId,
    Buffer.from('digest'),
    new Date('2026-03-01T13:00:00Z'),
  ]);
  const before = record({ subject });
  const after = record({ subject, at: '2026-03-01T14:00:00.000Z' });
  expect(await enter([before, after])).toEqual([]);
  const there = await idsThere();
  expect(there).not.toContain(before.id);
  expect(there).toContain(after.id);
});
