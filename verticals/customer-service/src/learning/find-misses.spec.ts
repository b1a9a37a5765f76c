import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { keywordUnderstanding } from '../dialogue/chat/keyword-understanding.js';
import { readFlow } from '../dialogue/chat/open-chat.js';
import { findMisses, type Miss } from './find-misses.js';
import type { Conversation, Speaker } from './transcripts.js';

const { flow } = await readFlow(fileURLToPath(new URL('../../../../fixtures/shop-service-desk', import.meta.url)));
const understand = keywordUnderstanding(flow);

const chat = (...lines: [Speaker, string][]): Conversation => ({
  id: 'c1',
  lines: lines.map(([from, text]) => ({ from, text })),
});
const missesOf = async (...lines: [Speaker, string][]): Promise<Miss[]> =>
  (await findMisses([chat(...lines)], { flow, understand })).misses;

describe('findMisses', () => {
  it('finds what the bot did not understand, and what humans wrote afterwards', async () => {
    const misses = await missesOf(
      ['customer', 'can you gift wrap it'],
      ['bot', 'Sorry, I did not understand.'],
      ['customer', 'can you wrap my present'],
      ['bot', 'I am passing you to a colleague.'],
      ['human', 'Hello.'],
      ['human', 'Tick gift wrap in the basket.'],
      ['customer', 'and what does that cost you'],
      ['human', '3.50 euro.'],
    );
    expect(misses.map(({ text, reason }) => [text, reason])).toEqual([
      ['can you gift wrap it', 'out-of-scope'],
      ['can you wrap my present', 'handed-over'],
    ]);
    expect(misses[0]!.replies).toEqual(['Hello.\nTick gift wrap in the basket.', '3.50 euro.']);
  });

  it('masks what was said to a question for a slot that is personal', async () => {
    const slots = {
      ...flow.slots,
      name: {
        ...flow.slots.email!,
        type: 'text' as const,
        personal: true,
        ask: { en: ['Your name?'], zh: ['您的姓名？'] },
      },
    };
    const { misses } = await findMisses(
      [
        chat(
          ['bot', 'Your name?'],
          ['customer', 'John Smith'],
          ['customer', 'can John Smith get it wrapped'],
          ['human', 'Yes, John Smith.'],
        ),
        {
          ...chat(
            ['bot', '请问，您的姓名？'],
            ['customer', '李雷'],
            ['customer', '李雷的礼物可以包装吗'],
            ['human', '可以，李雷。'],
          ),
          id: 'c2',
        },
      ],
      { flow: { ...flow, slots }, understand },
    );
    expect(misses.map(({ text, replies }) => [text, replies])).toEqual([
      ['can [PERSONAL_1] get it wrapped', ['Yes, [PERSONAL_1].']],
      ['[PERSONAL_1]的礼物可以包装吗', ['可以，[PERSONAL_1]。']],
    ]);
  });

  it('finds an intent that the customer says is wrong, and no other that the bot is sure of', async () => {
    const misses = await missesOf(
      ['customer', 'I want a refund'],
      ['bot', 'Very well.'],
      ['customer', 'and where is my parcel'],
      ['bot', 'What is your order number?'],
    );
    expect(misses).toEqual([]);
    const contradicted = await missesOf(
      ['customer', 'what is your refund policy like'],
      ['bot', 'What is your order number?'],
      ['customer', "no, that's not what I asked"],
    );
    expect(contradicted).toMatchObject([{ text: 'what is your refund policy like', reason: 'contradicted' }]);
    expect(contradicted[0]!.guess).toBeUndefined();
  });

  it.each([
    ['a greeting', 'good morning'],
    ['a yes', 'yes please'],
    ['a wish for a human', 'I want to talk to a human'],
    ['an order number', 'AB-123456'],
    ['one word', 'wrapping'],
    ['personal data', 'My name is Anna Meyer, my e-mail is anna@example.org.'],
    ['个人信息', '我叫王芳，电话是13912345678。'],
  ])('learns nothing from %s', async (_, text) => {
    expect(await missesOf(['customer', text], ['human', 'Hello.'])).toEqual([]);
  });

  it('learns nothing from answers to questions of the flow', async () => {
    const misses = await missesOf(
      ['customer', 'I want a refund'],
      ['bot', 'What is wrong with it: is it broken, the wrong item, or do you no longer want it?'],
      ['customer', 'the lid does not close any more'],
      ['human', 'I see.'],
    );
    expect(misses).toEqual([]);
  });

  it('masks personal data, one value alike in the whole conversation', async () => {
    const [miss] = await missesOf(
      ['customer', 'please put anna.meyer@example.org on the list of the newsletter that you write'],
      ['human', 'Done: anna.meyer@example.org gets it, and so does tom@example.org.'],
    );
    expect(miss!.text).toBe('please put [EMAIL_1] on the list of the newsletter that you write');
    expect(miss!.replies).toEqual(['Done: [EMAIL_1] gets it, and so does [EMAIL_2].']);
  });

  it('asks the documents: what they answer is none, what an intent leaves to them and they do not is', async () => {
    const bot = {
      flow,
      understand,
      findAnswer: (text: string) => ({ text: 'Yes.', source: 'faq.csv', score: text.includes('wrap') ? 0.9 : 0.2 }),
    };
    const found = async (text: string) =>
      (await findMisses([chat(['customer', text], ['human', 'Well.'])], bot)).misses;
    expect(await found('can you gift wrap my present')).toEqual([]);
    expect(await found('can you engrave my present')).toMatchObject([{ reason: 'handed-over' }]);
    const left = Object.entries(flow.intents).find(([, intent]) => intent.knowledge === true)!;
    const [example] = left[1].examples!.en!;
    expect(await found(example!)).toMatchObject([{ text: example }]);
  });
});
