import { ConversationRetention, EventSender, isSigned, Retention, signed } from '@proofline/host';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, DIALOGUE, FLOW, openDesk, type Receiver, STORIES, startReceiver } from './conversation-tools.js';
import { finishRun } from './finish-run.js';
import { keyFor } from './promote.js';
import { startApi, type TestApi } from './start-api.js';
import { trainedPoc } from './trained-poc.js';

const VERTICALS = ['credit-risk', 'customer-service'];
let api: TestApi;
/** A second process on the same database. */
let other: TestApi;
let acme: Desk;
let receiver: Receiver;
let agent: string;
let colleague: string;

beforeAll(async () => {
  api = await startApi({ verticals: VERTICALS });
  other = await startApi({ verticals: VERTICALS, databaseUrl: api.databaseUrl });
  receiver = await startReceiver();
  acme = await openDesk(api, 'acme');
  await acme.goLive();
  agent = await keyFor(api, 'Ms Agent', 'agent');
  colleague = await keyFor(api, 'Mr Colleague', 'agent');
});
afterAll(async () => {
  receiver.close();
  await other.stop();
  await api.stop();
});

const admin = () => api.as(api.adminKey);
const widget = (at: TestApi = api) => at.as(acme.integrator);
const query = (text: string, parameters: unknown[] = []) => api.parts.source.query(text, parameters);
const say = async (id: string, text: string, at = api, key = acme.integrator, more: object = {}) =>
  (
    await at
      .as(key)
      .post(`${acme.path}/conversations/${id}/messages`)
      .send({ text, ...more })
      .expect(200)
  ).body;
const textsOf = ({ replies }: { replies: { text: string }[] }): string[] => replies.map(({ text }) => text);
const shown = async (id: string) => (await admin().get(`${acme.path}/conversations/${id}`).expect(200)).body;
const handoverOf = async (id: string) => (await shown(id)).handovers.at(-1);

describe('versions of a dialogue', () => {
  it('are refused with every fault and its line, and unknown models beside them', async () => {
    const { body } = await admin()
      .post(`${acme.path}/dialogues`)
      .send({
        files: {
          'flow.yaml': FLOW.replace('task: refund', 'task: refnud'),
          'stories.yaml': 'version: 1\nstories: []\n',
          'x.txt': '',
        },
        models: { entities: 'nobody', weather: 'acme' },
      })
      .expect(422);
    expect(body).toMatchObject({ code: 'DIALOGUE_INVALID' });
    const messages = body.problems.map(({ message }: { message: string }) => message);
    expect(messages).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^flow\.yaml:5: .*refnud/),
        expect.stringMatching(/^stories\.yaml:2: /),
        "The client has no solution 'nobody'.",
        "There is no task 'weather' that helps.",
        expect.stringContaining("'x.txt'"),
      ]),
    );
    await admin().post('/v1/solutions').send({ client: 'acme', slug: 'loans', vertical: 'credit-risk' }).expect(201);
    const elsewhere = await admin().post('/v1/solutions/loans/dialogues').send(DIALOGUE).expect(409);
    expect(elsewhere.body.code).toBe('NO_DIALOGUE_HERE');
  });

  it('become live by two people, with stories that pass or a reason; the one before stays readable, and comes back', async () => {
    const desk = await openDesk(api, 'eyes');
    const { body: none } = await api.as(desk.integrator).post(`${desk.path}/conversations`).expect(503);
    expect(none.code).toBe('NO_LIVE_DIALOGUE');
    expect(await desk.goLive()).toBe(1);
    const wrong = { files: { 'flow.yaml': FLOW, 'stories.yaml': STORIES.replace('ask email', 'refunded') } };
    const { body: pushed } = await admin().post(`${desk.path}/dialogues`).send(wrong).expect(201);
    expect(pushed).toMatchObject({ version: 2, status: 'candidate', stories: { passed: false, passedStories: 0 } });
    expect(pushed.stories.failed[0].turns[0].differences[0].got).toContain('ask email');
    const promotion = `${desk.path}/dialogues/2/promotion`;
    const refused = await admin().post(promotion).expect(409);
    expect(refused.body.code).toBe('STORIES_FAILED');
    await admin().post(promotion).send({ override: 'The story is out of date.' }).expect(202);
    expect((await admin().post(promotion).send({ override: 'again' }).expect(409)).body.code).toBe('PROMOTION_OPEN');
    expect((await admin().post(`${promotion}/approval`).expect(403)).body.code).toBe('FOUR_EYES');
    const second = await keyFor(api, 'second', 'approver');
    await api.as(second).post(`${promotion}/approval`).send({ reason: 'agreed' }).expect(200);
    expect((await admin().get(promotion).expect(200)).body).toMatchObject({
      status: 'approved',
      override: 'The story is out of date.',
      decidedOwner: 'second',
    });
    const { body: list } = await admin().get(`${desk.path}/dialogues?limit=1`).expect(200);
    expect(list.items).toMatchObject([{ version: 2, status: 'live' }]);
    expect(list.items[0].files).toBeUndefined();
    const { body: retired } = await admin().get(`${desk.path}/dialogues/1`).expect(200);
    for (const none of ['0', '9', 'x']) {
      expect((await admin().get(`${desk.path}/dialogues/${none}`).expect(404)).body.code).toBe('DIALOGUE_UNKNOWN');
    }
    expect(retired).toMatchObject({ status: 'retired', files: DIALOGUE.files });
    expect((await api.as(second).post(`${desk.path}/dialogues/rollback`).expect(200)).body.version).toBe(1);
    await api.as(second).post(`${desk.path}/dialogues/rollback`).expect(409);
    const { body: audit } = await admin().get('/v1/audit?client=eyes&limit=1000').expect(200);
    expect(audit.items.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining([
        'dialogue.pushed',
        'dialogue.promotion-requested',
        'dialogue.promoted',
        'dialogue.rolled-back',
      ]),
    );
    await expect(query("UPDATE proofline.dialogue SET status = 'live' WHERE version = 2")).rejects.toThrow();
  });
});

