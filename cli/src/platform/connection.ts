import { createProofline } from '@proofline/client';
import { ProoflineError } from '@proofline/learn';
import { readEnvironment } from '../config/environment.js';
import type { Io } from '../io.js';
import { type Credentials, readCredentials } from './credentials.js';

/** What every command takes that talks to a platform. */
export interface PlatformFlags {
  url?: string;
  key?: string;
  json?: boolean;
}

export type Api = ReturnType<typeof createProofline>;

/** The platform that flags, environment or the last login name, in this order. No request is made. */
export async function connect(io: Io, flags: PlatformFlags): Promise<Api> {
  return apiAt(io, await credentialsFor(io, flags));
}

/** The same for what must still be heard of after Ctrl-C. */
export function apiWithoutSignal({ signal: _signal, ...io }: Io, flags: PlatformFlags): Promise<Api> {
  return connect(io, flags);
}

export function apiAt(io: Io, credentials: Credentials): Api {
  return createProofline({ ...credentials, ...(io.signal === undefined ? {} : { signal: io.signal }) });
}

/** What flags and environment name. */
export function namedPlatform(io: Io, flags: PlatformFlags): Partial<Credentials> {
  const { platformUrl, platformKey } = readEnvironment(io.env);
  const url = flags.url ?? platformUrl;
  const key = flags.key ?? platformKey;
  return {
    ...(url === undefined ? {} : { url: checkedUrl(url) }),
    ...(key === undefined ? {} : { key: checkedKey(key) }),
  };
}

async function credentialsFor(io: Io, flags: PlatformFlags): Promise<Credentials> {
  const named = namedPlatform(io, flags);
  const kept = named.url !== undefined && named.key !== undefined ? undefined : await readCredentials(io);
  const url = named.url ?? kept?.url;
  if (url === undefined) {
    throw new ProoflineError(
      'invalid-input',
      'NO_PLATFORM',
      "No platform is named. Log in with 'proofline login', or set PROOFLINE_URL and PROOFLINE_KEY.",
    );
  }
  // A key is shown to nobody but the platform that it was kept for.
  const key = named.key ?? (kept?.url === url ? kept.key : undefined);
  if (key !== undefined) return { url, key };
  throw new ProoflineError(
    'invalid-input',
    'NO_KEY',
    `There is no key for ${url}. Log in with 'proofline login --url ${url}', or set PROOFLINE_KEY.`,
  );
}

/** The address without a slash at its end. Throws `invalid-input` for what is none. */
export function checkedUrl(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.search === '') {
    return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
  }
  throw new ProoflineError(
    'invalid-input',
    'URL_INVALID',
    `'${given}' is not the address of a platform; it looks like http://localhost:3000.`,
  );
}

/** The key as it goes into a header. Its text is in no message. */
export function checkedKey(given: string): string {
  const key = given.trim();
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new ProoflineError(
    'invalid-input',
    'KEY_INVALID',
    'The key is not one: a key is one word of letters and digits, pl_… Copy it again.',
  );
}
