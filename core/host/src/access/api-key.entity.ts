import { EntitySchema } from 'typeorm';
import type { Role } from './roles.js';

export interface ApiKey {
  id: string;
  /** The client that it is for; null where it is for all. */
  clientId: string | null;
  name: string;
  /** Who holds it. Two keys of one owner are one person where two must agree. */
  owner: string;
  /** Owner of the key that made it. */
  madeBy: string;
  /** The readable start of the key, by which people know it. */
  prefix: string;
  /** HMAC-SHA-256 of the key; the key itself is stored nowhere. */
  digest: Buffer;
  role: Role;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
}

export const apiKeyEntity = new EntitySchema<ApiKey>({
  name: 'api_key',
  columns: {
    id: { type: 'uuid', primary: true },
    clientId: { type: 'uuid', name: 'client_id', nullable: true },
    name: { type: 'text' },
    owner: { type: 'text' },
    madeBy: { type: 'text', name: 'made_by' },
    prefix: { type: 'text' },
    digest: { type: 'bytea' },
    role: { type: 'text' },
    createdAt: { type: 'timestamptz', name: 'created_at', createDate: true },
    expiresAt: { type: 'timestamptz', name: 'expires_at', nullable: true },
    revokedAt: { type: 'timestamptz', name: 'revoked_at', nullable: true },
  },
});