describe('a conversation', () => {
  it('goes on in another process and with the version that it began with, masked where it is read', async () => {
    const desk = await openDesk(api, 'versions');
    await desk.goLive();
    const id = await desk.start({ reference: 'customer 7', channel: 'web' });
    const path = `${desk.path}/conversations/${id}`;
    const first = await api.as(desk.integrator).post(`${path}/messages?trace=true`).send({ text: 'I want a refund' });
    expect(first.body).toMatchObject({ turn: 1, mode: 'bot', dialogueVersion: 1, language: 'en' });
    expect(first.body.trace[0].open).toBe('slot email');
    const withPeople = `${desk.path}/conversations/${await desk.start()}/messages`;
    await api.as(desk.integrator).post(withPeople).send({ text: 'human please' }).expect(200);
    await desk.goLive({ files: { 'flow.yaml': FLOW.replace('I have noted', 'We noted') } });
    const restarted = await startApi({ verticals: VERTICALS, databaseUrl: api.databaseUrl });
    const { body } = await restarted
      .as(desk.integrator)
      .post(`${path}/messages`)
      .send({ text: 'bob@x.com' })
      .expect(200);
    await restarted.stop();
    expect(body).toMatchObject({ turn: 2, dialogueVersion: 1, actions: [{ name: 'request_refund', returns: null }] });
    expect(body.trace).toBeUndefined();
    expect(textsOf(body)).toContain('I have noted a refund for bob@x.com.');

    const { body: kept, text } = await admin().get(path).expect(200);
    expect(text).not.toContain('bob@x.com');
    expect(kept.transcript.map((line: { sender: string; text: string }) => [line.sender, line.text])).toEqual(
      expect.arrayContaining([
        ['customer', '[EMAIL_1]'],
        ['bot', 'I have noted a refund for [EMAIL_1].'],
      ]),
    );
    expect(kept).toMatchObject({ reference: 'customer 7', channel: 'web', line: kept.transcript.length });
    const stored = await query('SELECT to_jsonb(c)::text AS row FROM proofline.conversation c WHERE id = $1', [id]);
    expect(stored[0].row).not.toMatch(/bob|customer 7/);
    const { body: spoken } = await api.as(desk.integrator).get(`${path}/messages?after=2`).expect(200);
    expect(spoken.lines.map((line: { text: string }) => line.text)).toContain('bob@x.com');
    const found = await admin().get(`${desk.path}/conversations`).query({ reference: 'customer 7' }).expect(200);
    expect(found.body.items).toMatchObject([{ id, turn: 2 }]);
    const viewer = await keyFor(api, 'a viewer', 'viewer');
    expect((await api.as(viewer).get(path).expect(200)).body).toMatchObject({ reference: null, turn: 2 });
    await api.as(viewer).get(`${path}/messages`).expect(403);
    const newer = await desk.start();
    const sent = await api
      .as(desk.integrator)
      .post(`${desk.path}/conversations/${newer}/messages`)
      .send({ text: 'hi' });
    expect(sent.body.dialogueVersion).toBe(2);

    // A version that is not read any more leaves the conversation to the live one.
    await query(
      `UPDATE proofline.dialogue SET files = '{"flow.yaml": "version: 9"}' WHERE solution_id = (SELECT solution_id FROM proofline.conversation WHERE id = $1) AND version = 1`,
      [id],
    );
    const later = await startApi({ verticals: VERTICALS, databaseUrl: api.databaseUrl });
    const moved = await later
      .as(desk.integrator)
      .post(`${path}/messages`)
      .send({ text: 'I want a refund' })
      .expect(200);
    const silent = await later.as(desk.integrator).post(withPeople).send({ text: 'I want a refund' }).expect(200);
    await later.stop();
    expect(silent.body).toMatchObject({ dialogueVersion: 2, mode: 'human', replies: [] });
    expect(moved.body).toMatchObject({ dialogueVersion: 2, turn: 3 });
    expect(moved.body.replies[0].template).toBe('ask email');
  });

  it('is listed by when it began, a page at a time', async () => {
    const desk = await openDesk(api, 'times');
    await desk.goLive();
    const ids: string[] = [];
    for (let days = 4; days >= 0; days--) {
      const id = await desk.start();
      ids.unshift(id);
      const began = `2026-03-0${5 - days}T10:00:00Z`;
      await query('UPDATE proofline.conversation SET created_at = $2 WHERE id = $1', [id, began]);
    }
    const list = async (wanted: object) =>
      (await admin().get(`${desk.path}/conversations`).query(wanted).expect(200)).body;
    const between = { since: '2026-03-02T10:00:00Z', until: '2026-03-05T11:00:00+01:00', limit: 2 };
    const first = await list(between);
    const second = await list({ ...between, after: first.next });
    const found = [...first.items, ...second.items].map(({ id }: { id: string }) => id);
    expect({ found, next: second.next }).toEqual({ found: ids.slice(1, 4), next: null });
    expect((await list({ since: '2026-03-05T10:00:00.001Z' })).items).toEqual([]);
    await admin().get(`${desk.path}/conversations?since=yesterday`).expect(422);
    const [{ plan }] = await query(
      `SELECT 1 AS plan FROM pg_indexes WHERE indexname = 'conversation_of_solution' AND indexdef LIKE '%(solution_id, created_at, id)'`,
    );
    expect(plan).toBe(1);
  });

  it('keeps what was said where its dialogue version says so', async () => {
    const desk = await openDesk(api, 'unmasked');
    await desk.goLive({ ...DIALOGUE, keepPersonalData: true });
    const id = await desk.start();
    await api.as(desk.integrator).post(`${desk.path}/conversations/${id}/messages`).send({ text: 'I am ann@x.com' });
    const { body } = await admin().get(`${desk.path}/conversations/${id}`).expect(200);
    expect(body.transcript[0].text).toBe('I am ann@x.com');
  });

  it('masks what its flow calls personal in transcripts and events, in both languages', async () => {
    const desk = await openDesk(api, 'personal');
    const flow = FLOW.replace(
      'slots:\n',
      'slots:\n  name: { type: text, personal: true, label: { en: name, zh: 姓名 }, ask: { en: [What is your name?, Your name?], zh: [您的姓名？, 请问您的姓名？] } }\n',
    ).replace('collect: email', 'collect: [name, email]');
    await desk.goLive({ files: { 'flow.yaml': flow } });
    const hook = { url: receiver.url, events: ['handover.created', 'message.received'] };
    await admin().post(`${desk.path}/alert-hooks`).send(hook).expect(201);
    receiver.received.length = 0;
    const talk = async (...texts: string[]) => {
      const id = await desk.start();
      for (const text of texts)
        await api.as(desk.integrator).post(`${desk.path}/conversations/${id}/messages`).send({ text }).expect(200);
      const { body } = await admin().get(`${desk.path}/conversations/${id}`).expect(200);
      return body;
    };
    const english = await talk('I want a refund', 'John Smith', 'human please', 'It is still John Smith here');
    const chinese = await talk('我要退款', '李雷', '转人工', '我还是李雷');
    const said = ({ transcript }: { transcript: { sender: string; text: string }[] }) =>
      transcript.filter(({ sender }) => sender === 'customer').map(({ text }) => text);
    expect(said(english)).toEqual(['I want a refund', '[PERSONAL_1]', 'human please', 'It is still [PERSONAL_1] here']);
    expect(said(chinese)).toEqual(['我要退款', '[PERSONAL_1]', '转人工', '我还是[PERSONAL_1]']);
    await expect.poll(() => receiver.received.length).toBe(4);
    const told = receiver.received.map(({ body }) => body).join();
    expect(told).not.toMatch(/John|李雷/);
    expect(told).toContain('Known: name [PERSONAL_1]');
    expect(told).toContain('姓名[PERSONAL_1]');
    const { body } = await api.as(agent).get(`${desk.path}/handovers/${english.handovers[0].id}`).expect(200);
    expect(body.detail.slots).toEqual({ name: 'John Smith' });
  });

  it('takes messages at once from two processes one after the other, and loses none', async () => {
    const id = await acme.start();
    const texts = Array.from({ length: 16 }, (_, k) => `message number ${k}`);
    const answers = await Promise.all(texts.map((text, k) => say(id, text, k % 2 === 0 ? api : other)));
    expect(answers.map(({ turn }) => turn).sort((a, b) => a - b)).toEqual(texts.map((_, k) => k + 1));
    const { transcript, turn } = await shown(id);
    expect(turn).toBe(16);
    const said = transcript.filter(({ sender }: { sender: string }) => sender === 'customer');
    expect(said.map(({ text }: { text: string }) => text).sort()).toEqual([...texts].sort());
    expect(transcript.map(({ seq }: { seq: number }) => seq)).toEqual(transcript.map((_: unknown, k: number) => k + 1));
  });

  it('takes a message that is sent again once, and answers as events where they are wanted', async () => {
    const id = await acme.start();
    const path = `${acme.path}/conversations/${id}/messages`;
    const send = (text = 'I want a refund') =>
      widget().post(path).set('idempotency-key', `once ${id}`.replaceAll(' ', '-')).send({ text });
    const { body: first } = await send().expect(200);
    const again = await send().expect(200);
    expect(again.body).toEqual(first);
    expect(again.headers['idempotency-replayed']).toBe('true');
    await send('another').expect(422);
    const events = await send().set('accept', 'text/event-stream').expect(200);
    expect(events.headers['content-type']).toContain('text/event-stream');
    expect(events.text).toMatch(/^id: 1\nevent: reply\ndata: \{"text":"/);
    expect(events.text).toContain('event: end\ndata: {"conversation"');
    expect((await shown(id)).turn).toBe(1);
    const refused = await widget()
      .post(`${acme.path}/conversations/nobody/messages`)
      .set('accept', 'text/event-stream')
      .send({ text: 'x' });
    expect(refused.status).toBe(404);
    expect(refused.headers['content-type']).toContain('problem+json');
  });

  it('refuses what is too long, and takes silence, emoji and mixed scripts', async () => {
    const id = await acme.start();
    const long = await widget()
      .post(`${acme.path}/conversations/${id}/messages`)
      .send({ text: 'a'.repeat(100_000) });
    expect(long.status).toBe(422);
    expect(long.body.problems[0].message).toContain('20000');
    expect((await say(id, '')).turn).toBe(1);
    expect((await say(id, '😀😀😀')).turn).toBe(2);
    expect((await say(id, 'refund 退款 возврат')).turn).toBe(3);
    expect((await widget().post(`${acme.path}/conversations/${id}/messages`).send({ text: 'a\u0000b' })).status).toBe(
      422,
    );
    expect((await shown(id)).turn).toBe(3);
  });

  it('waits for what another system gives back, takes it once, and tells of it by a signed webhook', async () => {
    const { body: hook } = await admin()
      .post(`${acme.path}/alert-hooks`)
      .send({ url: receiver.url, events: ['action.requested', 'handover.created'] })
      .expect(201);
    receiver.statuses.push(500);
    receiver.received.length = 0;
    const id = await acme.start({ reference: 'customer 9' });
    await say(id, 'order status please');
    const waiting = await say(id, 'AB-123456');
    const [action] = waiting.actions;
    expect(action).toMatchObject({ name: 'find_order', slots: { order_id: 'AB-123456' }, returns: ['state'] });
    await expect.poll(() => receiver.received.length).toBe(1);
    await expect
      .poll(() =>
        query("SELECT 1 FROM proofline.webhook_event WHERE problem = 'It answered 500.'").then((rows) => rows.length),
      )
      .toBe(1);
    await query('UPDATE proofline.webhook_event SET next_at = now() WHERE next_at IS NOT NULL');
    await api.app.get(EventSender).send();
    const [first, second] = receiver.received;
    expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
    const headers = {
      id: String(second!.headers['webhook-id']),
      timestamp: String(second!.headers['webhook-timestamp']),
      signature: String(second!.headers['webhook-signature']),
    };
    expect(isSigned(headers, second!.body, hook.secret, new Date())).toBe(true);
    expect(JSON.parse(second!.body)).toMatchObject({
      type: 'action.requested',
      data: { conversation: id, reference: 'customer 9', id: action.id, slots: { order_id: 'AB-123456' } },
    });
    expect(
      await query("SELECT 1 FROM proofline.webhook_event WHERE body IS NOT NULL AND type = 'action.requested'"),
    ).toEqual([]);

    const polled = await widget().get(`${acme.path}/actions`).query({ status: 'open', conversation: id }).expect(200);
    expect(polled.body.items).toMatchObject([{ id: action.id, slots: { order_id: 'AB-123456' } }]);
    const resolve = (at: TestApi) =>
      widget(at)
        .post(`${acme.path}/conversations/${id}/actions/${action.id}`)
        .send({ slots: { state: 'on its way' } });
    const results = await Promise.all([resolve(api), resolve(other)]);
    expect(results.map(({ status }) => status).sort()).toEqual([200, 409]);
    const done = results.find(({ status }) => status === 200)!;
    expect(textsOf(done.body)).toContain('Order AB-123456 is on its way.');
    expect(results.find(({ status }) => status === 409)!.body.code).toBe('ACTION_NOT_OPEN');
    await admin().delete(`${acme.path}/alert-hooks/${hook.id}`).expect(200);
  });
});

describe('trained models', () => {
  /** A solution whose model is trained on `a text,a class` and answers. */
  const train = async (slug: string, task: string, texts: Readonly<Record<string, readonly string[]>>) => {
    const config = { columns: { target: 'class', text: ['text'] }, candidates: ['naive-bayes'] };
    const ending = [', please', ' today', ' as soon as you can', ' if that is possible', ', thank you', ' right now'];
    const rows = Object.entries(texts).flatMap(([name, some]) =>
      some.flatMap((text) => ending.map((end) => `"${text}${end}",${name}`)),
    );
    const csv = ['text,class', ...rows].join('\n');
    if (slug !== 'taught') {
      await admin()
        .post('/v1/solutions')
        .send({ client: 'taught', slug, vertical: 'customer-service', task })
        .expect(201);
    }
    const path = `/v1/solutions/taught.${slug}`;
    const upload = admin().post(`${path}/datasets?name=t.csv`).set('content-type', 'text/csv');
    const { body: file } = await upload.send(csv).expect(201);
    const { body: run } = await admin().post(`${path}/runs`).send({ dataset: file.id }).expect(202);
    const wanted = { ...config, vertical: 'customer-service', task, budget: '1s' };
    await finishRun(api, run.id, await trainedPoc(api, { config: wanted, csv }));
  };

  it('understand messages: the own one what is wanted, those of other solutions how the customer feels', async () => {
    const desk = await openDesk(api, 'taught');
    await train('taught', 'intent', {
      refund: [
        'give me my money back',
        'send my money back',
        'I would like my money returned',
        'return what I paid',
        'pay me back',
      ],
      order: [
        'where is my parcel',
        'when does my parcel arrive',
        'has the parcel left',
        'find my parcel',
        'track the parcel',
      ],
    });
    await train('moods', 'sentiment', {
      negative: ['this is awful', 'terrible service', 'I am furious', 'worst shop ever', 'awful and terrible'],
      neutral: ['I have a question', 'it is about a parcel', 'my number follows', 'see below', 'it came on Monday'],
      positive: ['this is great', 'wonderful service', 'I am happy', 'best shop ever', 'great and wonderful'],
    });
    await desk.goLive({ ...DIALOGUE, models: { sentiment: 'moods' } });
    const id = await desk.start();
    const path = `${desk.path}/conversations/${id}/messages?trace=true`;
    // No keyword of the flow.
    const { body } = await api
      .as(desk.integrator)
      .post(path)
      .send({ text: 'I would like my money returned' })
      .expect(200);
    expect(body.replies[0].template).toBe('ask email');
    expect(body.trace[0].intents[0]).toMatchObject({ name: 'refund', confidence: expect.any(Number) });
    const angry = await api.as(desk.integrator).post(path).send({ text: 'terrible service' }).expect(200);
    expect(angry.body.trace[0].sentiment).toBe('negative');
  });
});

describe('handovers', () => {
  it('wait in order, are claimed by one, and go back to the bot; meanwhile it is silent and keeps what is said', async () => {
    const id = await acme.start();
    await say(id, 'I want a refund');
    const handed = await say(id, 'let me talk to a human, I am bob@x.com');
    expect(handed).toMatchObject({ mode: 'human', handovers: [{ kind: 'handover', team: 'service', status: 'open' }] });
    const [{ id: handover }] = handed.handovers;
    const path = `${acme.path}/handovers/${handover}`;
    const { body: queue } = await api.as(agent).get(`${acme.path}/handovers?team=service`).expect(200);
    expect(queue.items.map((one: { id: string }) => one.id)).toContain(handover);
    expect((await api.as(agent).get(`${acme.path}/handovers?team=other`).expect(200)).body.items).toEqual([]);

    const silent = await say(id, 'are you there?');
    expect(silent).toMatchObject({ replies: [], mode: 'human', turn: 3 });
    const asHuman = (key: string) =>
      api
        .as(key)
        .post(`${acme.path}/conversations/${id}/messages`)
        .send({ text: 'I am Ann, how can I help?', from: 'human' });
    expect((await asHuman(agent)).body.code).toBe('HANDOVER_NOT_YOURS');
    expect((await asHuman(acme.integrator)).status).toBe(403);
    const claims = await Promise.all(
      [agent, colleague, agent, colleague].map((key, k) => (k < 2 ? api : other).as(key).post(`${path}/claim`)),
    );
    const winner = claims[0]!.status === 200 ? agent : colleague;
    const loser = winner === agent ? colleague : agent;
    expect(claims.map(({ status }) => status).sort()).toEqual([200, 200, 409, 409]);
    expect(claims.find(({ status }) => status === 409)!.body.code).toBe('HANDOVER_CLAIMED');
    const { body: detail } = await api.as(winner).get(path).expect(200);
    expect(detail.detail.openTasks[0].task).toBe('refund');
    expect((await asHuman(loser)).status).toBe(409);
    expect((await asHuman(winner)).status).toBe(200);
    // Whoever has it leaves it to another, or an admin does.
    expect((await api.as(loser).delete(`${path}/claim`)).status).toBe(409);
    expect((await api.as(winner).delete(`${path}/claim`).expect(200)).body).toMatchObject({ status: 'open' });
    await api.as(loser).post(`${path}/claim`).expect(200);
    await admin().delete(`${path}/claim`).expect(200);
    await api.as(winner).post(`${path}/claim`).expect(200);
    const resolution = { resolution: 'handed-back' };
    expect((await api.as(loser).post(`${path}/resolution`).send(resolution)).status).toBe(409);
    await api.as(winner).post(`${path}/resolution`).send(resolution).expect(200);
    await api.as(winner).post(`${path}/resolution`).send(resolution).expect(409);
    await admin().delete(`${path}/claim`).expect(409);
    const after = await shown(id);
    expect(after).toMatchObject({ mode: 'bot', status: 'open' });
    const senders = after.transcript.map(({ sender }: { sender: string }) => sender);
    expect(senders.slice(senders.lastIndexOf('human'))[1]).toBe('bot');
    expect((await api.as(winner).get(path).expect(200)).body).toMatchObject({ status: 'resolved', detail: null });
    expect(textsOf(await say(id, 'bob@x.com'))).toContain('I have noted a refund for bob@x.com.');
  });

  it('keep what other systems give back meanwhile, and nothing is asked of them again', async () => {
    const handBack = async (id: string) => {
      const path = `${acme.path}/handovers/${(await handoverOf(id)).id}`;
      await api.as(agent).post(`${path}/claim`).expect(200);
      await api.as(agent).post(`${path}/resolution`).send({ resolution: 'handed-back' }).expect(200);
      const { transcript } = await shown(id);
      return transcript.slice(-2).map(({ text }: { text: string }) => text);
    };
    const actionsOf = async (id: string) =>
      (await widget().get(`${acme.path}/actions`).query({ conversation: id }).expect(200)).body.items;
    const resolve = (id: string, action: string) =>
      widget()
        .post(`${acme.path}/conversations/${id}/actions/${action}`)
        .send({ slots: { state: 'on its way' } });
    const ids = await Promise.all([acme.start(), acme.start()]);
    for (const id of ids) for (const text of ['order status', 'AB-123456', 'human please']) await say(id, text);
    const [early, late] = ids as [string, string];
    const [action] = await actionsOf(early);
    expect((await resolve(early, action.id).expect(200)).body).toMatchObject({ replies: [], mode: 'human' });
    expect(await handBack(early)).toContain('Order AB-123456 is on its way.');
    expect(await actionsOf(early)).toMatchObject([{ id: action.id, status: 'done' }]);

    await handBack(late);
    const [open, ...others] = await actionsOf(late);
    expect({ open, others }).toMatchObject({ open: { status: 'open' }, others: [] });
    expect(textsOf((await resolve(late, open.id).expect(200)).body)).toContain('Order AB-123456 is on its way.');
  });

  it('have hooks told of what the customer writes meanwhile, masked, and of nothing else', async () => {
    const { body: hook } = await admin()
      .post(`${acme.path}/alert-hooks`)
      .send({ url: receiver.url, events: ['message.received'] })
      .expect(201);
    receiver.received.length = 0;
    const id = await acme.start({ channel: 'web' });
    await say(id, 'I want a refund');
    await say(id, 'let me talk to a human');
    const { id: handover } = await handoverOf(id);
    await say(id, 'my address is bob@x.com');
    await say(id, '');
    await api.as(agent).post(`${acme.path}/handovers/${handover}/claim`).expect(200);
    await say(id, 'Ann here, how can I help?', api, agent, { from: 'human' });
    await say(id, 'bob@x.com, as I said');
    await expect.poll(() => receiver.received.length).toBe(2);
    const told = receiver.received.map(({ body }) => JSON.parse(body)).sort((a, b) => a.data.seq - b.data.seq);
    const { transcript } = await shown(id);
    const lines = transcript.filter(({ text }: { text: string }) => text.includes('[EMAIL_1]'));
    expect(told).toMatchObject([
      {
        type: 'message.received',
        data: {
          ...{ conversation: id, solution: 'acme', channel: 'web', language: 'en', seq: lines[0].seq },
          text: 'my address is [EMAIL_1]',
          handover: { id: handover, team: 'service', queue: 'service', claimedOwner: null },
        },
      },
      { data: { seq: lines[1].seq, text: '[EMAIL_1], as I said', handover: { claimedOwner: 'Ms Agent' } } },
    ]);
    await api.as(agent).post(`${acme.path}/handovers/${handover}/resolution`).send({ resolution: 'handed-back' });
    await say(id, 'bob@x.com');
    await api.app.get(EventSender).stop();
    expect(receiver.received).toHaveLength(2);
    await admin().delete(`${acme.path}/alert-hooks/${hook.id}`).expect(200);
  });

  it('are closed with their conversation, of which nothing but the masked transcript stays', async () => {
    const id = await acme.start();
    await say(id, 'I want to talk to a human, mail me at bob@x.com');
    const { id: handover } = await handoverOf(id);
    const path = `${acme.path}/handovers/${handover}`;
    expect((await api.as(agent).post(`${path}/resolution`).send({ resolution: 'closed' })).body.code).toBe(
      'HANDOVER_NOT_CLAIMED',
    );
    await api.as(agent).post(`${path}/claim`).expect(200);
    await api.as(agent).post(`${path}/resolution`).send({ resolution: 'closed' }).expect(200);
    expect(await shown(id)).toMatchObject({ status: 'ended' });
    expect((await widget().post(`${acme.path}/conversations/${id}/messages`).send({ text: 'hi' })).body.code).toBe(
      'CONVERSATION_ENDED',
    );
    expect((await widget().get(`${acme.path}/conversations/${id}/messages`).expect(200)).body.lines).toEqual([]);
    const left = await query('SELECT 1 FROM proofline.handover WHERE conversation_id = $1 AND detail IS NOT NULL', [
      id,
    ]);
    expect(left).toEqual([]);
  });

  it('are counted, as are messages and what was not understood', async () => {
    const id = await acme.start();
    await say(id, 'qwertz uiop');
    const { text } = await admin().get('/metrics').expect(200);
    expect(text).toMatch(/proofline_conversation_messages_total\{[^}]*slug="acme",from="customer"\} \d+/);
    expect(text).toMatch(
      /proofline_handovers_total\{[^}]*slug="acme",kind="handover",reason="customer-request"\} [1-9]/,
    );
    expect(text).toMatch(/proofline_fallbacks_total\{[^}]*slug="acme"\} [1-9]/);
  });
});

