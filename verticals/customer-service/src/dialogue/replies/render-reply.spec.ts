import { describe, expect, it } from 'vitest';
import { parseFlow } from '../flow/parse-flow.js';
import type { FilledSlots } from '../state.js';
import { placeholdersOf } from './placeholders.js';
import { type ReplyContext, renderReply } from './render-reply.js';
import { SYSTEM_RESPONSES } from './system-responses.js';

const { flow } = parseFlow(`version: 1
languages: [en, zh]
intents: { go: { label: { en: go, zh: 去 }, task: go } }
slots:
  day: { type: date, label: { en: day, zh: 日期 }, ask: { en: When?, zh: 何时？ } }
  price: { type: amount, label: { en: price, zh: 价格 }, ask: { en: How much?, zh: 多少钱？ } }
  count: { type: number, label: { en: count, zh: 数量 }, ask: { en: How many?, zh: 几个？ } }
  size: { type: list, label: { en: size, zh: 尺码 }, ask: { en: Which?, zh: 哪个？ }, values: { l: { en: large, zh: 大号 } } }
  note: { type: text, required: false, label: { en: note, zh: 备注 } }
responses:
  all: { en: '{size}, {count} for {price} on {day} ({day:short})', zh: '{size}，{count}个，{price}，{day}（{day:long}）' }
  noted:
    cases:
      - { when: { filled: note, above: { count: 1000 } }, en: 'Many, and noted: {note}', zh: '多，备注：{note}' }
      - { when: { filled: note }, en: 'Noted: {note}', zh: '备注：{note}' }
    en: [Fine., Good.]
    zh: 好。
tasks: { go: { label: { en: go, zh: 去 }, steps: [{ collect: [day, price, count, size, note] }, { reply: all }, { reply: noted }] } }
teams: { desk: { label: { en: desk, zh: 客服 } } }
`);

const fill = (values: Record<string, FilledSlots[string]['value']>): FilledSlots =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value, text: '', confidence: 1 }]));
const FULL = { day: '2026-03-04', price: { amount: 1234.5, currency: 'EUR' }, count: 12500, size: 'l' };

function context(slots: FilledSlots, rest: Partial<ReplyContext> = {}): ReplyContext {
  const circumstances = { slots, open: true, sentiment: undefined, urgency: undefined };
  return { flow, language: 'en', circumstances, parameters: {}, seed: 's', avoid: [], ...rest };
}

describe('renderReply', () => {
  it('writes dates, amounts, numbers and values of lists as the language does', () => {
    expect(renderReply('all', context(fill(FULL)))?.text).toBe(
      'large, 12,500 for €1,234.50 on Wednesday 4 March (04/03/2026)',
    );
    expect(renderReply('all', context(fill(FULL), { language: 'zh' }))?.text).toBe(
      '大号，12,500个，€1,234.50，3月4日星期三（2026年3月4日）',
    );
    expect(renderReply('all', context(fill({ ...FULL, price: { amount: 3 } })))?.text).toContain('for 3.00 on');
  });

  it('never says a placeholder that nothing fills', () => {
    expect(renderReply('all', context(fill({ day: '2026-03-04' })))).toBeUndefined();
    expect(renderReply('handover', context({}))).toBeUndefined();
  });

  it('takes the first case that holds', () => {
    expect(renderReply('noted', context(fill({ note: 'n', count: 5000 })))).toMatchObject({
      text: 'Many, and noted: n',
      case: 0,
    });
    expect(renderReply('noted', context(fill({ note: 'n', count: 5 })))).toMatchObject({ text: 'Noted: n', case: 1 });
    expect(renderReply('noted', context({}))?.case).toBeUndefined();
  });

  it('avoids what was just said, and repeats it only where there is nothing else', () => {
    expect(renderReply('noted', context({}, { avoid: ['Fine.'] }))?.text).toBe('Good.');
    expect(['Fine.', 'Good.']).toContain(renderReply('noted', context({}, { avoid: ['Fine.', 'Good.'] }))?.text);
  });

  it('does not read what a customer wrote as a template', () => {
    const slots = fill({ ...FULL, note: '{price} $& {day}' });
    expect(renderReply('noted', context(fill({ note: '{price} $& {day}', count: 1 })))?.text).toBe(
      'Noted: {price} $& {day}',
    );
    expect(renderReply('all', context(slots))?.text).not.toContain('{');
  });
});

describe('the responses of the bot itself', () => {
  it.each(Object.entries(SYSTEM_RESPONSES))('%s names the same in both languages', (_, { en, zh, parameters }) => {
    const named = (texts: readonly string[]): string[] =>
      [...new Set(texts.flatMap(placeholdersOf).map(({ name }) => name))].sort();
    expect(named(en)).toEqual([...parameters].sort());
    expect(named(zh)).toEqual([...parameters].sort());
  });
});
