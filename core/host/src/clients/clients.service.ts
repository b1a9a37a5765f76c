import { randomUUID } from 'node:crypto';
import { ProoflineError } from '@proofline/learn';
import type { DataSource } from 'typeorm';
import { actorOf, type Principal } from '../access/principal.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import { findPage } from '../persistence/find-page.js';
import { isUuid } from '../persistence/identifiers.js';
import type { Page, PageWanted } from '../persistence/page.js';
import { isUniqueViolation } from '../persistence/postgres-errors.js';
import { type Client, clientEntity } from './client.entity.js';

export interface NewClient {
  slug: string;
  name: string;
}

export class ClientsService {
  constructor(
    private readonly source: DataSource,
    private readonly audit: AuditTrail,
  ) {}

  async create(by: Principal, { slug, name }: NewClient): Promise<Client> {
    if (by.clientId !== null) {
      throw new ProoflineError('forbidden', 'CLIENT_BEYOND_KEY', 'A key of one client cannot make another client.');
    }
    const client: Client = { id: randomUUID(), slug, name, createdAt: new Date() };
    try {
      return await this.source.transaction(async (manager) => {
        await manager.getRepository(clientEntity).insert(client);
        await this.audit.append(manager, {
          actor: actorOf(by),
          action: 'client.created',
          subject: { client: client.id, slug },
          detail: { name },
        });
        return client;
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new ProoflineError('conflict', 'CLIENT_EXISTS', `There is a client '${slug}' already; take another slug.`);
    }
  }

  page(by: Principal, wanted: PageWanted): Promise<Page<Client>> {
    const where = by.clientId === null ? {} : { id: by.clientId };
    const bySlug = { by: 'slug', direction: 'ASC' } as const;
    return findPage(this.source.getRepository(clientEntity), where, bySlug, wanted);
  }

  /** By id or slug. What a key may not see is not there for it. */
  async get(by: Principal, idOrSlug: string): Promise<Client> {
    const where = isUuid(idOrSlug) ? { id: idOrSlug } : { slug: idOrSlug };
    const client = await this.source.getRepository(clientEntity).findOne({ where });
    if (client === null || (by.clientId !== null && by.clientId !== client.id)) {
      throw new ProoflineError('not-found', 'CLIENT_UNKNOWN', `There is no client '${idOrSlug}'.`);
    }
    return client;
  }

  /** Whose client a request is about: the named one, or the key's own. */
  async idFor(by: Principal, named: string | undefined): Promise<string> {
    if (named !== undefined) return (await this.get(by, named)).id;
    if (by.clientId !== null) return by.clientId;
    throw new ProoflineError(
      'invalid-input',
      'CLIENT_MISSING',
      "Name the client: this key is for all of them. Add 'client' with an id or a slug.",
    );
  }
}
