import { createServer, type Socket, connect as socketTo } from 'node:net';

/** A way to a database that can fall silent: lines stay open, and nothing comes through, as where a machine is gone without a word. */
export interface SilentLine {
  /** What leads to the same database through it. */
  url: string;
  /** Lines that are open now; later ones go through. */
  silence(): void;
  stop(): Promise<void>;
}

export async function silentLine(databaseUrl: string): Promise<SilentLine> {
  const target = new URL(databaseUrl);
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = socketTo(Number(target.port), target.hostname);
    near.pipe(far);
    far.pipe(near);
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => undefined);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as { port: number }).port);
  return {
    url: url.href,
    silence: () => {
      for (const socket of open) socket.unpipe().pause();
    },
    stop: () => {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
