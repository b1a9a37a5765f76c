import type { Actor } from '../audit/audit-trail.js';
import type { Role } from './roles.js';

/** Whoever asks: a key that is known, with what it may do and for whom. */
export interface Principal {
  keyId: string;
  prefix: string;
  /** Who holds the key: a person or a system. */
  owner: string;
  role: Role;
  /** The one client whose data it sees; null for a key of the platform, which sees all. */
  clientId: string | null;
}

export function actorOf({ keyId, prefix, owner }: Principal): Actor {
  return { key: keyId, prefix, owner };
}
