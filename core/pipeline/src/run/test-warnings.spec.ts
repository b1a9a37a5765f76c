import { describe, expect, it } from 'vitest';
import type { ColumnRole, FeatureSchema } from '../schema/feature-schema.js';
import { text } from '../text/localized.js';
import { timeWarnings } from './test-warnings.js';

const schema = (role: ColumnRole): FeatureSchema => ({ version: 1, columns: [{ name: 't', type: 'date', role }] });
const unused = (couldBeTime: boolean) => ({ column: 't', reason: text('half empty', '一半为空'), couldBeTime });

describe('timeWarnings', () => {
  const loaded = { schema: schema('ignore'), unusedDates: [unused(true)] };

  it('warn of dates that a random split does not go by, with the reason', () => {
    for (const split of [
      { holdout: { kind: 'random' } },
      { holdout: { kind: 'grouped' } },
      { folds: { kind: 'cross-validation' } },
    ] as const) {
      const [warning, ...others] = timeWarnings(split, loaded);
      expect(others).toEqual([]);
      expect(warning!.en).toContain("although there are dates ('t': half empty)");
      expect(warning!.zh).toContain('“t”：一半为空');
    }
  });

  it('are silent where rows are split by time, by a file of its own, or where chance was asked for', () => {
    expect(timeWarnings({ holdout: { kind: 'temporal' } }, loaded)).toEqual([]);
    expect(timeWarnings({ folds: { kind: 'rolling-origin' } }, loaded)).toEqual([]);
    expect(timeWarnings({}, loaded)).toEqual([]);
    expect(timeWarnings({ holdout: { kind: 'random' } }, { ...loaded, schema: schema('time') })).toEqual([]);
  });

  it('are silent about dates that cannot be the time of the case', () => {
    expect(timeWarnings({ holdout: { kind: 'random' } }, { ...loaded, unusedDates: [unused(false)] })).toEqual([]);
  });
});
