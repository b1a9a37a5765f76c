import { describe, expect, it } from 'vitest';
import { EntityExtractor } from './extract-entities.js';
import { joinEntities, type TypesOfLabels } from './join-entities.js';

/** A Monday. */
const MOMENT = { now: new Date('2026-03-02T09:00:00Z'), timeZone: 'UTC' };
const extractor = new EntityExtractor({
  lists: [{ label: 'colour', entries: [{ value: 'grey', synonyms: ['gray', '灰色'] }, { value: 'red' }] }],
  ids: [{ label: 'order', pattern: 'SO-\\d{6}' }],
});

/** What is found in a text where `[words](label)` is what a model has marked. */
function join(marked: string, types: TypesOfLabels = {}) {
  let text = '';
  const learnt = [];
  for (const [whole, value, label] of marked.matchAll(/\[([^\]]+)\]\((\w+)\)|[^[]+/g)) {
    const start = text.length;
    text += value ?? whole;
    if (label !== undefined) learnt.push({ label, value: value!, start, end: text.length, confidence: 0.8 });
  }
  return joinEntities(text, learnt, extractor, MOMENT, types);
}

const short = ({ entities }: ReturnType<typeof join>) => entities.map(({ label, value }) => [label, value]);

describe('a message read by a model and by rules', () => {
  it('holds what the rules find beside what is learnt, in order of place', () => {
    expect(short(join('Send SO-123456 to [Ann](name) tomorrow, or write to ann@example.com'))).toEqual([
      ['order', 'SO-123456'],
      ['name', 'Ann'],
      ['date', '2026-03-03'],
      ['email', 'ann@example.com'],
    ]);
  });

  it('lets the learnt label stand where both claim a place, whole or in part', () => {
    expect(short(join('play [Red](song)'))).toEqual([['song', 'red']]);
    expect(short(join('play [Red Tomorrow](song)'))).toEqual([['song', 'Red Tomorrow']]);
    expect(short(join('it is [gray](constructor)'))).toEqual([['constructor', 'grey']]);
    expect(short(join('it is due on the [3rd of](thing) April'))).toEqual([['thing', '3rd of']]);
  });

  it('gives a label of a type the value that the rules know, from within or around its place', () => {
    const types = { when: 'date', shade: 'list', count: 'number' } as const;
    expect(short(join('come [on Friday](when), in [gray](shade)', types))).toEqual([
      ['when', '2026-03-06'],
      ['shade', 'grey'],
    ]);
    expect(short(join('come [Friday](when) at 3 pm', types))).toEqual([['when', '2026-03-06']]);
  });

  it('keeps the text where nothing of the type stands', () => {
    const [entity] = join('come [on Friday](count)', { count: 'number' }).entities;
    expect(entity).toMatchObject({ label: 'count', type: 'pattern', value: 'on Friday', confidence: 0.8 });
  });

  it('sees roles, denials and corrections of what is learnt', () => {
    expect(join('from [Paris](city) to [Rome](city)').entities.map(({ role }) => role)).toEqual(['from', 'to']);
    const [paris, rome] = join('not [Paris](city), [Rome](city)').entities;
    expect(paris!.negated).toBe(true);
    expect(rome!.corrects).toMatchObject({ value: 'Paris' });
  });

  it('refuses what cannot be, except where something is learnt', () => {
    expect(join('on 31 February').refused).toMatchObject([{ code: 'NO_SUCH_DAY' }]);
    expect(join('read [31 February](book)').refused).toEqual([]);
  });

  it('reads Chinese', () => {
    expect(short(join('[小米](brand)的手机，要灰色'))).toEqual([
      ['brand', '小米'],
      ['colour', 'grey'],
    ]);
  });
});
