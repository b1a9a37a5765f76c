import { createHash, randomUUID } from 'node:crypto';
import { canonicalJson, type Json, ProoflineError } from '@proofline/learn';
import type { DataSource } from 'typeorm';
import type { Scope } from '../access/scope.js';
import type { Sealer } from '../sealing/sealer.js';

/** How long an answer is kept. */
const KEPT = '24 hours';
/**
 * While a request is worked on its process says so every few seconds; one that has said nothing for so long is dead, and its request
 * may be made again. However long a request takes, it is not done twice.
 */
const CLAIM = { beatMs: 5_000, seconds: 30 };
/** Keys whose time is over are removed by those that come, so many at a time. */
const SWEPT = 100;
const KEY = /^[\x21-\x7e]{1,255}$/;

/** What makes two requests the same. */
export interface RepeatableRequest {
  method: string;
  /** Path and query. */
  url: string;
  body: unknown;
}

interface Row {
  hash: Buffer;
  claim: string;
  createdAt: Date;
  answer: Buffer | null;
}

/**
 * Requests that may be sent again without being done again. A key belongs to the client whose API key came with it; its answer
 * is kept sealed, for it may hold what is shown once.
 */
export class IdempotencyService {
  constructor(
    private readonly source: DataSource,
    private readonly sealer: Sealer,
    private readonly claimed = CLAIM,
  ) {}

  /**
   * The answer that the key got before, or that of `work`. Throws `invalid-input` where the key came with another request and
   * `conflict` while that is under way. What `work` throws is not kept: the request may be sent again. `conversationOf`: the id of
   * the conversation that an answer is about; when that is deleted, so is the answer.
   */
  async once<T>(
    scope: Scope,
    key: string,
    request: RepeatableRequest,
    work: () => Promise<T>,
    conversationOf?: (answer: T) => string,
  ): Promise<{ answer: T; repeated: boolean }> {
    if (!KEY.test(key)) {
      throw refused(
        'IDEMPOTENCY_KEY_INVALID',
        'An Idempotency-Key has 1 to 255 visible ASCII characters, e.g. those of a UUID.',
      );
    }
    const owner = scope.clientId ?? 'platform';
    const claim = randomUUID();
    const row = await this.claim(owner, key, hashOf(request), claim);
    const target = { client: owner, purpose: 'idempotency', name: key, at: row.createdAt };
    if (row.claim !== claim) return { answer: JSON.parse(this.sealer.open(row.answer!, target)) as T, repeated: true };
    // A database that is away lets nobody else claim it.
    const beating = setInterval(() => void this.beat(owner, key, claim).catch(() => undefined), this.claimed.beatMs);
    beating.unref();
    try {
      const answer = await work();
      const sealed = this.sealer.seal(JSON.stringify(answer), target);
      await this.keep(owner, key, claim, sealed, conversationOf?.(answer) ?? null);
      return { answer, repeated: false };
    } catch (error) {
      await this.source
        .query('DELETE FROM proofline.idempotency_key WHERE scope = $1 AND key = $2 AND claim = $3', [
          owner,
          key,
          claim,
        ])
        .catch(() => undefined);
      throw error;
    } finally {
      clearInterval(beating);
    }
  }

  private async beat(owner: string, key: string, claim: string): Promise<void> {
    await this.source.query(
      `UPDATE proofline.idempotency_key SET claimed_until = now() + make_interval(secs => $4)
        WHERE scope = $1 AND key = $2 AND claim = $3`,
      [owner, key, claim, this.claimed.seconds],
    );
  }

  /** The key's row: ours to work on, or with the answer. */
  private async claim(owner: string, key: string, hash: Buffer, claim: string): Promise<Row> {
    await this.source.query(
      `DELETE FROM proofline.idempotency_key WHERE ctid = ANY(ARRAY(
         SELECT ctid FROM proofline.idempotency_key WHERE created_at < now() - interval '${KEPT}' LIMIT ${SWEPT}
         FOR UPDATE SKIP LOCKED))`,
    );
    const returned = 'request_hash AS hash, claim, created_at AS "createdAt", answer';
    const [mine]: Row[] = await this.source.query(
      `INSERT INTO proofline.idempotency_key AS known (scope, key, request_hash, claim, claimed_until, created_at)
       VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5), date_trunc('milliseconds', now()))
       ON CONFLICT (scope, key) DO UPDATE
          SET request_hash = excluded.request_hash, claim = excluded.claim, claimed_until = excluded.claimed_until,
              created_at = excluded.created_at, answer = NULL, conversation_id = NULL
        WHERE known.created_at < now() - interval '${KEPT}'
           OR (known.answer IS NULL AND known.claimed_until < now() AND known.request_hash = excluded.request_hash)
       RETURNING ${returned}`,
      [owner, key, hash, claim, this.claimed.seconds],
    );
    if (mine !== undefined) return mine;
    const [known]: Row[] = await this.source.query(
      `SELECT ${returned} FROM proofline.idempotency_key WHERE scope = $1 AND key = $2`,
      [owner, key],
    );
    if (known !== undefined && !known.hash.equals(hash)) {
      throw refused(
        'IDEMPOTENCY_KEY_REUSED',
        'This Idempotency-Key came with another request before. Take a new key for each request, and the same only to send one again.',
      );
    }
    if (known?.answer !== null && known !== undefined) return known;
    throw new ProoflineError(
      'conflict',
      'REQUEST_UNDER_WAY',
      'A request with this Idempotency-Key is under way. Ask again in a moment for its answer.',
    );
  }

  /** A database that goes away now, or a conversation that has gone, costs the repetition, not the answer: the work is done. */
  private async keep(
    owner: string,
    key: string,
    claim: string,
    answer: Buffer,
    conversation: string | null,
  ): Promise<void> {
    await this.source
      .query(
        `UPDATE proofline.idempotency_key SET answer = $4, conversation_id = $5
          WHERE scope = $1 AND key = $2 AND claim = $3`,
        [owner, key, claim, answer, conversation],
      )
      .catch(() => undefined);
  }
}

function hashOf({ method, url, body }: RepeatableRequest): Buffer {
  return createHash('sha256')
    .update(`${method} ${url}\n${canonicalJson((body ?? null) as Json)}`)
    .digest();
}

function refused(code: string, message: string): ProoflineError {
  return new ProoflineError('invalid-input', code, message);
}
