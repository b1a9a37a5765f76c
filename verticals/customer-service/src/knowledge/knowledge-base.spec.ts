import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SCALES } from './default-scales.js';
import { KnowledgeBase } from './knowledge-base.js';
import { type Passage, passagesOf } from './passage.js';
import { readKnowledge } from './read-knowledge.js';

const DESK = fileURLToPath(new URL('../../../../fixtures/shop-service-desk/knowledge', import.meta.url));
const MARCH = new Date('2026-03-02T10:00:00Z');

const desk = readKnowledge(DESK).then(({ passages }) => KnowledgeBase.of(passages));

describe('KnowledgeBase', () => {
  it.each([
    ['do you take paypal', /PayPal/, 'Payment (https://shop.example/help/payment)'],
    [
      'How long does a refund take?',
      /five working days/,
      'Returns and refunds › How long does a refund take? (https://shop.example/help/returns)',
    ],
    [
      'nobody was at home',
      /collection point/,
      'Delivery › What happens if nobody is at home? (https://shop.example/help/delivery)',
    ],
    ['微信可以付款吗', /微信支付/, '付款方式 (https://shop.example/zh/payment)'],
    ['Does my gift card expire?', /three years/, 'Gift cards (faq.csv:5)'],
  ])('answers %s, and cites', async (question, text, source) => {
    const answer = (await desk).answer(question, MARCH);
    expect(answer).toMatchObject({ text: expect.stringMatching(text), source });
    expect(answer!.score).toBeGreaterThan(0.8);
    expect((await desk).answer(question, MARCH)).toEqual(answer);
  });

  it.each(['What is the weather like?', 'do you sell bicycles', '今天天气怎么样', 'asdf qwer', '', '!!!', '😀'])(
    'has no answer to %s',
    async (question) => {
      expect((await desk).answer(question, MARCH)).toBeUndefined();
    },
  );

  it('takes the sentences that answer out of a long passage', async () => {
    const filling = 'Our house has a long history that many like to hear of, with three founders and a cat.';
    const sentences = [filling, filling, 'Lost keys are replaced for twelve pounds.', filling, filling].map(
      (text, i) => ({ text, line: i + 1 }),
    );
    const passages = passagesOf([{ kind: 'text', sentences }], { title: 'House', file: 'house.md' });
    const other = passagesOf([{ kind: 'text', sentences: [{ text: 'The garden is open in summer.', line: 1 }] }], {
      title: 'Garden',
      file: 'garden.md',
    });
    const base = await KnowledgeBase.of([...passages, ...other], { threshold: 0 });
    expect(base.answer('what does it cost when I have lost my keys', MARCH)).toMatchObject({
      text: 'Lost keys are replaced for twelve pounds.',
      source: 'House (house.md:3)',
    });
  });

  it('says all of a long passage of which no sentence fits by itself', async () => {
    const text = 'Use a card, an invoice or cash at the door.';
    const [passage] = passagesOf([{ kind: 'text', sentences: Array.from({ length: 9 }, () => ({ text, line: 1 })) }], {
      title: 'Help',
      file: 'help.md',
    });
    // Only shared words count, and the question shares words with the heading alone.
    const words = { ...DEFAULT_SCALES.words, weights: [1, 0, 0, 0, 0, 0] };
    const base = await KnowledgeBase.of([{ ...passage!, questions: ['How do customers settle?'] }], {
      scales: { understood: words, words },
    });
    expect(base.find('settle customers', MARCH)?.text).toBe(Array.from({ length: 9 }, () => text).join(' '));
  });

  it('is not made doubtful by a document that says the same twice', async () => {
    const faq: Passage = {
      title: 'Faq',
      file: 'faq.csv',
      line: 2,
      headings: [],
      language: 'en',
      questions: ['How long is the guarantee?'],
      sentences: [{ text: 'The guarantee is two years.', line: 2 }],
    };
    const other: Passage = {
      ...faq,
      title: 'Pay',
      line: 3,
      questions: ['How do I pay?'],
      sentences: [{ text: 'You pay by card.', line: 3 }],
    };
    const copy = { ...faq, title: 'Manual', file: 'manual.md' };
    const alone = await KnowledgeBase.of([faq, other]);
    const twice = await KnowledgeBase.of([faq, other, copy]);
    const question = 'how long is the guarantee';
    expect(twice.answer(question, MARCH)!.score).toBeGreaterThan(0.9 * alone.answer(question, MARCH)!.score);
  });

  it('warns of stale documents, and refuses them where it is told to', async () => {
    const facts = { title: 'Sale', file: 'sale.md', validUntil: '2026-03-02' };
    const passages = [
      ...passagesOf([{ kind: 'text', sentences: [{ text: 'The sale ends in March.', line: 1 }] }], facts),
      ...passagesOf([{ kind: 'text', sentences: [{ text: 'Shoes are on the first floor.', line: 1 }] }], {
        title: 'Floors',
        file: 'floors.md',
        updated: '2025-01-01',
      }),
    ];
    const after = new Date('2026-03-03T00:00:00Z');
    const base = await KnowledgeBase.of(passages, { staleAfterDays: 365, threshold: 0 });
    expect(base.staleDocuments(new Date('2025-06-01'))).toEqual([]);
    expect(base.staleDocuments(after).map(({ message }) => message)).toEqual([
      'sale.md: This was valid until 2026-03-02.',
      'floors.md: This was last updated on 2025-01-01.',
    ]);
    expect(base.answer('when does the sale end', after)?.passage.file).toBe('sale.md');
    const there = await KnowledgeBase.of(passages, { timeZone: 'America/New_York' });
    expect(there.staleDocuments(after)).toEqual([]);
    const strict = await KnowledgeBase.of(passages, { staleAfterDays: 365, threshold: 0, staleAnswers: false });
    expect(strict.answer('when does the sale end', MARCH)?.passage.file).toBe('sale.md');
    expect(strict.answer('when does the sale end', after)).toBeUndefined();
    await expect(KnowledgeBase.of([])).rejects.toMatchObject({ code: 'KNOWLEDGE_NOTHING' });
  });
});
