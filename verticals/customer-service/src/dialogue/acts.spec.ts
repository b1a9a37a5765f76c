import { describe, expect, it } from 'vitest';
import { readActs, wantsHuman } from './acts.js';

describe('wantsHuman', () => {
  it.each([
    'human',
    'Human please!',
    'a real person',
    'agent',
    'I want to talk to a human',
    'can I speak with somebody?',
    'Please connect me to an agent',
    'get me a manager now',
    'is there a live agent I can chat with?',
    "I don't want to talk to a bot",
    'no more bots',
    'humna please',
    'I want to speak to an agnet',
    'customer service',
    '人工',
    '转人工',
    '我要找人工客服',
    '我想和真人说话',
    '叫你们经理来，找主管',
    '客服',
  ])('hears: %s', (text) => {
    expect(wantsHuman(text)).toBe(true);
  });

  it.each([
    'No human please',
    "I don't need an agent",
    'without talking to a person',
    'are you a human?',
    'my estate agent ordered it',
    'give me a reason',
    'it is an urgent request',
    'the person next door took my parcel',
    'where is my order?',
    '不用转人工',
    '不需要人工',
    '我的订单到哪了',
    '人工智能是什么？不要人工',
    'x'.repeat(600),
  ])('does not hear: %s', (text) => {
    expect(wantsHuman(text)).toBe(false);
  });
});

describe('readActs', () => {
  it.each([
    ['Yes!', { act: 'affirm', answer: 'affirm' }],
    ['yes please', { act: 'affirm', answer: 'affirm' }],
    ["that's right", { act: 'affirm', answer: 'affirm' }],
    ['yes, and on Friday', { answer: 'affirm' }],
    ['right now I need a refund', {}],
    ['no', { act: 'deny', answer: 'deny' }],
    ['no, Saturday', { answer: 'deny' }],
    ['not Friday', {}],
    ['对的', { act: 'affirm', answer: 'affirm' }],
    ['不是周二，是周三', { answer: 'deny' }],
    ['不用了', { act: 'deny', answer: 'deny' }],
    ['never mind', { act: 'cancel' }],
    ['cancel my order', {}],
    ['算了', { act: 'cancel' }],
    ['Pardon?', { act: 'repeat' }],
    ['你刚才问什么？', { act: 'repeat' }],
    ['good morning', { act: 'greet' }],
    ['thanks a lot', { act: 'thanks' }],
    ['bye', { act: 'goodbye' }],
    ["I don't know", { act: 'skip' }],
    ['the second one', { choice: 1 }],
    ['1', { choice: 0 }],
    ['第一个', { choice: 0 }],
    ['neither', { choice: -1 }],
    ['都不是', { choice: -1 }],
    ['call me back', { act: 'callback' }],
    ['工单', { act: 'ticket' }],
    ['', {}],
    ['🙂', {}],
  ] as const)('%s', (text, expected) => {
    expect(readActs(text)).toEqual(expected);
  });
});
