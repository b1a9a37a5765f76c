import { describe, expect, it } from 'vitest';
import { isTimeUnit, unitWords, withUnit } from './unit-words.js';

describe('unitWords', () => {
  it('translates units of time, however the schema writes them', () => {
    expect(unitWords('months')).toEqual({ en: 'months', zh: '个月' });
    expect(unitWords('个月')).toEqual({ en: 'months', zh: '个月' });
    expect(unitWords('yrs', 1)).toEqual({ en: 'year', zh: '年' });
    expect(unitWords('天')).toEqual({ en: 'days', zh: '天' });
  });

  it('leaves other units as they are', () => {
    expect(unitWords('EUR', 1)).toEqual({ en: 'EUR', zh: 'EUR' });
    expect([isTimeUnit('EUR'), isTimeUnit(undefined), isTimeUnit('weeks')]).toEqual([false, false, true]);
  });
});

describe('withUnit', () => {
  it('puts the unit behind the number, in the singular of one', () => {
    expect(withUnit('1', 'months', 1)).toEqual({ en: '1 month', zh: '1 个月' });
    expect(withUnit('30', 'months', 30)).toEqual({ en: '30 months', zh: '30 个月' });
    expect(withUnit('7', undefined, 7)).toEqual({ en: '7', zh: '7' });
  });
});
