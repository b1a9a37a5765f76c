import { foldWidth } from '@proofline/pipeline';
import type { Entity } from './entity.js';
import * as chinese from './negation-chinese.js';
import * as english from './negation-english.js';
import { Places } from './places.js';

/** An action the customer turns down. */
export interface NegatedPredicate {
  /** What is turned down, without the denial: `cancel my order` of `I don't want to cancel my order`. */
  text: string;
  /** Of `text`. */
  start: number;
  end: number;
  /** The words that deny it, or that take it back after it was said. */
  cue: string;
}

/** A message as it is meant, after what it denies and what it takes back. */
export interface Interpretation {
  /** As given, with `negated` and `corrects` where the message says so. */
  entities: Entity[];
  negatedPredicates: NegatedPredicate[];
  /** The message without what it turns down or takes back: what an intent may be read from. Empty where nothing is asked for. */
  assertedText: string;
  /** `never mind`, 算了: what was asked for before is no longer wanted. */
  retracted: boolean;
}

type Span = { start: number; end: number };

const HAN = /\p{Script=Han}/u;
const BLANK = /[\s\p{P}]/u;
const WHITE = ' ';
/** Characters a correction reaches at most. */
const LONGEST_SENTENCE = 400;
/** Entities that are looked at on each side for what stands in for a denied one. */
const NEIGHBOURS = 16;

/**
 * Applies negation and self-correction to a message and the entities found in it. English and Chinese rules both run, each on
 * its own words, so a message may hold both. What fails (`I can't log in`, 登录不了) is what help is asked for with, and stays.
 *
 * Four steps: denials mark entities and actions; a correction lets what follows it stand in for the latest thing of its kind
 * before it, or else for the whole request before it; a denied thing is tied to the one named in its place; a correction without
 * anything before it corrects an earlier turn.
 */
export function interpret(message: string, entities: readonly Entity[]): Interpretation {
  const reading = new Reading(foldWidth(message), message, entities);
  for (const rules of [english, chinese]) {
    reading.retract(rules);
    reading.deny(rules);
    reading.denyBehind(rules);
    reading.repair(rules);
  }
  reading.tieContrasts();
  for (const rules of [english, chinese]) reading.setAnew(rules);
  return reading.result();
}

type Rules = typeof english | typeof chinese;

class Reading {
  private readonly entities: Entity[];
  private readonly predicates: NegatedPredicate[] = [];
  /** Characters left out of `assertedText`. */
  private readonly removed: Places;
  /** Characters of actions that are turned down. */
  private readonly denied: Places;
  /** Starts of entities that another stands in for. */
  private readonly replaced = new Set<number>();
  /** Denied things that nothing stands in for. */
  private readonly leftOut = new Set<Entity>();
  /** Things that one denial covers. */
  private readonly chains: Entity[][] = [];
  private retracted = false;

  constructor(
    private readonly text: string,
    private readonly message: string,
    entities: readonly Entity[],
  ) {
    this.entities = entities.map((entity) => ({ ...entity })).sort((a, b) => a.start - b.start);
    this.removed = new Places(text.length);
    this.denied = new Places(text.length);
    for (const { corrects } of entities) if (typeof corrects === 'object') this.replaced.add(corrects.start);
  }

  result(): Interpretation {
    const units = this.message.split('');
    for (let at = 0; at < units.length; at++) if (this.removed.has(at)) units[at] = WHITE;
    const asserted = units.join('').replace(/\s+/g, ' ').trim();
    const left = this.removed.any ? asserted.replace(/^[\s\p{P}]+/u, '') : asserted;
    const empty = this.removed.any && left.split(/[\s\p{P}]+/u).every((word) => word === '' || isFiller(word));
    return {
      entities: this.entities,
      negatedPredicates: this.predicates.sort((a, b) => a.start - b.start),
      assertedText: empty ? '' : left,
      retracted: this.retracted,
    };
  }

