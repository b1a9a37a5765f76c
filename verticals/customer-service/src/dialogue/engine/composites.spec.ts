import { ProoflineError } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import { keywordUnderstanding } from '../chat/keyword-understanding.js';
import { parseFlow } from '../flow/parse-flow.js';
import { groundsOf } from '../rewriting/reworded-turn.js';
import { simulate } from '../simulation/simulate.js';
import { knownSlots, newConversation } from '../state.js';
import { resolve, type Step, step } from './step.js';

const FLOW = `version: 1
languages: [en, zh]
timeZone: UTC
intents:
  order:
    label: { en: to order food, zh: 点餐 }
    task: order
    keywords: { en: [order, i would like], zh: [点餐, 我要, 来] }
  travel:
    label: { en: to book a train, zh: 订火车票 }
    task: travel
    keywords: { en: [train, travel], zh: [火车, 车票] }
slots:
  quantity: { type: number, min: 1, max: 20, label: { en: number, zh: 数量 }, ask: { en: How many?, zh: 要几份？ } }
  product:
    type: list
    label: { en: dish, zh: 菜品 }
    ask: { en: Which dish?, zh: 哪一种？ }
    values:
      pizza: { en: [pizza], zh: [披萨] }
      cola: { en: [cola], zh: [可乐] }
      salad: { en: [salad], zh: [沙拉] }
  lines:
    type: composite
    many: true
    parts: [quantity, product]
    text: { en: '{quantity} × {product}', zh: '{quantity}份{product}' }
    label: { en: order, zh: 订单 }
    ask: { en: What would you like?, zh: 您想点什么？ }
  origin:
    type: list
    entity: city
    role: from
    label: { en: origin, zh: 出发地 }
    ask: { en: From where?, zh: 从哪里出发？ }
    values: &cities
      paris: { en: Paris, zh: 巴黎 }
      rome: { en: Rome, zh: 罗马 }
      berlin: { en: Berlin, zh: 柏林 }
  destination:
    type: list
    entity: city
    role: to
    label: { en: destination, zh: 目的地 }
    ask: { en: To where?, zh: 到哪里？ }
    values: *cities
  route:
    type: composite
    parts: [origin, destination]
    text: { en: '{origin} to {destination}', zh: '{origin}到{destination}' }
    label: { en: route, zh: 路线 }
  leave: { type: date, role: from, label: { en: day of departure, zh: 出发日 }, ask: { en: Which day do you leave?, zh: 哪天出发？ } }
  back: { type: date, role: to, required: false, label: { en: day of return, zh: 返程日 }, ask: { en: Which day back?, zh: 哪天返回？ } }
  period: { type: composite, parts: [leave, back], label: { en: dates, zh: 日期 } }
responses:
  confirm_order: { en: 'So {lines}?', zh: '{lines}，对吗？' }
  ordered: { en: 'Ordered: {lines}.', zh: '已下单：{lines}。' }
  confirm_travel: { en: '{route} on {leave}, {period}?', zh: '{route}，{leave}出发，{period}，对吗？' }
  booked: { en: 'Booked: {origin} to {destination}.', zh: '已预订{route}。' }
tasks:
  order:
    label: { en: the order, zh: 点餐 }
    steps:
      - collect: lines
      - confirm: confirm_order
      - action: place_order
      - reply: ordered
  travel:
    label: { en: the journey, zh: 行程 }
    steps:
      - collect: [route, period]
      - confirm: confirm_travel
      - action: book
      - reply: booked
teams:
  desk: { label: { en: the desk, zh: 服务台 } }
`;

const { flow, warnings } = parseFlow(FLOW);
const NOW = new Date('2026-03-02T10:00:00Z');
const understand = keywordUnderstanding(flow);

async function talk(language: 'en' | 'zh', ...lines: string[]): Promise<Step> {
  let last: Step | undefined;
  let state = newConversation(language);
  for (const line of lines) {
    last = step(flow, state, await understand(line, state, NOW), NOW);
    state = last.state;
  }
  return last!;
}

const slotsOf = ({ state }: Step): object =>
  Object.fromEntries(Object.entries(knownSlots(state)).map(([name, { value }]) => [name, value]));
