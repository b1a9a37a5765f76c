import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Bytes of chance in a key. */
const RANDOM_BYTES = 32;
/** `pl_` and eight characters: enough to tell keys apart, not enough to guess one. */
const PREFIX_LENGTH = 11;

/** A new key of 256 random bits, e.g. `pl_x3fT9aQz…`: 43 characters after the sign that scanners of secrets look for. */
export function newApiKey(): string {
  return `pl_${randomBytes(RANDOM_BYTES).toString('base64url')}`;
}

export function prefixOf(key: string): string {
  return key.slice(0, PREFIX_LENGTH);
}

/**
 * What is stored of a key. Keyed, so that a copy of the database alone cannot test guesses; one hash is enough, for a key has
 * 256 random bits, and a slow one would let anybody stop the service with wrong keys.
 */
export function digestOf(key: string, secret: string): Buffer {
  return createHmac('sha256', secret).update('api-key\0').update(key).digest();
}

/** By what a key is known in memory, and nowhere else: unlike the digest it needs no secret, and a fraction of its time. */
export function fingerprintOf(key: string): string {
  return hash('sha256', key, 'base64');
}

export function sameDigest(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
