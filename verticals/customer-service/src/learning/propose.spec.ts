import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sentenceEncoder } from '@proofline/pipeline';
import { describe, expect, it } from 'vitest';
import { keywordUnderstanding } from '../dialogue/chat/keyword-understanding.js';
import { readFlow } from '../dialogue/chat/open-chat.js';
import { findMisses, type Miss } from './find-misses.js';
import { examplesOf } from './known-utterances.js';
import { measureTopics, proposedTopics } from './measure-topics.js';
import { propose } from './propose.js';
import { readConversations } from './transcripts.js';

const fixture = (name: string): string => fileURLToPath(new URL(`../../../../fixtures/${name}`, import.meta.url));
const { flow } = await readFlow(fixture('shop-service-desk'));
const chats = fixture('service-chats/service-chats.jsonl');
const understand = keywordUnderstanding(flow);
const { misses } = await findMisses(await readConversations(chats), {
  flow,
  understand,
  now: new Date('2026-03-02T10:00:00Z'),
});
const settings = {
  flow,
  known: examplesOf(flow),
  encoderFor: (language: string) => (language === 'en' ? sentenceEncoder() : undefined),
};
const proposals = await propose(misses, settings);

/** The planted topic of each conversation. */
const planted = new Map(
  readFileSync(chats, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { conversation: string; planted?: string })
    .filter((line) => line.planted !== undefined)
    .map(({ conversation, planted }) => [conversation, planted === 'odd' ? undefined : planted]),
);

describe('propose', () => {
  it('finds the topics that were planted, in both languages, and leaves out what nobody else asks', () => {
    const scores = measureTopics(proposedTopics(proposals), planted);
    expect(scores).toMatchObject({ planted: 10, found: 10, noise: 0 });
    expect(scores.purity).toBeGreaterThan(0.95);
    expect(scores.recall).toBeGreaterThan(0.8);
  });

  it('tells what an intent already stands for from what is new', () => {
    const known = proposals.filter(({ kind }) => kind === 'utterances');
    expect(known).toMatchObject([{ intent: 'order_status', approve: false }]);
    expect(known[0]!.kind === 'utterances' && planted.get(known[0]!.utterances[0]!.conversation)).toBe(
      'parcel-missing',
    );
    expect(proposals.filter(({ kind }) => kind === 'intent')).toHaveLength(9);
  });

  it("proposes the humans' answer to what is new, with where it was given, and without names", () => {
    const answers = proposals.flatMap((one) => (one.kind === 'faq' ? [one] : []));
    expect(answers).toHaveLength(9);
    const wrapping = answers.find(({ topic }) => topic.includes('gift'))!;
    expect(wrapping.answer).toMatch(/tick “gift wrap” in the basket.*3\.50 euro/i);
    expect(wrapping.citations.every((conversation) => planted.get(conversation) === 'gift-wrapping')).toBe(true);
    for (const { answer } of answers) expect(answer).not.toMatch(/\[NAME|thank you|感谢/);
  });

  it('gives each new intent a name of its own, which a flow can have', async () => {
    const text = ['2FA code lost', 'lost my 2FA code', 'my 2FA code is lost'];
    const twice = (['en', 'zh'] as const).flatMap((language) =>
      text.map((one, i): Miss => {
        const conversation = `${language}${i}`;
        return { text: one, conversation, language, reason: 'handed-over', replies: [] };
      }),
    );
    const found = await propose(twice, { ...settings, known: [], encoderFor: () => undefined });
    expect(found.flatMap((one) => (one.kind === 'intent' ? [one.intent] : []))).toEqual([
      'n2fa_code_lost',
      'n2fa_code_lost_zh_1',
    ]);
  });

  it('proposes the same again', async () => {
    expect(await propose(misses, settings)).toEqual(proposals);
  });

  it('proposes nothing from nothing', async () => {
    expect(await propose([], settings)).toEqual([]);
    expect(await propose(misses.slice(0, 2), settings)).toEqual([]);
  });
});
