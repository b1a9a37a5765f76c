import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type Server, type Socket, connect as socketTo } from 'node:net';
import { join } from 'node:path';

const API = join(import.meta.dirname, '..', 'dist', 'main.js');

/** An API in a process of its own. */
export interface ApiProcess {
  url: string;
  process: ChildProcess;
  ended: Promise<void>;
}

/** Starts one, through another program where named, and waits until it serves. */
export async function startApiProcess(
  env: Record<string, string>,
  through: readonly string[] = [],
): Promise<ApiProcess> {
  const [program, ...args] = [...through, process.execPath, API];
  const child = spawn(program!, args, {
    env: { ...process.env, ...env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk;
      const ready = /"url":"([^"]+)","msg":"the API is ready"/.exec(said);
      if (ready !== null) resolve(ready[1]!);
    });
    child.once('exit', (code) => reject(new Error(`The API ended with ${code}: ${said}`)));
  });
  return { url, process: child, ended };
}

export interface Load {
  /** Ids of all predictions whose answer arrived in full. */
  answered: string[];
  /** How often each other status came; 0 where no answer came. */
  refused: Map<number, number>;
  stop(): Promise<void>;
}

/** Asks for predictions, several at a time, until it is stopped. `url` may change while it runs. */
export function load(url: () => string, key: string, body: () => object, lines = 8): Load {
  const answered: string[] = [];
  const refused = new Map<number, number>();
  let stopped = false;
  const ask = async (): Promise<void> => {
    while (!stopped) {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
      try {
        const answer = await fetch(url(), { method: 'POST', headers, body: JSON.stringify(body()) });
        const { predictions } = (await answer.json()) as { predictions?: { id: string }[] };
        if (answer.status === 200) answered.push(...predictions!.map(({ id }) => id));
        else refused.set(answer.status, (refused.get(answer.status) ?? 0) + 1);
        if (answer.status !== 200) await new Promise((resolve) => setTimeout(resolve, 50));
      } catch {
        refused.set(0, (refused.get(0) ?? 0) + 1);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  };
  const all = Array.from({ length: lines }, ask);
  return {
    answered,
    refused,
    stop: async () => {
      stopped = true;
      await Promise.all(all);
    },
  };
}

/** A door to a server that may go and come back at another port, while its users know one address. */
export interface Door {
  port: number;
  lead(to: { host: string; port: number } | undefined): void;
  close(): Promise<void>;
}

export async function openDoor(): Promise<Door> {
  let target: { host: string; port: number } | undefined;
  const open = new Set<Socket>();
  const server: Server = createServer((socket) => {
    if (target === undefined) return void socket.destroy();
    const far = socketTo(target);
    for (const [one, other] of [
      [socket, far],
      [far, socket],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.once('error', () => other.destroy());
      one.once('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    lead: (to) => {
      target = to;
      if (to === undefined) for (const socket of open) socket.destroy();
    },
    close: () => {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
