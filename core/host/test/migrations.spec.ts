import { afterEach, describe, expect, inject, it } from 'vitest';
import { connect, migrate } from '../src/index.js';
import { createTestDatabase } from '../src/testing/index.js';

type Source = Awaited<ReturnType<typeof connect>>;
const open: Source[] = [];

async function database(url: string): Promise<Source> {
  const source = await connect(url);
  open.push(source);
  return source;
}

afterEach(async () => {
  for (const source of open.splice(0)) await source.destroy();
});

/** Every table, column, constraint, index and trigger of the platform's schema. */
async function shapeOf(source: Source): Promise<unknown> {
  return source.query(`
    SELECT 'column' AS kind, table_name AS of, column_name AS name, data_type || is_nullable AS what
      FROM information_schema.columns WHERE table_schema = 'proofline' AND table_name <> 'migration'
    UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
      FROM pg_constraint WHERE connamespace = 'proofline'::regnamespace AND conrelid <> 'proofline.migration'::regclass
    UNION ALL SELECT 'index', tablename, indexname, indexdef
      FROM pg_indexes WHERE schemaname = 'proofline' AND tablename <> 'migration'
    UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'function', '', proname, prosrc FROM pg_proc WHERE pronamespace = 'proofline'::regnamespace
    ORDER BY 1, 2, 3, 4`);
}

describe('migrations', () => {
  it('go up, down to nothing, and up to the same again', async () => {
    const source = await database(await createTestDatabase(inject('clusterUrl')));
    await migrate(source);
    const shape = await shapeOf(source);
    expect((shape as unknown[]).length).toBeGreaterThan(20);
    for (const _ of source.migrations) await source.undoLastMigration({ transaction: 'each' });
    expect(await shapeOf(source)).toEqual([]);
    await migrate(source);
    expect(await shapeOf(source)).toEqual(shape);
  });

  it('run once where several processes start together', async () => {
    const url = await createTestDatabase(inject('clusterUrl'));
    const sources = await Promise.all([database(url), database(url), database(url)]);
    const done = await Promise.all(sources.map((source) => migrate(source)));
    expect(done.flat()).toHaveLength(sources[0]!.migrations.length);
  });

  it('say in one sentence where the database is not to be had', async () => {
    await expect(connect('postgres://nobody:secret@127.0.0.1:1/none')).rejects.toThrow(
      /^The database at 127\.0\.0\.1:1 cannot be used: .+ Check DATABASE_URL/,
    );
  });
});
