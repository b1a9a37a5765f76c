// The main job, as a user meets it: `npm start` in a folder without a database. Its demonstration is trained over the queue, judged,
// approved by a second person and asked for a prediction with reasons; then the system is stopped, started again, and has lost nothing.
// Exits with 1 and says why when it is not so.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const START_MS = 120_000;
const TRAINED_MS = 240_000;
const END_MS = 30_000;
const SOLUTION = '/v1/solutions/credit-risk';

const home = mkdtempSync(join(tmpdir(), 'proofline-start-'));
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const key = `pl_${'start'.repeat(9)}`;
let system;

try {
  const first = await start();
  console.log(`The first start was ready after ${first} s.`);
  const document = await ask('/docs-json');
  expect(document.openapi.startsWith('3.'), '/docs-json is no OpenAPI document');

  const promotion = await until(TRAINED_MS, 'the demonstration waits for its approval', async () => {
    const { items } = await ask(`${SOLUTION}/promotions`);
    const failed = items.find(({ status }) => !['queued', 'judging', 'waiting'].includes(status));
    if (failed !== undefined) throw new Error(`the promotion is ${failed.status}`);
    return items.find(({ status }) => status === 'waiting');
  });
  await ask(`${SOLUTION}/models/1/promotions/${promotion.id}/approval`, {});

  // The document that comes with a key has the solution's own example.
  const own = await ask('/docs-json');
  const { post } = Object.values(own.paths).find((path) => path.post?.tags?.includes('credit-risk'));
  const example = post.requestBody.content['application/json'].example;
  const before = await predict(example);
  expect(before.predictions[0].prediction.probability > 0, 'the example has no probability');
  expect(before.predictions[0].reasons.length > 0, 'the example has no reasons');

  // Ctrl-C reaches every process of the terminal.
  await stop(() => endAll('SIGINT'));
  const second = await start();
  console.log(`The second start was ready after ${second} s.`);
  const after = await predict(example);
  expect(after.model.hash === before.model.hash, 'another model answers after the second start');
  expect(
    after.predictions[0].prediction.probability === before.predictions[0].prediction.probability,
    'the answer is another one after the second start',
  );
  // A supervisor knows of npm alone, which ends at once.
  await stop(() => system.kill('SIGTERM'));
  await until(END_MS, 'nothing is left after SIGTERM', isGone);
} catch (error) {
  console.error(`The main job: ${error.message}.`);
  process.exitCode = 1;
} finally {
  endAll('SIGKILL');
  rmSync(home, { recursive: true, force: true, maxRetries: 10 });
}

/** Starts the system and returns the seconds until it served. */
async function start() {
  const began = Date.now();
  const env = { ...process.env, PORT: String(port), PROOFLINE_HOME: home, PROOFLINE_ADMIN_KEY: key };
  // A group of its own, like the processes of a terminal.
  system = spawn('npm', ['start', '--silent'], { env, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
  const ended = once(system, 'exit').then(([code]) => Promise.reject(new Error(`npm start ended with ${code}`)));
  ended.catch(() => undefined);
  const ready = until(START_MS, 'it serves', serves);
  await Promise.race([ready, ended]);
  return ((Date.now() - began) / 1000).toFixed(1);
}

/** Asks for its end in one of two ways, and gives it the time that it has to end in order. */
async function stop(ask) {
  const ended = once(system, 'exit');
  ask();
  const late = sleep(END_MS, undefined, { ref: false }).then(() => {
    throw new Error(`it had not ended ${END_MS / 1000} s after it was asked to`);
  });
  await Promise.race([ended, late]);
}

function endAll(signal) {
  if (system === undefined) return;
  try {
    process.kill(-system.pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}

/** Whether no process of it is left; Postgres, which is none of the group, ends before the last of them. */
function isGone() {
  try {
    process.kill(-system.pid, 0);
    return false;
  } catch {
    return true;
  }
}

async function serves() {
  const answer = await fetch(`${url}/health/ready`).catch(() => undefined);
  return answer?.status === 200;
}

async function predict(example) {
  return ask(`${SOLUTION}/tasks/default/predictions`, { ...example, reasons: 4 });
}

async function ask(path, body) {
  const answer = await fetch(url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}

async function until(patience, what, look) {
  for (const end = Date.now() + patience; Date.now() < end; await sleep(250)) {
    const found = await look();
    if (found) return found;
  }
  throw new Error(`after ${patience / 1000} s it was not so that ${what}`);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: free } = server.address();
  server.close();
  return free;
}

function expect(holds, problem) {
  if (!holds) throw new Error(problem);
}
