import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../persistence/free-port.js';

export interface TestRedis {
  url: string;
  /** Ends it in the middle of what its clients do. */
  end(): Promise<void>;
  /** Brings it back under the same address, with what it held or without. */
  start(options: { empty: boolean }): Promise<void>;
  stop(): Promise<void>;
}

/** A Redis of its own, from the `redis-server` of the system; undefined where there is none. Throws where it does not start. */
export async function startTestRedis(): Promise<TestRedis | undefined> {
  if (!(await hasRedis())) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'proofline-redis-'));
  let port = await freePort();
  let server: ChildProcess | undefined = await launch(port, folder);
  // Another process may have taken the port since.
  for (let tries = 1; server === undefined && tries < 5; tries++) {
    port = await freePort();
    server = await launch(port, folder);
  }
  if (server === undefined) {
    await rm(folder, { recursive: true, force: true });
    throw new Error('redis-server is installed, but does not start.');
  }
  const end = async (): Promise<void> => {
    if (server === undefined) return;
    const ended = new Promise<void>((resolve) => server!.once('exit', () => resolve()));
    server.kill('SIGTERM');
    await ended;
    server = undefined;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    end,
    start: async ({ empty }) => {
      if (empty) await rm(join(folder, 'appendonlydir'), { recursive: true, force: true });
      server = await launch(port, folder);
    },
    stop: async () => {
      await end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Whether there is a `redis-server`. */
export function hasRedis(): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = spawn('redis-server', ['--version'], { stdio: 'ignore' });
    asked.once('error', () => resolve(false));
    asked.once('exit', (code) => resolve(code === 0));
  });
}

/** The server once it takes connections. What it holds is kept in a log of the folder. */
async function launch(port: number, folder: string): Promise<ChildProcess | undefined> {
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'yes'];
  const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const started = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.once('exit', () => resolve(false));
    server.stdout.on('data', (chunk: Buffer) => {
      if (chunk.includes('Ready to accept connections')) resolve(true);
    });
  });
  return started ? server : undefined;
}
