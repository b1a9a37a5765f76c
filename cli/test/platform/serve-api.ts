import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApi, type TestApi, type TestApiOptions } from '../../../api/test/start-api.js';
import { type Ran, run } from '../terminal.js';

/** A platform that listens, and a user of the command with a home of their own. */
export interface ServedApi extends TestApi {
  url: string;
  /** Holds what the user has set and made. */
  home: string;
  /** Runs a command in the user's home; what it needs of the platform is in the environment. */
  proofline(...args: string[]): Promise<Ran>;
  /** The same with another key. */
  prooflineAs(key: string, ...args: string[]): Promise<Ran>;
  /** The one object that `--json` prints. Throws where the command fails. */
  // biome-ignore lint/suspicious/noExplicitAny: what a command prints is checked by the tests themselves
  json(...args: string[]): Promise<any>;
}

export async function serveApi(options: TestApiOptions = {}): Promise<ServedApi> {
  const api = await startApi(options);
  await api.app.listen(0, '127.0.0.1');
  const url = await api.app.getUrl();
  const home = await mkdtemp(join(tmpdir(), 'proofline-user-'));
  const prooflineAs = (key: string, ...args: string[]): Promise<Ran> =>
    run(home, args, { env: { XDG_CONFIG_HOME: home, PROOFLINE_URL: url, PROOFLINE_KEY: key } });
  const proofline = (...args: string[]): Promise<Ran> => prooflineAs(api.adminKey, ...args);
  return {
    ...api,
    url,
    home,
    proofline,
    prooflineAs,
    json: async (...args) => {
      const { code, out, err } = await proofline(...args, '--json');
      if (code !== 0) throw new Error(`proofline ${args.join(' ')} ended with ${code}: ${err}`);
      return JSON.parse(out);
    },
    stop: async () => {
      await api.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
