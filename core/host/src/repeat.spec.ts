import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { repeat } from './repeat.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('begins at once, goes on after a failure, and never has two turns at a time', async () => {
  const failures: string[] = [];
  let under = 0;
  let most = 0;
  let turns = 0;
  const repeated = repeat(
    async () => {
      most = Math.max(most, ++under);
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      under--;
      if (++turns === 1) throw new Error('The database is away.');
    },
    1_000,
    ({ message }) => failures.push(message),
  );
  await vi.advanceTimersByTimeAsync(10_500);
  expect({ turns, most, failures }).toEqual({ turns: 1, most: 1, failures: ['The database is away.'] });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(turns).toBe(2);
  await repeated.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(turns).toBe(2);
});

it('waits for the turn that is under way when it is stopped', async () => {
  let done = false;
  const repeated = repeat(
    async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      done = true;
    },
    1_000,
    () => undefined,
  );
  const stopped = repeated.stop();
  expect(done).toBe(false);
  await vi.advanceTimersByTimeAsync(100);
  await stopped;
  expect(done).toBe(true);
});
