import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Prompter } from '../../src/commands/prompter.js';
import type { Io } from '../../src/io.js';
import { login } from '../../src/platform/login.js';
import { type Ran, run } from '../terminal.js';
import { type ServedApi, serveApi } from './serve-api.js';

let api: ServedApi;
beforeAll(async () => {
  api = await serveApi();
});
afterAll(() => api.stop());

/** A command of somebody whose environment names no platform. */
const bare = (...args: string[]): Promise<Ran> => run(api.home, args, { env: { XDG_CONFIG_HOME: api.home } });
const file = (): string => join(api.home, 'proofline', 'credentials.json');

describe('proofline login', () => {
  it('proves the key and keeps it where only its owner may read; logout removes it', async () => {
    const { code, out } = await bare('login', '--url', `${api.url}/`, '--key', api.adminKey);
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining(file()) });
    expect(out).not.toContain(api.adminKey);
    expect(JSON.parse(await readFile(file(), 'utf8'))).toEqual({ url: api.url, key: api.adminKey });
    if (process.platform !== 'win32') {
      expect((await stat(file())).mode & 0o777).toBe(0o600);
      expect((await stat(join(api.home, 'proofline'))).mode & 0o777).toBe(0o700);
    }
    expect((await bare('logout')).code).toBe(0);
    await expect(stat(file())).rejects.toThrow(/ENOENT/);
    expect((await bare('logout', '--json')).out).toBe('{\n  "loggedOut": false\n}\n');
  });

  it('keeps nothing of a key that the platform refuses, and says nothing of its text', async () => {
    const ran = await bare('login', '--url', api.url, '--key', 'pl_wrong', '--json');
    expect(ran.code).toBe(2);
    expect(JSON.parse(ran.out).error).toMatchObject({ kind: 'unauthenticated' });
    expect(ran.err).toContain('proofline login');
    expect(ran.err).not.toContain('pl_wrong');
    await expect(stat(file())).rejects.toThrow(/ENOENT/);
  });

  it('says where nobody answers', async () => {
    const { code, err } = await bare('login', '--url', 'http://127.0.0.1:1', '--key', 'pl_x');
    expect(code).toBe(1);
    expect(err).toMatch(/^error Nobody answers at http:\/\/127\.0\.0\.1:1 .*proofline up.*\n$/);
  });

  it('asks on a terminal for what is not given', async () => {
    const asked: string[] = [];
    const prompter = {
      ask: async ({ message, validate }: Parameters<Prompter['ask']>[0]) => {
        asked.push(message);
        expect(validate?.('localhost:3000')).toMatch(/looks like http:/);
        return api.url;
      },
      askSecret: async (message: string) => {
        asked.push(message);
        return ` ${api.adminKey}\n`;
      },
    } as Prompter;
    let said = '';
    const io: Io = {
      out: (text) => {
        said += text;
      },
      err: () => {},
      interactive: true,
      colour: false,
      cwd: api.home,
      env: { XDG_CONFIG_HOME: api.home },
    };
    await login(io, {}, prompter);
    expect(asked).toEqual(['Where is the platform?', `Key for ${api.url}`]);
    expect(said).toContain('There are no clients yet.');
  });
});
