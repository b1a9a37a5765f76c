import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { ProoflineError } from '@proofline/learn';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const DAY_MS = 86_400_000;
/** Keys of so many clients and days are kept at hand. */
const REMEMBERED = 1_000;

/**
 * Encrypts what must not lie open in the database or on a disk, with keys derived from the secret of the platform (HKDF,
 * RFC 5869). Each client, purpose and day has a key of its own: the nonces are random, and one key may see 2^32 of them.
 */
export class Sealer {
  private readonly keys = new Map<string, Buffer>();

  constructor(private readonly secret: string) {}

  /**
   * AES-256-GCM: nonce, tag and cipher text in one. `name` is what the text belongs to (the id of its row); it opens under
   * no other. `at` picks the day's key and must be kept.
   */
  seal(text: string, { client, purpose, name, at }: SealedFor): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key(client, `${purpose} ${dayOf(at)}`), nonce);
    cipher.setAAD(Buffer.from(name));
    const body = cipher.update(text, 'utf8');
    cipher.final();
    return Buffer.concat([nonce, cipher.getAuthTag(), body]);
  }

  /** The text again. Throws `incompatible` where the secret is another one or the bytes were changed. */
  open(sealed: Buffer, { client, purpose, name, at }: SealedFor): string {
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const key = this.key(client, `${purpose} ${dayOf(at)}`);
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(name));
    decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    try {
      return decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch (cause) {
      throw new ProoflineError(
        'incompatible',
        'SEAL_BROKEN',
        'Personal data cannot be read: it was written under another PROOFLINE_SECRET, or changed since.',
        { cause },
      );
    }
  }

  /** A stable, keyed digest of an identifier: equal ones are found by it, none can be read or guessed from it without the secret. */
  digest(text: string, client: string, purpose: string): Buffer {
    return createHmac('sha256', this.key(client, `${purpose} digest`))
      .update(text)
      .digest();
  }

  private key(client: string, info: string): Buffer {
    const name = `${client} ${info}`;
    const known = this.keys.get(name);
    if (known !== undefined) return known;
    const key = Buffer.from(hkdfSync('sha256', this.secret, client, `proofline ${info}`, 32));
    if (this.keys.size >= REMEMBERED) this.keys.delete(this.keys.keys().next().value!);
    this.keys.set(name, key);
    return key;
  }
}

export interface SealedFor {
  client: string;
  purpose: string;
  name: string;
  at: Date;
}

function dayOf(at: Date): number {
  return Math.floor(at.getTime() / DAY_MS);
}
