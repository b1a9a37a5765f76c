import type { Readable } from 'node:stream';
import { styleText } from 'node:util';
import { readEnvironment } from './config/environment.js';

/** Where a command reads and writes: the process, or a test's buffers. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  /** What is typed or piped in; default: stdin. */
  input?: Readable;
  /** Whether progress may redraw a line of stderr. */
  interactive: boolean;
  colour: boolean;
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  /** Aborted on Ctrl-C. */
  signal?: AbortSignal;
}

export function processIo(signal?: AbortSignal): Io {
  const { env, stdout, stderr } = process;
  const { plain, noColour } = readEnvironment(env);
  // Who reads the output has enough (`| head`): nobody is left to tell anything. A lost stderr does not stop the work.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  stderr.on('error', () => {});
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    interactive: stderr.isTTY === true && !plain,
    colour: stdout.isTTY === true && !noColour,
    cwd: process.cwd(),
    env,
    ...(signal === undefined ? {} : { signal }),
  };
}

type Style = Parameters<typeof styleText>[0];

export function paint(io: Io, style: Style, text: string): string {
  return io.colour ? styleText(style, text, { validateStream: false }) : text;
}
