import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../persistence/embedded-postgres.js';

/** A cluster for a test run, and databases in it, each new and empty. */
export interface TestCluster {
  url: string;
  /** Ends it in the middle of what its clients do; `start` brings it back under the same address. */
  end(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Its data outlives its processes but not the machine: nobody waits for the disk. */
export async function startTestCluster(): Promise<TestCluster> {
  const home = await mkdtemp(join(tmpdir(), 'proofline-test-'));
  // Postgres runs as another user where the tests run as root.
  await chmod(home, 0o711);
  let running = await startEmbeddedPostgres(home);
  const { url } = running;
  await query(url, 'ALTER SYSTEM SET fsync = off', 'SELECT pg_reload_conf()');
  return {
    url,
    end: () => running.stop(),
    start: async () => {
      running = await startEmbeddedPostgres(home, Number(new URL(url).port));
    },
    stop: async () => {
      await running.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** A new database in a cluster. */
export async function createTestDatabase(clusterUrl: string): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await query(clusterUrl, `CREATE DATABASE ${name}`);
  const url = new URL(clusterUrl);
  url.pathname = `/${name}`;
  return url.toString();
}

async function query(connectionString: string, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
