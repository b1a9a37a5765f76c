import { readdir, stat, utimes } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiProcess, startApiProcess } from './load.js';
import { startApi, type TestApi } from './start-api.js';

const PATH = '/v1/solutions/loans';
const DAY_MS = 86_400_000;

let api: TestApi;
let process: ApiProcess | undefined;
beforeAll(async () => {
  api = await startApi();
  await api.as(api.adminKey).post('/v1/clients').send({ slug: 'acme', name: 'acme' }).expect(201);
  const config = { columns: { target: 'bad' } };
  const wanted = { client: 'acme', slug: 'loans', vertical: 'credit-risk', config };
  await api.as(api.adminKey).post('/v1/solutions').send(wanted).expect(201);
});
afterAll(async () => {
  process?.process.kill('SIGKILL');
  await process?.ended;
  await api.stop();
});

const drafts = async (): Promise<string[]> => {
  const folder = join(api.env.PROOFLINE_HOME!, 'artifacts', '.drafts');
  return (await readdir(folder).catch(() => [])).map((name) => join(folder, name));
};

/** Sends the first megabyte of a file that does not end. */
function upload(url: string): Promise<void> {
  return new Promise((resolve) => {
    const headers = { authorization: `Bearer ${api.adminKey}`, 'content-type': 'text/csv' };
    const sending = request(`${url}${PATH}/datasets?name=half.csv`, { method: 'POST', headers });
    sending.on('error', () => resolve());
    sending.write('a,b\n'.repeat(250_000));
  });
}

/** That nothing of the file is anywhere but in drafts. */
async function expectNothingKept(): Promise<void> {
  expect((await api.as(api.adminKey).get(`${PATH}/datasets`).expect(200)).body.items).toEqual([]);
  expect(await readdir(join(api.env.PROOFLINE_HOME!, 'artifacts'))).toEqual(['.drafts']);
  const trail = await api.parts.source.query("SELECT 1 FROM proofline.audit_entry WHERE action = 'dataset.uploaded'");
  expect(trail).toEqual([]);
  expect((await api.as(api.adminKey).get('/v1/audit/verification').expect(200)).body.intact).toBe(true);
}

describe('an API process that is killed in the middle of an upload', () => {
  it('leaves nothing but a draft, which is removed once nobody has written to it for a day', async () => {
    process = await startApiProcess(api.env);
    const broken = upload(process.url);
    await expect
      .poll(async () => ((await drafts())[0] === undefined ? 0 : (await stat((await drafts())[0]!)).size), {
        timeout: 20_000,
        interval: 20,
      })
      .toBeGreaterThan(500_000);
    process.process.kill('SIGKILL');
    await process.ended;
    await broken;
    await expectNothingKept();
    const [draft] = await drafts();

    // It may be that of another process, which is still at it.
    process = await startApiProcess(api.env);
    expect(await drafts()).toEqual([draft]);
    process.process.kill('SIGKILL');
    await process.ended;

    const longAgo = new Date(Date.now() - 2 * DAY_MS);
    await utimes(draft!, longAgo, longAgo);
    process = await startApiProcess(api.env);
    await expect.poll(drafts, { timeout: 20_000 }).toEqual([]);
    await expectNothingKept();
  }, 120_000);

  it('keeps nothing of one that whoever sends it breaks off, either', async () => {
    const { url } = process!;
    const broken = await new Promise<{ destroy(): void }>((resolve) => {
      const headers = { authorization: `Bearer ${api.adminKey}`, 'content-type': 'text/csv' };
      const sending = request(`${url}${PATH}/datasets?name=half.csv`, { method: 'POST', headers });
      sending.on('error', () => undefined);
      sending.write('a,b\n'.repeat(250_000), () => resolve(sending));
    });
    await expect.poll(async () => (await drafts()).length, { timeout: 20_000 }).toBe(1);
    broken.destroy();
    await expect.poll(drafts, { timeout: 20_000 }).toEqual([]);
    await expectNothingKept();
  });
});

it('refuses a file that is larger than its process may write, and keeps nothing of it', async () => {
  const limited = await startApiProcess(api.env, ['sh', '-c', 'ulimit -f 200; exec "$@"', 'sh']);
  try {
    const send = (content: string) =>
      fetch(`${limited.url}${PATH}/datasets?name=large.csv`, {
        method: 'POST',
        headers: { authorization: `Bearer ${api.adminKey}`, 'content-type': 'text/csv' },
        body: content,
      });
    for (let k = 0; k < 3; k++) {
      // The rest of a file is not read; the next request does not come behind it on the same connection.
      const refused = await send('a,b\n'.repeat(75_000));
      expect(refused.status).toBe(413);
      expect(await refused.json()).toMatchObject({ code: 'FILE_TOO_LARGE' });
    }
    expect(await drafts()).toEqual([]);
    await expectNothingKept();
    expect((await send('a,b\n1,2\n')).status).toBe(201);
  } finally {
    limited.process.kill('SIGKILL');
    await limited.ended;
  }
}, 60_000);