const said = ({ replies }: Step): string[] => replies.map(({ template }) => template);

describe('a composite slot that is a list', () => {
  it.each([
    ['en', 'I would like two pizzas and three colas', 'So 2 × pizza and 3 × cola?'],
    ['zh', '我要两个披萨和三瓶可乐', '2份披萨和3份可乐，对吗？'],
  ] as const)('joins the parts that stand together, in %s', async (language, text, reply) => {
    const turn = await talk(language, text);
    expect(slotsOf(turn)).toEqual({
      lines: [
        { quantity: 2, product: 'pizza' },
        { quantity: 3, product: 'cola' },
      ],
    });
    expect(turn.replies.map((one) => one.text)).toEqual([reply]);
  });

  it.each([
    ['en', 'I would like two pizzas and three colas', 'no, four colas'],
    ['zh', '我要两个披萨和三瓶可乐', '不对，四瓶可乐'],
  ] as const)('corrects one part of one item, in %s', async (language, ...lines) => {
    const turn = await talk(language, ...lines);
    expect(slotsOf(turn)).toEqual({
      lines: [
        { quantity: 2, product: 'pizza' },
        { quantity: 4, product: 'cola' },
      ],
    });
    expect(said(turn)).toEqual(['corrected', 'confirm_order']);
  });

  it.each([
    [
      'make it 5',
      [
        { quantity: 2, product: 'pizza' },
        { quantity: 5, product: 'cola' },
      ],
    ],
    [
      'three pizzas',
      [
        { quantity: 3, product: 'pizza' },
        { quantity: 3, product: 'cola' },
      ],
    ],
    [
      'salad instead of cola',
      [
        { quantity: 2, product: 'pizza' },
        { quantity: 3, product: 'salad' },
      ],
    ],
    ['not the pizza', [{ quantity: 3, product: 'cola' }]],
    [
      'and two salads',
      [
        { quantity: 2, product: 'pizza' },
        { quantity: 3, product: 'cola' },
        { quantity: 2, product: 'salad' },
      ],
    ],
  ])('understands before the confirmation: %s', async (text, lines) => {
    const turn = await talk('en', 'I would like two pizzas and three colas', text);
    expect(slotsOf(turn)).toEqual({ lines });
    expect(said(turn).at(-1)).toBe('confirm_order');
  });

  it('takes what names the item that it asks about as said of this item', async () => {
    for (const answer of ['2 salads', 'no, 2 salads', 'two salads please']) {
      const turn = await talk('en', 'I would like four colas and salads', answer);
      expect(slotsOf(turn)).toEqual({
        lines: [
          { quantity: 4, product: 'cola' },
          { quantity: 2, product: 'salad' },
        ],
      });
      expect(said(turn).at(-1)).toBe('confirm_order');
    }
    const refused = await talk('en', 'I would like salads', '99 salads');
    expect(said(refused)).toEqual(['too_large', 'about_item', 'ask quantity']);
  });

  it('is not the answer to a question in words as well', async () => {
    const note = "  note: { type: text, label: { en: name, zh: 姓名 }, ask: { en: 'Your name?', zh: 您的姓名？ } }\n";
    const named = parseFlow(
      FLOW.replace('  lines:\n', `${note}  lines:\n`).replace('- collect: lines', '- collect: [lines, note]'),
    ).flow;
    const read = keywordUnderstanding(named);
    for (const [more, questions] of [
      [['and a salad'], ['ask note']],
      [
        ['and salads', '3'],
        ['ask quantity', 'ask note'],
      ],
    ] as const) {
      let state = newConversation('en');
      const asked: string[] = [];
      for (const text of ['I would like two pizzas', ...more, 'Ann Miller']) {
        const turn = step(named, state, await read(text, state, NOW), NOW);
        ({ state } = turn);
        asked.push(said(turn).at(-1)!);
      }
      expect(asked).toEqual(['ask note', ...questions, 'confirm_order']);
      expect(knownSlots(state).note?.value).toBe('Ann Miller');
      expect(knownSlots(state).lines?.value).toHaveLength(2);
    }
  });

  it('asks for what is missing item by item, by the question of the part', async () => {
    const first = await talk('en', 'I would like pizzas and colas');
    expect(first.replies.map(({ text }) => text)).toEqual(['About pizza:', 'How many?']);
    expect(first.trace.open).toBe('slot quantity');
    const second = await talk('en', 'I would like pizzas and colas', '99', '2');
    expect(second.replies.map(({ text }) => text)).toEqual(['About cola:', 'How many?']);
    expect(slotsOf(second)).toEqual({ lines: [{ quantity: 2, product: 'pizza' }], product: 'cola' });
    const last = await talk('en', 'I would like pizzas and colas', '2', 'three', 'yes');
    expect(last.actions).toMatchObject([
      {
        name: 'place_order',
        slots: {
          lines: [
            { quantity: 2, product: 'pizza' },
            { quantity: 3, product: 'cola' },
          ],
        },
      },
    ]);
  });

  it('says why a part of an item is refused, and keeps the rest', async () => {
    const turn = await talk('en', 'I would like 50 pizzas and a cola');
    expect(said(turn)).toEqual(['too_large', 'about_item', 'ask quantity']);
    expect(slotsOf(turn)).toEqual({ product: 'pizza' });
  });

  it('asks by its own question where nothing is known, and takes a whole item then', async () => {
    expect((await talk('en', 'order')).replies.map(({ text }) => text)).toEqual(['What would you like?']);
    expect(slotsOf(await talk('en', 'order', 'two pizzas'))).toEqual({ lines: [{ quantity: 2, product: 'pizza' }] });
  });

  it('asks about an item that is named late, and comes back to where it was', async () => {
    const asked = await talk('en', 'I would like two pizzas', 'also colas');
    expect(asked.trace.open).toBe('slot quantity');
    expect(said(await talk('en', 'I would like two pizzas', 'also colas', '4'))).toEqual(['confirm_order']);
  });

  it('leaves every part of every item as ground for a rewording', async () => {
    const { state } = await talk('en', 'I would like two pizzas and three colas');
    expect(groundsOf(flow, state, NOW).slots).toEqual({
      'lines.0.quantity': 2,
      'lines.0.product': 'pizza',
      'lines.1.quantity': 3,
      'lines.1.product': 'cola',
    });
  });
});

