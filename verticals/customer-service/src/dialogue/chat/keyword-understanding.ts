import { languageOf } from '@proofline/learn/text';
import { beginningOf } from '@proofline/pipeline';
import { EntityExtractor } from '../../extraction/extract-entities.js';
import { interpret } from '../../extraction/interpret.js';
import type { Flow } from '../flow/flow-shape.js';
import type { IntentScore, Understand } from '../understanding.js';
import { entitySettings } from './entity-settings.js';
import { moodOf } from './mood.js';

/** Characters that are searched; what a customer writes beyond is kept, but names nothing. */
export const MOST_CHARACTERS = 4_000;

/**
 * Understands with no trained model: intents by the keywords and examples of the flow, entities, negations and corrections by
 * rules. Enough to try a flow before there are data. The confidence of an intent is a share of letters, not calibrated.
 */
export function keywordUnderstanding(flow: Flow): Understand {
  const extractor = new EntityExtractor(entitySettings(flow));
  const scores = scorer(flow);
  return (text, state, now) => {
    const said = beginningOf(text, MOST_CHARACTERS);
    const found = extractor.extract(said, { now, timeZone: flow.timeZone });
    const { entities, negatedPredicates, assertedText } = interpret(said, found.entities);
    const refused = negatedPredicates
      .flatMap((predicate) => scores(predicate.text).slice(0, 1))
      .map((score) => ({ ...score, negated: true }));
    const intents = [...scores(assertedText), ...refused].sort((a, b) => b.confidence - a.confidence);
    return {
      text,
      language: languageOf(said).language,
      intents,
      outOfScope: intents.length === 0 && entities.length === 0,
      entities,
      ...moodOf(said, state),
    };
  };
}

/** Any two sentences of a language share a third of their pairs of letters. */
const LEAST_LIKENESS = 0.45;

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
