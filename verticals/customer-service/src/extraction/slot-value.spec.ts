import { describe, expect, it } from 'vitest';
import type { Entity } from './entity.js';
import { slotValue } from './slot-value.js';

const entity = (type: Entity['type'], value: Entity['value'], more: Partial<Entity> = {}): Entity => ({
  label: type,
  type,
  value,
  text: String(value),
  start: 0,
  end: 1,
  confidence: 1,
  ...more,
});

describe('slotValue', () => {
  it('takes its own type and nothing else', () => {
    expect(slotValue(entity('number', 3), { type: 'number' })).toBe(3);
    expect(slotValue(entity('number', 3), { type: 'amount' })).toBeUndefined();
    expect(slotValue(entity('ordinal', 3), { type: 'number' })).toBeUndefined();
    expect(slotValue(entity('time', '15:00'), { type: 'date' })).toBeUndefined();
  });

  it('takes day and time out of a moment, and a day as a period', () => {
    const moment = entity('datetime', '2026-11-24T15:00');
    expect(slotValue(moment, { type: 'date' })).toBe('2026-11-24');
    expect(slotValue(moment, { type: 'time' })).toBe('15:00');
    const day = { from: '2026-11-24', to: '2026-11-24' };
    expect(slotValue(entity('date', '2026-11-24'), { type: 'period' })).toEqual(day);
  });

  it('tells lists apart by their label, and takes nothing that is denied', () => {
    const red = entity('list', 'red', { label: 'color' });
    expect(slotValue(red, { type: 'list', label: 'color' })).toBe('red');
    expect(slotValue(red, { type: 'list', label: 'size' })).toBeUndefined();
    expect(slotValue({ ...red, negated: true }, { type: 'list', label: 'color' })).toBeUndefined();
  });
});
