import { createHmac, timingSafeEqual } from 'node:crypto';
import { canonicalJson, type Json } from '@proofline/learn';
import type { DataSource, EntityManager } from 'typeorm';
import { cutPage, type Page, type PageWanted, placeOf } from '../persistence/page.js';
import { type AuditEntry, auditEntryEntity } from './audit-entry.entity.js';

/** Who did it: a key, by its readable start and its owner, or a part of the system. */
export type Actor = { key: string; prefix: string; owner: string } | { system: string };

export interface Deed {
  /** Whose trail; the platform's where absent. */
  clientId?: string | null;
  actor: Actor;
  action: string;
  subject: Readonly<Record<string, Json>>;
  detail?: Readonly<Record<string, Json>>;
}

/** Which entries of the trail are wanted; all that are not left out by one of these. */
export interface AuditFilter {
  /** The one client whose trail is read; every trail where null. */
  clientId: string | null;
  /** Owner, readable start or id of a key, or the name of a part of the system. */
  actor?: string | undefined;
  action?: string | undefined;
  /** From then on. */
  since?: Date | undefined;
  /** Before then. */
  until?: Date | undefined;
}

export interface ChainCheck {
  chain: string;
  entries: number;
  /** Of the last entry, hexadecimal: kept elsewhere, it shows later that none was cut off the end. */
  head: string;
  /** The first position that is not what was written, and what is wrong with it. */
  broken?: { position: number; reason: string };
}

const PLATFORM = 'platform';
const PAGE = 5_000;

/** Owners are compared as where two must agree. */
const IS_ACTOR = `(lower(btrim(entry.actor->>'owner')) = lower(btrim(:actor))
  OR :actor IN (entry.actor->>'prefix', entry.actor->>'key', entry.actor->>'system'))`;

/** The append-only, hash-chained record of what was done. The key of the hashes is not in the database. */
export class AuditTrail {
  constructor(
    private readonly source: DataSource,
    private readonly secret: string,
  ) {}

  /** Appends in the transaction of the deed: both are there, or neither. */
  async append(manager: EntityManager, deed: Deed): Promise<void> {
    const chain = deed.clientId ?? PLATFORM;
    // One writer of a chain at a time, until its transaction ends.
    await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`audit ${chain}`]);
    const entries = manager.getRepository(auditEntryEntity);
    const last = await entries.findOne({ where: { chain }, order: { position: 'DESC' } });
    const entry: Omit<AuditEntry, 'hash'> = {
      chain,
      position: (last?.position ?? 0) + 1,
      at: new Date(),
      actor: deed.actor as Json,
      action: deed.action,
      subject: deed.subject as Json,
      detail: (deed.detail ?? {}) as Json,
      previous: last?.hash ?? Buffer.alloc(32),
    };
    await entries.insert({ ...entry, hash: this.hash(entry) } as never);
  }

  /** What was done, the latest first. */
  async page(
    { clientId, actor, action, since, until }: AuditFilter,
    { limit, after }: PageWanted,
  ): Promise<Page<AuditEntry>> {
    const entries = this.source.getRepository(auditEntryEntity).createQueryBuilder('entry');
    if (clientId !== null) entries.andWhere('entry.chain = :clientId', { clientId });
    if (action !== undefined) entries.andWhere('entry.action = :action', { action });
    if (since !== undefined) entries.andWhere('entry.at >= :since', { since });
    if (until !== undefined) entries.andWhere('entry.at < :until', { until });
    if (actor !== undefined) entries.andWhere(IS_ACTOR, { actor });
    if (after !== undefined) {
      const [at, chain, position] = placeOf(after, ['timestamptz', 'text', 'bigint']);
      entries.andWhere('(entry.at, entry.chain, entry.position) < (:at, :chain, :position)', { at, chain, position });
    }
    const found = await entries
      .orderBy({ 'entry.at': 'DESC', 'entry.chain': 'DESC', 'entry.position': 'DESC' })
      .limit(limit + 1)
      .getMany();
    return cutPage(found, limit, (entry) => [entry.at, entry.chain, entry.position]);
  }

  /** Recomputes every hash of every chain that the client may see, a page at a time; of all for a platform's key. */
  async verify(clientId: string | null): Promise<ChainCheck[]> {
    const chains: { chain: string }[] =
      clientId === null
        ? await this.source.query('SELECT DISTINCT chain FROM proofline.audit_entry ORDER BY chain')
        : [{ chain: clientId }];
    const checks: ChainCheck[] = [];
    for (const { chain } of chains) checks.push(await this.verifyChain(chain));
    return checks;
  }

  private async verifyChain(chain: string): Promise<ChainCheck> {
    const entries = this.source.getRepository(auditEntryEntity);
    let previous: Buffer = Buffer.alloc(32);
    let expected = 1;
    for (;;) {
      const page = await entries
        .createQueryBuilder('entry')
        .where('entry.chain = :chain AND entry.position >= :expected', { chain, expected })
        .orderBy('entry.position')
        .limit(PAGE)
        .getMany();
      for (const entry of page) {
        const reason = this.faultOf(entry, expected, previous);
        if (reason !== undefined) {
          return {
            chain,
            entries: expected - 1,
            head: previous.toString('hex'),
            broken: { position: expected, reason },
          };
        }
        previous = entry.hash;
        expected++;
      }
      if (page.length < PAGE) return { chain, entries: expected - 1, head: previous.toString('hex') };
    }
  }

  private faultOf(entry: AuditEntry, position: number, previous: Buffer): string | undefined {
    if (entry.position !== position) return `It is missing: entry ${entry.position} follows entry ${position - 1}.`;
    if (!timingSafeEqual(entry.previous, previous)) return 'It does not follow the entry before it.';
    if (!timingSafeEqual(entry.hash, this.hash(entry))) return 'Its content is not what was written.';
    return undefined;
  }

  private hash({ chain, position, at, actor, action, subject, detail, previous }: Omit<AuditEntry, 'hash'>): Buffer {
    const content = canonicalJson({
      chain,
      position,
      at: at.toISOString(),
      actor,
      action,
      subject,
      detail,
      previous: previous.toString('hex'),
    });
    return createHmac('sha256', this.secret).update('audit\0').update(content).digest();
  }
}
