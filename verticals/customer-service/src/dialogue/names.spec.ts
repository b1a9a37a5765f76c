import type { ProoflineError } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import { keywordUnderstanding } from './chat/keyword-understanding.js';
import { resolve, type Step, step } from './engine/step.js';
import { parseFlow } from './flow/parse-flow.js';
import { printSimulation, simulate } from './simulation/simulate.js';
import { type ConversationState, newConversation } from './state.js';

/** Names that every object has by Object.prototype, each where a flow may have a name of its own. */
const FLOW = `version: 1
languages: [en]
intents:
  constructor: { label: { en: to find a builder }, task: hasOwnProperty, keywords: { en: [builder] } }
  toString: { label: { en: to order paint }, task: propertyIsEnumerable, keywords: { en: [paint] } }
slots:
  constructor: { type: list, label: { en: builder }, ask: { en: Which builder?, zh: x }, values: { valueOf: { en: Bob }, toString: { en: Ann } } }
  valueOf: { type: number, min: 1, max: 9, label: { en: floors }, ask: { en: How many floors?, zh: x } }
  isPrototypeOf: { type: number, min: 1, max: 9, label: { en: tins }, ask: { en: How many tins?, zh: x } }
  hasOwnProperty: { type: list, label: { en: colour }, ask: { en: Which colour?, zh: x }, values: { red: { en: red }, blue: { en: blue } } }
  toLocaleString: { type: composite, many: true, parts: [isPrototypeOf, hasOwnProperty], label: { en: paint } }
  propertyIsEnumerable: { type: text, label: { en: number }, ask: { en: x } }
responses:
  toString: { en: '{constructor} builds {valueOf} floors.' }
  valueOf: { cases: [{ when: { empty: valueOf }, en: 'No floors.' }], en: '{toLocaleString} ordered.' }
tasks:
  hasOwnProperty:
    label: { en: the builder }
    steps:
      - { collect: [constructor, valueOf] }
      - { action: toString, returns: [propertyIsEnumerable] }
      - { reply: toString }
  propertyIsEnumerable: { label: { en: the paint }, steps: [{ collect: toLocaleString }, { reply: valueOf }] }
teams: { constructor: { label: { en: desk }, hours: toString } }
hours: { toString: { week: { mon: '09:00-17:00' } } }
`.replaceAll(', zh: x', '');

const { flow } = parseFlow(FLOW);
const OPEN = new Date('2026-03-02T10:00:00Z');

describe('names that every object has', () => {
  const understand = keywordUnderstanding(flow);

  async function say(state: ConversationState, text: string): Promise<Step> {
    return step(flow, state, await understand(text, state, OPEN), OPEN);
  }

  async function talk(...messages: string[]): Promise<Step> {
    let last = await say(newConversation('en'), messages[0]!);
    for (const message of messages.slice(1)) last = await say(last.state, message);
    return last;
  }

  it('may be those of intents, slots, values, tasks and responses', async () => {
    const asked = await talk('I need a builder');
    expect(asked.replies.map(({ text }) => text)).toEqual(['Which builder?']);
    const waiting = await talk('I need a builder', 'Bob', '3');
    expect(waiting.actions).toMatchObject([{ name: 'toString', slots: { constructor: 'valueOf', valueOf: 3 } }]);
    const done = resolve(flow, waiting.state, { action: 'toString', slots: { propertyIsEnumerable: 'n1' } }, OPEN);
    expect(done.replies.map(({ text }) => text)).toEqual(['Bob builds 3 floors.']);
    const ordered = await talk('paint please', 'blue', '2');
    expect(ordered.state.completed).toEqual(['propertyIsEnumerable']);
    expect(ordered.replies.map(({ text }) => text)).toEqual(['No floors.']);
  });

  it('are no values of an action that returned none', async () => {
    const { state } = await talk('I need a builder', 'Bob', '3');
    const failed = resolve(flow, state, { action: 'toString', slots: {} }, OPEN);
    expect(failed.actions).toMatchObject([{ type: 'handover', team: 'constructor', reason: 'action-failed' }]);
  });

  it('are no intents, slots or entities of a flow that has none by these names', async () => {
    const plain = parseFlow(`version: 1
languages: [en]
intents: { go: { label: { en: to go }, reply: gone } }
responses: { gone: { en: Gone. } }
teams: { desk: { label: { en: desk } } }
`).flow;
    const state = newConversation('en');
    const intents = [{ name: 'constructor', confidence: 0.99 }];
    const entity = { label: 'valueOf', type: 'number', value: 3, text: '3', start: 0, end: 1, confidence: 1 } as const;
    const turn = { text: 'three of them', language: 'en', outOfScope: false, intents, entities: [entity] } as const;
    const { trace, replies } = step(plain, state, { ...turn, intents, entities: [{ ...entity }] }, OPEN);
    expect(trace.rules.map(({ rule }) => rule)).toContain('ladder');
    expect(replies).toHaveLength(1);
  });

  it('hold in conversations of every kind', async () => {
    const report = await simulate({ flow, conversations: 60, times: [OPEN, new Date('2026-03-06T20:00:00Z')] });
    expect(report.violations.length === 0 ? '' : printSimulation(report)).toBe('');
    expect(report.withTaskDone).toBeGreaterThan(20);
  });

  it('are refused where no object can hold them', () => {
    const faults = (text: string): unknown[] => {
      try {
        return parseFlow(text).warnings;
      } catch (error) {
        return (error as ProoflineError).problems.map(({ code, got }) => `${code} ${got}`);
      }
    };
    expect(
      faults(FLOW.replace('  toString: { label: { en: to order', '  __proto__: { label: { en: to order')),
    ).toContain('FLOW_NAME_INVALID __proto__');
  });
});
