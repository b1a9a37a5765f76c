import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConversationsService } from '@proofline/host';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FLOW, STORIES } from '../../../api/test/conversation-tools.js';
import { keyFor } from '../../../api/test/promote.js';
import { type ServedApi, serveApi } from './serve-api.js';

let api: ServedApi;
beforeAll(async () => {
  api = await serveApi({ verticals: ['customer-service'] });
  await api.json('client', 'create', 'acme');
  await api.json('solution', 'create', '--client', 'acme', '--vertical', 'customer-service', '--slug', 'desk');
  await mkdir(join(api.home, 'desk', 'stories'), { recursive: true });
  await writeFile(join(api.home, 'desk', 'flow.yaml'), FLOW);
  await writeFile(join(api.home, 'desk', 'notes.txt'), 'stays here');
  await writeFile(join(api.home, 'desk', 'stories', 'refund.yaml'), STORIES);
});
afterAll(() => api.stop());

describe('proofline dialogue and handovers', () => {
  it('pushes a folder, has it approved by another person, and lists the versions', async () => {
    expect((await api.proofline('dialogue', 'list', 'desk')).out).toContain('has no dialogue');
    const pushed = await api.proofline('dialogue', 'push', 'desk', 'desk');
    expect(pushed).toMatchObject({ code: 0, err: '' });
    expect(pushed.out).toContain('Version 1 of the dialogue of acme/desk: 1 of 1 stories pass.');
    expect((await api.proofline('dialogue', 'promote', 'desk', '1')).out).toContain('waits for another person');
    const own = await api.proofline('dialogue', 'approve', 'desk', '1');
    expect(own).toMatchObject({ code: 2, err: expect.stringContaining('somebody else must approve it') });
    const second = await keyFor(api, 'second', 'approver');
    expect((await api.prooflineAs(second, 'dialogue', 'approve', 'desk', '1')).out).toContain('is live');
    expect((await api.proofline('dialogue', 'list', 'desk')).out).toMatch(/1 +live +1 of 1 stories pass +en, zh/);
  });

  it('sends the documents that are read in the terminal, as the texts that they are, and no others', async () => {
    const documents = join(api.home, 'documents', 'knowledge');
    await mkdir(join(documents, 'help'), { recursive: true });
    await writeFile(join(api.home, 'documents', 'flow.yaml'), FLOW);
    await writeFile(join(documents, 'RETURNS.MD'), '# Returns\n\nWe take things back within 30 days.\n');
    await writeFile(join(documents, 'help', 'pay.markdown'), '# Paying\n\nWe take cards.\n');
    const faq = '\ufeffquestion,answer\nHow do I pay?,By card.\n';
    await writeFile(join(documents, 'faq.csv'), Buffer.from(faq, 'utf16le'));
    await writeFile(join(documents, '.draft.md'), 'Not yet.');
    await writeFile(join(documents, 'terms.pdf'), Buffer.from([0x25, 0x50, 0xff, 0xfe]));
    const { out, err, code } = await api.proofline('dialogue', 'push', 'desk', 'documents', '--json');
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('knowledge/terms.pdf: Nothing reads') });
    const { files } = JSON.parse(out);
    expect(Object.keys(files).sort()).toEqual([
      'flow.yaml',
      'knowledge/RETURNS.MD',
      'knowledge/faq.csv',
      'knowledge/help/pay.markdown',
    ]);
    expect(files['knowledge/faq.csv']).toBe(faq.slice(1));
    await writeFile(join(documents, 'faq.csv'), Buffer.from([0x71, 0x0a, 0xd6, 0xd0]));
    const refused = await api.proofline('dialogue', 'push', 'desk', 'documents');
    expect(refused).toMatchObject({
      code: 2,
      err: expect.stringContaining('knowledge/faq.csv:2: These bytes are no UTF-8.'),
    });
  });

  it('says every fault of the files, and which stories fail', async () => {
    await writeFile(join(api.home, 'desk', 'flow.yaml'), FLOW.replace('task: refund', 'task: refnud'));
    const faulty = await api.proofline('dialogue', 'push', 'desk', 'desk');
    expect(faulty).toMatchObject({ code: 2, err: expect.stringMatching(/flow\.yaml:5: There is no task 'refnud'/) });
    await writeFile(join(api.home, 'desk', 'flow.yaml'), FLOW);
    await writeFile(join(api.home, 'desk', 'stories', 'refund.yaml'), STORIES.replace('ask email', 'refunded'));
    const failed = await api.proofline('dialogue', 'push', 'desk', 'desk');
    expect(failed.code).toBe(2);
    expect(failed.out).toContain('FAIL  a refund (stories/refund.yaml:4)');
    expect(failed.out).toContain('0 of 1 stories pass, too few');
    expect((await api.proofline('dialogue', 'promote', 'desk', '3')).err).toContain("say in 'override'");
    const elsewhere = await api.proofline('dialogue', 'push', 'desk', 'nowhere');
    expect(elsewhere).toMatchObject({ code: 2, err: expect.stringContaining('Name the folder that holds flow.yaml.') });
  });

  it('shows what waits for people, and takes and gives back', async () => {
    expect((await api.proofline('handovers', 'desk')).out).toContain('Nothing of acme/desk waits');
    const path = '/v1/solutions/desk/conversations';
    const { body } = await api.as(api.adminKey).post(path).expect(201);
    const text = 'let me talk to a human';
    const said = await api.as(api.adminKey).post(`${path}/${body.id}/messages`).send({ text }).expect(200);
    const [{ id }] = said.body.handovers;
    expect((await api.proofline('handovers', 'desk', '--team', 'service')).out).toContain('customer-request');
    const agent = await keyFor(api, 'Ms Agent', 'agent');
    const end = id.slice(-6);
    expect((await api.prooflineAs(agent, 'handovers', 'desk', '--claim', end)).out).toContain('is with Ms Agent.');
    expect((await api.proofline('handovers', 'desk', '--claim', end)).err).toContain("'Ms Agent' has handover");
    expect((await api.proofline('handovers', 'desk', '--release', end)).out).toContain('is open.');
    await api.prooflineAs(agent, 'handovers', 'desk', '--claim', end);
    const back = await api.prooflineAs(agent, 'handovers', 'desk', '--hand-back', end);
    expect(back.out).toContain('is handed-back.');
    expect((await api.proofline('handovers', 'desk', '--claim', 'x', '--close', 'x')).err).toContain(
      'One thing at a time',
    );
  });

  it('lists channels, and switches the bot off and on for one', async () => {
    expect((await api.proofline('channel', 'list', 'desk')).out).toContain('acme/desk has no channels.');
    await api.as(api.adminKey).post('/v1/solutions/desk/channels').send({ name: 'chat' }).expect(201);
    const off = await api.proofline('channel', 'answer', 'desk', 'chat', 'human');
    expect(off).toMatchObject({ code: 0, out: expect.stringContaining('The bot is off on channel chat of acme/desk') });
    expect((await api.proofline('channel', 'list', 'desk')).out).toMatch(/chat +human +in the answers/);
    expect(await api.json('channel', 'answer', 'desk', 'chat', 'bot')).toMatchObject({ answeredBy: 'bot' });
    const none = await api.proofline('channel', 'answer', 'desk', 'mail', 'bot');
    expect(none).toMatchObject({ code: 2, err: expect.stringContaining("no channel 'mail'. It has: chat.") });
    expect((await api.proofline('channel', 'answer', 'desk', 'chat', 'nobody')).err).toContain('bot, human');
  });

  it('writes chats with personal data masked, as misses are found in', async () => {
    const path = '/v1/solutions/desk/conversations';
    const { body } = await api.as(api.adminKey).post(path).expect(201);
    for (const text of ['can you wrap it as a gift?', 'my address is ann@example.com'])
      await api.as(api.adminKey).post(`${path}/${body.id}/messages`).send({ text }).expect(200);
    const written = await api.proofline('dialogue', 'chats', 'desk', '--out', 'chats.jsonl', '--days', '1');
    expect(written).toMatchObject({ code: 0, out: expect.stringMatching(/conversations of acme\/desk, \d+ lines/) });
    const rows = (await readFile(join(api.home, 'chats.jsonl'), 'utf8'))
      .trim()
      .split('\n')
      .map((row) => JSON.parse(row));
    const own = rows.filter(({ conversation, from }) => conversation === body.id && from === 'customer');
    expect(own.map(({ text }) => text)).toEqual(['can you wrap it as a gift?', 'my address is [EMAIL_1]']);
    const found = await api.proofline('misses', 'find', 'chats.jsonl', '--flow', 'desk');
    expect(found).toMatchObject({ code: 0, out: expect.stringContaining('conversations') });
    // The latest is read first; the one before it is erased meanwhile.
    const conversations = api.app.get(ConversationsService);
    const transcript = conversations.transcript.bind(conversations);
    const reading = vi.spyOn(conversations, 'transcript').mockImplementationOnce(async (row) => {
      await api.parts.source.query('DELETE FROM proofline.conversation WHERE id <> $1', [row.id]);
      return transcript(row);
    });
    const fewer = await api.json('dialogue', 'chats', 'desk', '--out', 'fewer.jsonl');
    reading.mockRestore();
    expect(fewer).toMatchObject({ conversations: 1, lines: own.length * 2 });
    await api.parts.source.query("UPDATE proofline.conversation SET created_at = now() - interval '2 days'");
    const late = await api.json('dialogue', 'chats', 'desk', '--out', 'late.jsonl', '--days', '1');
    expect(late).toMatchObject({ conversations: 0, lines: 0 });
    const none = await api.proofline('dialogue', 'chats', 'desk', '--out', 'nowhere/chats.jsonl');
    expect(none).toMatchObject({ code: 2, err: expect.stringContaining('nowhere') });
  });
});
