import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { BENCHMARKS } from '../peers/environment.js';
import { type Child, run, start } from './child.js';
import { CSV } from './german-credit.js';

const FOLDER = join(BENCHMARKS, 'peers', 'serving');
const READY_WITHIN_MS = 60_000;

export const PEERS = ['tutorial', 'tuned', 'boosting'] as const;
export type PeerName = (typeof PEERS)[number];

export interface PeerService {
  /** Address of its predictions. */
  url: string;
  pid: number;
  stop(): Promise<void>;
}

/** Probabilities of all rows as the peers' libraries give them without a server. */
export interface PeerModels {
  folder: string;
  logistic: number[];
  boosting: number[];
}

/** Fits the peers' models, the boosting with trees of our model's size. */
export async function fitPeers(
  python: string,
  folder: string,
  { trees, leaves, minLeafRows }: Record<string, number>,
): Promise<PeerModels> {
  await mkdir(folder, { recursive: true });
  await run(python, [join(FOLDER, 'train.py'), CSV, folder, String(trees), String(leaves), String(minLeafRows)]);
  const expected = JSON.parse(await readFile(join(folder, 'expected.json'), 'utf8')) as Omit<PeerModels, 'folder'>;
  return { folder, ...expected };
}

/** One process of uvicorn with what makes it fast (uvloop, httptools), without a log of requests. */
export async function startPeer(python: string, name: PeerName, folder: string): Promise<PeerService> {
  const port = await freePort();
  const args = ['-m', 'uvicorn', `${name}:app`, '--port', String(port), '--no-access-log', '--loop', 'uvloop'];
  const service: Child = start(python, [...args, '--http', 'httptools'], {
    cwd: FOLDER,
    env: { ...process.env, PEER_FOLDER: folder, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  });
  try {
    await service.says(/Uvicorn running on/, READY_WITHIN_MS);
  } catch (error) {
    await service.stop();
    throw error;
  }
  return { url: `http://127.0.0.1:${port}/predict`, pid: service.pid, stop: () => service.stop() };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
