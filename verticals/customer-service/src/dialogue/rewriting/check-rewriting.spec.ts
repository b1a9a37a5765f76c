import { describe, expect, it } from 'vitest';
import { objectionTo } from './check-rewriting.js';

const grounds = { moment: { now: new Date('2026-03-02T10:00:00Z'), timeZone: 'Europe/London' } };
const en = (text: string, rewritten: string): string | undefined =>
  objectionTo(rewritten, { text, language: 'en', grounds });
const zh = (text: string, rewritten: string): string | undefined =>
  objectionTo(rewritten, { text, language: 'zh', grounds });

describe('objectionTo', () => {
  it.each([
    [
      'Delivery is free from an order value of 30 pounds; below that it costs 3.95 pounds.',
      'From an order value of £30 delivery is free; below that it costs £3.95.',
    ],
    ['You can send items back within 30 days of receipt.', 'Items can be sent back within 30 days of receipt.'],
    ['Food and gift cards cannot be returned.', 'Please note that food and gift cards cannot be returned.'],
    ['What is your order number?', 'Could you tell me your order number, please?'],
    [
      'Done: AB-123456 will be delivered on Wednesday 4 March.',
      'That is done: AB-123456 will be delivered on Wednesday 4 March.',
    ],
  ])('lets %s be said in other words', (text, rewritten) => {
    expect(en(text, rewritten)).toBeUndefined();
  });

  it('does so in Chinese', () => {
    expect(zh('请在14天内寄回商品。', '麻烦您在14天内把商品寄回。')).toBeUndefined();
    expect(zh('请在14天内寄回商品。', '请在30天内寄回商品。')).toMatch(/30天/);
    expect(zh('请问您的订单号是多少？', 'What is your order number?')).toBe('it is in another language');
  });

  it.each([
    ['Delivery is free from an order value of 30 pounds; below that it costs 3.95 pounds.', 'Delivery is free.'],
    ['You can send items back within 30 days of receipt.', 'You cannot send items back within 30 days of receipt.'],
    ['Food and gift cards cannot be returned.', 'Food and gift cards can be returned.'],
    [
      'You can send items back within 30 days of receipt.',
      'You can send items back within 30 days of receipt, and we pay 10 pounds on top.',
    ],
  ])('does not let %s become: %s', (text, rewritten) => {
    expect(en(text, rewritten)).toBeDefined();
  });
});
