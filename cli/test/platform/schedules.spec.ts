import { Scheduler } from '@proofline/host';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServedApi, serveApi } from './serve-api.js';

let api: ServedApi;
beforeAll(async () => {
  api = await serveApi();
  await api.json('client', 'create', 'acme');
  const admin = api.as(api.adminKey);
  const config = { columns: { target: 'bad', positive: '1' } };
  await admin
    .post('/v1/solutions')
    .send({ client: 'acme', slug: 'loans', vertical: 'credit-risk', config })
    .expect(201);
});
afterAll(() => api.stop());

describe('proofline schedule', () => {
  it('adds, shows, pauses, resumes and removes', async () => {
    expect((await api.proofline('schedule', 'list', 'loans')).out).toContain('has no schedules');
    const added = await api.proofline(
      'schedule',
      'add',
      'loans',
      '--cron',
      '0 3 * * 1',
      '--time-zone',
      'Asia/Shanghai',
    );
    expect(added).toMatchObject({ code: 0, err: '' });
    expect(added.out).toMatch(
      /acme\/loans is trained at '0 3 \* \* 1' Asia\/Shanghai, next \S+ 19:00Z\. Schedule \S+\./,
    );

    // The only one need not be named.
    const shown = await api.json('schedule', 'show', 'loans');
    expect(shown).toMatchObject({ cron: '0 3 * * 1', overlap: 'skip', slots: [] });
    expect(shown.nextSlots).toHaveLength(5);
    expect((await api.proofline('schedule', 'show', 'loans')).out).toMatch(/Next: .*\nIt has not been due yet\.\n$/);

    expect((await api.proofline('schedule', 'pause', 'loans')).out).toContain('is paused');
    expect((await api.proofline('schedule', 'list', 'loans')).out).toMatch(/paused/);
    expect((await api.proofline('schedule', 'resume', 'loans', shown.id.slice(0, 8))).out).toContain('again, next');
    expect((await api.json('schedule', 'remove', 'loans')).endedAt).not.toBeNull();
    expect(await api.proofline('schedule', 'show', 'loans')).toMatchObject({
      code: 2,
      err: expect.stringContaining('acme/loans has no schedule. There are none.'),
    });
  });

  it('asks which one is meant where there are several', async () => {
    const options = ['--overlap', 'queue', '--catch-up', 'all'];
    expect(await api.json('schedule', 'add', 'loans', '--on', 'new-data', ...options)).toMatchObject({
      trigger: 'new-data',
      overlap: 'queue',
      catchUp: 'all',
    });
    const drift = await api.json('schedule', 'add', 'loans', '--on', 'drift', '--pause-hours', '6');
    expect(drift.pauseHours).toBe(6);
    const { code, err } = await api.proofline('schedule', 'pause', 'loans');
    expect(code).toBe(2);
    expect(err).toContain('Say which schedule of acme/loans is meant.');
    expect(err).toContain(`- ${drift.id}, on drift, 6 h apart at least`);
    expect((await api.proofline('schedule', 'pause', 'loans', 'nonsense')).err).toContain("no schedule 'nonsense'");
    for (const { id } of (await api.json('schedule', 'list', 'loans')).items) {
      expect((await api.proofline('schedule', 'remove', 'loans', id)).out).toContain('is removed');
    }
  });

  it('says what the platform refuses, and what became of each time', async () => {
    const refused = await api.proofline(
      'schedule',
      'add',
      'loans',
      '--cron',
      '0 25 * * *',
      '--time-zone',
      'Europe/Berln',
    );
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toMatch(/hour: 25[\s\S]*Did you mean 'Europe\/Berlin'/);

    const { id, nextSlots } = await api.json('schedule', 'add', 'loans', '--cron', '0 * * * *');
    await api.app.get(Scheduler).tick(new Date(new Date(nextSlots[0]).getTime() + 1_000));
    const { out } = await api.proofline('schedule', 'show', 'loans', id);
    const due = nextSlots[0].slice(0, 16).replace('T', ' ');
    expect(out).toContain(`${due}Z            skipped        -\n  The solution has no data set to train on.\n`);
  });
});
