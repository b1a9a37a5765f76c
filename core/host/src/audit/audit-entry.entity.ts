import type { Json } from '@proofline/learn';
import { EntitySchema } from 'typeorm';

/** One thing that somebody did. Entries of a chain are hashed together: none can be changed, dropped or put between others. */
export interface AuditEntry {
  /** `platform`, or the id of the client whose trail it is. */
  chain: string;
  /** 1, 2, 3 … within the chain. */
  position: number;
  at: Date;
  actor: Json;
  /** In words: `api-key.created`. */
  action: string;
  subject: Json;
  detail: Json;
  previous: Buffer;
  hash: Buffer;
}

/** Positions come from Postgres as text; no trail reaches 2^53. */
const asNumber = { to: (value: number) => value, from: (value: string) => Number(value) };

export const auditEntryEntity = new EntitySchema<AuditEntry>({
  name: 'audit_entry',
  columns: {
    chain: { type: 'text', primary: true },
    position: { type: 'bigint', primary: true, transformer: asNumber },
    at: { type: 'timestamptz' },
    actor: { type: 'jsonb' },
    action: { type: 'text' },
    subject: { type: 'jsonb' },
    detail: { type: 'jsonb' },
    previous: { type: 'bytea' },
    hash: { type: 'bytea' },
  },
});
