import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { inject } from 'vitest';
import {
  ClientsService,
  connect,
  DatasetsService,
  hostModule,
  loadVerticals,
  migrate,
  type Principal,
  readHostConfig,
  type Solution,
  SolutionsService,
  type StoredDataset,
} from '../src/index.js';
import { createTestDatabase } from '../src/testing/index.js';

export const ADMIN: Principal = { keyId: 'test', prefix: 'pl_test', owner: 'pl_test', role: 'admin', clientId: null };

/** The services of a process, on a database of the test run. */
export interface TestHost {
  app: INestApplicationContext;
  source: DataSource;
  databaseUrl: string;
  /** A solution of a client of its own. */
  newSolution(slug: string): Promise<Solution>;
  upload(solution: Solution, name: string): Promise<StoredDataset>;
  stop(): Promise<void>;
}

/** `existing`: a database that another process uses, too. `redisUrl`: of the queue, which is in Postgres where absent. */
export async function openTestHost(existing?: string, redisUrl?: string): Promise<TestHost> {
  const databaseUrl = existing ?? (await createTestDatabase(inject('clusterUrl')));
  const home = await mkdtemp(join(tmpdir(), 'proofline-host-'));
  const source = await connect(databaseUrl);
  await migrate(source);
  const parts = {
    config: readHostConfig({
      DATABASE_URL: databaseUrl,
      PROOFLINE_HOME: home,
      ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
    }),
    source,
    databaseUrl,
    secret: 'a-secret-for-tests-of-32-characters-or-more',
    verticals: await loadVerticals(['credit-risk'], join(import.meta.dirname, '..', '..', '..', 'workers')),
    verticalModules: ['credit-risk'],
    log: pino({ level: 'silent' }),
  };
  const app = await NestFactory.createApplicationContext(hostModule(parts), { logger: false });
  return {
    app,
    source,
    databaseUrl,
    newSolution: async (slug) => {
      const client = await app.get(ClientsService).create(ADMIN, { slug, name: slug });
      const config = { columns: { target: 'bad', positive: '1' } };
      return app.get(SolutionsService).create(ADMIN, { clientId: client.id, slug, vertical: 'credit-risk', config });
    },
    upload: (solution, name) =>
      app.get(DatasetsService).upload(ADMIN, solution, name, Readable.from([`bad,income\n0,1\n1,${name.length}\n`])),
    stop: async () => {
      await app.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
