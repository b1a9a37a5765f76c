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

export async function startTestCluster(): Promise<TestCluster> {
  const home = await mkdtemp(join(tmpdir(), 'proofline-test-'));
  // Postgres runs as another user where the tests run as root.
  await chmod(home, 0o711);
  let running = await startEmbeddedPostgres(home);
  const { url } = running;
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
  const client = new pg.Client({ connectionString: clusterUrl });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name}`);
  } finally {
    await client.end();
  }
  const url = new URL(clusterUrl);
  url.pathname = `/${name}`;
  return url.toString();
}
