import { Rng } from '@proofline/learn';
import type { Dataset } from '../dataset/dataset.js';
import type { Column } from '../dataset/frame.js';
import type { FeatureSchema } from '../schema/feature-schema.js';
import { madeUp } from './sample-dataset.js';

const WISHES: Readonly<Record<string, readonly string[]>> = {
  delivery: [
    'where is my {thing}',
    'my {thing} has not arrived',
    'when will the {thing} be delivered',
    '我的{thing}什么时候到',
  ],
  refund: [
    'I want my money back for the {thing}',
    'please refund the {thing}',
    'can I return the {thing}',
    '我要退掉{thing}',
  ],
  hours: [
    'when do you open on {day}',
    'are you open on {day}',
    'until what time is the shop open on {day}',
    '{day}几点开门',
  ],
  none: [
    'what is the weather on {day}',
    'tell me a joke about a {thing}',
    'who won the game on {day}',
    '讲个{day}的笑话',
  ],
};
const FILLINGS: Readonly<Record<string, readonly string[]>> = {
  thing: ['parcel', 'order', 'blue jacket', 'phone', 'lamp', 'pair of shoes'],
  day: ['Monday', 'Friday', 'Sunday', 'a holiday', 'New Year'],
};
const POLITE = ['', 'hello, ', 'hi there, ', 'please tell me: '];

/** Made-up messages to a shop in English and Chinese, in four classes of which one stands for none of the others. */
export function sampleTexts(rows = 160, seed = 11): Dataset {
  const rng = new Rng(seed);
  const draw = (from: readonly string[]): string => from[rng.int(from.length)]!;
  const levels = Object.keys(WISHES).sort();
  const codes = Int32Array.from({ length: rows }, (_, i) => i % levels.length);
  const said = Array.from(codes, (k) => {
    const wish = draw(WISHES[levels[k]!]!);
    return draw(POLITE) + wish.replace(/\{(\w+)\}/g, (_, slot: string) => draw(FILLINGS[slot]!));
  });
  const schema: FeatureSchema = {
    version: 1,
    columns: [
      { name: 'said', type: 'text', role: 'feature' },
      { name: 'outcome', type: 'category', categories: levels, role: 'target', outOfScope: 'none' },
    ],
  };
  const columns = new Map<string, Column>([
    ['said', { kind: 'text', values: said }],
    ['outcome', { kind: 'categorical', codes, levels }],
  ]);
  return madeUp(schema, columns, rows);
}
