import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from '@proofline/host';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { promote } from '../../../api/test/promote.js';
import { type RunningWorker, runWorker } from '../../../workers/src/index.js';
import { run } from '../terminal.js';
import { type ServedApi, serveApi } from './serve-api.js';

const FIXTURE = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'german-credit');

let api: ServedApi;
let worker: RunningWorker | undefined;
beforeAll(async () => {
  api = await serveApi();
  await cp(join(FIXTURE, 'german-credit.csv'), join(api.home, 'loans.csv'));
  const flags = ['--config', FIXTURE, '--candidates', 'scorecard', '--budget', '1s', '--out', 'poc'];
  expect((await run(api.home, ['poc', ...flags])).code).toBe(0);
  await api.json('promote', 'poc', '--client', 'acme', '--slug', 'loans');
});
afterAll(async () => {
  await worker?.close();
  await api.stop();
});

describe('the commands for a platform that runs', () => {
  it('make and list clients, and show solutions', async () => {
    expect((await api.proofline('client', 'create', 'beta', '--name', 'Beta Bank')).out).toContain('Beta Bank');
    expect((await api.json('client', 'list')).items.map(({ slug }: { slug: string }) => slug)).toEqual([
      'acme',
      'beta',
    ]);
    expect((await api.json('solution', 'list')).items).toHaveLength(1);
    expect((await api.proofline('solution', 'show', 'loans')).out).toContain('acme/loans');
    expect((await api.json('solution', 'list')).items[0].config).toBeUndefined();
    expect((await api.json('solution', 'show', 'loans')).config).toMatchObject({ candidates: ['scorecard'] });
    expect(await api.proofline('solution', 'show', 'cars')).toMatchObject({
      code: 2,
      err: expect.stringContaining('There are: acme/loans'),
    });
  });

  it('make a solution of a configuration', async () => {
    const config = join(FIXTURE, 'proofline.yaml');
    const made = await api.json('solution', 'create', '--client', 'beta', '--config', config, '--slug', 'cards');
    expect(made).toMatchObject({ slug: 'cards', vertical: 'credit-risk', stage: 'intake', config: { seed: 7 } });
    expect(made.schema).not.toBeNull();
    expect((await api.proofline('solution', 'create', '--client', 'beta')).err).toContain('--vertical ID');
  });

  it('make, list and end keys', async () => {
    const made = await api.json('key', 'create', 'reader', '--role', 'viewer', '--client', 'acme');
    expect((await api.prooflineAs(made.key, 'models', 'loans')).code).toBe(0);
    const refused = await api.prooflineAs(made.key, 'dataset', 'upload', 'loans', 'loans.csv');
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining("role 'viewer'") });
    expect((await api.proofline('key', 'list')).out).toContain('reader');
    await api.json('key', 'revoke', made.id);
    await expect.poll(async () => (await api.prooflineAs(made.key, 'models', 'loans')).code).toBe(2);
  });

  it('stop following on Ctrl-C and leave the run, which can then be cancelled', async () => {
    const stop = new AbortController();
    const env = { XDG_CONFIG_HOME: api.home, PROOFLINE_URL: api.url, PROOFLINE_KEY: api.adminKey };
    let err = '';
    const following = run(api.home, ['train', 'loans', '--data', 'loans.csv', '--follow'], {
      env,
      signal: stop.signal,
      err: (text) => {
        err += text;
        if (text.includes('queued')) stop.abort();
      },
    });
    expect((await following).code).toBe(130);
    const [, id] = /run (\S+) of acme\/loans goes on/.exec(err)!;
    expect(err).toContain(`proofline cancel acme/loans ${id}`);
    expect((await api.json('cancel', 'loans', id!)).status).toBe('cancelled');
  });

  it('train on a file of the platform and say how it stands', async () => {
    worker = await runWorker({ ...api.parts, source: await connect(api.databaseUrl) });
    const { id } = (await api.json('dataset', 'list', 'loans')).items[0];
    const { code, out, err } = await api.proofline('train', 'loans', '--dataset', id, '--follow');
    expect({ code, err }).toMatchObject({ code: 0 });
    expect(out).toContain('Version 2 of acme/loans is a candidate');
    const { items } = await api.json('models', 'loans');
    // Same data, configuration and seed: the same model as on the laptop.
    expect(items[0].modelHash).toBe(items[1].modelHash);
    const standing = await api.json('status');
    expect(standing.health.ready).toBe(true);
    expect(standing.items[0]).toMatchObject({
      solution: 'acme/loans',
      stage: 'verdict',
      champion: null,
      versions: 2,
      lastRun: { status: 'succeeded' },
    });
    expect((await api.proofline('status')).out).toMatch(/^Ready: /);
  }, 120_000);

  it('say what the platform finds in a file that is uploaded', async () => {
    const good = await api.proofline('dataset', 'upload', 'loans', 'loans.csv');
    expect(good).toMatchObject({ code: 0, err: '' });
    expect(good.out).toMatch(
      /^Uploaded loans\.csv .*\nvalid loans\.csv: 1,000 rows, 21 columns\.\nNext: proofline train/,
    );
    await writeFile(
      join(api.home, 'bad.csv'),
      (await readFile(join(FIXTURE, 'german-credit.csv'), 'utf8')).replace(/,\d+,/, ',soon,'),
    );
    const bad = await api.proofline('dataset', 'upload', 'loans', 'bad.csv');
    expect(bad.code).toBe(2);
    expect(bad.out).toMatch(/^error Column 'duration_months': not a number: 'soon'.*\(NOT_A_NUMBER\)\nUploaded /);
    expect(bad.out).toContain('invalid bad.csv: 1 problem; 1,000 rows, 21 columns.\n');
    expect((await api.proofline('dataset', 'list', 'loans')).out).toMatch(/bad\.csv +[\d,]+ +invalid/);
  }, 120_000);

  it('have a file answered, and fetch answers and errors', async () => {
    await promote(api, 'loans', 1);
    const lines = (await readFile(join(FIXTURE, 'german-credit.csv'), 'utf8')).trimEnd().split('\n');
    lines[3] = lines[3]!.replace(/,\d+,/, ',soon,');
    await writeFile(join(api.home, 'new.csv'), `${lines.join('\n')}\n`);
    const { code, out, err } = await api.proofline(
      'batch',
      'loans',
      'new.csv',
      '--out',
      'scored.csv',
      '--reasons',
      '1',
    );
    expect({ code, err }).toMatchObject({ code: 0 });
    expect(out).toMatch(/^refused Column 'duration_months': not a number: 'soon' .*\(NOT_A_NUMBER\)\n/);
    expect(out).toContain('Version 1 of acme/loans answered 999 of 1,000 rows. Wrote scored.csv. 1 row was refused: ');
    const scored = (await readFile(join(api.home, 'scored.csv'), 'utf8')).trimEnd().split('\n');
    expect(scored).toHaveLength(1000);
    expect(scored[0]).toMatch(/^row,probability,.*reason_1,prediction_id,model_version$/);
    expect(await readFile(join(api.home, 'scored.errors.csv'), 'utf8')).toMatch(/\n3,duration_months,NOT_A_NUMBER,/);
    // The same package on the laptop gives the same answers.
    await writeFile(join(api.home, 'good.csv'), `${lines.toSpliced(3, 1).join('\n')}\n`);
    expect(
      (await run(api.home, ['predict', '--package', 'poc/package', '--data', 'good.csv', '--out', 'local.csv'])).code,
    ).toBe(0);
    const local = (await readFile(join(api.home, 'local.csv'), 'utf8')).trimEnd().split('\n');
    const probability = (line: string): string => line.split(',')[1]!;
    expect(scored.map(probability)).toEqual(local.map(probability));
    expect(await api.json('batch', 'loans', 'good.csv')).toMatchObject({ status: 'queued', name: 'good.csv' });
    expect((await api.proofline('batch', 'loans', 'new.csv', '--out', 'new.csv')).err).toContain(
      'would replace the input',
    );
  }, 120_000);

  it('list the audit trail', async () => {
    const { items } = await api.json('audit', 'list', '--action', 'client.created');
    expect(items.map(({ subject }: { subject: { slug: string } }) => subject.slug)).toEqual(['beta', 'acme']);
    expect((await api.json('audit', 'list', '--client', 'beta')).items).toHaveLength(1);
    expect((await api.json('audit', 'list', '--until', items[1].at, '--actor', 'start')).items).toHaveLength(1);
    const { out } = await api.proofline('audit', 'list', '--client', 'acme', '--action', 'model.registered');
    const [head, ...lines] = out.split('\n');
    expect(head).toMatch(/^when +who +what +for +to$/);
    expect(lines[0]).toMatch(/^20\S+ \S+Z +training +model\.registered +acme +run \S+, model \S+, solution \S+$/);
    expect(lines[1]).toMatch(/Z +first admin \(pl_\S{8}\) +model\.registered +acme +model \S+, solution \S+$/);
    expect(await api.proofline('audit', 'list', '--since', 'today')).toMatchObject({ code: 2, out: '' });
    expect((await api.proofline('audit', 'list', '--action', 'x')).out).toBe('The audit trail has no such entries.\n');
  });

  it('have the audit trail recomputed', async () => {
    expect(await api.json('audit', 'verify')).toMatchObject({ intact: true });
  });
});
