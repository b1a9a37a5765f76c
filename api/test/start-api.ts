import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AccessService, connect, type HostParts, loadVerticals, migrate, readHostConfig } from '@proofline/host';
import { createTestDatabase } from '@proofline/host/testing';
import { pino } from 'pino';
import supertest from 'supertest';
import type TestAgent from 'supertest/lib/agent.js';
import { inject } from 'vitest';
import { createApi } from '../src/create-api.js';

const VERTICALS = ['credit-risk'];

export const SECRET = 'a-secret-for-tests-of-32-characters-or-more';

export interface TestApi {
  app: NestFastifyApplication;
  /** A key of the platform's admin. */
  adminKey: string;
  databaseUrl: string;
  /** The environment of a process that belongs to it. */
  env: Record<string, string>;
  /** What it was made of, for a worker beside it: it needs a connection of its own. */
  parts: HostParts;
  /** Requests with a key, or without one. */
  as(key?: string): TestAgent;
  stop(): Promise<void>;
}

export interface TestApiOptions {
  /** One that another process of the test uses, too; a new one where absent. */
  databaseUrl?: string;
  /** Of the queue; it is in Postgres where absent. */
  redisUrl?: string;
  /** Those that it loads; credit-risk where absent. */
  verticals?: readonly string[];
  /** Further variables of its environment. */
  env?: Record<string, string>;
}

/** A whole HTTP process on a database of the test run's Postgres. */
export async function startApi({
  databaseUrl,
  redisUrl,
  verticals = VERTICALS,
  env: more,
}: TestApiOptions = {}): Promise<TestApi> {
  const url = databaseUrl ?? (await createTestDatabase(inject('clusterUrl')));
  const home = await mkdtemp(join(tmpdir(), 'proofline-api-'));
  const env = {
    DATABASE_URL: url,
    PROOFLINE_SECRET: SECRET,
    PROOFLINE_HOME: home,
    PROOFLINE_VERTICALS: verticals.join(','),
    // What a killed worker had is taken up sooner than outside of tests.
    PROOFLINE_QUEUE_LOCK_SECONDS: '4',
    ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
    ...more,
  };
  const source = await connect(url);
  await migrate(source);
  const parts = {
    config: readHostConfig(env),
    source,
    databaseUrl: url,
    secret: SECRET,
    verticals: await loadVerticals(verticals, import.meta.dirname),
    verticalModules: verticals,
    log: pino({ level: 'silent' }),
  };
  const app = await createApi(parts);
  const access = app.get(AccessService);
  const adminKey = (await access.createFirst(undefined)) ?? '';
  return {
    app,
    adminKey,
    databaseUrl: url,
    env,
    parts,
    as: (key) => {
      const agent = supertest.agent(app.getHttpServer());
      return key === undefined ? agent : agent.set('authorization', `Bearer ${key}`);
    },
    stop: async () => {
      await app.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
