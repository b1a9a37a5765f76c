import type { DataSource } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { HealthService } from '../src/health/health.service.js';

const answering = async () => [];
const away = () => Promise.reject(new Error('away'));

const without = {
  serving: { hasModel: true },
  watch: { mayAnswer: true },
  predictions: { waitingBytes: 10 },
  spoolBytes: 100,
};

function readinessOf(query: () => Promise<unknown>, ask: () => Promise<void>, more: Partial<typeof without> = {}) {
  const source = { query } as unknown as DataSource;
  return new HealthService(source, { ask }, { ...without, ...more }).readiness();
}

describe('a process', () => {
  it('is ready where all is there, and degraded without the queue', async () => {
    const ok = { database: 'ok', queue: 'ok', predictions: 'ok', process: 'ok' };
    expect(await readinessOf(answering, async () => undefined)).toEqual({ ready: true, degraded: false, checks: ok });
    expect(await readinessOf(answering, away)).toEqual({
      ready: true,
      degraded: true,
      checks: { ...ok, queue: 'does not answer' },
    });
  });

  it('stays ready without the database while it can answer predictions, and says why not where it cannot', async () => {
    const state = async (more: Partial<typeof without>) => {
      const { ready, degraded, checks } = await readinessOf(away, away, more);
      return [ready, degraded, checks.predictions];
    };
    expect(await state({})).toEqual([true, true, 'are answered from memory']);
    expect(await state({ serving: { hasModel: false } })).toEqual([false, false, 'no model is in memory']);
    expect(await state({ watch: { mayAnswer: false } })).toEqual([
      false,
      false,
      'the database has been away for too long',
    ]);
    expect(await state({ predictions: { waitingBytes: 99 } })).toEqual([false, false, 'the spool is full']);
  });

  it('is not ready once it shuts down, whatever is there', async () => {
    const source = { query: answering } as unknown as DataSource;
    const health = new HealthService(source, { ask: async () => undefined }, without);
    health.drain();
    expect(await health.readiness()).toMatchObject({ ready: false, degraded: false });
  });
});
