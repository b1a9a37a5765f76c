import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { ClientsService, DatasetsService, type Principal, SolutionsService, TrainingService } from '@proofline/host';
import { parse } from 'yaml';

/** The sample data is part of the repository; an installed package has none, and starts without a demonstration. */
const FIXTURE = join(import.meta.dirname, '..', '..', 'fixtures', 'german-credit');

/** What the start itself does is in the audit trail under this name. */
const STARTER: Principal = { keyId: 'start', prefix: 'start', owner: 'Proofline', role: 'admin', clientId: null };

/** On an empty database: a demonstration client whose model trains over the queue, and whose promotion then waits for a person. Says whether it was made. */
export async function makeDemo(app: INestApplicationContext): Promise<boolean> {
  const clients = app.get(ClientsService);
  if (!existsSync(FIXTURE) || (await clients.page(STARTER, { limit: 1 })).items.length > 0) return false;
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
  return true;
}

async function read(name: string): Promise<Record<string, unknown>> {
  return parse(await readFile(join(FIXTURE, name), 'utf8')) as Record<string, unknown>;
}
