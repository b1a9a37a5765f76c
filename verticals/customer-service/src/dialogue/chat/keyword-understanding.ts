import type { Language } from '@proofline/pipeline';
import { addDays, localTime } from '../flow/business-hours.js';
import type { Flow, FlowSlot } from '../flow/flow-shape.js';
import type { Entity, IntentScore, Understand } from '../understanding.js';

export interface KeywordSettings {
  /** What `today` and `tomorrow` count from. */
  now: () => Date;
}

/**
 * Understands by the keywords and examples of a flow and by the form of what is named, with no model at all: enough to try a
 * flow before there are data. Confidences are shares of words, not calibrated.
 */
export function keywordUnderstanding(flow: Flow, { now }: KeywordSettings): Understand {
  const finders = Object.entries(flow.slots).flatMap(([name, slot]) => finderOf(name, slot));
  const scores = scorer(flow);
  return (text) => {
    const said = text.slice(0, 2_000);
    const today = localTime(now(), flow.timeZone).date;
    const entities = withoutOverlaps([...finders.flatMap((find) => find(said)), ...datesIn(said, today)]);
    const intents = scores(said);
    return {
      text,
      language: languageOf(said),
      intents,
      outOfScope: intents.length === 0 && entities.length === 0,
      entities,
    };
  };
}

/** Any two sentences of a language share a third of their pairs of letters. */
const LEAST_LIKENESS = 0.45;

function languageOf(text: string): Language | 'other' {
  if (/\p{Script=Han}/u.test(text)) return 'zh';
  return /[a-z]/i.test(text) ? 'en' : 'other';
}

/** Scores the intents of a flow for a text. */
function scorer(flow: Flow): (text: string) => IntentScore[] {
  const known = Object.entries(flow.intents).map(([name, { keywords, examples }]) => ({
    name,
    words: [...(keywords?.en ?? []), ...(keywords?.zh ?? [])].map(plain),
    examples: [...(examples?.en ?? []), ...(examples?.zh ?? [])].map((example) => pairsOf(plain(example))),
  }));
  return (text) => {
    const said = ` ${plain(text)} `;
    const pairs = pairsOf(said.trim());
    return known
      .map(({ name, words, examples }) => {
        const named = words.some((word) => holds(said, word)) ? 0.9 : 0;
        return { name, confidence: Math.max(named, ...examples.map((example) => likeness(example, pairs))) };
      })
      .filter(({ confidence }) => confidence >= LEAST_LIKENESS)
      .sort((a, b) => b.confidence - a.confidence);
  };
}

function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function holds(said: string, word: string): boolean {
  return /\p{Script=Han}/u.test(word) ? said.replaceAll(' ', '').includes(word) : said.includes(` ${word} `);
}

function pairsOf(text: string): Set<string> {
  const letters = [...text];
  return new Set(letters.slice(1).map((letter, index) => `${letters[index]}${letter}`));
}

/** Share of pairs of neighbouring letters that two texts have in common (Dice 1945). */
function likeness(first: Set<string>, second: Set<string>): number {
  if (first.size + second.size === 0) return 0;
  let common = 0;
  for (const pair of first) if (second.has(pair)) common++;
  return (2 * common) / (first.size + second.size);
}

type Finder = (text: string) => Entity[];

function matches(
  text: string,
  form: RegExp,
  label: string,
  value: (match: RegExpExecArray) => Entity['value'],
  confidence = 0.95,
): Entity[] {
  return [...text.matchAll(form)].map((match) => ({
    label,
    value: value(match as RegExpExecArray),
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
    confidence,
  }));
}

function finderOf(name: string, slot: FlowSlot): Finder[] {
  switch (slot.type) {
    case 'pattern':
    case 'order-id': {
      const form = new RegExp(`(?<![A-Za-z0-9])(?:${slot.pattern ?? '[A-Z]*-?\\d{5,}'})(?![A-Za-z0-9])`, 'giu');
      return [(text) => matches(text, form, name, ([id]) => id)];
    }
    case 'email':
      return [(text) => matches(text, /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, 'email', ([address]) => address)];
    case 'list':
      return [(text) => listEntities(text, name, slot)];
    case 'amount':
      return [
        (text) =>
          matches(
            text,
            /(?:[£$€¥]\s?)?\d+(?:[.,]\d+)?(?:\s?(?:pounds?|euros?|dollars?|英镑|元|块))?/gi,
            'amount',
            ([sum]) => amountOf(sum),
          ),
      ];
    case 'number':
      return [(text) => matches(text, /-?\d+(?:\.\d+)?/g, 'number', ([number]) => Number(number))];
    default:
      return [];
  }
}

function amountOf(text: string): { amount: number } {
  return { amount: Number(text.replace(',', '.').replace(/[^\d.]/g, '')) };
}

function listEntities(text: string, name: string, { values = {} }: FlowSlot): Entity[] {
  return Object.entries(values).flatMap(([value, { en = [], zh = [] }]) =>
    [...en, ...zh].flatMap((synonym) => {
      const escaped = synonym.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      const form = /\p{Script=Han}/u.test(synonym) ? escaped : `(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`;
      return matches(text, new RegExp(form, 'giu'), name, () => value);
    }),
  );
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const WEEKDAYS_ZH = '日一二三四五六';

/** `2026-03-05`, today, tomorrow, and the next day of that name; each in English and Chinese. */
function datesIn(text: string, today: string): Entity[] {
  const weekday = (index: number): string => {
    const ahead = (index - new Date(`${today}T00:00:00Z`).getUTCDay() + 7) % 7;
    return addDays(today, ahead === 0 ? 7 : ahead);
  };
  return [
    ...matches(text, /\b\d{4}-\d{2}-\d{2}\b/g, 'date', ([date]) => date),
    ...matches(text, /\btoday\b|今天/gi, 'date', () => today),
    ...matches(text, /\btomorrow\b|明天/gi, 'date', () => addDays(today, 1)),
    ...matches(text, new RegExp(`\\b(?:${WEEKDAYS.join('|')})\\b`, 'gi'), 'date', ([day]) =>
      weekday(WEEKDAYS.indexOf(day.toLowerCase())),
    ),
    ...matches(text, /(?:周|星期|礼拜)([一二三四五六日天])/g, 'date', ([, day]) =>
      weekday(WEEKDAYS_ZH.indexOf(day === '天' ? '日' : day!)),
    ),
  ];
}

/** Of two that overlap, the longer; of two as long, the first. */
function withoutOverlaps(entities: Entity[]): Entity[] {
  const kept: Entity[] = [];
  for (const entity of [...entities].sort((a, b) => b.text.length - a.text.length)) {
    if (kept.every(({ start, end }) => entity.end <= start || entity.start >= end)) kept.push(entity);
  }
  return kept.sort((a, b) => a.start - b.start);
}
