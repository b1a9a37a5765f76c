import { describe, expect, it } from 'vitest';
import { EntityExtractor } from './extract-entities.js';
import { interpret } from './interpret.js';
import { joinParts, type PartDefinition, withArticles, withEndsOfPeriods } from './join-parts.js';

const extractor = new EntityExtractor({
  lists: [
    {
      label: 'product',
      entries: [
        { value: 'pizza', synonyms: ['披萨'] },
        { value: 'cola', synonyms: ['可乐'] },
      ],
    },
    {
      label: 'city',
      entries: [
        { value: 'Paris', synonyms: ['巴黎'] },
        { value: 'Rome', synonyms: ['罗马'] },
      ],
    },
  ],
});
const moment = { now: new Date('2026-03-02T10:00:00Z'), timeZone: 'UTC' };

const LINE: PartDefinition[] = [
  { name: 'quantity', labels: ['number'] },
  { name: 'item', labels: ['product'] },
];
const ROUTE: PartDefinition[] = [
  { name: 'from', labels: ['city'], role: 'from' },
  { name: 'to', labels: ['city'], role: 'to' },
];
const PERIOD: PartDefinition[] = [
  { name: 'first', labels: ['date'], role: 'from' },
  { name: 'last', labels: ['date'], role: 'to' },
];

function joined(text: string, parts: readonly PartDefinition[]): object[] {
  const { entities } = interpret(text, extractor.extract(text, moment).entities);
  const counted = withArticles(text, withEndsOfPeriods(entities), [{ parts }]);
  return joinParts(text, counted, parts).map((one) =>
    Object.fromEntries([...one].map(([name, { value }]) => [name, value])),
  );
}

describe('joinParts', () => {
  it.each([
    [
      'two pizzas and three colas',
      [
        { quantity: 2, item: 'pizza' },
        { quantity: 3, item: 'cola' },
      ],
    ],
    [
      '两个披萨和三瓶可乐',
      [
        { quantity: 2, item: 'pizza' },
        { quantity: 3, item: 'cola' },
      ],
    ],
    [
      'pizza x 2, cola x 3',
      [
        { quantity: 2, item: 'pizza' },
        { quantity: 3, item: 'cola' },
      ],
    ],
    ['two pizzas and colas', [{ quantity: 2, item: 'pizza' }, { item: 'cola' }]],
    [
      'a pizza and 3 colas',
      [
        { quantity: 1, item: 'pizza' },
        { quantity: 3, item: 'cola' },
      ],
    ],
    ['a pizza. not a cola', [{ item: 'pizza' }]],
    ['India pizza', [{ item: 'pizza' }]],
    ['pizza, 3 colas', [{ item: 'pizza' }, { quantity: 3, item: 'cola' }]],
    ['We are four. Pizzas please', [{ quantity: 4 }, { item: 'pizza' }]],
  ])('joins %s', (text, expected) => {
    expect(joined(text, LINE)).toEqual(expected);
  });

  it.each([
    ['two pizzas, no, three', [{ quantity: 3, item: 'pizza' }]],
    ['两个披萨，不对，三个', [{ quantity: 3, item: 'pizza' }]],
    [
      'two pizzas and three colas, no, four colas',
      [
        { quantity: 2, item: 'pizza' },
        { quantity: 4, item: 'cola' },
      ],
    ],
    ['two pizzas, not three', [{ quantity: 2, item: 'pizza' }]],
  ])('takes what is meant of %s', (text, expected) => {
    expect(joined(text, LINE)).toEqual(expected);
  });

  it.each([
    ['from Paris to Rome', [{ from: 'Paris', to: 'Rome' }]],
    ['从巴黎到罗马', [{ from: 'Paris', to: 'Rome' }]],
    ['to Rome, from Paris', [{ from: 'Paris', to: 'Rome' }]],
    ['Paris - Rome', [{ from: 'Paris', to: 'Rome' }]],
    ['to Rome', [{ to: 'Rome' }]],
    ['Rome', []],
    ['to Paris and Rome', [{ to: 'Paris' }]],
  ])('reads the way in %s', (text, expected) => {
    expect(joined(text, ROUTE)).toEqual(expected);
  });

  it.each([
    ['from 3 May to 7 May', [{ first: '2026-05-03', last: '2026-05-07' }]],
    ['for 3 to 7 May', [{ first: '2026-05-03', last: '2026-05-07' }]],
    ['between 3 May and 7 May', [{ first: '2026-05-03', last: '2026-05-07' }]],
    ['until 7 May', [{ last: '2026-05-07' }]],
    ['5月3日到7日', [{ first: '2026-05-03', last: '2026-05-07' }]],
    ['从5月3日到5月7日', [{ first: '2026-05-03', last: '2026-05-07' }]],
  ])('reads the span in %s', (text, expected) => {
    expect(joined(text, PERIOD)).toEqual(expected);
  });
});
