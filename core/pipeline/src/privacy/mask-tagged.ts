import { parseTag } from '@proofline/learn';
import type { Entity } from '../dataset/tagged-text.js';
import { findPii, type PiiOptions, type PiiSpan } from './mask-pii.js';

/** Tokens with their tags, and what was masked in them. */
export interface MaskedTokens {
  tokens: string[];
  tags: string[];
  /** For each token, the first of those it stands for, by its index. */
  from: number[];
  spans: PiiSpan[];
}

const HAN = /\p{Script=Han}/u;

/**
 * Masks the tokens of a sentence: those of one piece of personal data become one, with a tag that leaves every marked span where
 * it was. A piece that is marked in part is masked part by part.
 */
export function maskTokens(tokens: readonly string[], tags: readonly string[], options: PiiOptions = {}): MaskedTokens {
  let text = '';
  const places = tokens.map((token, t) => {
    // Chinese is tagged character by character: apart, nothing would be found in it.
    const joined = t > 0 && HAN.test(tokens[t - 1]!.slice(-1)) && HAN.test(token.charAt(0));
    if (t > 0 && !joined) text += ' ';
    const start = text.length;
    text += token;
    return { start, end: text.length };
  });
  const spans = findPii(text, options);
  const spanOf = places.map(({ start, end }) => spans.findIndex((span) => span.start < end && start < span.end));
  const masked: MaskedTokens = { tokens: [], tags: [], from: [], spans };
  for (let first = 0; first < tokens.length; ) {
    let end = first + 1;
    const span = spans[spanOf[first]!];
    while (span !== undefined && spanOf[end] === spanOf[first] && goesOn(tags[end - 1]!, tags[end]!)) end++;
    masked.tokens.push(span === undefined ? tokens[first]! : span.placeholder);
    masked.tags.push(joinedTag(tags.slice(first, end)));
    masked.from.push(first);
    first = end;
  }
  return masked;
}

/** Whether two tags belong to the same span, or both to none. */
function goesOn(tag: string, next: string): boolean {
  const [a, b] = [parseTag(tag), parseTag(next)];
  if (a === undefined || b === undefined) return tag === next;
  if (a.prefix === 'O' || b.prefix === 'O') return a.prefix === b.prefix;
  return a.label === b.label && !'BUS'.includes(b.prefix) && !'LEUS'.includes(a.prefix);
}

/** The tag of one token in place of several of one span: it begins and ends the span where they did. */
function joinedTag(tags: readonly string[]): string {
  const [first, last] = [tags[0]!, tags.at(-1)!];
  const [begins, ends] = [/^[BUS]/i.test(first), /^[LEUS]/i.test(last)];
  if (tags.length === 1 || !ends) return first;
  if (!begins) return last;
  return `${last.startsWith('L') ? 'U' : 'S'}${last.slice(1)}`;
}

export interface MaskedMarkedText {
  text: string;
  /** As they were given, with the places of the masked text. */
  entities: Entity[];
  spans: PiiSpan[];
}

/** Masks a text with marked spans, which stay where they were. Personal data that is marked in part is masked part by part. */
export function maskMarked(text: string, entities: readonly Entity[], options: PiiOptions = {}): MaskedMarkedText {
  const spans = findPii(text, options);
  const edges = new Set(entities.flatMap(({ start, end }) => [start, end]));
  const placeAfter = new Int32Array(text.length + 1);
  let masked = '';
  let at = 0;
  const copyTo = (end: number): void => {
    for (; at < end; at++) {
      placeAfter[at] = masked.length;
      masked += text[at];
    }
  };
  for (const span of spans) {
    for (const piece of piecesOf(text, span, edges)) {
      copyTo(piece.start);
      placeAfter.fill(masked.length, piece.start, piece.end);
      masked += span.placeholder;
      at = piece.end;
    }
  }
  copyTo(text.length);
  placeAfter[text.length] = masked.length;
  return {
    text: masked,
    spans,
    entities: entities.map((entity) => ({ ...entity, start: placeAfter[entity.start]!, end: placeAfter[entity.end]! })),
  };
}

/** A span cut where marked spans begin and end, without what sets the pieces apart. */
function piecesOf(text: string, { start, end }: PiiSpan, edges: ReadonlySet<number>): { start: number; end: number }[] {
  const pieces: { start: number; end: number }[] = [];
  let from = start;
  for (let at = start + 1; at <= end; at++) {
    if (at < end && !edges.has(at)) continue;
    const words = /[\p{L}\p{N}](?:.*[\p{L}\p{N}])?/su.exec(text.slice(from, at));
    if (words !== null) pieces.push({ start: from + words.index, end: from + words.index + words[0].length });
    from = at;
  }
  // One that is whole is masked whole, with the signs at its ends.
  return pieces.length === 1 ? [{ start, end }] : pieces;
}
