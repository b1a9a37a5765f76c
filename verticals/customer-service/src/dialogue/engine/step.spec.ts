import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { HandoverAction } from '../action.js';
import { keywordUnderstanding } from '../chat/keyword-understanding.js';
import { readFlow } from '../chat/open-chat.js';
import { parseFlow } from '../flow/parse-flow.js';
import { type ConversationState, newConversation } from '../state.js';
import { printTrace } from '../trace.js';
import type { Understanding } from '../understanding.js';
import { handBack, resolve, type Step, step } from './step.js';

const { flow } = await readFlow(fileURLToPath(new URL('../../../../../fixtures/shop-service-desk', import.meta.url)));
const NOW = new Date('2026-03-02T10:00:00Z');
const understand = keywordUnderstanding(flow);

async function talk(lines: readonly string[], state = newConversation('en'), now = NOW): Promise<Step> {
  let last: Step | undefined;
  for (const line of lines) {
    last = step(flow, last?.state ?? state, await understand(line, last?.state ?? state, now), now);
  }
  return last!;
}

function said({ replies }: Step): string[] {
  return replies.map(({ template }) => template);
}

const UNCLEAR: Understanding = { text: 'hm', language: 'en', intents: [], outOfScope: true, entities: [] };

describe('step', () => {
  it('changes nothing that it is given, and says the same again for the same', async () => {
    const before = (await talk(['I want a refund'])).state;
    const copy = structuredClone(before);
    const turn = await understand('AB-123456', before, NOW);
    const first = step(flow, before, turn, NOW);
    expect(before).toEqual(copy);
    expect(step(flow, JSON.parse(JSON.stringify(before)) as ConversationState, turn, NOW)).toEqual(first);
  });

  it('keeps a state that survives JSON', async () => {
    const { state } = await talk(['refund for AB-123456, it is broken', '£20', 'where is my order']);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });

  it('says different variants in different conversations', async () => {
    const texts = await Promise.all(
      [1, 2, 3, 4, 5, 6, 7, 8].map(
        async (seed) => (await talk(['hello'], newConversation('en', seed))).replies[0]?.text,
      ),
    );
    expect(new Set(texts).size).toBeGreaterThan(1);
  });

  it('hands over all that a team needs', async () => {
    const { actions, state } = await talk(['refund for AB-123456, it is broken', '£20', 'agent please']);
    const [action] = actions as [HandoverAction];
    expect(action).toMatchObject({
      type: 'handover',
      id: 'handover-1',
      team: 'service',
      queue: 'service-desk',
      priority: 'normal',
      reason: 'customer-request',
      summary:
        'Reason: the customer asked for a human. Wanted: the refund. Known: order number AB-123456, reason broken, amount £20.00.',
      slots: { order_id: 'AB-123456', reason: 'broken', amount: { amount: 20, currency: 'GBP' } },
      openTasks: [{ task: 'refund', slots: { reason: 'broken', amount: { amount: 20, currency: 'GBP' } } }],
      language: 'en',
      foreignLanguage: false,
    });
    expect(action.transcript.map(({ from }) => from).slice(-2)).toEqual(['customer', 'bot']);
    expect(action.transcript).toEqual(state.transcript);
  });

  it('raises the priority of an urgent conversation until a human gives it back, and says why', async () => {
    const urgent = await talk(['refund for AB-123456, it caught fire', '£20', 'agent please']);
    expect(urgent.actions).toMatchObject([{ priority: 'high', urgency: 'high' }]);
    expect((urgent.actions[0] as HandoverAction).summary).toContain('Urgent: danger “caught fire”.');
    expect(urgent.trace.rules).toContainEqual({ rule: 'priority-raised', detail: 'safety “caught fire”' });
    const { state } = handBack(flow, urgent.state, NOW);
    expect(state.urgent).toBeUndefined();
    expect((await talk(['agent please'], state)).actions).toMatchObject([{ priority: 'normal' }]);
  });

  it('leaves a priority of the flow as it is where nothing is urgent, and where it is higher', async () => {
    expect((await talk(['no rush, but I want to talk to a human'])).actions).toMatchObject([{ priority: 'low' }]);
    expect((await talk(['no rush, my account was hacked'])).actions).toMatchObject([{ priority: 'urgent' }]);
  });

  it('chooses by urgency where the flow says so', async () => {
    const noted = ['I want to make a complaint', 'the lamp is ugly', 'AB-123456'];
    expect((await talk(noted)).replies[0]!.text).not.toContain('urgent');
    expect((await talk([noted[0]!, 'the lamp gave me an electric shock', noted[2]!])).replies[0]!.text).toContain(
      'urgent',
    );
  });

  it('says so where no team speaks the language', () => {
    const { flow: chinese } = parseFlow(`version: 1
languages: [en, zh]
intents: { hi: { label: { en: hi, zh: 你好 }, reply: greet } }
teams: { desk: { label: { en: the desk, zh: 服务台 }, languages: [en] } }
`);
    const turn: Understanding = { ...UNCLEAR, text: '转人工', language: 'zh' };
    const { actions, replies } = step(chinese, newConversation('zh'), turn, NOW);
    expect(actions[0]).toMatchObject({ team: 'desk', foreignLanguage: true, language: 'zh' });
    expect((actions[0] as HandoverAction).summary).toBe('Reason: the customer asked for a human.');
    expect(replies[0]?.text).toContain('服务台');
  });

  it('is silent while a human has the conversation, and goes on where it was', async () => {
    const handed = await talk(['I want a refund', 'AB-123456', 'human']);
    const silent = step(flow, handed.state, await understand('are you there?', handed.state, NOW), NOW);
    expect(silent.replies).toEqual([]);
    expect(silent.actions).toEqual([]);
    expect(silent.state.transcript.at(-1)?.text).toBe('are you there?');
    const back = handBack(flow, silent.state, NOW);
    expect(said(back)).toEqual(['handed_back', 'ask reason']);
    expect(said(handBack(flow, back.state, NOW))).toEqual([]);
  });

  it('takes a yes that a model reads in a message for one, and none that it turns down', async () => {
    const yes = { ...flow, intents: { ...flow.intents, agree: { label: { en: 'yes' }, act: 'affirm' as const } } };
    const { state } = await talk(['change my delivery of AB-123456 to Friday', 'skip']);
    const answer = (negated: boolean): Step => {
      const intents = [{ name: 'agree', confidence: 0.9, ...(negated ? { negated } : {}) }];
      return step(yes, state, { ...UNCLEAR, text: 'that suits me', outOfScope: false, intents }, NOW);
    };
    expect(answer(false).actions).toMatchObject([{ name: 'change_delivery_date' }]);
    expect(answer(true).actions).toEqual([]);
  });

  it('waits for what another system returns, and talks meanwhile', async () => {
    const asked = await talk(['where is my order AB-123456']);
    expect(asked.actions).toMatchObject([{ type: 'action', name: 'find_order', returns: ['state', 'arrives'] }]);
    expect(asked.replies).toEqual([]);
    expect(asked.trace.open).toBe('result of find_order');
    const meanwhile = await talk(['and?'], asked.state);
    expect(said(meanwhile)).toEqual(['waiting']);
    const found = resolve(flow, meanwhile.state, { action: 'find_order', slots: { state: 'packing' } }, NOW);
    expect(said(found)).toEqual(['status_found']);
    expect(resolve(flow, found.state, { action: 'find_order', slots: { state: 'packing' } }, NOW).replies).toEqual([]);
  });

  it('keeps a result that comes while a human has the conversation, and goes on behind it when it is given back', async () => {
    const handed = await talk(['where is my order AB-123456', 'human please']);
    const result = { action: 'find_order', slots: { state: 'packing' } };
    const kept = resolve(flow, handed.state, result, NOW);
    expect(kept).toMatchObject({ replies: [], actions: [], state: { mode: 'human' } });
    const back = handBack(flow, kept.state, NOW);
    expect(back.actions).toEqual([]);
    expect(said(back)).toEqual(['handed_back', 'status_found']);
    // A failure is the human's to see to: nobody is handed over again.
    const failed = resolve(flow, handed.state, { action: 'find_order', failed: true }, NOW);
    expect(failed).toMatchObject({ replies: [], actions: [] });
    expect(handBack(flow, failed.state, NOW).actions).toEqual([]);
    expect(said(handBack(flow, failed.state, NOW))).toEqual(['handed_back']);
  });

  describe('where an action fails while the team is closed', () => {
    const CLOSED = new Date('2026-03-01T10:00:00Z');
    const file = (contact: string): string => `version: 1
languages: [en]
intents: { refund: { label: { en: to get money back }, task: refund, keywords: { en: [refund] } } }
slots:
  order_id: { type: order-id, label: { en: order number }, ask: { en: Which order? } }
  note: { type: text, required: false, label: { en: note } }
  email: { type: email, label: { en: e-mail }, ask: { en: Your e-mail? } }
responses: { done: { en: The money is on its way. } }
tasks: { refund: { label: { en: the refund }, steps: [{ collect: order_id }, { action: refund, returns: note }, { reply: done }] } }
teams: { service: { label: { en: our service team }, hours: office } }
hours: { office: { week: { mon: '09:00-17:00' } } }
policies: { outOfHours: { ${contact} } }
`;

    /** What is said after the action of a task failed behind the first of the lines. */
    async function afterFailure(contact: string, first: readonly string[], then: readonly string[]): Promise<Step[]> {
      const { flow: desk } = parseFlow(file(contact));
      const read = keywordUnderstanding(desk);
      let { state } = { state: newConversation('en') };
      const say = async (line: string): Promise<Step> => {
        const taken = step(desk, state, await read(line, state, CLOSED), CLOSED);
        state = taken.state;
        return taken;
      };
      for (const line of first) await say(line);
      const failed = resolve(desk, state, { action: 'refund', failed: true }, CLOSED);
      state = failed.state;
      const steps = [failed];
      for (const line of then) steps.push(await say(line));
      return steps;
    }

    it('a message is left at once, or as soon as the address is known, by whoever knows that nobody is there', async () => {
      const lines = ['human please', 'no', 'refund AB-123456'];
      const [left] = await afterFailure('', lines, []);
      expect(said(left!)).toEqual(['action_failed', 'ticket_left']);
      expect(left!.actions).toMatchObject([
        { type: 'ticket', reason: 'action-failed', openTasks: [{ task: 'refund', slots: { order_id: 'AB-123456' } }] },
      ]);
      const [asked, given] = await afterFailure('contact: email', lines, ['ann@example.com']);
      expect(said(asked!)).toEqual(['action_failed', 'ask email']);
      expect(given!.actions).toMatchObject([{ type: 'ticket', openTasks: [{ task: 'refund' }] }]);
    });

    it('a message that is being left is not cut short by it', async () => {
      const lines = ['refund AB-123456', 'human please', 'ticket'];
      const [failed, given] = await afterFailure('contact: email', lines, ['ann@example.com']);
      expect(said(failed!)).toEqual(['action_failed', 'ask email']);
      expect(given!.actions).toMatchObject([{ type: 'ticket', slots: { email: 'ann@example.com' } }]);
    });

    it('nobody hears that it is done', async () => {
      for (const answers of [['no'], ['ticket'], ['what?', 'yes'], ['thanks', 'no', 'ok']]) {
        const steps = await afterFailure('', ['refund AB-123456'], answers);
        expect(steps.flatMap(said)).not.toContain('done');
        expect(steps.at(-1)!.state.stack).toEqual([]);
      }
    });
  });

  it('asks nothing of another system again that is still under way', async () => {
    const handed = await talk(['where is my order AB-123456', 'human please']);
    const back = handBack(flow, handed.state, NOW);
    expect(back).toMatchObject({ actions: [], trace: { open: 'result of find_order' } });
    expect(said(back)).toEqual(['handed_back', 'waiting']);
    const found = resolve(flow, back.state, { action: 'find_order', slots: { state: 'packing' } }, NOW);
    expect(said(found)).toEqual(['status_found']);
    const paused = await talk(['where is my order AB-123456', 'I want to make a complaint', 'cancel', 'yes']);
    expect(paused.actions).toEqual([]);
    expect(said(paused)).toEqual(['waiting']);
  });

  it('follows `next` of a step that waits, for a yes as for a result', () => {
    const { flow: jumping } = parseFlow(`version: 1
languages: [en]
intents: { buy: { label: { en: to buy }, task: buy, keywords: { en: [buy] } } }
slots: { price: { type: number, required: false, label: { en: price } } }
responses: { sure: { en: Sure? }, unsure: { en: Unsure. }, dear: { en: Dear. }, done: { en: Done. } }
tasks:
  buy:
    label: { en: the purchase }
    steps:
      - branch: [{ when: { filled: price }, to: no }]
      - { confirm: sure, next: pay }
      - { id: no, reply: unsure, next: last }
      - { id: pay, action: pay, returns: price, next: last }
      - { id: last, reply: done }
teams: { desk: { label: { en: the desk } } }
`);
    const turn = (text: string, name?: string): Understanding => ({
      ...UNCLEAR,
      text,
      outOfScope: false,
      intents: name === undefined ? [] : [{ name, confidence: 1 }],
    });
    const asked = step(jumping, newConversation('en'), turn('buy', 'buy'), NOW);
    expect(said(asked)).toEqual(['sure']);
    const paying = step(jumping, asked.state, turn('yes'), NOW);
    expect(paying.trace.open).toBe('result of pay');
    expect(said(resolve(jumping, paying.state, { action: 'pay', slots: { price: 3 } }, NOW))).toEqual(['done']);
  });

  it('takes a result while another task is talked about', async () => {
    const asked = await talk(['where is my order AB-123456', 'I want to make a complaint']);
    const found = resolve(flow, asked.state, { action: 'find_order', slots: { state: 'packing' } }, NOW);
    expect(found.replies).toEqual([]);
    expect(found.state.stack.find(({ task }) => task === 'order_status')?.slots.state?.value).toBe('packing');
    const again = await talk(['cancel', 'yes'], found.state);
    expect(again.replies.at(-1)?.text).toBe('Order AB-123456 is being packed.');
  });

  it('ends what leads to nothing', async () => {
    let state = newConversation('en');
    const seen: string[] = [];
    for (let turn = 0; turn < 6 && state.mode === 'bot'; turn++) {
      const next = step(flow, state, UNCLEAR, NOW);
      seen.push(...said(next));
      state = next.state;
    }
    expect(seen).toEqual(['rephrase', 'handover']);
  });

  it('takes 100,000 characters, emoji and mixed scripts without harm', async () => {
    const { state, replies } = await talk(['I want to make a complaint', `a lot ${'很多字 word '.repeat(12_500)}`]);
    expect(said({ replies } as Step)).toEqual(['too_long', 'ask what_happened']);
    expect(state.stack[0]?.slots.what_happened).toBeUndefined();
    const mixed = await talk(['退款 refund AB-123456 🙂 пожалуйста']);
    expect(mixed.state.slots.order_id?.value).toBe('AB-123456');
  });

  it('does not take the names of built-in properties for intents or slots', () => {
    for (const name of ['constructor', '__proto__', 'toString']) {
      const turn: Understanding = {
        ...UNCLEAR,
        outOfScope: false,
        intents: [{ name, confidence: 0.99 }],
        entities: [{ label: name, value: 'x', text: 'x', start: 0, end: 1, confidence: 1 }],
      };
      expect(said(step(flow, newConversation('en'), turn, NOW))).toEqual(['rephrase']);
    }
  });
});

