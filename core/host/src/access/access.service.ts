import { randomUUID } from 'node:crypto';
import { ProoflineError } from '@proofline/learn';
import { type DataSource, IsNull } from 'typeorm';
import type { Actor, AuditTrail } from '../audit/audit-trail.js';
import { announce, type ChangeWatch } from '../persistence/change-watch.js';
import { findPage } from '../persistence/find-page.js';
import type { Page, PageWanted } from '../persistence/page.js';
import { Remembered } from '../persistence/remembered.js';
import { type ApiKey, apiKeyEntity } from './api-key.entity.js';
import { digestOf, fingerprintOf, newApiKey, prefixOf, sameDigest } from './api-key.js';
import { actorOf, type Principal } from './principal.js';
import type { Role } from './roles.js';

export interface NewKey {
  name: string;
  /** Who will hold it; whoever makes it where absent. */
  owner?: string | undefined;
  role: Role;
  /** For one client; for the platform where null. */
  clientId: string | null;
  expiresAt?: Date | undefined;
}

/** What is shown of a key once it exists. */
export type KeyRecord = Omit<ApiKey, 'digest'>;

interface Known {
  principal: Principal;
  expiresAt: number;
}

/** Who may come in. Keys are random, stored as keyed digests, expire, and stop at once in every process when revoked. */
export class AccessService {
  /** By fingerprint; wrong keys are not remembered. */
  private readonly known: Remembered<Known>;

  constructor(
    private readonly source: DataSource,
    private readonly audit: AuditTrail,
    private readonly secret: string,
    watch: ChangeWatch,
  ) {
    this.known = new Remembered(watch, 'keys', ({ principal }, key) => principal.keyId === key);
  }

  /** Whose key this is, from memory where possible. Throws `unauthenticated`, the same for every reason. */
  async authenticate(key: string | undefined): Promise<Principal> {
    if (key === undefined || key === '') throw refused();
    const { principal, expiresAt } = await this.known.get(fingerprintOf(key), () =>
      this.find(digestOf(key, this.secret)),
    );
    if (expiresAt <= Date.now()) throw refused();
    return principal;
  }

  /** As `authenticate`, where nobody has to be asked; undefined where it has to, and where it would throw. */
  authenticated(key: string): Principal | undefined {
    const known = this.known.atHand(fingerprintOf(key));
    return known !== undefined && known.expiresAt > Date.now() ? known.principal : undefined;
  }

  /** Whether a key was let in before, and is kept in memory. */
  remembers(key: string | undefined): boolean {
    return key !== undefined && this.known.has(fingerprintOf(key));
  }

  private async find(digest: Buffer): Promise<Known> {
    const found = await this.source.getRepository(apiKeyEntity).findOne({ where: { digest, revokedAt: IsNull() } });
    if (found === null || !sameDigest(found.digest, digest)) throw refused();
    const { id: keyId, prefix, owner, role, clientId } = found;
    return {
      principal: { keyId, prefix, owner, role, clientId },
      expiresAt: found.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
    };
  }

  /** Makes a key; its text is returned here and nowhere else. A client's admin makes keys of that client only. */
  async create(by: Principal, wanted: NewKey): Promise<{ key: string; record: KeyRecord }> {
    if (by.clientId !== null && wanted.clientId !== by.clientId) {
      throw new ProoflineError(
        'forbidden',
        'KEY_BEYOND_CLIENT',
        'A key of one client makes keys of that client only. Ask an admin of the platform.',
      );
    }
    const key = newApiKey();
    return {
      key,
      record: await this.insert(key, { ...wanted, owner: wanted.owner ?? by.owner }, by.owner, actorOf(by)),
    };
  }

  /** The first key of an empty database: the given one, or a new one. Undefined where there are keys already. */
  async createFirst(given: string | undefined): Promise<string | undefined> {
    const count = await this.source.getRepository(apiKeyEntity).count();
    const key = given ?? newApiKey();
    if (count > 0) return undefined;
    const wanted = { name: 'first admin', owner: 'first admin', role: 'admin', clientId: null } as const;
    await this.insert(key, wanted, 'start', { system: 'start' });
    return key;
  }

  private insert(
    key: string,
    { name, owner, role, clientId, expiresAt }: NewKey & { owner: string },
    madeBy: string,
    actor: Actor,
  ): Promise<KeyRecord> {
    const row: ApiKey = {
      id: randomUUID(),
      clientId,
      name,
      owner,
      madeBy,
      prefix: prefixOf(key),
      digest: digestOf(key, this.secret),
      role,
      createdAt: new Date(),
      expiresAt: expiresAt ?? null,
      revokedAt: null,
    };
    return this.source.transaction(async (manager) => {
      await manager.getRepository(apiKeyEntity).insert(row);
      await this.audit.append(manager, {
        clientId,
        actor,
        action: 'api-key.created',
        subject: { key: row.id, prefix: row.prefix },
        detail: { name, owner, role, expiresAt: row.expiresAt?.toISOString() ?? null },
      });
      return recordOf(row);
    });
  }

  async page(by: Principal, wanted: PageWanted): Promise<Page<KeyRecord>> {
    const where = by.clientId === null ? {} : { clientId: by.clientId };
    const oldest = { by: 'createdAt', direction: 'ASC' } as const;
    const { items, next } = await findPage(this.source.getRepository(apiKeyEntity), where, oldest, wanted);
    return { items: items.map(recordOf), next };
  }

  /** Ends a key; calls that come with it are refused from now on. Ending it again changes nothing. */
  async revoke(by: Principal, id: string): Promise<KeyRecord> {
    const record = await this.source.transaction(async (manager) => {
      const keys = manager.getRepository(apiKeyEntity);
      const mine = by.clientId === null ? { id } : { id, clientId: by.clientId };
      const key = await keys.findOne({ where: mine, lock: { mode: 'pessimistic_write' } });
      if (key === null) throw new ProoflineError('not-found', 'KEY_UNKNOWN', `There is no key '${id}'.`);
      if (key.revokedAt !== null) return recordOf(key);
      await this.keepLastAdmin(key, manager.getRepository(apiKeyEntity));
      key.revokedAt = new Date();
      await keys.update({ id }, { revokedAt: key.revokedAt });
      await this.audit.append(manager, {
        clientId: key.clientId,
        actor: actorOf(by),
        action: 'api-key.revoked',
        subject: { key: id, prefix: key.prefix },
      });
      await announce(manager, 'keys', id);
      return recordOf(key);
    });
    this.known.forget(id);
    return record;
  }

  /** Without an admin of the platform nobody could make another. */
  private async keepLastAdmin(key: ApiKey, keys: { find(options: object): Promise<ApiKey[]> }): Promise<void> {
    if (key.clientId !== null || key.role !== 'admin') return;
    const admins = await keys.find({ where: { clientId: IsNull(), role: 'admin', revokedAt: IsNull() } });
    const lasting = admins.filter((one) => one.id !== key.id && one.expiresAt === null);
    if (lasting.length > 0) return;
    throw new ProoflineError(
      'conflict',
      'LAST_ADMIN',
      'This is the last admin key of the platform that does not expire. Make another first: POST /v1/keys.',
    );
  }
}

function recordOf({ digest: _digest, ...record }: ApiKey): KeyRecord {
  return record;
}

function refused(): ProoflineError {
  return new ProoflineError(
    'unauthenticated',
    'KEY_REFUSED',
    "No valid API key came with this request. Send one as 'Authorization: Bearer pl_…'; it may have expired or been revoked.",
  );
}
