import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { EventStream } from './event-stream.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('writes events, and a heartbeat where nothing happens', () => {
  const stream = new EventStream(() => undefined);
  stream.tell(7, 'state', { status: 'running' });
  vi.advanceTimersByTime(15_000);
  const text = String(stream.read());
  expect(text).toBe('retry: 1000\n\nid: 7\nevent: state\ndata: {"status":"running"}\n\n:\n\n');
  stream.destroy();
});

it('ends after its time, and says nothing more', async () => {
  const gone = vi.fn();
  const stream = new EventStream(gone);
  stream.resume();
  vi.advanceTimersByTime(10 * 60_000);
  vi.useRealTimers();
  await new Promise((resolve) => stream.once('close', resolve));
  stream.tell(8, 'state', {});
  expect(gone).toHaveBeenCalledTimes(1);
  expect(stream.read()).toBeNull();
});

it('cuts the line of a listener who does not keep up', () => {
  const gone = vi.fn();
  const stream = new EventStream(gone);
  for (let k = 0; k < 100 && !stream.destroyed; k++) stream.tell(k, 'log', 'x'.repeat(100_000));
  expect(stream.destroyed).toBe(true);
});
