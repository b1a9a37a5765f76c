import { describe, expect, it } from 'vitest';
import { parseFlow } from '../flow/parse-flow.js';
import type { EntityValue } from '../understanding.js';
import { checkSlot } from './check-slot.js';

const { flow } = parseFlow(`version: 1
languages: [en, zh]
timeZone: Asia/Shanghai
intents: { hi: { label: { en: hi, zh: 你好 }, reply: greet } }
slots:
  words: { type: text, maxLength: 10, required: false, label: { en: words, zh: 文字 } }
  count: { type: number, min: 1, max: 2500, required: false, label: { en: count, zh: 数量 } }
  day: { type: date, min: today+1, max: 2026-12-31, required: false, label: { en: day, zh: 日期 } }
  price: { type: amount, max: 1000, currency: EUR, required: false, label: { en: price, zh: 价格 } }
  mail: { type: email, required: false, label: { en: e-mail, zh: 邮箱 } }
  order: { type: order-id, pattern: '[A-Z]{2}\\d{3}', required: false, label: { en: order, zh: 订单号 } }
  plate: { type: pattern, pattern: '[a-z]+-\\d+', required: false, label: { en: plate, zh: 车牌 } }
  colour: { type: list, required: false, label: { en: colour, zh: 颜色 }, values: { red: { en: [red, crimson], zh: [红色] }, blue: { en: blue, zh: 蓝色 } } }
teams: { desk: { label: { en: desk, zh: 客服 } } }
`);
// In Shanghai it is the 3rd already.
const context = { flow, now: new Date('2026-03-02T20:00:00Z'), language: 'en' as const };

describe('checkSlot', () => {
  it.each<[string, EntityValue, EntityValue]>([
    ['words', '  hello  ', 'hello'],
    ['count', 12, 12],
    ['count', '12', 12],
    ['day', '2026-03-04', '2026-03-04'],
    ['day', '2026-03-04T15:00', '2026-03-04'],
    ['price', { amount: 5, currency: 'EUR' }, { amount: 5, currency: 'EUR' }],
    ['price', 5, { amount: 5, currency: 'EUR' }],
    ['mail', 'a.b+c@example.co.uk', 'a.b+c@example.co.uk'],
    ['order', 'ab123', 'AB123'],
    ['plate', 'hh-77', 'hh-77'],
    ['colour', 'Crimson', 'red'],
    ['colour', '蓝色', 'blue'],
  ])('%s takes %j', (slot, given, value) => {
    expect(checkSlot(slot, given, context)).toEqual({ value });
  });

  it.each<[string, EntityValue, string, Record<string, string>]>([
    ['words', '!!! 🙂', 'not_text', { slot: 'words' }],
    ['words', 'hello, world', 'too_long', { limit: '10' }],
    ['count', 'many', 'not_number', { slot: 'count' }],
    ['count', Number.POSITIVE_INFINITY, 'not_number', { slot: 'count' }],
    ['count', 0, 'too_small', { slot: 'count', limit: '1' }],
    ['count', 9999, 'too_large', { slot: 'count', limit: '2,500' }],
    ['day', '2026-02-30', 'not_date', { slot: 'day' }],
    ['day', 7, 'not_date', { slot: 'day' }],
    ['day', '2026-03-03', 'too_early', { slot: 'day', limit: 'Wednesday 4 March' }],
    ['day', '2027-01-01', 'too_late', { slot: 'day', limit: 'Thursday 31 December' }],
    ['price', { from: 'a', to: 'b' }, 'not_amount', { slot: 'price' }],
    ['price', { amount: 1000.5 }, 'too_large', { slot: 'price', limit: '€1,000.00' }],
    ['price', { amount: 5, currency: 'USD' }, 'wrong_currency', { slot: 'price', currency: 'Euro' }],
    ['mail', 'a@b', 'wrong_form', { slot: 'e-mail', value: 'a@b' }],
    ['mail', { amount: 1 }, 'not_email', { slot: 'e-mail' }],
    ['order', 'AB1234', 'wrong_form', { slot: 'order', value: 'AB1234' }],
    ['colour', 'green', 'not_list', { slot: 'colour', options: 'red, blue' }],
    ['colour', 'constructor', 'not_list', { slot: 'colour', options: 'red, blue' }],
  ])('%s refuses %j: %s', (slot, given, refused, parameters) => {
    expect(checkSlot(slot, given, context)).toEqual({ refused, parameters });
  });

  it('gives the reason in the language of the customer', () => {
    expect(checkSlot('day', '2026-03-03', { ...context, language: 'zh' })).toEqual({
      refused: 'too_early',
      parameters: { slot: '日期', limit: '3月4日星期三' },
    });
    expect(checkSlot('colour', '绿色', { ...context, language: 'zh' })).toMatchObject({
      parameters: { options: '红色、蓝色' },
    });
  });
});
