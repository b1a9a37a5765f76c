import type { DataSource } from 'typeorm';
import type { ArtifactStore } from '../artifacts/artifact-store.js';

/** Looked up at a time. */
const KEYS = 500;

/** Every column that names an artefact. */
const NAMED_BY = [
  ['dataset', 'artifact_key'],
  ['dataset_check', 'artifact_key'],
  ['model_version', 'artifact_key'],
  ['batch', 'input_key'],
  ['batch', 'result_key'],
  ['batch', 'errors_key'],
  ['trial', 'result_key'],
] as const;

/**
 * Removes artefacts of our clients that no row names and that nobody has written to since a time: their process was killed, or
 * lost the database, after it had stored them and before it could enter them. What is not below `<kind>/<client>/` is not ours, and stays. Returns
 * the keys.
 */
export async function removeOrphans(
  source: DataSource,
  artifacts: Pick<ArtifactStore, 'writtenBefore' | 'remove'>,
  before: Date,
): Promise<string[]> {
  const clients: { id: string }[] = await source.query('SELECT id FROM proofline.client');
  const ours = new Set(clients.map(({ id }) => id));
  const removed: string[] = [];
  const look = async (keys: readonly string[]): Promise<void> => {
    const named = await namedAmong(source, [...new Set(keys.flatMap(selfAndAbove))]);
    for (const key of keys.filter((one) => !selfAndAbove(one).some((name) => named.has(name)))) {
      await artifacts.remove(key);
      removed.push(key);
    }
  };
  let held: string[] = [];
  for await (const key of artifacts.writtenBefore(before)) {
    if (!ours.has(key.split('/')[1] ?? '')) continue;
    held.push(key);
    if (held.length < KEYS) continue;
    await look(held);
    held = [];
  }
  await look(held);
  return removed;
}

async function namedAmong(source: DataSource, keys: readonly string[]): Promise<Set<string>> {
  const columns = NAMED_BY.map(
    ([table, column]) => `SELECT ${column} AS key FROM proofline.${table} WHERE ${column} = ANY($1)`,
  );
  const rows: { key: string }[] = await source.query(columns.join(' UNION '), [keys]);
  return new Set(rows.map(({ key }) => key));
}

/** A file of a folder is named by the folder. */
function selfAndAbove(key: string): string[] {
  const parts = key.split('/');
  return parts.map((_, k) => parts.slice(0, k + 1).join('/'));
}
