import type { Io } from '../src/io.js';
import { main } from '../src/main.js';

/** A terminal that keeps what was written. */
export interface Ran {
  code: number;
  out: string;
  err: string;
}

/** Runs a command as a user would, in this process, and gives back what it wrote. */
export async function run(cwd: string, args: readonly string[], more: Partial<Io> = {}): Promise<Ran> {
  let out = '';
  let err = '';
  const io: Io = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    interactive: false,
    colour: false,
    cwd,
    env: {},
    ...more,
  };
  const code = await main(args, io);
  return { code, out, err };
}
