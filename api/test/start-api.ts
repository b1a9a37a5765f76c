import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AccessService, connect, migrate, readHostConfig } from '@proofline/host';
import { createTestDatabase } from '@proofline/host/testing';
import { pino } from 'pino';
import supertest from 'supertest';
import type TestAgent from 'supertest/lib/agent.js';
import { inject } from 'vitest';
import { createApi } from '../src/create-api.js';

export const SECRET = 'a-secret-for-tests-of-32-characters-or-more';

export interface TestApi {
  app: NestFastifyApplication;
  /** A key of the platform's admin. */
  adminKey: string;
  databaseUrl: string;
  /** Requests with a key, or without one. */
  as(key?: string): TestAgent;
  stop(): Promise<void>;
}

/** A whole HTTP process on a new database of the test run's Postgres. */
export async function startApi(databaseUrl?: string): Promise<TestApi> {
  const url = databaseUrl ?? (await createTestDatabase(inject('clusterUrl')));
  const source = await connect(url);
  await migrate(source);
  const app = await createApi({
    config: readHostConfig({ DATABASE_URL: url, PROOFLINE_SECRET: SECRET }),
    source,
    databaseUrl: url,
    secret: SECRET,
    verticals: [],
    log: pino({ level: 'silent' }),
  });
  const access = app.get(AccessService);
  await access.start();
  const adminKey = (await access.createFirst(undefined)) ?? '';
  return {
    app,
    adminKey,
    databaseUrl: url,
    as: (key) => {
      const agent = supertest.agent(app.getHttpServer());
      return key === undefined ? agent : agent.set('authorization', `Bearer ${key}`);
    },
    stop: async () => {
      await app.close();
      await access.stop();
      await source.destroy();
    },
  };
}
