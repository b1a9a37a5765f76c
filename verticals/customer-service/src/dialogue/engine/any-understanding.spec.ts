import { fileURLToPath } from 'node:url';
import { Rng } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import { readFlow } from '../chat/open-chat.js';
import { ConversationWatch, type Observed, violationsOf } from '../simulation/invariants.js';
import type { Move } from '../simulation/simulated-customer.js';
import { pick } from '../simulation/slot-samples.js';
import { newConversation } from '../state.js';
import type { Entity, EntityValue, Understanding } from '../understanding.js';
import { handBack, resolve, type Step, step } from './step.js';

const { flow } = await readFlow(fileURLToPath(new URL('../../../../../fixtures/shop-service-desk', import.meta.url)));
const TIMES = [new Date('2026-03-02T10:00:00Z'), new Date('2026-12-25T10:00:00Z')];

const TEXTS = [
  'yes',
  'no',
  '1',
  'second',
  'Friday',
  'AB-123456',
  '',
  ' ',
  '🙂',
  '算了',
  '人工',
  '是的',
  '跳过',
  'hm',
  'the reason',
  '金额',
  'ticket',
];
const VALUES: readonly EntityValue[] = [
  'AB-123456',
  'CD-000001',
  '2026-03-06',
  '2026-12-27',
  '2026-02-30',
  'ann@example.com',
  'broken',
  'wrong size',
  12,
  -1,
  { amount: 20 },
  { amount: 900, currency: 'USD' },
  { from: '2026-03-01', to: '2026-03-02' },
  { count: 2, unit: 'day' },
  '',
  'x'.repeat(3000),
];
const LABELS = [
  ...Object.keys(flow.slots),
  'date',
  'datetime',
  'amount',
  'number',
  'email',
  'list',
  'order-id',
  'text',
  'duration',
  'constructor',
];

function anyEntity(rng: Rng, text: string): Entity {
  const value = pick(VALUES, rng);
  return {
    label: pick(LABELS, rng),
    value,
    text: String(value),
    start: 0,
    end: rng.int(text.length + 1),
    confidence: rng.next(),
    ...(rng.next() < 0.2 ? { negated: true } : {}),
    ...(rng.next() < 0.2
      ? { corrects: rng.next() < 0.5 ? 'earlier' : { value: pick(VALUES, rng), text: 'Friday' } }
      : {}),
  };
}

/** Whatever a model may make of a message, sensible or not. */
function anyUnderstanding(rng: Rng): Understanding {
  const text = pick(TEXTS, rng);
  const names = [...Object.keys(flow.intents), 'unknown', 'toString'];
  const intents = Array.from({ length: rng.int(4) }, () => ({
    name: pick(names, rng),
    confidence: rng.next(),
    ...(rng.next() < 0.1 ? { negated: true } : {}),
  })).sort((a, b) => b.confidence - a.confidence);
  return {
    text,
    language: pick(['en', 'zh', 'other'] as const, rng),
    intents,
    outOfScope: rng.next() < 0.3 ? rng.next() < 0.5 : rng.next(),
    entities: Array.from({ length: rng.int(4) }, () => anyEntity(rng, text)),
    ...(rng.next() < 0.2 ? { sentiment: { label: 'negative' as const, score: 1 } } : {}),
    ...(rng.next() < 0.2 ? { answer: { text: 'It says so.', source: 'faq.md', score: rng.next() } } : {}),
  };
}

const ANSWERS = new Set(['knowledge', ...Object.values(flow.intents).flatMap(({ reply }) => reply ?? [])]);

/** A question that was answered, or silence, brings nothing on and is no fault. */
function moveOf({ text }: Understanding, { replies }: Step): Move {
  if (text.trim() === '') return 'silence';
  return replies.some(({ template }) => ANSWERS.has(template)) ? 'digression' : 'answer';
}

describe('step, with whatever a model may say', () => {
  it('keeps its promises', () => {
    const found: string[] = [];
    for (let conversation = 0; conversation < 300; conversation++) {
      const rng = new Rng(`any/${conversation}`);
      const now = pick(TIMES, rng);
      const watch = new ConversationWatch(flow);
      let state = newConversation('en', conversation);
      for (let turn = 0; turn < 20; turn++) {
        const understood = anyUnderstanding(rng);
        const chance = rng.next();
        const result = { action: 'find_order', slots: { state: 'packing' }, failed: chance < 0.1 };
        const event =
          state.stack.some(({ waiting }) => waiting) && chance < 0.3
            ? 'result'
            : state.mode === 'human' && chance < 0.5
              ? 'handed-back'
              : 'message';
        const taken =
          event === 'result'
            ? resolve(flow, state, result, now)
            : event === 'handed-back'
              ? handBack(flow, state, now)
              : step(flow, state, understood, now);
        const message = event === 'message' ? { turn: understood, move: moveOf(understood, taken) } : {};
        const seen: Observed = { flow, before: state, event, ...message, step: taken };
        found.push(
          ...[...violationsOf(seen), ...watch.see(seen)].map(
            ({ kind, detail }) => `${conversation}/${turn} ${kind}: ${detail}`,
          ),
        );
        state = taken.state;
      }
    }
    expect(found).toEqual([]);
  });
});
