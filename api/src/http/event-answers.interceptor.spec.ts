import { describe, expect, it } from 'vitest';
import { wantsEvents } from './event-answers.interceptor.js';

describe('wantsEvents', () => {
  it.each(['text/event-stream', 'Text/Event-Stream', 'application/json;q=0.5, text/event-stream; q=0.1'])(
    'is true for %j',
    (accepted) => {
      expect(wantsEvents(accepted)).toBe(true);
    },
  );

  it.each([
    '',
    '*/*',
    'application/json',
    'text/event-stream;q=0',
    'text/event-stream; Q=0.000, */*',
    'text/event-streams',
  ])('is false for %j', (accepted) => {
    expect(wantsEvents(accepted)).toBe(false);
  });
});
