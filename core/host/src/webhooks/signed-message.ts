import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Seconds after which a message is tried again, each time a longer while: in all about a day. */
export const RETRY_SECONDS = [5, 60, 300, 1_800, 7_200, 21_600, 43_200];
/** Whoever sends has so long; one that is killed meanwhile sends again. */
export const CLAIMED_SECONDS = 60;
const PATIENCE_MS = 10_000;
/** A message that was signed longer ago, or later, may be one that somebody has caught and sends again. */
const TOLERANCE_SECONDS = 300;

export interface SignedMessage {
  /** The same each time that it is tried. */
  id: string;
  body: string;
  secret: string;
}

/** A secret as Standard Webhooks writes it. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** Posts a message with its signature. What is wrong, in a sentence, or undefined where it arrived. */
export async function postSigned(url: string, { id, body, secret }: SignedMessage): Promise<string | undefined> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signed(id, body, secret, new Date()) },
      body,
      // An address that sends us elsewhere is not the one that was agreed on.
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    await answer.body?.cancel();
    return answer.ok ? undefined : `It answered ${answer.status}.`;
  } catch (error) {
    const { message: words, cause } = error as Error;
    return cause instanceof Error ? cause.message : words;
  }
}

/** Headers by which a receiver knows who sent a message, that nobody changed it, and when (Standard Webhooks). */
export function signed(id: string, body: string, secret: string, at: Date): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signatureOf(id, timestamp, body, secret)}`,
  };
}

/** The headers of a message that is to be proven. */
export interface SignatureHeaders {
  id: string;
  timestamp: string;
  /** Signatures with blanks between them: while a secret is replaced there are two. */
  signature: string;
}

/** Whether a message was signed with this secret within the last five minutes. */
export function isSigned(
  { id, timestamp, signature }: SignatureHeaders,
  body: string,
  secret: string,
  now: Date,
): boolean {
  const age = now.getTime() / 1_000 - Number(timestamp);
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(age) > TOLERANCE_SECONDS) return false;
  const expected = Buffer.from(`v1,${signatureOf(id, timestamp, body, secret)}`);
  return signature.split(' ').some((one) => {
    const given = Buffer.from(one);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

function signatureOf(id: string, timestamp: string, body: string, secret: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
}
