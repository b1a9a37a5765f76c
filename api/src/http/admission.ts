import type { AccessService, Channel, Principal } from '@proofline/host';
import { ProoflineError } from '@proofline/learn';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

const MINUTE_S = 60;
/** Requests without a valid key that one address may make in a minute. */
const MOST_REFUSED = 60;

/**
 * Whose key came with a request, and whether it may come now: a key makes so many requests a minute, and from an address that sent
 * many wrong keys only keys are let in that are known already. Counted by each process for itself.
 */
export class Admission {
  private readonly limits: { refused: RateLimiterMemory; keys: RateLimiterMemory } | undefined;

  /** `perMinute`: requests of one key; without any limit where absent. */
  constructor(
    private readonly access: AccessService,
    private readonly perMinute: number | undefined,
  ) {
    if (perMinute === undefined) return;
    this.limits = {
      refused: new RateLimiterMemory({ points: MOST_REFUSED, duration: MINUTE_S }),
      keys: new RateLimiterMemory({ points: perMinute, duration: MINUTE_S }),
    };
  }

  /** Throws `unauthenticated`, or `rate-limited` with a header that says when to come again. */
  admit(request: FastifyRequest, reply: FastifyReply, key: string | undefined): Promise<Principal> {
    const isKnown = (): boolean => this.access.remembers(key);
    return this.letIn(
      request,
      reply,
      () => this.access.authenticate(key),
      isKnown,
      ({ keyId, prefix }) => ({
        id: keyId,
        name: `Key ${prefix}…`,
      }),
    );
  }

  /** As `admit`, for messages that are signed in place of a key: a channel makes as many as a key. */
  admitSigned(request: FastifyRequest, reply: FastifyReply, prove: () => Promise<Channel>): Promise<Channel> {
    const none = (): boolean => false;
    return this.letIn(request, reply, prove, none, ({ id, name }) => ({
      id: `channel ${id}`,
      name: `Channel '${name}'`,
    }));
  }

  private async letIn<T>(
    { ip }: FastifyRequest,
    reply: FastifyReply,
    prove: () => Promise<T>,
    isKnown: () => boolean,
    callerOf: (proven: T) => { id: string; name: string },
  ): Promise<T> {
    if (this.limits === undefined) return prove();
    const { refused } = this.limits;
    const before = await refused.get(ip);
    if (before !== null && before.consumedPoints >= MOST_REFUSED && !isKnown()) {
      throw tooMany(reply, before, `More than ${MOST_REFUSED} requests without a valid key came from your address`);
    }
    let proven: T;
    try {
      proven = await prove();
    } catch (error) {
      if (error instanceof ProoflineError && error.kind === 'unauthenticated') {
        await refused.consume(ip).catch(() => undefined);
      }
      throw error;
    }
    const { id, name } = callerOf(proven);
    try {
      setAll(reply, await this.count({ keyId: id }));
    } catch (over) {
      if (!(over instanceof RateLimiterRes)) throw over;
      setAll(reply, this.headersOf(over));
      throw tooMany(reply, over, `${name} has made its ${this.perMinute} requests of this minute`);
    }
    return proven;
  }

  /** Whose key this is, where nobody has to be asked; undefined where it has to, and where it is refused. */
  atHand(key: string): Principal | undefined {
    return this.access.authenticated(key);
  }

  /** Counts a request of a key that was let in. Throws what is left of the minute where it has none left. */
  async count({ keyId }: Pick<Principal, 'keyId'>): Promise<LimitHeaders> {
    return this.limits === undefined ? [] : this.headersOf(await this.limits.keys.consume(keyId));
  }

  private headersOf({ remainingPoints, msBeforeNext }: RateLimiterRes): LimitHeaders {
    return [
      ...['ratelimit-limit', String(this.perMinute)],
      ...['ratelimit-remaining', String(Math.max(0, remainingPoints))],
      ...['ratelimit-reset', String(secondsOf(msBeforeNext))],
    ];
  }
}

/** Of the answer to a request that was counted: names and values in turn. */
export type LimitHeaders = readonly string[];

function setAll(reply: FastifyReply, headers: LimitHeaders): void {
  for (let k = 0; k < headers.length; k += 2) void reply.header(headers[k]!, headers[k + 1]!);
}

function tooMany(reply: FastifyReply, { msBeforeNext }: RateLimiterRes, what: string): ProoflineError {
  const seconds = secondsOf(msBeforeNext);
  void reply.header('retry-after', seconds);
  return new ProoflineError('rate-limited', 'TOO_MANY_REQUESTS', `${what}. Come again in ${seconds} s.`);
}

function secondsOf(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1000));
}
