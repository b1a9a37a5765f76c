import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { TestApi } from '../../api/test/start-api.js';

const WORKER = join(import.meta.dirname, '..', 'dist', 'main.js');

/** Workers in processes of their own, that a test may kill. */
export class WorkerProcesses {
  private started: ChildProcess[] = [];

  /** One beside an API. */
  start({ env }: Pick<TestApi, 'env'>): ChildProcess {
    const worker = spawn(process.execPath, [WORKER], { env: { ...process.env, ...env }, stdio: 'ignore' });
    this.started.push(worker);
    return worker;
  }

  /** Ends those that are left. */
  kill(): void {
    for (const worker of this.started.splice(0)) worker.kill('SIGKILL');
  }
}
