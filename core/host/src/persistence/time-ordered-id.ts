import { randomUUID } from 'node:crypto';

/** Of a UUID of version 4 (RFC 9562): behind its version it is what stands there in one of version 7, variant and chance. */
const BEHIND_VERSION = 15;

/** A UUID of version 7 (RFC 9562): it starts with the time, so that new rows stand together in an index. */
export function timeOrderedId(at: Date): string {
  const hex = at.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${randomUUID().slice(BEHIND_VERSION)}`;
}

/** What every identifier that was made at this time or later is not below. */
export function earliestId(at: Date): string {
  const hex = at.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
