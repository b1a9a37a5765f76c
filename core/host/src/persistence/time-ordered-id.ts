import { randomBytes } from 'node:crypto';

const RANDOM_BYTES = 10;
/** Randomness is drawn for so many ids at once: each draw is a call into the system. */
const POOL_IDS = 256;

let pool = Buffer.alloc(0);

/** A UUID of version 7 (RFC 9562): it starts with the time, so that new rows stand together in an index. */
export function timeOrderedId(at: Date): string {
  if (pool.length < RANDOM_BYTES) pool = randomBytes(RANDOM_BYTES * POOL_IDS);
  const random = pool.subarray(0, RANDOM_BYTES);
  pool = pool.subarray(RANDOM_BYTES);
  random[0] = (random[0]! & 0x0f) | 0x70;
  random[2] = (random[2]! & 0x3f) | 0x80;
  const hex = at.getTime().toString(16).padStart(12, '0') + random.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** What every identifier that was made at this time or later is not below. */
export function earliestId(at: Date): string {
  const hex = at.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