describe('the trace', () => {
  it('says why, as data and in lines', async () => {
    const { trace } = await talk(['change my delivery of AB-123456 to Friday', 'skip', 'no, Saturday']);
    expect(JSON.parse(JSON.stringify(trace))).toEqual(trace);
    expect(trace.changed).toEqual({ delivery_date: ['2026-03-06', '2026-03-07'] });
    expect(trace.entities).toEqual([
      { label: 'date', value: '2026-03-07', confidence: 1, outcome: 'corrected delivery_date' },
    ]);
    expect(trace.rules.map(({ rule }) => rule)).toEqual(['correction', 'slots', 'slots']);
    expect(trace.replies.map(({ template }) => template)).toEqual(['corrected', 'confirm_delivery']);
    expect(trace.replies[1]?.slots).toEqual({ order_id: 'AB-123456', delivery_date: '2026-03-07' });
    const lines = printTrace(trace);
    expect(lines).toContain('  entity    date = 2026-03-07 (1.00): corrected delivery_date');
    expect(lines).toContain('  slot      delivery_date: 2026-03-06 → 2026-03-07');
    expect(lines).toMatch(/ {2}reply {5}confirm_delivery#[01] with order_id = AB-123456, delivery_date = 2026-03-07/);
    expect(lines).toContain('  waits for confirm');
  });

  it('names the source of what a document says', () => {
    const answer = { text: 'Five days.', source: 'faq.md, Refunds', score: 0.91 };
    const { trace, replies } = step(flow, newConversation('en'), { ...UNCLEAR, answer }, NOW);
    expect(replies).toEqual([{ text: 'Five days.', template: 'knowledge', language: 'en', source: 'faq.md, Refunds' }]);
    expect(trace.replies[0]).toMatchObject({ source: 'faq.md, Refunds', score: 0.91 });
    expect(printTrace(trace)).toContain('knowledge#0 from faq.md, Refunds (0.91)');
  });
});

describe('where people answer instead of the bot', () => {
  const { flow: desk } = parseFlow(`version: 1
languages: [en, zh]
timeZone: Europe/London
intents:
  refund: { label: { en: to get money back, zh: 申请退款 }, task: refund, keywords: { en: [refund], zh: [退款] } }
  fraud: { label: { en: to report fraud, zh: 举报欺诈 }, team: safety, keywords: { en: [fraud], zh: [欺诈] } }
slots:
  order_id: { type: order-id, pattern: '[A-Z]{2}-\\d{6}', label: { en: order number, zh: 订单号 }, ask: { en: Which order?, zh: 哪个订单？ } }
tasks: { refund: { label: { en: the refund, zh: 退款 }, steps: [{ collect: order_id }, { action: refund, returns: order_id }] } }
teams:
  service: { label: { en: our service team, zh: 客服团队 }, hours: office }
  safety: { label: { en: our safety team, zh: 安全团队 } }
hours: { office: { week: { mon: '09:00-17:00' } } }
`);
  const read = keywordUnderstanding(desk);
  const MONDAY = NOW;
  const SUNDAY = new Date('2026-03-01T10:00:00Z');
  const says = async (text: string, state = newConversation('en'), now = MONDAY): Promise<Step> =>
    step(desk, state, await read(text, state, now), now, 'human');

  it('a message goes to the team with what was understood of it, and the customer hears so once', async () => {
    const first = await says('I want a refund for AB-123456');
    expect(said(first)).toEqual(['with_team']);
    const [handover] = first.actions as HandoverAction[];
    expect(handover).toMatchObject({
      type: 'handover',
      team: 'service',
      reason: 'human-channel',
      summary: 'Reason: people answer this channel. Wanted: the refund. Known: order number AB-123456.',
      openTasks: [{ task: 'refund', slots: { order_id: 'AB-123456' } }],
    });
    expect(handover!.transcript.map(({ text }) => text)).toEqual([
      'I want a refund for AB-123456',
      'Your message is with our service team; they will answer you here.',
    ]);
    const next = await says('are you there?', first.state);
    expect(next).toMatchObject({ replies: [], actions: [], state: { mode: 'human' } });
    expect(next.state.transcript.at(-1)).toMatchObject({ from: 'customer', text: 'are you there?' });
    expect((await says('  ')).actions).toEqual([]);
  });

  it('answers in the language of the customer, and sends to the team that must have a matter', async () => {
    const { replies, actions } = await says('我要举报欺诈');
    expect(replies.map(({ text }) => text)).toEqual(['您的消息已转给安全团队，他们会在这里回复您。']);
    expect(actions).toMatchObject([{ team: 'safety', reason: 'sensitive-intent', priority: 'high', language: 'zh' }]);
  });

  it('leaves a ticket while the team is closed, says when it opens, and then is silent', async () => {
    const first = await says('I want a refund', newConversation('en'), SUNDAY);
    expect(first.replies.map(({ text }) => text)).toEqual([
      'Your message is with our service team. They are closed at the moment, open on Monday 2 March at 09:00, and will answer you here.',
    ]);
    expect(first.actions).toMatchObject([{ type: 'ticket', team: 'service' }]);
    expect(await says('hello?', first.state, SUNDAY)).toMatchObject({ replies: [], actions: [] });
    expect(await says('hello?', first.state, MONDAY)).toMatchObject({ replies: [], actions: [] });
  });

  it('takes over what the bot was at, and a message that was being left', async () => {
    const asked = await step(
      desk,
      newConversation('en'),
      await read('a refund', newConversation('en'), MONDAY),
      MONDAY,
    );
    const taken = await says('AB-123456', asked.state);
    expect(taken.actions).toMatchObject([{ openTasks: [{ task: 'refund', slots: { order_id: 'AB-123456' } }] }]);
    const closed = step(desk, asked.state, await read('human please', asked.state, SUNDAY), SUNDAY);
    expect(closed.state.pending?.kind).toBe('closed');
    const passed = await says('anybody?', closed.state, SUNDAY);
    expect(said(passed)).toEqual(['with_team_closed']);
    expect(passed.state.pending).toBeUndefined();
  });

  it('leaves those that people have with them once the bot is on again', async () => {
    const first = await says('I want a refund');
    const later = step(desk, first.state, await read('hello', first.state, MONDAY), MONDAY);
    expect(later).toMatchObject({ replies: [], state: { mode: 'human' } });
    expect(said(step(desk, newConversation('en'), await read('a refund', first.state, MONDAY), MONDAY))).toEqual([
      'ask order_id',
    ]);
  });
});

describe('a slot that is personal', () => {
  const { flow: desk } = parseFlow(`version: 1
languages: [en, zh]
intents: { join: { label: { en: to join, zh: 加入 }, task: join, keywords: { en: [join], zh: [加入] } } }
slots:
  name: { type: text, personal: true, maxLength: 20, label: { en: name, zh: 姓名 }, ask: { en: [Your name?, What is your name?], zh: [您的姓名？, 请问您的姓名？] } }
  born: { type: date, personal: true, max: today, label: { en: day of birth, zh: 出生日期 }, ask: { en: When were you born?, zh: 您的出生日期？ } }
  shoe: { type: text, label: { en: shoe, zh: 鞋 }, ask: { en: Which shoe?, zh: 哪双鞋？ } }
tasks: { join: { label: { en: the membership, zh: 会员 }, steps: [{ collect: [name, born, shoe] }] } }
teams: { desk: { label: { en: the desk, zh: 服务台 } } }
`);
  const read = keywordUnderstanding(desk);
  const personalAfter = async (texts: readonly string[], language: 'en' | 'zh' = 'en'): Promise<string[]> => {
    let state = newConversation(language);
    for (const text of texts) ({ state } = step(desk, state, await read(text, state, NOW), NOW));
    return state.personal ?? [];
  };

  it('has its words remembered, as they were said and as they are written', async () => {
    expect(await personalAfter(['I want to join', 'John Smith.'])).toEqual(['John Smith', 'John Smith.']);
    expect(await personalAfter(['我要加入', '李雷'], 'zh')).toEqual(['李雷']);
    const born = await personalAfter(['I want to join', 'John Smith', '3 March 1985', 'the red one']);
    expect(born).toEqual(expect.arrayContaining(['3 March 1985', '1985-03-03', 'Sunday 3 March', '1985年3月3日']));
    expect(born.join()).not.toContain('red');
  });

  it('also where the answer is refused, and a name in a sentence by itself', async () => {
    const long = 'Johannes Maximilian von Smith';
    expect(await personalAfter(['I want to join', long])).toContain(long);
    expect(await personalAfter(['I want to join', 'I am John Smith'])).toEqual(['I am John Smith', 'John Smith']);
    expect(await personalAfter(['I want to join'])).toEqual([]);
  });
});
