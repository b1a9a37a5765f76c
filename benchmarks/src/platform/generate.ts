import { fork } from 'node:child_process';
import { join } from 'node:path';

/** What requests are sent: one address, and bodies in turn. */
export interface Target {
  url: string;
  headers: Record<string, string>;
  bodies: readonly string[];
}

export type Order =
  | { kind: 'saturate'; target: Target; seconds: number; connections: number }
  | { kind: 'steady'; target: Target; seconds: number; rate: number };

export interface Saturated {
  answered: number;
  refused: number;
  seconds: number;
}

export interface Steady {
  /** From when each request was to be sent to the end of its answer. */
  milliseconds: number[];
  /** How much later than that it was sent. */
  late: number[];
  refused: number;
}

type Report = { result: unknown } | { error: string };

/** As many requests as a service takes. Throws where one was not answered well: what is fast and wrong is not fast. */
export async function saturate(target: Target, seconds: number, connections: number): Promise<Saturated> {
  return whole(target, (await generate({ kind: 'saturate', target, seconds, connections })) as Saturated);
}

/** Requests at a steady rate. Throws where one was not answered well. */
export async function steady(target: Target, seconds: number, rate: number): Promise<Steady> {
  return whole(target, (await generate({ kind: 'steady', target, seconds, rate })) as Steady);
}

function whole<T extends { refused: number }>({ url }: Target, result: T): T {
  if (result.refused > 0) throw new Error(`${result.refused} requests to ${url} were not answered with 200.`);
  return result;
}

function generate(order: Order): Promise<unknown> {
  const child = fork(join(import.meta.dirname, 'generator.js'), { execArgv: [] });
  return new Promise((resolve, reject) => {
    child.once('message', (report: Report) => {
      if ('result' in report) resolve(report.result);
      else reject(new Error(`The generator failed:\n${report.error}`));
    });
    child.once('exit', (code) => reject(new Error(`The generator ended with ${code}.`)));
    child.send(order);
  });
}
