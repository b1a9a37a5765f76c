import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { keywordUnderstanding } from '../chat/keyword-understanding.js';
import { readFlow } from '../chat/open-chat.js';
import { resolve, type Step, step } from '../engine/step.js';
import { parseFlow } from '../flow/parse-flow.js';
import { type ConversationState, newConversation } from '../state.js';
import type { Understanding } from '../understanding.js';
import { ConversationWatch, type Observed, violationsOf } from './invariants.js';
import { printSimulation, simulate } from './simulate.js';

const desk = fileURLToPath(new URL('../../../../../fixtures/shop-service-desk', import.meta.url));
const { flow } = await readFlow(desk);
const OPEN = new Date('2026-03-02T10:00:00Z');
const CLOSED = new Date('2026-03-06T20:00:00Z');

describe('simulate', () => {
  it('finds no loop, no lost slot and no handover without a word in hundreds of trying conversations', async () => {
    const report = await simulate({ flow, conversations: 250, times: [OPEN, CLOSED], seed: 11 });
    expect(report.violations.length === 0 ? '' : printSimulation(report)).toBe('');
    expect(report.turns).toBeGreaterThan(3000);
    expect(report.withTaskDone).toBeGreaterThan(200);
    expect(report.withHandover).toBeGreaterThan(20);
    expect(report.withTicket).toBeGreaterThan(20);
    expect(Object.keys(report.moves)).toHaveLength(12);
  });

  it('holds for a flow with one intent, one slot and one language', async () => {
    const small = parseFlow(`version: 1
languages: [zh]
intents: { ask: { label: { zh: 查询 }, task: ask, keywords: { zh: [查询] } } }
slots: { n: { type: number, min: 1, max: 9, label: { zh: 数字 }, ask: { zh: 几号？ } } }
responses: { done: { zh: '{n}号好了。' } }
tasks: { ask: { label: { zh: 查询 }, steps: [{ collect: n }, { reply: done }] } }
teams: { desk: { label: { zh: 客服 } } }
`).flow;
    const report = await simulate({ flow: small, conversations: 100, times: [OPEN] });
    expect(report.violations.length === 0 ? '' : printSimulation(report)).toBe('');
  });

  it('holds where other systems answer late: amid another task, and while a human has the conversation', async () => {
    const slow = parseFlow(`version: 1
languages: [en]
intents:
  book: { label: { en: to book }, task: book, keywords: { en: [book] } }
  find: { label: { en: to find a booking }, task: find, keywords: { en: [find] } }
slots:
  guests: { type: number, min: 1, max: 9, label: { en: guests }, ask: { en: [How many guests?, For how many?] } }
  number: { type: order-id, label: { en: booking number }, ask: { en: [Which number?, What is its number?] } }
  price: { type: amount, label: { en: price }, ask: { en: What price? } }
  note: { type: text, required: false, label: { en: note } }
responses:
  price: { en: 'It costs {price}. Shall I book?' }
  booked: { en: 'Booked, number {number}.' }
  found: { en: ['Booking {number} is there.', 'I found {number}.'] }
tasks:
  book:
    label: { en: the booking }
    steps:
      - collect: guests
      - { action: quote, returns: [price, note] }
      - confirm: price
      - { action: book, returns: [number] }
      - reply: booked
  find: { label: { en: the booking }, steps: [{ collect: number }, { action: find, returns: [note] }, { reply: found }] }
teams: { desk: { label: { en: desk }, hours: day } }
hours: { day: { week: { mon: '09:00-17:00' } } }
`).flow;
    const report = await simulate({ flow: slow, conversations: 200, times: [OPEN, CLOSED], seed: 5 });
    expect(report.violations.length === 0 ? '' : printSimulation(report)).toBe('');
    expect(report.results).toBeGreaterThan(400);
    expect(report.resultsToHumans).toBeGreaterThan(4);
  });

  it('says the same for the same seed', async () => {
    const [first, second, other] = await Promise.all(
      [3, 3, 4].map((seed) => simulate({ flow, conversations: 15, times: [OPEN], seed })),
    );
    expect(first).toEqual(second);
    expect(other).not.toEqual(first);
  });
});

