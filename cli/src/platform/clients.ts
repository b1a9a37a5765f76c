import { answerOf } from '@proofline/client';
import type { Io } from '../io.js';
import { table } from '../output/table.js';
import { connect, type PlatformFlags } from './connection.js';
import { printJson, timeText } from './output.js';
import { listClients } from './solutions.js';

export async function clientList(io: Io, flags: PlatformFlags): Promise<void> {
  const items = await listClients(await connect(io, flags));
  if (flags.json === true) printJson(io, { items });
  else if (items.length === 0) io.out('There are no clients yet.\n');
  else
    io.out(
      table(
        ['client', 'name', 'since'],
        items.map((one) => [one.slug, one.name, timeText(one.createdAt)]),
      ),
    );
}

export async function clientCreate(io: Io, slug: string, flags: PlatformFlags & { name?: string }): Promise<void> {
  const api = await connect(io, flags);
  const client = await answerOf(api.POST('/v1/clients', { body: { slug, name: flags.name ?? slug } }));
  if (flags.json === true) printJson(io, client);
  else io.out(`Made client ${client.slug} (${client.name}).\n`);
}
