import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { BENCHMARKS } from './environment.js';

/** Every library that has threads is told to take one. */
const ONE_THREAD = {
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  NUMEXPR_NUM_THREADS: '1',
  OMP_WAIT_POLICY: 'PASSIVE',
};

type Answer = { answer: unknown } | { error: string };

/** A Python process that holds data and does what it is asked, one thing after the other. */
export class Peer {
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly answers: AsyncIterator<string>;
  private complaints = '';

  constructor(python: string) {
    this.process = spawn(python, [join(BENCHMARKS, 'peers', 'server.py')], { env: { ...process.env, ...ONE_THREAD } });
    this.answers = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
    this.process.stderr.on('data', (chunk: Buffer) => {
      this.complaints = (this.complaints + chunk.toString()).slice(-4000);
    });
  }

  /** Calls `module.function` of the folder `peers` with these arguments. */
  async call<T>(name: string, values: Record<string, unknown> = {}): Promise<T> {
    this.process.stdin.write(`${JSON.stringify({ call: name, with: values })}\n`);
    const { done, value } = await this.answers.next();
    if (done) throw new Error(`The peer ended before it answered '${name}'.\n${this.complaints}`);
    const answer = JSON.parse(value) as Answer;
    if ('error' in answer) throw new Error(`The peer failed at '${name}':\n${answer.error}`);
    return answer.answer as T;
  }

  end(): void {
    this.process.stdin.end();
  }
}
