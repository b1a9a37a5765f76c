import { createHash } from 'node:crypto';

/**
 * Whether a canary with this share answers for `key`: a subject, or a prediction where the row names nobody. The same subject
 * gets the same model every time and in every process, and stays with it where the share is widened; `salt` is the promotion's
 * id, so that another canary draws others.
 */
export function isInCanary(salt: string, key: string, share: number): boolean {
  const place = createHash('sha256').update(`${salt}\0${key}`).digest().readUInt32BE() / 2 ** 32;
  return place < share;
}
