import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from './start-api.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  const admin = api.as(api.adminKey);
  for (const slug of ['acme', 'other']) {
    await admin.post('/v1/clients').send({ slug, name: slug }).expect(201);
    const config = { columns: { target: 'bad' } };
    await admin.post('/v1/solutions').send({ client: slug, slug, vertical: 'credit-risk', config }).expect(201);
  }
});
afterAll(() => api.stop());

const PATH = '/v1/solutions/acme/schedules';

describe('schedules over HTTP', () => {
  it('are made with defaults that are shown, and the next five times of their zone', async () => {
    const admin = api.as(api.adminKey);
    const { body } = await admin.post(PATH).send({ cron: '0 3 * * 1', timeZone: 'Europe/Berlin' }).expect(201);
    expect(body).toMatchObject({
      trigger: 'cron',
      cron: '0 3 * * 1',
      timeZone: 'Europe/Berlin',
      catchUp: 'latest',
      overlap: 'skip',
      dataset: null,
      enabled: true,
    });
    const clock = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Europe/Berlin',
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
    });
    expect(body.nextSlots.map((at: string) => clock.format(new Date(at)))).toEqual(Array(5).fill('Mon 03:00'));
    const { body: list } = await admin.get(PATH).expect(200);
    expect(list.items).toEqual([body]);
    expect((await admin.get(`${PATH}/${body.id}/slots`).expect(200)).body).toEqual({ items: [], next: null });
  });

  it('wait for alarms with a pause of a day, or as long as is said', async () => {
    const admin = api.as(api.adminKey);
    const { body: day } = await admin.post(PATH).send({ trigger: 'drift' }).expect(201);
    expect(day).toMatchObject({ trigger: 'drift', cron: null, pauseHours: 24, nextSlots: [], owner: 'first admin' });
    const { body: week } = await admin.patch(`${PATH}/${day.id}`).send({ pauseHours: 168 }).expect(200);
    expect(week.pauseHours).toBe(168);
    await admin.delete(`${PATH}/${day.id}`).expect(200);
  });

  it('can be changed, turned off and deleted; all of it is in the trail', async () => {
    const admin = api.as(api.adminKey);
    const { body: made } = await admin.post(PATH).send({ cron: '0 4 * * *' }).expect(201);
    const { body: off } = await admin
      .patch(`${PATH}/${made.id}`)
      .send({ enabled: false, overlap: 'queue' })
      .expect(200);
    expect(off).toMatchObject({ enabled: false, overlap: 'queue', cron: '0 4 * * *', nextSlots: [] });
    const { body: ended } = await admin.delete(`${PATH}/${made.id}`).expect(200);
    expect(ended.endedAt).toEqual(expect.any(String));
    await admin.delete(`${PATH}/${made.id}`).expect(409);
    const { body: trail } = await admin.get('/v1/audit/verification').expect(200);
    expect(trail.intact).toBe(true);
  });

  it('are refused with every fault by its field, and what was probably meant', async () => {
    const { body } = await api
      .as(api.adminKey)
      .post(PATH)
      .send({ cron: '0 25 * * *', timeZone: 'Europe/Berln', dataset: '6f1c9b34-7d4e-4f3a-9c35-111111111111' })
      .expect(422);
    expect(body.code).toBe('SCHEDULE_INVALID');
    expect(body.problems.map(({ where }: { where: { path: string } }) => where.path)).toEqual([
      'cron',
      'timeZone',
      'dataset',
    ]);
    expect(body.detail).toContain('hour: 25');
    expect(body.detail).toContain("Did you mean 'Europe/Berlin'?");
    const wrong = await api.as(api.adminKey).post(PATH).send({ cron: '0 3 * * *', catchUp: 'latests' }).expect(422);
    expect(wrong.body.detail).toContain('none, latest, all');
    const none = await api.as(api.adminKey).post(PATH).send({}).expect(422);
    expect(none.body.problems[0]).toMatchObject({ code: 'SCHEDULE_CRON_MISSING', where: { path: 'cron' } });
    const both = await api.as(api.adminKey).post(PATH).send({ trigger: 'new-data', cron: '0 3 * * *' }).expect(422);
    expect(both.body.problems[0]).toMatchObject({ code: 'SCHEDULE_CRON_UNUSED' });
    const paused = { trigger: 'new-data', dataset: '6f1c9b34-7d4e-4f3a-9c35-111111111111', pauseHours: 3 };
    const pause = await api.as(api.adminKey).post(PATH).send(paused).expect(422);
    expect(pause.body.problems.map(({ code }: { code: string }) => code)).toEqual([
      'SCHEDULE_DATASET_FIXED',
      'SCHEDULE_PAUSE_UNUSED',
      'SCHEDULE_DATASET_UNKNOWN',
    ]);
  });

  it("are not there for another client's key, and not for a viewer to make", async () => {
    const admin = api.as(api.adminKey);
    const { body: made } = await admin.post(PATH).send({ cron: '0 5 * * *' }).expect(201);
    const key = async (client: string, role: string) =>
      (await admin.post('/v1/keys').send({ name: role, role, client }).expect(201)).body.key;
    const stranger = api.as(await key('other', 'admin'));
    await stranger.get(PATH).expect(404);
    await stranger.get(`/v1/solutions/other/schedules/${made.id}`).expect(404);
    await api
      .as(await key('acme', 'viewer'))
      .post(PATH)
      .send({ cron: '0 5 * * *' })
      .expect(403);
  });
});
