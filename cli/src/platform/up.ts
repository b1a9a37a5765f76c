import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ProoflineError } from '@proofline/learn';
import type { Io } from '../io.js';

/** The whole system on this machine, as a process of its own; a package that this command does not depend on. */
const SYSTEM = '@proofline/api/up';

/** Starts it and returns its exit code once it has ended, which Ctrl-C asks for. */
export async function up(io: Io): Promise<number> {
  const child = spawn(process.execPath, [findSystem(io.cwd)], { cwd: io.cwd, env: io.env, stdio: 'inherit' });
  // On a terminal it hears Ctrl-C itself; a signal to this process alone is passed on.
  io.signal?.addEventListener('abort', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** From the user's folder, then from where this command is installed. */
export function findSystem(cwd: string): string {
  for (const from of [join(cwd, 'package.json'), import.meta.url]) {
    try {
      return createRequire(from).resolve(SYSTEM);
    } catch {}
  }
  throw new ProoflineError(
    'not-found',
    'PLATFORM_NOT_INSTALLED',
    "The platform is not installed here: add it with 'npm install @proofline/api', or run 'npm start' in a checkout.",
  );
}