describe('what the simulation looks for', () => {
  const understand = keywordUnderstanding(flow);

  async function observed(before: ConversationState, text: string): Promise<Observed & { turn: Understanding }> {
    const turn = await understand(text, before, OPEN);
    return { flow, before, event: 'message', turn, move: 'answer', step: step(flow, before, turn, OPEN) };
  }

  async function inRefund(): Promise<ConversationState> {
    const first = await observed(newConversation('en'), 'I want a refund for AB-123456');
    return first.step.state;
  }

  const kinds = (seen: Observed): string[] => violationsOf(seen).map(({ kind }) => kind);

  function withState(seen: Observed, change: (state: ConversationState) => void): Observed {
    const state = structuredClone(seen.step.state);
    change(state);
    return { ...seen, step: { ...seen.step, state } };
  }

  it('passes what is right', async () => {
    expect(kinds(await observed(await inRefund(), 'it is broken'))).toEqual([]);
  });

  it('sees a slot that is lost, in the state and in a handover', async () => {
    const before = await observed(await inRefund(), 'it is broken');
    const seen = await observed(before.step.state, 'human please');
    expect(kinds(seen)).toEqual([]);
    expect(kinds(withState(seen, ({ stack }) => delete stack[0]!.slots.reason))).toEqual(['lost slot']);
    const actions = seen.step.actions.map((action) => ({ ...action, slots: {} }));
    expect(kinds({ ...seen, step: { ...seen.step, actions } as Step })).toEqual(['lost slot', 'lost slot']);
  });

  it('sees a task that vanishes', async () => {
    const seen = await observed(await inRefund(), 'it is broken');
    expect(kinds(withState(seen, (state) => Object.assign(state, { stack: [] })))).toEqual(['lost task']);
  });

  it('sees a handover that nobody speaks of, a second one, and one that is refused', async () => {
    const seen = await observed(await inRefund(), 'human please');
    expect(kinds({ ...seen, step: { ...seen.step, replies: [] } })).toContain('handover not acknowledged');
    const twice = [...seen.step.actions, ...seen.step.actions];
    expect(kinds({ ...seen, step: { ...seen.step, actions: twice } })).toEqual(['second handover']);
    const refused = await observed(await inRefund(), 'it is broken');
    expect(kinds({ ...refused, move: 'human' })).toEqual(['human refused']);
    const after = await observed(seen.step.state, 'hello?');
    expect(kinds({ ...after, step: { ...after.step, replies: seen.step.replies } })).toEqual(['talks over a human']);
  });

  it('sees a result that is lost, and words to a customer whom a human has', async () => {
    const asked = await observed(newConversation('en'), 'where is my order AB-123456');
    const before = asked.step.state;
    const result = { action: 'find_order', slots: { state: 'packing' } };
    const found: Observed = { flow, before, event: 'result', step: resolve(flow, before, result, OPEN) };
    expect(kinds(found)).toEqual([]);
    expect(kinds({ ...found, step: { ...found.step, state: before } })).toEqual(['lost result']);
    const handed = (await observed(before, 'human please')).step.state;
    const later: Observed = { ...found, before: handed, step: resolve(flow, handed, result, OPEN) };
    expect(kinds(later)).toEqual([]);
    expect(kinds({ ...later, step: { ...later.step, replies: found.step.replies } })).toEqual(['talks over a human']);
  });

  it('sees silence, and a text that is not filled in', async () => {
    const seen = await observed(await inRefund(), 'it is broken');
    expect(kinds({ ...seen, step: { ...seen.step, replies: [] } })).toEqual(['no reply']);
    const replies = [{ text: 'Order {order_id}', template: 'x', language: 'en' as const }];
    expect(kinds({ ...seen, step: { ...seen.step, replies } })).toEqual(['unfilled placeholder']);
  });

  it('sees a state that is no plain data', async () => {
    const seen = await observed(await inRefund(), 'it is broken');
    expect(kinds(withState(seen, (state) => Object.assign(state, { at: new Date(0) })))).toEqual([
      'state is no plain data',
    ]);
  });

  it('sees the same text for the third time, and a conversation that does not get on', async () => {
    const seen = await observed(await inRefund(), 'asdf ghjk');
    const still = { ...seen, before: seen.step.state };
    const watch = new ConversationWatch(flow);
    expect(watch.see(still)).toEqual([]);
    expect(watch.see(still)).toEqual([]);
    expect(watch.see(still).map(({ kind }) => kind)).toEqual(['loop']);
    for (let turn = 0; turn < 4; turn++) watch.see(still);
    expect(watch.see(still).map(({ kind }) => kind)).toContain('no progress');
  });
});
