import { expect, it } from 'vitest';
import { isUuid } from './identifiers.js';
import { earliestId, timeOrderedId } from './time-ordered-id.js';

it('makes distinct UUIDs of version 7 that sort by time', () => {
  const ids = Array.from({ length: 1_000 }, (_, k) => timeOrderedId(new Date(1_764_300_000_000 + k)));
  expect(ids.every((id) => isUuid(id) && /^.{14}7.{4}[89ab]/.test(id))).toBe(true);
  expect(new Set(ids).size).toBe(1_000);
  expect([...ids].sort()).toEqual(ids);
  expect(earliestId(new Date(1_764_300_000_000)) < ids[0]!).toBe(true);
  expect(earliestId(new Date(1_764_300_000_001)) > ids[0]!).toBe(true);
  // 1764300000000 = 0x19ac8798b00
  expect(ids[0]!.slice(0, 13)).toBe('019ac879-8b00');
});
