import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../peers/environment.js';
import { type Child, run, start } from './child.js';
import { findProcess } from './process-tree.js';

const CLI = join(ROOT, 'cli', 'bin', 'proofline.js');
const UP = join(ROOT, 'api', 'dist', 'up.js');
const READY_WITHIN_MS = 60_000;

/** A whole platform on this machine: Postgres, one API, one worker, as `npm run up` starts them. */
export interface Platform {
  url: string;
  key: string;
  /** Of the API process. */
  api: number;
  stop(): Promise<void>;
}

/** Where a platform keeps its data, and the key that it will be known by. */
export interface Home {
  folder: string;
  key: string;
  remove(): Promise<void>;
}

export async function newHome(): Promise<Home> {
  const folder = await mkdtemp(join(tmpdir(), 'proofline-bench-'));
  // Postgres runs as another user where this runs as root.
  await chmod(folder, 0o711);
  return {
    folder,
    key: `pl_${randomBytes(32).toString('base64url')}`,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Starts it as users have it, but for the rate limit, which the measurement goes beyond. */
export async function startPlatform({ folder, key }: Home): Promise<Platform> {
  const env = {
    ...withoutOurSettings(),
    PORT: '0',
    PROOFLINE_HOME: folder,
    PROOFLINE_ADMIN_KEY: key,
    PROOFLINE_DEMO: 'off',
    PROOFLINE_VERTICALS: 'credit-risk',
    PROOFLINE_RATE_LIMIT: '1000000',
  };
  const up: Child = start(process.execPath, [UP], { env, cwd: folder });
  try {
    const [, url] = await up.says(/^ {2}API +(http:\S+)\/v1$/m, READY_WITHIN_MS);
    return { url: url!, key, api: findProcess(up.pid, join('api', 'dist', 'main.js')), stop: () => up.stop() };
  } catch (error) {
    await up.stop();
    throw error;
  }
}

/** Runs a command of ours against it, and returns what it prints as JSON. */
export async function command<T>({ url, key }: Pick<Platform, 'url' | 'key'>, ...args: string[]): Promise<T> {
  const env = { ...withoutOurSettings(), PROOFLINE_URL: url, PROOFLINE_KEY: key };
  return JSON.parse(await run(process.execPath, [CLI, ...args, '--json'], { env })) as T;
}

/** One request with the platform's key. Throws with the problem where it is refused. */
export async function call<T>(
  { url, key }: Pick<Platform, 'url' | 'key'>,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const headers: Record<string, string> = { authorization: `Bearer ${key}` };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const answer = await fetch(`${url}/v1${path}`, {
    method,
    headers,
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text) as T;
}

function withoutOurSettings(): NodeJS.ProcessEnv {
  const isOurs = /^(PROOFLINE_.*|DATABASE_URL|REDIS_URL|ARTIFACTS_URL|HOST|PORT)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOurs.test(name)));
}
