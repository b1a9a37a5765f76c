import { allOf, answerOf, type paths } from '@proofline/client';
import { ProoflineError } from '@proofline/learn';
import type { Io } from '../io.js';
import { table } from '../output/table.js';
import { connect, type PlatformFlags } from './connection.js';
import { printJson, timeText } from './output.js';
import { type Client, listClients, rowsOf } from './solutions.js';

/** Whose keys and deeds are no client's. */
const PLATFORM = 'platform';

export const ROLES = [
  'viewer',
  'integrator',
  'editor',
  'approver',
  'admin',
  'agent',
] as const satisfies readonly NewKey['role'][];
type NewKey = paths['/v1/keys']['post']['requestBody']['content']['application/json'];

export interface KeyOptions extends PlatformFlags {
  role: NewKey['role'];
  client?: string;
  expires?: string;
  owner?: string;
}

/** Makes a key and shows it, this once. */
export async function keyCreate(
  io: Io,
  name: string,
  { client, expires, owner, role, ...flags }: KeyOptions,
): Promise<void> {
  const api = await connect(io, flags);
  const body: NewKey = {
    name,
    role,
    ...(owner === undefined ? {} : { owner }),
    ...(client === undefined ? {} : { client }),
    ...(expires === undefined ? {} : { expiresAt: expires }),
  };
  const made = await answerOf(api.POST('/v1/keys', { body }));
  if (flags.json === true) return printJson(io, made);
  io.err(
    `A key with the role ${made.role}${client === undefined ? ' for the platform' : ` for ${client}`}, shown this once:\n`,
  );
  io.out(`${made.key}\n`);
}

export async function keyList(io: Io, flags: PlatformFlags): Promise<void> {
  const api = await connect(io, flags);
  const [items, clients] = await Promise.all([
    rowsOf(allOf((query) => api.GET('/v1/keys', { params: { query } }))),
    listClients(api),
  ]);
  if (flags.json === true) return printJson(io, { items });
  const rows = items.map((one) => [
    one.prefix,
    one.name,
    one.role,
    ownerName(one.clientId ?? PLATFORM, clients),
    one.revokedAt === null ? timeText(one.expiresAt) : `revoked ${timeText(one.revokedAt)}`,
    one.id,
  ]);
  io.out(table(['key', 'name', 'role', 'for', 'ends', 'id'], rows));
}

export async function keyRevoke(io: Io, id: string, flags: PlatformFlags): Promise<void> {
  const api = await connect(io, flags);
  const record = await answerOf(api.DELETE('/v1/keys/{key}', { params: { path: { key: id } } }));
  if (flags.json === true) printJson(io, record);
  else io.out(`Key ${record.prefix}… (${record.name}) is ended, everywhere and at once.\n`);
}

export interface AuditFlags extends PlatformFlags {
  client?: string;
  actor?: string;
  action?: string;
  since?: string;
  until?: string;
}

/** What was done, the latest first. */
export async function auditList(io: Io, flags: AuditFlags): Promise<void> {
  const { url: _url, key: _key, json, ...wanted } = flags;
  const api = await connect(io, flags);
  const [items, clients] = await Promise.all([
    rowsOf(allOf((page) => api.GET('/v1/audit', { params: { query: { ...wanted, ...page } } }))),
    listClients(api),
  ]);
  if (json === true) return printJson(io, { items });
  if (items.length === 0) return io.out('The audit trail has no such entries.\n');
  const rows = items.map(({ at, actor, action, subject, chain }) => [
    timeText(at),
    actorText(actor as Actor),
    action,
    ownerName(chain, clients),
    Object.entries(subject as object)
      .map(([what, which]) => `${what} ${which}`)
      .join(', '),
  ]);
  io.out(table(['when', 'who', 'what', 'for', 'to'], rows));
}

/** A key with its owner, or a part of the system. */
type Actor = { prefix: string; owner: string } | { system: string };

function actorText(actor: Actor): string {
  return 'system' in actor ? actor.system : `${actor.owner} (${actor.prefix})`;
}

/** How the client of that id is called. */
function ownerName(clientId: string, clients: readonly Client[]): string {
  return clients.find(({ id }) => id === clientId)?.slug ?? clientId;
}

/** Has the audit trail recomputed. Throws where it is not what was written. */
export async function auditVerify(io: Io, flags: PlatformFlags): Promise<void> {
  const api = await connect(io, flags);
  const trail = await answerOf(api.GET('/v1/audit/verification'));
  const broken = trail.chains.filter((chain) => chain.broken !== undefined);
  if (broken.length > 0) {
    const places = broken.map(({ chain, broken }) => `${chain} at entry ${broken!.position} (${broken!.reason})`);
    throw new ProoflineError(
      'incompatible',
      'AUDIT_BROKEN',
      `The audit trail is not what was written: ${places.join('; ')}. Keep the database as it is and look into who changed it.`,
    );
  }
  if (flags.json === true) return printJson(io, trail);
  const rows = trail.chains.map(({ chain, entries, head }) => [chain, String(entries), head]);
  io.out(`The audit trail is what was written.\n${table(['chain', 'entries', 'head'], rows)}`);
}
