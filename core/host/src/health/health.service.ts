import { setTimeout as wait } from 'node:timers/promises';
import type { DataSource } from 'typeorm';

export interface Readiness {
  ready: boolean;
  /** Of each thing that requests depend on: `ok`, or why not. */
  checks: Record<string, string>;
}

const PATIENCE_MS = 2_000;

export class HealthService {
  private draining = false;

  constructor(private readonly source: DataSource) {}

  /** From here on no new requests should come; those that are under way are answered. */
  drain(): void {
    this.draining = true;
  }

  async readiness(): Promise<Readiness> {
    const database = await this.database();
    const checks = { database, process: this.draining ? 'is shutting down' : 'ok' };
    return { ready: Object.values(checks).every((check) => check === 'ok'), checks };
  }

  private async database(): Promise<string> {
    const asked = this.source.query('SELECT 1').then(
      () => 'ok',
      () => 'does not answer',
    );
    return Promise.race([asked, wait(PATIENCE_MS, 'does not answer', { ref: false })]);
  }
}
