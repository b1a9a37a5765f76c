import { EntityExtractor } from '../extraction/extract-entities.js';
import { type Interpretation, interpret } from '../extraction/interpret.js';

/** Two messages that differ in a denial or a correction, and what each must be understood as. */
export interface MinimalPair {
  language: 'en' | 'zh';
  phenomenon: string;
  sides: readonly [Side, Side];
}

/**
 * One message with what it means, in a small language; parts are set apart by `; `, a lone `.` says there is nothing:
 * `date=2026-11-24` holds; `-date=…` is denied; `date=A>B`: B stands in for A; `^date=…` corrects an earlier turn;
 * `city=Paris@from` has that role; `!cancel` is still asked for, `-!cancel` turned down; `~` takes everything back.
 */
export interface Side {
  text: string;
  expected: string;
}

export interface PairResult {
  pair: MinimalPair;
  right: boolean;
  /** What was understood of each side, in the same language. */
  understood: readonly [string, string];
}

/** When the pairs were said: Monday, nine in the morning in Shanghai. */
export const PAIRS_SAID_AT = { now: new Date('2026-11-23T01:00:00Z'), timeZone: 'Asia/Shanghai' };

const listOf = (label: string, ...values: string[]) => ({ label, entries: values.map((value) => ({ value })) });

/** The shop the pairs are about. */
export const PAIRS_SHOP = [
  listOf('color', 'red', 'blue', 'green', 'black', 'white', '红色', '蓝色', '绿色', '黑色', '白色'),
  listOf('size', 'small', 'medium', 'large', '小号', '中号', '大号'),
  listOf('product', 'phone', 'laptop', 'headphones', 'charger', '手机', '笔记本', '耳机', '充电器'),
  listOf('city', 'Paris', 'London', 'Berlin', '北京', '上海', '广州', '深圳'),
];

const LABELS = new Set([...PAIRS_SHOP.map(({ label }) => label), 'date', 'number']);

/**
 * Reads pairs from lines of tab-separated cells: language, phenomenon, text, expected, contrast, expected of the contrast. The
 * first line is the header.
 */
export function readMinimalPairs(table: string): MinimalPair[] {
  return table
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [language, phenomenon, text, expected, contrast, expectedOfIt] = line.split('\t') as string[];
      return {
        language: language as 'en' | 'zh',
        phenomenon: phenomenon!,
        sides: [
          { text: text!, expected: expected! },
          { text: contrast!, expected: expectedOfIt! },
        ],
      };
    });
}

/** Understands both sides of every pair; a pair is right only when both are. */
export function measureMinimalPairs(pairs: readonly MinimalPair[]): PairResult[] {
  const extractor = new EntityExtractor({ lists: PAIRS_SHOP });
  return pairs.map((pair) => {
    const sides = pair.sides.map(({ text, expected }) => {
      const meant = interpret(text, extractor.extract(text, PAIRS_SAID_AT).entities);
      return { right: isRight(expected, meant), understood: describe(meant) };
    });
    return {
      pair,
      right: sides.every(({ right }) => right),
      understood: [sides[0]!.understood, sides[1]!.understood],
    };
  });
}

/** How many of the pairs are right, from 0 to 1. */
export const pairAccuracy = (results: readonly PairResult[]): number =>
  results.filter(({ right }) => right).length / results.length;

function isRight(expected: string, meant: Interpretation): boolean {
  const parts = expected === '.' ? [] : expected.split('; ');
  const things = parts.filter((part) => !/^(?:-?!|~)/.test(part)).sort();
  const roles = things.some((part) => part.includes('@'));
  const found = thingsOf(meant, roles).sort();
  if (things.length !== found.length || things.some((part, at) => part !== found[at])) return false;
  if (parts.includes('~') !== meant.retracted) return false;
  const denied = parts.filter((part) => part.startsWith('-!')).map((part) => part.slice(2));
  const asked = parts.filter((part) => part.startsWith('!')).map((part) => part.slice(1));
  const has = (text: string, word: string) => text.toLowerCase().includes(word.toLowerCase());
  return (
    meant.negatedPredicates.length === denied.length &&
    denied.every((word) => meant.negatedPredicates.some(({ text }) => has(text, word))) &&
    asked.every((word) => has(meant.assertedText, word))
  );
}

function thingsOf({ entities }: Interpretation, withRoles: boolean): string[] {
  const counted = entities.filter(({ label }) => LABELS.has(label));
  const replaced = new Set(counted.flatMap(({ corrects }) => (typeof corrects === 'object' ? [corrects.start] : [])));
  return counted.flatMap(({ label, value, negated, corrects, role, start }) => {
    if (replaced.has(start)) return [];
    if (negated) return [`-${label}=${value}`];
    if (corrects === 'earlier') return [`^${label}=${value}`];
    if (corrects !== undefined) return [`${label}=${corrects.value}>${value}`];
    return [`${label}=${value}${withRoles && role !== undefined ? `@${role}` : ''}`];
  });
}

function describe(meant: Interpretation): string {
  const parts = [
    ...thingsOf(meant, true),
    ...meant.negatedPredicates.map(({ text }) => `-!${text}`),
    ...(meant.retracted ? ['~'] : []),
    `“${meant.assertedText}”`,
  ];
  return parts.join('; ');
}