  /** `never mind` and 算了 as clauses of their own, with nothing after them but thanks. */
  retract(rules: Rules): void {
    const clauses = this.parts({ start: 0, end: this.text.length }, rules.CLAUSE_ENDS);
    let last = clauses.length - 1;
    let found = false;
    for (; last >= 0; last--) {
      const clause = this.text.slice(clauses[last]!.start, clauses[last]!.end);
      if (rules.RETRACTS.test(clause)) found = true;
      else if (!chinese.POLITE.test(clause)) break;
    }
    if (!found) return;
    this.retracted = true;
    this.removed.add({ start: clauses[last + 1]!.start, end: this.text.length });
    if (last >= 0 && this.hasContent({ start: 0, end: clauses[last]!.end })) {
      const cue = this.message.slice(clauses[last + 1]!.start).trim();
      this.takeBack({ start: this.sentenceStart(clauses[last]!.end, rules), end: clauses[last]!.end }, cue);
    }
  }

  /** Denials before an action or a thing. */
  deny(rules: Rules): void {
    const masked = this.masked(rules);
    const taken = new Places(masked.length);
    for (const match of masked.matchAll(rules.DENIES_ACTION)) {
      const cueStart = match.index;
      const start = cueStart + match[0].length;
      if (this.removed.has(cueStart)) continue;
      const end = this.reachEnd(masked, start, rules);
      if (start >= end) continue;
      taken.add({ start: cueStart, end: start });
      const chain = this.within({ start, end });
      for (const entity of chain) entity.negated = true;
      this.chains.push(chain);
      if (!this.hasContent({ start, end })) continue;
      this.addPredicate({ start, end }, match[0]);
      this.removed.add({ start: this.withSubject(cueStart, rules), end });
    }
    for (const match of masked.matchAll(rules.DENIES_THING)) {
      const end = match.index + match[0].length;
      if (taken.touches({ start: match.index, end })) continue;
      if (rules === chinese && match[0] === '除了' && chinese.TAKES_IN.test(masked.slice(end, end + 16))) continue;
      this.denyThings(end, match[0], rules);
    }
  }

  /** From where the clause of a denial starts, if nothing but who denies stands before it. */
  private withSubject(cueStart: number, rules: Rules): number {
    const from = Math.max(0, cueStart - 40);
    let start = from;
    for (const match of this.text.slice(from, cueStart).matchAll(rules.REACH_ENDS)) {
      start = from + match.index + match[0].length;
    }
    return this.hasContent({ start, end: cueStart }) ? cueStart : start;
  }

  private denyThings(from: number, cue: string, rules: Rules): void {
    let next = this.firstFrom(from);
    while (this.entities[next]?.type === 'period') next++;
    const first = this.entities[next];
    if (first === undefined || !this.isLinked(from, first.start)) return;
    const chain: Entity[] = [];
    this.chains.push(chain);
    // Right behind the first come others of a list, or what describes the same thing: `the small red phone`.
    for (let entity: Entity | undefined = first; entity !== undefined; ) {
      entity.negated = true;
      chain.push(entity);
      if (rules.LEAVES_OUT.test(cue)) this.leftOut.add(entity);
      const after: Entity | undefined = this.entities[++next];
      if (after === undefined) return;
      const between = this.text.slice(entity.end, after.start);
      entity =
        rules.COORDINATES.test(between) || (/^ ?$/.test(between) && after.label !== entity.label) ? after : undefined;
    }
  }

  /** `Tuesday doesn't work`, 周五不行. */
  denyBehind(rules: Rules): void {
    for (const entity of this.entities) {
      const behind = this.text.slice(entity.end, entity.end + 40);
      const match = rules.DENIED_BEHIND.exec(behind);
      if (match === null || this.removed.has(entity.start)) continue;
      // 行不行 asks.
      if (/(.)不\1/.test(behind.slice(0, match[0].length + 1))) continue;
      entity.negated = true;
    }
  }

  /** Corrections in the middle of a message, and at its start. */
  repair(rules: Rules): void {
    for (const match of this.masked(rules).matchAll(rules.REPAIRS)) {
      const cue = { start: match.index, end: match.index + match[0].length };
      if (cue.end === cue.start || this.removed.has(cue.start)) continue;
      const right = { start: cue.end, end: this.clauseEnd(cue.end, rules) };
      const left = { start: this.sentenceStart(cue.start, rules), end: cue.start };
      if (this.hasWords(left)) this.repairWithin(left, right, match[0], rules);
      else this.repairEarlier(right);
    }
  }

