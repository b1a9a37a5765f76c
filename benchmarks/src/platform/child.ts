import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

/** How long a process may take to end by itself. */
const PATIENCE_MS = 30_000;

const alive = new Set<ChildProcess>();
// Whatever ends this process ends what it started: a service that is left behind would be measured by the next run.
process.once('exit', () => {
  for (const child of alive) child.kill('SIGTERM');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));

/** A process that ends with this one at the latest. */
export interface Child {
  pid: number;
  /** The last of what it said on both outputs. */
  said(): string;
  /** The first match in what it says. Throws with its last words where it ends before, or says nothing of the kind in time. */
  says(text: RegExp, withinMs: number): Promise<RegExpExecArray>;
  /** Asks it to end, and ends it where it does not. */
  stop(): Promise<void>;
}

export function start(command: string, args: readonly string[], options: SpawnOptions = {}): Child {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  alive.add(child);
  let said = '';
  const hear = (chunk: Buffer): void => {
    said = (said + chunk.toString()).slice(-20_000);
  };
  child.stdout!.on('data', hear);
  child.stderr!.on('data', hear);
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      said += error.message;
      resolve();
    });
    child.once('exit', () => resolve());
  }).then(() => void alive.delete(child));
  return {
    pid: child.pid ?? 0,
    said: () => said,
    says: async (text, withinMs) => {
      const until = Date.now() + withinMs;
      let over = false;
      void ended.then(() => {
        over = true;
      });
      for (;;) {
        const found = text.exec(said);
        if (found !== null) return found;
        if (over || Date.now() > until) {
          throw new Error(`'${command} ${args.join(' ')}' ${over ? 'ended' : `did not say ${text}`}:\n${said}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    stop: async () => {
      child.kill('SIGTERM');
      const patience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
      await ended;
      clearTimeout(patience);
    },
  };
}

/** Runs a command to its end and returns what it wrote. Throws with its complaints where it fails. */
export async function run(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<string> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  alive.add(child);
  let output = '';
  let complaints = '';
  child.stdout!.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr!.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-4_000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  alive.delete(child);
  if (code !== 0) throw new Error(`'${command} ${args.join(' ')}' ended with ${code}:\n${complaints}${output}`);
  return output;
}
