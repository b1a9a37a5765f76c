import { describe, expect, it } from 'vitest';
import { entitySettingsShape } from './entity-settings.js';

const problems = (given: unknown): string[] =>
  (entitySettingsShape.safeParse(given).error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );

describe('settings of the task of entities', () => {
  it('take types of labels, lists, ids and patterns', () => {
    expect(
      problems({
        types: { when: 'date' },
        rules: ['date', 'list'],
        lists: [{ label: 'colour', entries: [{ value: 'grey', synonyms: ['gray'] }], fuzzy: false }],
        ids: [{ label: 'card', pattern: '\\d{16}', checksum: 'luhn' }],
        patterns: [{ label: 'seat', pattern: '[A-F]\\d+', ignoreCase: true }],
        dateOrder: 'dmy',
        timeZone: 'Asia/Shanghai',
      }),
    ).toEqual([]);
  });

  it('name every pattern that cannot be used before anything is trained', () => {
    const found = problems({
      ids: [{ label: 'card', pattern: '(?<=a)b' }],
      patterns: [{ label: 'seat', pattern: '[A-F' }],
    });
    expect(found).toHaveLength(2);
    expect(found[0]).toContain("The pattern of 'card' cannot be used");
    expect(found[1]).toContain("The pattern of 'seat' cannot be used");
  });

  it('refuse types, time zones and keys that there are none of', () => {
    expect(problems({ types: { when: 'day' }, timeZone: 'Mars/Base', list: [] })).toHaveLength(3);
  });
});
