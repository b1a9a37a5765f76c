import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import {
  AccessService,
  ClientsService,
  DatasetsService,
  type HostParts,
  hostModule,
  type Principal,
  SolutionsService,
  TrainingService,
} from '@proofline/host';
import { parse } from 'yaml';

/** The sample data is part of the repository; an installed package has none, and starts without a demonstration. */
const FIXTURE = join(import.meta.dirname, '..', '..', 'fixtures', 'german-credit');

/** What the start itself does is in the audit trail under this name. */
const STARTER: Principal = { keyId: 'start', prefix: 'start', owner: 'Proofline', role: 'admin', clientId: null };

/** On an empty database: the first admin key, and a demonstration client whose model trains over the queue. Returns a key that was made. */
export async function prepareFirstStart(parts: HostParts, say: (line: string) => void): Promise<string | undefined> {
  const app = await NestFactory.createApplicationContext(hostModule(parts), { logger: ['error', 'warn'] });
  try {
    const { adminKey, demo } = parts.config;
    const key = await app.get(AccessService).createFirst(adminKey);
    const clients = app.get(ClientsService);
    if (demo && existsSync(FIXTURE) && (await clients.list(STARTER)).length === 0) {
      const client = await clients.create(STARTER, { slug: 'demo', name: 'Demo Bank' });
      const { version: _version, vertical, task, data: _data, title, ...config } = await read('proofline.yaml');
      const solution = await app.get(SolutionsService).create(STARTER, {
        clientId: client.id,
        title: title as string,
        vertical: vertical as string,
        task: task as string,
        config,
        schema: await read('schema.yaml'),
      });
      const file = createReadStream(join(FIXTURE, 'german-credit.csv'));
      const dataset = await app.get(DatasetsService).upload(STARTER, solution, 'german-credit.csv', file);
      await app.get(TrainingService).request(STARTER, solution, dataset, { promote: true });
      say(
        "Made the client 'demo' with a credit-risk solution. Its model trains once the worker is up; its promotion then waits for you: GET /v1/solutions/credit-risk/promotions.",
      );
    }
    return key === adminKey ? undefined : key;
  } finally {
    await app.close();
  }
}

async function read(name: string): Promise<Record<string, unknown>> {
  return parse(await readFile(join(FIXTURE, name), 'utf8')) as Record<string, unknown>;
}