describe('a channel', () => {
  const post = (
    channel: { id: string; secret: string },
    message: { id: string; user: string; text: string },
    at = api,
  ) => {
    const { id, ...rest } = message;
    const body = JSON.stringify(rest);
    return at
      .as()
      .post(`/v1/channels/${channel.id}/messages`)
      .set({ 'content-type': 'application/json', ...signed(id, body, channel.secret, new Date()) })
      .send(body);
  };

  it('takes signed messages alone, each once, and keeps one conversation with each user', async () => {
    const { body: channel } = await admin().post(`${acme.path}/channels`).send({ name: 'chat' }).expect(201);
    expect((await admin().get(`${acme.path}/channels`).expect(200)).body.items[0].secret).toBeUndefined();
    const message = { id: 'm-1', user: 'u-1', text: 'I want a refund' };
    const twice = await Promise.all([post(channel, message), post(channel, message, other), post(channel, message)]);
    expect(twice.map(({ status }) => status)).toEqual([200, 200, 200]);
    const { conversation } = twice[0]!.body;
    expect(new Set(twice.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(twice[0]!.body.replies[0].template).toBe('ask email');
    expect((await shown(conversation)).turn).toBe(1);
    expect((await post(channel, { ...message, text: 'other' })).body.code).toBe('MESSAGE_ID_REUSED');
    const next = await post(channel, { id: 'm-2', user: 'u-1', text: 'bob@x.com' });
    expect(next.body).toMatchObject({ conversation, turn: 2 });
    const stranger = await post(channel, { id: 'm-3', user: 'u-2', text: 'hello' });
    expect(stranger.body.conversation).not.toBe(conversation);
    // One that is full, or was ended, is followed by another.
    await query('UPDATE proofline.conversation SET lines = 2000 WHERE id = $1', [conversation]);
    const full = await widget().post(`${acme.path}/conversations/${conversation}/messages`).send({ text: 'hi' });
    expect(full.body.code).toBe('CONVERSATION_FULL');
    const another = await post(channel, { id: 'm-5', user: 'u-1', text: 'hello' });
    expect(another.body).toMatchObject({ turn: 1 });
    expect(await shown(conversation)).toMatchObject({ status: 'ended' });
    await widget().post(`${acme.path}/conversations/${another.body.conversation}/end`).expect(200);
    expect((await post(channel, { id: 'm-6', user: 'u-1', text: 'hello' })).body.turn).toBe(1);
    const forged = await post({ ...channel, secret: `whsec_${Buffer.alloc(32).toString('base64')}` }, message);
    expect(forged.body).toMatchObject({ status: 401, code: 'SIGNATURE_REFUSED' });
    expect((await api.as().post(`/v1/channels/${channel.id}/messages`).send({ user: 'u', text: 't' })).status).toBe(
      401,
    );
    const bad = await post(channel, { id: 'm-4', user: '', text: 'x' });
    expect(bad.status).toBe(422);
    await admin().delete(`${acme.path}/channels/${channel.id}`).expect(200);
    expect((await post(channel, message)).status).toBe(401);
  });

  it('has replies posted, signed, where it has an address, those of humans among them', async () => {
    const { body: channel } = await admin()
      .post(`${acme.path}/channels`)
      .send({ name: 'posted', callbackUrl: receiver.url })
      .expect(201);
    receiver.received.length = 0;
    const sent = await post(channel, { id: 'p-1', user: 'u-9', text: 'let me talk to a human' });
    expect(sent.body).toMatchObject({ replies: [], mode: 'human' });
    await expect.poll(() => receiver.received.length).toBe(1);
    const posted = JSON.parse(receiver.received[0]!.body);
    expect(posted).toMatchObject({ type: 'conversation.replied', data: { user: 'u-9', replies: [{ sender: 'bot' }] } });
    const { conversation } = sent.body;
    await api
      .as(agent)
      .post(`${acme.path}/handovers/${(await handoverOf(conversation)).id}/claim`)
      .expect(200);
    await say(conversation, 'Hello, Ann here.', api, agent, { from: 'human' });
    await expect.poll(() => receiver.received.length).toBe(2);
    expect(JSON.parse(receiver.received[1]!.body).data.replies).toMatchObject([
      { sender: 'human', text: 'Hello, Ann here.' },
    ]);
  });
});

describe('a channel that people answer', () => {
  const CLOSED = FLOW.replace('客服团队 } }', '客服团队 }, hours: never }').concat('hours: { never: { week: {} } }\n');
  const send = async (channel: { id: string; secret: string }, id: string, text: string, user = 'u-1', at = api) => {
    const body = JSON.stringify({ user, text });
    const headers = { 'content-type': 'application/json', ...signed(id, body, channel.secret, new Date()) };
    return (await at.as().post(`/v1/channels/${channel.id}/messages`).set(headers).send(body).expect(200)).body;
  };
  const deskWith = async (slug: string, flow = FLOW) => {
    const desk = await openDesk(api, slug);
    await desk.goLive({ files: { 'flow.yaml': flow } });
    const { body: channel } = await admin().post(`${desk.path}/channels`).send({ name: 'inbox' }).expect(201);
    const switchTo = (answeredBy: string) =>
      admin().patch(`${desk.path}/channels/${channel.id}`).send({ answeredBy }).expect(200);
    const queue = async () => (await api.as(agent).get(`${desk.path}/handovers`).expect(200)).body.items;
    const conversation = async (id: string) => (await admin().get(`${desk.path}/conversations/${id}`).expect(200)).body;
    return { desk, channel, switchTo, queue, conversation };
  };

  it('sends what customers write to the queue at once, says so once, and keeps the rest without a word', async () => {
    const { desk, channel, switchTo, queue, conversation } = await deskWith('inbox');
    expect(channel.answeredBy).toBe('bot');
    const before = await send(channel, 'm-0', 'I want a refund', 'u-0');
    expect((await switchTo('human')).body).toMatchObject({ name: 'inbox', answeredBy: 'human' });
    await switchTo('human');
    const first = await send(channel, 'm-1', '我要退款，我的邮箱是 bob@x.com');
    expect(first).toMatchObject({ mode: 'human', replies: [{ template: 'with_team', language: 'zh' }] });
    const more = await Promise.all(
      [1, 2, 3, 4].map((k) => send(channel, `n-${k}`, `${k}?`, 'u-1', k % 2 ? api : other)),
    );
    for (const one of more) expect(one).toMatchObject({ conversation: first.conversation, replies: [], mode: 'human' });
    const [handover, ...others] = await queue();
    expect(others).toEqual([]);
    expect(handover).toMatchObject({ kind: 'handover', team: 'service', reason: 'human-channel', language: 'zh' });
    const { body } = await api.as(agent).get(`${desk.path}/handovers/${handover.id}`).expect(200);
    expect(body.detail).toMatchObject({ summary: expect.stringContaining('退款'), slots: { email: 'bob@x.com' } });
    const { transcript } = await conversation(first.conversation);
    expect(transcript.map(({ sender }: { sender: string }) => sender).sort()).toEqual([
      'bot',
      ...Array(5).fill('customer'),
    ]);

    // Two who write for the first time at once, and one whom the bot had.
    const twice = await Promise.all(['a', 'b'].map((k) => send(channel, k, 'hello', 'u-2', k === 'a' ? api : other)));
    expect(twice.flatMap(({ replies }) => replies)).toHaveLength(1);
    expect(await send(channel, 'm-2', 'bob@x.com', 'u-0')).toMatchObject({
      conversation: before.conversation,
      mode: 'human',
      replies: [{ template: 'with_team' }],
    });
    expect(await queue()).toHaveLength(3);

    // The bot is not given what it would not answer; a human ends it, and the customer who writes again is heard again.
    const path = `${desk.path}/handovers/${handover.id}`;
    await api.as(agent).post(`${path}/claim`).expect(200);
    const back = await api.as(agent).post(`${path}/resolution`).send({ resolution: 'handed-back' }).expect(409);
    expect(back.body).toMatchObject({ code: 'CHANNEL_FOR_HUMANS', detail: expect.stringContaining("'inbox'") });
    await api.as(agent).post(`${path}/resolution`).send({ resolution: 'closed' }).expect(200);
    expect((await send(channel, 'm-3', '谢谢')).conversation).not.toBe(first.conversation);

    // Switched back: new conversations are for the bot, those that people have stay with them.
    await switchTo('bot');
    expect(await send(channel, 'm-4', 'I want a refund', 'u-3')).toMatchObject({ mode: 'bot' });
    expect(await send(channel, 'm-5', 'hello?', 'u-2')).toMatchObject({ mode: 'human', replies: [] });
    const { body: audit } = await admin().get('/v1/audit?client=inbox&action=channel.switched').expect(200);
    expect(audit.items.map(({ detail }: { detail: object }) => detail).reverse()).toEqual([
      { name: 'inbox', answeredBy: 'human', before: 'bot' },
      { name: 'inbox', answeredBy: 'bot', before: 'human' },
    ]);
  });

  it('leaves a message where the team is closed, and whoever claims it has the conversation', async () => {
    const { desk, channel, switchTo, queue, conversation } = await deskWith('night', CLOSED);
    await switchTo('human');
    const first = await send(channel, 'm-1', 'I want a refund');
    expect(first).toMatchObject({ mode: 'human', replies: [{ template: 'with_team_closed_for_good' }] });
    expect((await send(channel, 'm-2', 'hello?')).replies).toEqual([]);
    const [ticket, ...others] = await queue();
    expect({ ticket, others }).toMatchObject({ ticket: { kind: 'ticket', reason: 'human-channel' }, others: [] });
    const messages = `${desk.path}/conversations/${first.conversation}/messages`;
    const write = () => api.as(agent).post(messages).send({ text: 'Ann here.', from: 'human' });
    expect((await write()).body.code).toBe('HANDOVER_NOT_YOURS');
    const path = `${desk.path}/handovers/${ticket.id}`;
    await api.as(agent).post(`${path}/claim`).expect(200);
    await write().expect(200);
    await switchTo('bot');
    await api.as(agent).post(`${path}/resolution`).send({ resolution: 'handed-back' }).expect(200);
    expect(await conversation(first.conversation)).toMatchObject({ mode: 'bot', status: 'open' });
    expect((await send(channel, 'm-3', 'bob@x.com')).replies[0].template).toBe('refunded');
  });
});

describe('what is kept', () => {
  it('ends when nobody writes any more, and goes when it is old, erased, or asked for by its customer', async () => {
    const [idle, erased, subject, old] = await Promise.all(
      ['a', 'b', 'customer 11', 'd'].map((reference) => acme.start({ reference })),
    );
    for (const id of [idle!, erased!, subject!, old!]) await say(id, 'I want a refund');
    await query("UPDATE proofline.conversation SET last_at = now() - interval '25 hours' WHERE id = $1", [idle]);
    expect(await api.app.get(ConversationRetention).expireIdle(new Date())).toBe(1);
    expect(await shown(idle!)).toMatchObject({ status: 'expired' });
    const refused = await widget().post(`${acme.path}/conversations/${idle}/messages`).send({ text: 'hi' }).expect(409);
    expect(refused.body.code).toBe('CONVERSATION_EXPIRED');

    await widget().delete(`${acme.path}/conversations/${erased}`).expect(403);
    await admin().delete(`${acme.path}/conversations/${erased}`).expect(200);
    await admin().get(`${acme.path}/conversations/${erased}`).expect(404);
    const { body } = await admin().post('/v1/clients/acme/erasures').send({ subject: 'customer 11' }).expect(200);
    expect(body.deleted.conversations).toBe(1);
    await admin().get(`${acme.path}/conversations/${subject}`).expect(404);
    await query("UPDATE proofline.conversation SET last_at = now() - interval '40 days' WHERE id = $1", [old]);
    await query("UPDATE proofline.conversation SET mode = 'human' WHERE id = $1", [old]);
    const { parts } = api;
    const kept = { removeDrafts: async () => 0, writtenBefore: async function* () {}, remove: async () => undefined };
    const swept = await new Retention(parts.source, kept, { deleteBefore: async () => 0 }, 30, parts.log).sweep(
      new Date(),
    );
    expect(swept.conversations).toBe(1);
    await admin().get(`${acme.path}/conversations/${old}`).expect(404);
  });

  it('goes with the answers that were kept to be given again', async () => {
    const id = await acme.start();
    const path = `${acme.path}/conversations/${id}`;
    const write = () =>
      widget()
        .post(`${path}/messages`)
        .set('idempotency-key', `write ${id}`.replace(' ', '-'))
        .send({ text: 'I want a refund' });
    await write().expect(200);
    expect((await write().expect(200)).headers['idempotency-replayed']).toBe('true');
    await admin().delete(path).expect(200);
    await write().expect(404);
    expect(await query('SELECT 1 FROM proofline.idempotency_key WHERE conversation_id = $1', [id])).toEqual([]);
  });

  it('goes on where somebody writes while it is about to end for want of messages', async () => {
    const id = await acme.start();
    await say(id, 'I want a refund');
    await query("UPDATE proofline.conversation SET last_at = now() - interval '25 hours' WHERE id = $1", [id]);
    const writing = api.parts.source.createQueryRunner();
    await writing.startTransaction();
    await writing.query('UPDATE proofline.conversation SET last_at = now() WHERE id = $1', [id]);
    const swept = api.app.get(ConversationRetention).expireIdle(new Date());
    await expect
      .poll(() => query("SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"))
      .not.toEqual([]);
    await writing.commitTransaction();
    await writing.release();
    expect(await swept).toBe(0);
    expect(await shown(id)).toMatchObject({ status: 'open', endedAt: null });
  });

  it('is nothing to a key of another client', async () => {
    const id = await acme.start();
    await say(id, 'I want to talk to a human');
    const { id: handover } = await handoverOf(id);
    const rival = await openDesk(api, 'rival');
    await rival.goLive();
    const { body: made } = await admin()
      .post('/v1/keys')
      .send({ name: 'rival', role: 'admin', client: 'rival' })
      .expect(201);
    const asRival = api.as(made.key);
    for (const path of [acme.path, rival.path]) {
      for (const at of [`conversations/${id}`, `conversations/${id}/messages`, `handovers/${handover}`]) {
        expect((await asRival.get(`${path}/${at}`)).status).toBe(404);
      }
      expect((await asRival.post(`${path}/conversations/${id}/messages`).send({ text: 'x' })).status).toBe(404);
      expect((await asRival.post(`${path}/handovers/${handover}/claim`)).status).toBe(404);
      expect((await asRival.delete(`${path}/conversations/${id}`)).status).toBe(404);
    }
    const models = { entities: 'acme' };
    const pushed = await asRival.post(`${rival.path}/dialogues`).send({ ...DIALOGUE, models });
    expect(pushed.body.problems[0].code).toBe('MODEL_SOLUTION_UNKNOWN');
    expect((await shown(id)).turn).toBe(1);
  });
});
