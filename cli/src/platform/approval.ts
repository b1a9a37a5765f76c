import { setTimeout as wait } from 'node:timers/promises';
import { allOf, answerOf, type paths } from '@proofline/client';
import { ProoflineError } from '@proofline/learn';
import type { Api } from './connection.js';
import { rowsOf, type Solution } from './solutions.js';

export type Promotion =
  paths['/v1/solutions/{solution}/models/{version}/promotions/{promotion}']['get']['responses'][200]['content']['application/json'];

const ASK_EVERY_MS = 500;

/** Asks that a version become the one that answers, and waits until the gate has judged it. */
export async function propose(api: Api, { id }: Solution, version: string, signal?: AbortSignal): Promise<Promotion> {
  const path = { solution: id, version };
  let promotion = await answerOf(
    api.POST('/v1/solutions/{solution}/models/{version}/promotions', { params: { path }, body: {} }),
  );
  while (promotion.status === 'queued' || promotion.status === 'judging') {
    await wait(ASK_EVERY_MS, undefined, signal === undefined ? {} : { signal });
    promotion = await answerOf(
      api.GET('/v1/solutions/{solution}/models/{version}/promotions/{promotion}', {
        params: { path: { ...path, promotion: promotion.id } },
      }),
    );
  }
  return promotion;
}

/** Decides on the promotion of a version that waits, or answers a share. Throws where none does. */
export async function decide(
  api: Api,
  { id }: Solution,
  version: string,
  decision: 'approval' | 'rejection',
  { reason, canary }: { reason?: string | undefined; canary?: number | undefined },
): Promise<Promotion> {
  const path = { solution: id, version };
  const items = await rowsOf(
    allOf((query) => api.GET('/v1/solutions/{solution}/models/{version}/promotions', { params: { path, query } })),
  );
  const waiting = items.find(({ status }) => status === 'waiting' || status === 'canary');
  if (waiting === undefined) {
    const [last] = items;
    throw new ProoflineError(
      'conflict',
      'NO_PROMOTION_WAITS',
      `No promotion of version ${version} waits for a decision${last === undefined ? '' : `: the last one is ${last.status}`}. Somebody asks for one with 'proofline propose', and another person decides.`,
    );
  }
  const at = { params: { path: { ...path, promotion: waiting.id } } };
  const body = { ...(reason === undefined ? {} : { reason }), ...(canary === undefined ? {} : { canary }) };
  return answerOf(
    decision === 'approval'
      ? api.POST('/v1/solutions/{solution}/models/{version}/promotions/{promotion}/approval', { ...at, body })
      : api.POST('/v1/solutions/{solution}/models/{version}/promotions/{promotion}/rejection', {
          ...at,
          body: { reason: reason ?? '' },
        }),
  );
}