  private repairWithin(left: Span, right: Span, cue: string, rules: Rules): void {
    const before = this.within(left).filter(({ negated, type }) => !negated && type !== 'period');
    let paired = false;
    for (const entity of this.within(right)) {
      const wrong = before.findLast((one) => one.label === entity.label && !one.negated && one.role !== 'old');
      if (wrong === undefined || entity.corrects !== undefined) continue;
      this.replace(wrong, entity);
      paired = true;
    }
    if (paired || !this.hasContent(right)) return;
    const request = this.text.slice(right.start, right.end).trim();
    const strong = rules.STRONG_REPAIR.test(cue) || (rules === chinese && HAN.test(request));
    if (strong || english.STARTS_REQUEST.test(request)) this.takeBack(left, cue);
  }

  private repairEarlier(right: Span): void {
    const labels = new Set<string>();
    for (const entity of this.within(right)) {
      if (entity.negated || entity.corrects !== undefined || entity.type === 'period' || labels.has(entity.label))
        continue;
      labels.add(entity.label);
      if (this.isLinked(right.start, entity.start) || labels.size > 1) entity.corrects = 'earlier';
    }
  }

  /** A denied thing and what is named in its place: the next of its kind in the message, or else the one before. */
  tieContrasts(): void {
    for (const [at, entity] of this.entities.entries()) {
      if (!entity.negated || this.leftOut.has(entity) || this.replaced.has(entity.start)) continue;
      const stands = (one: Entity) =>
        one.label === entity.label && !one.negated && one.corrects === undefined && one.role !== 'old';
      const after = this.entities
        .slice(at + 1, at + 1 + NEIGHBOURS)
        .find((one) => stands(one) && one.start >= entity.end);
      const before = this.entities
        .slice(Math.max(0, at - NEIGHBOURS), at)
        .findLast((one) => stands(one) && one.end <= entity.start);
      const chosen = after ?? before;
      if (chosen !== undefined) this.replace(entity, chosen);
    }
    // `not 2 phones, 3`: what differs is denied, what it is a quality of is not.
    for (const chain of this.chains) {
      if (!chain.some(({ start }) => this.replaced.has(start))) continue;
      for (const entity of chain) if (!this.replaced.has(entity.start)) delete entity.negated;
    }
  }

  /** `make it 3`, 改成三个, `Friday instead`: a new value for an earlier turn, or for the one of its kind said before. */
  setAnew(rules: Rules): void {
    for (const [at, entity] of this.entities.entries()) {
      if (entity.negated || entity.corrects !== undefined || entity.type === 'period') continue;
      const before = this.text.slice(Math.max(0, entity.start - 48), entity.start);
      const behind = this.text.slice(entity.end, entity.end + 16);
      if (!rules.SETS_ANEW.test(before) && !(rules === english && english.INSTEAD_BEHIND.test(behind))) continue;
      const wrong = this.entities
        .slice(Math.max(0, at - NEIGHBOURS), at)
        .findLast(
          (one) => one.label === entity.label && one.end <= entity.start && !one.negated && one.type !== 'period',
        );
      if (wrong === undefined) entity.corrects = 'earlier';
      else this.replace(wrong, entity);
    }
  }

  /** A request that was said and is no longer meant. */
  private takeBack(request: Span, cue: string): void {
    const span = this.trimmed(request);
    if (span.start >= span.end) return;
    for (const entity of this.within(span)) if (entity.corrects === undefined) entity.negated = true;
    this.addPredicate(span, cue);
    this.removed.add({ start: request.start, end: request.end + cue.length });
  }

  private addPredicate(span: Span, cue: string): void {
    const { start, end } = this.trimmed(span);
    if (start >= end || this.denied.touches({ start, end })) return;
    this.denied.add({ start, end });
    this.predicates.push({ text: this.message.slice(start, end), start, end, cue: cue.trim() });
  }