describe('a composite slot', () => {
  it('is known once its parts are, and asks for the one that is missing', async () => {
    const turn = await talk('en', 'a train to Rome please');
    expect(turn.trace.open).toBe('slot origin');
    expect(slotsOf(turn)).toEqual({ destination: 'rome' });
    expect(slotsOf(await talk('en', 'a train to Rome please', 'Paris'))).toMatchObject({
      route: { origin: 'paris', destination: 'rome' },
    });
  });

  it.each([
    ['en', 'train from Paris to Rome', 'from 5 March to 9 March', 'no, to Berlin', 'Paris to Berlin'],
    ['zh', '订一张从巴黎到罗马的火车票', '3月5日到3月9日', '不，到柏林', '巴黎到柏林'],
  ] as const)('is corrected by its parts, in %s', async (language, way, days, correction, route) => {
    const turn = await talk(language, way, days, correction);
    expect(slotsOf(turn)).toEqual({
      origin: 'paris',
      destination: 'berlin',
      route: { origin: 'paris', destination: 'berlin' },
      leave: '2026-03-05',
      back: '2026-03-09',
      period: { leave: '2026-03-05', back: '2026-03-09' },
    });
    expect(turn.replies.at(-1)?.text).toContain(route);
  });

  it('lets the customer choose between two, whole', async () => {
    const asked = ['train', 'from Paris to Rome or from Rome to Berlin'];
    expect((await talk('en', ...asked)).replies[0]?.text).toContain('1) Paris to Rome or 2) Rome to Berlin');
    for (const answer of ['2', 'the one to Berlin']) {
      expect(slotsOf(await talk('en', ...asked, answer))).toMatchObject({
        route: { origin: 'rome', destination: 'berlin' },
      });
    }
  });

  it('takes a part that changes from one value to another', async () => {
    const turn = await talk('en', 'train from Paris to Rome', 'change Rome to Berlin');
    expect(slotsOf(turn)).toMatchObject({ route: { origin: 'paris', destination: 'berlin' } });
  });

  it('does without a part that may be skipped', async () => {
    const turn = await talk('en', 'train from Paris to Rome', '5 March', 'skip');
    expect(slotsOf(turn)).toMatchObject({ period: { leave: '2026-03-05' } });
    expect(turn.trace.open).toBe('confirm');
  });

  it('comes from another system, and is refused where it is none', async () => {
    const returning = parseFlow(
      FLOW.replace('- collect: [route, period]', '- action: find\n        returns: [route]\n      - collect: period'),
    ).flow;
    const asked = step(returning, newConversation('en'), await understand('train', newConversation('en'), NOW), NOW);
    const slots = { route: { origin: 'paris', destination: 'rome' } };
    const found = resolve(returning, asked.state, { action: 'find', slots }, NOW);
    expect(slotsOf(found)).toEqual({ origin: 'paris', destination: 'rome', ...slots });
    const wrong = resolve(returning, asked.state, { action: 'find', slots: { route: { origin: 'paris' } } }, NOW);
    expect(said(wrong)).toContain('action_failed');
  });
});

