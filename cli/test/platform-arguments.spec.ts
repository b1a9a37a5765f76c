import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEnvironment } from '../src/config/environment.js';
import { findSystem } from '../src/platform/up.js';
import { run } from './terminal.js';

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'proofline-arguments-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const proofline = (...args: string[]) => run(home, args, { env: { XDG_CONFIG_HOME: home } });

describe('commands for a platform, before a request is made', () => {
  it.each<[string, string[], RegExp]>([
    ['no terminal to ask on', ['login'], /no terminal to ask on.*--url and --key/],
    [
      'an address that is none',
      ['login', '--url', 'localhost:3000', '--key', 'k'],
      /'localhost:3000' is not the address/,
    ],
    ['an address with a password', ['login', '--url', 'http://a:b@host', '--key', 'k'], /is not the address/],
    ['a key of two words', ['login', '--url', 'http://localhost', '--key', 'a b'], /The key is not one/],
    ['a promotion for nobody', ['promote', 'poc'], /--client <client>.*not specified/],
    ['a training on nothing', ['train', 'loans'], /Name what to train on: --data FILE, or --dataset ID/],
    ['a training on two things', ['train', 'loans', '--data', 'a', '--dataset', 'b'], /Name what to train on/],
    [
      'a schedule without a time',
      ['schedule', 'add', 'loans'],
      /Say when to train: --cron.*--on new-data or --on drift/,
    ],
    [
      'a schedule of two kinds',
      ['schedule', 'add', 'loans', '--cron', '0 3 * * *', '--on', 'drift'],
      /Say when to train/,
    ],
    [
      'a pause that is none',
      ['schedule', 'add', 'loans', '--on', 'drift', '--pause-hours', '1d'],
      /'1d'; it must be a/,
    ],
    ['an event that is none', ['schedule', 'add', 'loans', '--on', 'rain'], /Allowed choices are new-data, drift/],
    ['a role that is none', ['key', 'create', 'x', '--role', 'king'], /Allowed choices are viewer, integrator/],
    [
      'a name that is not said to be one',
      ['client', 'create', 'beta', 'Beta Bank'],
      /'Beta Bank' is too much: 'client create' takes <slug>\. Options that take a value: .*--name <name>/,
    ],
    ['words where none is taken', ['status', 'right', 'now'], /'right now' is too much: 'status' takes no arguments/],
    ['a word too many on this machine', ['report', 'out', 'en'], /'report' takes <folder>\. .*--lang <language>/],
    ['no platform', ['status'], /No platform is named.*proofline login/],
    ['no key', ['status', '--url', 'http://localhost:1'], /no key for http:\/\/localhost:1/],
  ])('%s', async (_, args, message) => {
    const { code, out, err } = await proofline(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n\s+at /);
  });
});

describe('proofline up', () => {
  it('finds the platform in a checkout', () => {
    expect(findSystem(home)).toMatch(/api.dist.up\.js$/);
  });
});

describe('the environment', () => {
  it('goes by the folder of configurations, and takes an empty variable for an absent one', () => {
    const read = readEnvironment({ HOME: '/home/ann', PROOFLINE_URL: '', PROOFLINE_VERTICALS: 'a, b,' });
    expect(read).toMatchObject({ platformUrl: undefined, verticals: ['a', 'b'] });
    if (process.platform !== 'win32') {
      expect(read.configFolder).toBe(join('/home/ann', '.config'));
      expect(readEnvironment({ HOME: '/home/ann', XDG_CONFIG_HOME: '/etc/ann' }).configFolder).toBe('/etc/ann');
    }
  });
});
