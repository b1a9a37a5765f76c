import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openChat } from './open-chat.js';

const desk = fileURLToPath(new URL('../../../../../fixtures/shop-service-desk', import.meta.url));
const now = (): Date => new Date('2026-03-02T10:00:00Z');

describe('openChat', () => {
  it('talks by the flow of a folder', async () => {
    const { session } = await openChat(desk, { now });
    expect((await session.say('I want a refund')).replies.map(({ template }) => template)).toEqual(['ask order_id']);
    expect((await session.say('AB-123456')).traces[0]?.open).toBe('slot reason');
    expect(session.state.slots.order_id?.value).toBe('AB-123456');
  });

  it('takes two messages at once one after the other', async () => {
    const { session } = await openChat(desk, { now });
    await Promise.all([session.say('I want a refund'), session.say('AB-123456'), session.say('it is broken')]);
    expect(session.state.turn).toBe(3);
    expect(session.state.stack[0]?.slots.reason?.value).toBe('broken');
    expect(session.state.slots.order_id?.value).toBe('AB-123456');
  });

  it('goes on after a message that could not be understood for a fault', async () => {
    let broken = true;
    const { session } = await openChat(desk, {
      now,
      understand: (text, { language }) => {
        if (broken) throw new Error('the model is gone');
        return { text, language, intents: [{ name: 'refund', confidence: 0.9 }], outOfScope: false, entities: [] };
      },
    });
    await expect(session.say('refund')).rejects.toThrow('the model is gone');
    broken = false;
    expect((await session.say('refund')).replies).toHaveLength(1);
    expect(session.state.turn).toBe(1);
  });

  it('asks the documents, and performs actions', async () => {
    const done: string[] = [];
    const { session } = await openChat(desk, {
      now,
      findAnswer: (text) => (text.includes('bitcoin') ? { text: 'No.', source: 'faq.md', score: 0.9 } : undefined),
      perform: ({ name }) => {
        done.push(name);
        return { action: name, slots: { state: 'delivered' } };
      },
    });
    expect((await session.say('do you take bitcoin?')).replies[0]).toMatchObject({ text: 'No.', source: 'faq.md' });
    const { replies, traces } = await session.say('where is my order AB-123456');
    expect(done).toEqual(['find_order']);
    expect(replies.map(({ text }) => text)).toEqual(['Order AB-123456 is delivered.']);
    expect(traces).toHaveLength(2);
  });

  it('goes on with a conversation that was stored', async () => {
    const first = await openChat(desk, { now });
    await first.session.say('I want a refund');
    const state = JSON.parse(JSON.stringify(first.session.state)) as typeof first.session.state;
    const second = await openChat(desk, { now, state });
    await second.session.say('AB-123456');
    expect(second.session.state.slots.order_id?.value).toBe('AB-123456');
  });

  it('says so where there is no flow, or a broken one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'flow-'));
    await expect(openChat(folder)).rejects.toThrow(/There is no file '.*flow\.yaml'/);
    await writeFile(join(folder, 'flow.yaml'), 'version: 1\n');
    await expect(openChat(folder)).rejects.toThrow(/lacks 'intents'/);
  });
});

describe('the documents beside a flow', () => {
  it('answer with their place, and the trace says source and score', async () => {
    const { session, warnings } = await openChat(desk, { now });
    expect(warnings).toEqual([]);
    const { replies, traces } = await session.say('can I return opened cosmetics?');
    expect(replies).toEqual([
      {
        text: 'Food, opened cosmetics and gift cards cannot be returned.',
        template: 'knowledge',
        language: 'en',
        source: 'Returns and refunds › What cannot be returned (https://shop.example/help/returns)',
      },
    ]);
    expect(traces[0]!.replies[0]).toMatchObject({ source: replies[0]!.source, score: expect.any(Number) });
    expect(traces[0]!.rules.map(({ rule }) => rule)).toEqual(['knowledge', 'sure-knowledge']);
  });

  it('answer a doubtful question only where the intent says that they are asked', async () => {
    const doubtful = { text: 'By card.', source: 'faq.csv:2', score: 0.6, doubtful: true as const };
    const { session } = await openChat(desk, { now, findAnswer: () => doubtful });
    expect((await session.say('is the moon made of cheese?')).replies[0]).toMatchObject({ template: 'rephrase' });
    expect((await session.say('how can I pay')).replies[0]).toMatchObject({ text: 'By card.' });
  });

  it('are told of where they are stale or wrong', async () => {
    const later = await openChat(desk, { now: () => new Date('2027-03-02T10:00:00Z') });
    expect(later.warnings.map(({ code }) => code)).toContain('KNOWLEDGE_STALE');
    const folder = await mkdtemp(join(tmpdir(), 'flow-'));
    await cp(desk, folder, { recursive: true });
    await writeFile(join(folder, 'knowledge', 'empty.md'), '');
    await expect(openChat(folder, { now })).rejects.toMatchObject({ code: 'KNOWLEDGE_EMPTY' });
    await rm(join(folder, 'knowledge'), { recursive: true });
    const { session } = await openChat(folder, { now });
    expect((await session.say('can I return opened cosmetics?')).replies[0]).toMatchObject({ template: 'clarify' });
  });
});