it('loses nothing of composite slots in conversations that are made up', async () => {
  expect(warnings).toEqual([]);
  const { violations } = await simulate({ flow, conversations: 60, seed: 7, times: [NOW] });
  expect(violations).toEqual([]);
}, 60_000);

describe('a flow with composite slots', () => {
  /** Every problem of the flow with one text in place of another: `line CODE`. */
  function problemsOf(from: string, to: string): string[] {
    expect(FLOW).toContain(from);
    try {
      parseFlow(FLOW.replace(from, to));
    } catch (error) {
      if (!(error instanceof ProoflineError)) throw error;
      return error.problems.map(({ code, message }) => `${/^flow\.yaml:(\d+):/.exec(message)?.[1]} ${code}`);
    }
    return [];
  }
  const line = (text: string): number => FLOW.slice(0, FLOW.indexOf(text)).split('\n').length;
  const LINES = line('parts: [quantity, product]');

  it.each([
    ['[quantity, product]', '[quantity, produkt]', `${LINES} FLOW_SLOT_UNKNOWN`],
    ['[quantity, product]', '[quantity, lines]', `${LINES} FLOW_COMPOSITE_CIRCLE`],
    ['[quantity, product]', '[quantity, route]', `${LINES} FLOW_PART_COMPOSITE`],
    ['[quantity, product]', '[quantity, product, origin]', `${line('parts: [origin, destination]')} FLOW_PART_TWICE`],
    ['[quantity, product]', '[quantity, quantity]', `${LINES} FLOW_PARTS_ALIKE`],
    ['{ type: number, min: 1, max: 20,', '{ type: text,', `${LINES} FLOW_PART_NOT_FOUND`],
    ['{ type: number,', '{ keep: true, type: number,', `${line('quantity: {')} FLOW_PART_KEPT`],
    ['- collect: lines', '- collect: [quantity, lines]', `${line('- collect: lines')} FLOW_PART_OF_LIST`],
    ["{ en: '{quantity} × {product}'", "{ en: '{number} × {product}'", `${LINES + 1} FLOW_PART_UNKNOWN`],
    ['    parts: [quantity, product]\n', '', `${line('  lines:') + 1} FLOW_SLOT_KEY_MISSING`],
    ['{ type: number,', '{ many: true, type: number,', `${line('quantity: {')} FLOW_SLOT_KEY`],
    ['    type: composite\n', '    type: composite\n    role: from\n', `${line('  lines:') + 2} FLOW_SLOT_KEY`],
    ['Ordered: {lines}', 'Ordered: {quantity}', `${line('- reply: ordered')} FLOW_SLOT_MAY_BE_EMPTY`],
  ])('says what is wrong with %s → %s', (from, to, expected) => {
    expect(problemsOf(from, to)).toContain(expected);
  });
});
