import { pino } from 'pino';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { connect } from '../src/index.js';
import { announce, ChangeWatch } from '../src/persistence/change-watch.js';
import { createTestDatabase } from '../src/testing/index.js';
import { type SilentLine, silentLine } from './silent-line.js';

let line: SilentLine;
let source: Awaited<ReturnType<typeof connect>>;
let watch: ChangeWatch;
const heard: string[] = [];
beforeEach(async () => {
  const url = await createTestDatabase(inject('clusterUrl'));
  source = await connect(url);
  line = await silentLine(url);
  watch = new ChangeWatch(line.url, pino({ level: 'silent' }), { everyMs: 50, withinMs: 1_000 });
  watch.on('models', (id) => heard.push(id));
});
afterEach(async () => {
  await watch.stop();
  await line.stop();
  await source.destroy();
});

const PATIENCE = { timeout: 20_000, interval: 20 };

it('finds a line that has gone silent, forgets what was kept by it, and hears again by a new one', async () => {
  await watch.start();
  await announce(source.manager, 'models', 'one');
  await expect.poll(() => heard, PATIENCE).toContain('one');
  line.silence();
  const before = heard.length;
  await announce(source.manager, 'models', 'unheard');
  await expect.poll(() => watch.hears, PATIENCE).toBe(false);
  // Anything may have changed meanwhile.
  await expect.poll(() => heard.slice(before), PATIENCE).toContain('');
  expect(heard).not.toContain('unheard');
  await expect.poll(() => watch.hears, PATIENCE).toBe(true);
  await announce(source.manager, 'models', 'two');
  await expect.poll(() => heard, PATIENCE).toContain('two');
}, 60_000);

it('ends though its line has gone silent', async () => {
  await watch.start();
  line.silence();
  await watch.stop();
  await expect.poll(() => watch.hears, PATIENCE).toBe(false);
}, 60_000);
