import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Finding } from '../finding.js';
import { peerPython, RESULTS } from '../peers/environment.js';
import { serveCandidate } from './german-credit.js';
import { call, newHome, type Platform, startPlatform } from './platform.js';

const REQUESTS = 5_000;
/** Examples of each operation: what is sent follows from the document, which grows. */
const EXAMPLES = 150;
const SEED = 1;
const SOLUTION = 'scorecard';
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];
/** The first ends the key that the requests are made with; the other takes an archive, which schemathesis cannot make up. */
const LEFT_OUT = ['keysRevoke', 'modelsBring'];

/** Requests that schemathesis makes up from the OpenAPI document, right ones and wrong ones: every answer is one that the document has. */
export async function measureFuzz(say: (line: string) => void): Promise<Finding[]> {
  const python = await peerPython(say);
  const folder = join(RESULTS, 'fuzz');
  await mkdir(folder, { recursive: true });
  const home = await newHome();
  try {
    const platform = await startPlatform(home);
    try {
      say('fuzz: a solution that answers');
      await serveCandidate(platform, SOLUTION, folder);
      const known = await knownNames(platform);
      say(`fuzz: requests from ${platform.url}/docs-json; some minutes`);
      return [findingOf(await schemathesis(python, platform, folder, known))];
    } finally {
      await platform.stop();
    }
  } finally {
    await home.remove();
  }
}

/** Values of path parameters that exist, so that requests get further than to a 404. */
async function knownNames(platform: Platform): Promise<Record<string, string>> {
  const below = `/solutions/${SOLUTION}`;
  const first = async (list: string): Promise<{ id: string }> =>
    (await call<{ items: { id: string }[] }>(platform, 'GET', `${below}/${list}`)).items[0]!;
  const make = (list: string, body: unknown): Promise<{ id: string }> =>
    call(platform, 'POST', `${below}/${list}`, body);
  const dataset = await first('datasets');
  const run = await make('runs', { dataset: dataset.id });
  const schedule = await make('schedules', { cron: '0 3 * * 1', timeZone: 'Europe/Berlin' });
  const hook = await make('alert-hooks', { url: 'https://example.com/hook' });
  const promotion = await first('promotions');
  return {
    solution: SOLUTION,
    task: 'default',
    version: '1',
    client: 'demo',
    dataset: dataset.id,
    run: run.id,
    schedule: schedule.id,
    hook: hook.id,
    promotion: promotion.id,
  };
}

async function schemathesis(
  python: string,
  { url, key }: Platform,
  folder: string,
  known: Record<string, string>,
): Promise<string> {
  const config = join(folder, 'schemathesis.toml');
  const parameters = Object.entries(known).map(([name, value]) => `"path.${name}" = ${JSON.stringify(value)}`);
  await writeFile(config, `[parameters]\n${parameters.join('\n')}\n`);
  const command = join(dirname(python), 'schemathesis');
  const { stdout, stderr } = spawnSync(
    command,
    [
      ...['--config-file', config, 'run', `${url}/docs-json`],
      ...['--header', `Authorization: Bearer ${key}`],
      ...['--checks', CHECKS.join(',')],
      ...['--max-examples', String(EXAMPLES), '--seed', String(SEED), '--continue-on-failure'],
      // A stream of events ends when its run does.
      ...['--exclude-path-regex', '/events$'],
      ...LEFT_OUT.flatMap((id) => ['--exclude-operation-id', id]),
    ],
    { encoding: 'utf8', maxBuffer: 1 << 28, cwd: folder },
  );
  const said = stdout + stderr;
  await writeFile(join(folder, 'schemathesis.log'), said);
  return said;
}

function findingOf(said: string): Finding {
  const count = /(\d+) generated/.exec(said);
  // It ends before its summary where it cannot begin.
  if (count === null) throw new Error(`schemathesis did not come to an end:\n${said.slice(-4_000)}`);
  const generated = Number(count[1]);
  const [failures] = /(?<=^Failures:\n)(?: .*\n)+/m.exec(said) ?? [];
  const [errors] = /(?<=^Errors:\n)(?: .*\n)+/m.exec(said) ?? [];
  const refused = /Authentication failed: .*/.exec(said)?.[0];
  const found = [failures, errors, refused].flatMap((one) => one?.trim() ?? []);
  return {
    suite: 'fuzz',
    what: 'requests made up from the OpenAPI document: answers of 5xx, or outside it',
    floor: `none of ${REQUESTS}`,
    measured: `${found.length === 0 ? 'none' : found.join('; ')} of ${generated}`,
    ok: found.length === 0 && generated >= REQUESTS,
    detail: { found },
  };
}