  private trimmed({ start, end }: Span): Span {
    let [from, to] = [start, end];
    while (from < to && BLANK.test(this.text[from]!)) from++;
    while (to > from && BLANK.test(this.text[to - 1]!)) to--;
    return { start: from, end: to };
  }

  /** The text with what must not be read as a denial blanked out. */
  private masked(rules: Rules): string {
    return this.text.replace(rules.HARMLESS, (harmless) => '\u00b7'.repeat(harmless.length));
  }

  private reachEnd(masked: string, start: number, rules: Rules): number {
    rules.REACH_ENDS.lastIndex = start;
    const match = rules.REACH_ENDS.exec(masked);
    rules.REACH_ENDS.lastIndex = 0;
    return match?.index ?? masked.length;
  }

  private clauseEnd(start: number, rules: Rules): number {
    const ahead = this.text.slice(start, start + LONGEST_SENTENCE);
    const [end] = ahead.matchAll(rules.SENTENCE_ENDS);
    return start + (end?.index ?? ahead.length);
  }

  /** Where the sentence before a place starts; the one before it where the place starts a sentence. */
  private sentenceStart(end: number, rules: Rules): number {
    const from = Math.max(0, end - LONGEST_SENTENCE);
    const before = this.trimmed({ start: from, end });
    let start = from;
    for (const match of this.text.slice(from, before.end).matchAll(rules.SENTENCE_ENDS)) {
      start = from + match.index + match[0].length;
    }
    return start;
  }

  private parts({ start, end }: Span, ends: RegExp): Span[] {
    const parts: Span[] = [];
    let from = start;
    for (const match of this.text.slice(start, end).matchAll(ends)) {
      parts.push(this.trimmed({ start: from, end: start + match.index }));
      from = start + match.index + match[0].length;
    }
    parts.push(this.trimmed({ start: from, end }));
    return parts.filter((part) => part.end > part.start);
  }

  private within({ start, end }: Span): Entity[] {
    const found: Entity[] = [];
    for (let at = this.firstFrom(start); at < this.entities.length && this.entities[at]!.start < end; at++) {
      if (this.entities[at]!.end <= end) found.push(this.entities[at]!);
    }
    return found;
  }

  /** The first entity that starts at a place or after it, by its index. */
  private firstFrom(start: number): number {
    let [low, high] = [0, this.entities.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.entities[middle]!.start < start) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private replace(wrong: Entity, right: Entity): void {
    wrong.negated = true;
    const { label, value, text, start, end } = wrong;
    right.corrects = { label, value, text, start, end };
    this.replaced.add(start);
  }

  private hasWords({ start, end }: Span): boolean {
    return /[\p{L}\p{N}]/u.test(this.text.slice(start, end)) && !this.removed.has(start);
  }

  /** Whether nothing but small words stands between two places. */
  private isLinked(start: number, end: number): boolean {
    return !/[,.;:!?。]/.test(this.text.slice(start, end)) && this.contentOf({ start, end }, 'LINKS').length === 0;
  }

  private hasContent(span: Span): boolean {
    return this.contentOf(span).length > 0;
  }

  /** The words of a span that are neither entities nor fillers. */
  private contentOf({ start, end }: Span, without: 'FILLER' | 'LINKS' = 'FILLER'): string[] {
    let left = '';
    let at = start;
    for (const entity of this.within({ start, end })) {
      if (entity.start < at) continue;
      left += `${this.text.slice(at, entity.start)} `;
      at = entity.end;
    }
    left += this.text.slice(at, end);
    const words = left.match(/\p{Script=Han}+|[^\s\p{P}\p{Script=Han}]+(?:'[a-z]+)?/gu) ?? [];
    return words.filter((word) => !isFiller(word, without));
  }
}

function isFiller(word: string, kind: 'FILLER' | 'LINKS' = 'FILLER'): boolean {
  const { FILLER, LINKS } = HAN.test(word) ? chinese : english;
  return (kind === 'LINKS' ? LINKS : FILLER).test(word);
}
