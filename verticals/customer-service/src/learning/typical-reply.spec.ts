import { Rng } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import { cosine, vectorsOf } from './message-vectors.js';
import { type AnsweredTopic, typicalReplies } from './typical-reply.js';

const topic = (...replies: string[][]): AnsweredTopic => ({
  replies: replies.map((texts, i) => ({ conversation: `c${i + 1}`, texts })),
});

const INVOICE = topic(
  ['Hello Anna, thank you for writing.', 'You find the invoice in your account under Documents.'],
  ['Hello Tom, thank you for writing.', 'The invoice is in your account under Documents. Yours is number 4711.'],
  ['Hello Eve, thank you for writing.', 'Please look in your account under Documents for the invoice.'],
  ['Hello Bob, thank you for writing.', 'I am afraid that we have closed.'],
);
const WARRANTY = topic(
  ['Hello Ann, thank you for writing.', 'All devices have a warranty of two years.'],
  ['Hello Jim, thank you for writing.', 'Our devices have two years of warranty.'],
);

describe('typicalReplies', () => {
  it('takes the sentence that most humans say, without greetings and what is about one customer', async () => {
    const [invoice, warranty] = await typicalReplies([INVOICE, WARRANTY], 'en');
    expect(invoice).toEqual({
      text: 'You find the invoice in your account under Documents.',
      conversations: ['c1', 'c2', 'c3'],
      agreement: 0.75,
    });
    expect(warranty).toMatchObject({ text: 'All devices have a warranty of two years.', agreement: 1 });
  });

  it('counts as each sentence held against each counts', async () => {
    const rng = new Rng(1);
    const drawn = (words: string, count: number): string[] =>
      Array.from(rng.shuffle(Int32Array.of(0, 1, 2, 3, 4)).subarray(0, count), (at) => words.split(' ')[at]!);
    // Three words of the topic and one that any topic has: two sentences have some, most or hardly any in common.
    const sentence = (own: string): string => [...drawn(own, 3), ...drawn('shop door week team desk', 1)].join(' ');
    const topics = ['wrap gift ribbon card tag', 'warranty repair receipt screen year'].map((own) =>
      topic(...Array.from({ length: 40 }, () => [sentence(own)])),
    );
    const found = await typicalReplies(topics, 'en');
    const all = topics.flatMap(({ replies }, t) => replies.map((reply) => ({ ...reply, t, text: reply.texts[0]! })));
    const vectors = await vectorsOf(
      all.map(({ text }) => text),
      'en',
      undefined,
    );
    found.forEach((reply, t) => {
      const row = all.findIndex((one) => one.t === t && one.text === reply?.text);
      expect(row).toBeGreaterThanOrEqual(0);
      const same = all.filter((one, other) => one.t === t && cosine(vectors, row, other) >= 0.5);
      expect(reply?.conversations).toEqual(same.map(({ conversation }) => conversation));
      expect(same.length).toBeLessThan(40);
    });
  });

  it('has none where humans do not agree, only ask back, or nobody answered', async () => {
    const different = topic(['Take the red one.'], ['Call the bank.'], ['It rains.']);
    const asking = topic(['What is the number of your order?'], ['What is the number of your order?']);
    expect(await typicalReplies([different, asking, topic()], 'en')).toEqual([undefined, undefined, undefined]);
  });

  it('has none where humans say words of no meaning alone', async () => {
    expect(await typicalReplies([topic(['It is.'], ['We are.'], ['It is.'])], 'en')).toEqual([undefined]);
  });

  it('prefers a reply without personal data', async () => {
    const [reply] = await typicalReplies(
      [
        topic(
          ['The parcel is stored at the shop for [NAME_1].'],
          ['The parcel is stored at the shop.'],
          ['The parcel is stored at the shop for [NAME_1].'],
        ),
      ],
      'en',
    );
    expect(reply!.text).toBe('The parcel is stored at the shop.');
  });

  it('puts Chinese sentences together without a space', async () => {
    const [reply] = await typicalReplies(
      [topic(['发票在账户里下载。税号可以补填。'], ['发票在账户里下载。税号可以补填。'])],
      'zh',
    );
    expect(reply!.text).toBe('发票在账户里下载。税号可以补填。');
  });
});
