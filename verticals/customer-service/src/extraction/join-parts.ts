import type { EntityRole } from './entity.js';

/** A part of a composite entity: what may be it, and which of several alike. */
export interface PartDefinition {
  name: string;
  /** Labels of the entities that may be this part. */
  labels: readonly string[];
  /** `from` or `to` of a way or a span, … */
  role?: string;
}

/** What is known of an entity that may be a part; offsets are those of the text. */
export interface Joinable {
  label: string;
  start: number;
  end: number;
  role?: EntityRole | string;
  negated?: boolean;
  corrects?: 'earlier' | object;
}

/** Characters between two parts of one composite, at most. */
const WIDEST_GAP = 60;
/** Joining two parts is worth more than any gap costs, so that nothing stays alone that need not. */
const WORTH_OF_A_PART = 200;
/** `two pizzas and three colas`: what is on this side of an “and” goes with what else is on this side. */
const COST_OF_COORDINATION = 40;
const COORDINATES = /[,，、/&+]|\b(?:and|or|plus|then)\b|和|与|或|再|另外|还有/i;
const SENTENCE_ENDS = /[.!?;](?:\s|$)|[。！？；\n]/;
/** Entities that are looked at; a message with more is no request of a customer. */
const MOST_ENTITIES = 200;

/**
 * Composite entities: the parts of them that stand near each other, one map of parts by name for each composite, in the order
 * of the text. Each takes a part once at most; a composite may lack parts, and may be one part alone. What is denied, or replaced
 * by another of the message, is no part; what replaces another stands in its place (`two pizzas, no, three`).
 *
 * Of all ways to divide the entities, in the order of the text, into composites, it is the one that joins most parts over the
 * shortest gaps (dynamic programming over the places where a composite may end).
 */
export function joinParts<E extends Joinable>(
  text: string,
  entities: readonly E[],
  parts: readonly PartDefinition[],
): Map<string, E>[] {
  const placed = inOrder(entities.filter((one) => parts.some((part) => mayBe(one, part)))).slice(0, MOST_ENTITIES);
  const best: { worth: number; from: number; parts: Map<string, E> }[] = [];
  const worthUpTo = (end: number): number => (end < 0 ? 0 : best[end]!.worth);
  for (const [end] of placed.entries()) {
    for (let from = end; from >= 0 && end - from < parts.length; from--) {
      const group = placed.slice(from, end + 1);
      const cost = costOf(text, group);
      const joined = cost === undefined ? undefined : assigned(group, parts);
      if (joined === undefined) {
        // What is too far apart, or twice the same part, does not get nearer with one more in front.
        if (from === end) best[end] = { worth: worthUpTo(end - 1), from, parts: new Map() };
        else break;
        continue;
      }
      const worth = worthUpTo(from - 1) + WORTH_OF_A_PART * (group.length - 1) - cost!;
      if (best[end] === undefined || worth > best[end].worth) best[end] = { worth, from, parts: joined };
    }
  }
  const found: Map<string, E>[] = [];
  for (let end = placed.length - 1; end >= 0; end = best[end]!.from - 1) found.unshift(best[end]!.parts);
  return found.filter(({ size }) => size > 0);
}

interface Placed<E> {
  entity: E;
  start: number;
  end: number;
}

function inOrder<E extends Joinable>(entities: readonly E[]): Placed<E>[] {
  const replaced = new Set(entities.flatMap((one) => replacedBy(one)?.start ?? []));
  return entities
    .filter(({ negated, start }) => negated !== true && !replaced.has(start))
    .map((entity) => ({ entity, ...(replacedBy(entity) ?? { start: entity.start, end: entity.end }) }))
    .sort((a, b) => a.start - b.start);
}

/** The place of what an entity replaces in the same message. */
function replacedBy({ corrects }: Joinable): { start: number; end: number } | undefined {
  if (typeof corrects !== 'object') return undefined;
  const { start, end } = corrects as { start?: number; end?: number };
  return start === undefined || end === undefined ? undefined : { start, end };
}

/** `undefined` where the parts of a group stand too far apart to belong together. */
function costOf<E extends Joinable>(text: string, group: readonly Placed<E>[]): number | undefined {
  let cost = 0;
  for (const [at, next] of group.entries()) {
    const last = group[at - 1];
    if (last === undefined) continue;
    const between = text.slice(last.end, next.start);
    if (between.length > WIDEST_GAP || SENTENCE_ENDS.test(between)) return undefined;
    const coordinated = COORDINATES.test(between);
    // `to Paris and Rome`: two of a kind, of which nothing says that they are a way.
    const alike = last.entity.label === next.entity.label;
    if (alike && coordinated && (roleOf(last.entity) === undefined || roleOf(next.entity) === undefined))
      return undefined;
    cost += between.length + (coordinated ? COST_OF_COORDINATION : 0);
  }
  return cost;
}

/** Gives each of a group a part of its own: those with a role first, the others in the order in which the parts are declared. */
function assigned<E extends Joinable>(
  group: readonly Placed<E>[],
  parts: readonly PartDefinition[],
): Map<string, E> | undefined {
  const free = new Set(parts);
  const byEntity = new Map<E, PartDefinition>();
  const give = (entity: E, fits: (part: PartDefinition) => boolean): void => {
    const part = [...free].find((one) => mayBe(entity, one) && fits(one));
    if (part === undefined) return;
    free.delete(part);
    byEntity.set(entity, part);
  };
  const entities = group.map(({ entity }) => entity);
  for (const entity of entities) give(entity, ({ role }) => role !== undefined && role === roleOf(entity));
  for (const entity of entities) if (!byEntity.has(entity)) give(entity, () => true);
  if (byEntity.size < group.length) return undefined;
  // Alone, without a role, it may be either end.
  const [only] = entities;
  const eitherEnd = roleOf(only!) === undefined && parts.filter((part) => mayBe(only!, part)).length > 1;
  if (group.length === 1 && eitherEnd) return undefined;
  return new Map(entities.map((entity) => [byEntity.get(entity)!.name, entity]));
}

function mayBe(entity: Joinable, { labels, role }: PartDefinition): boolean {
  const own = roleOf(entity);
  return labels.includes(entity.label) && (role === undefined || own === undefined || own === role);
}

/** `old` and `new` say which of two values holds, not which part it is. */
export function roleOf({ role }: Pick<Joinable, 'role'>): string | undefined {
  return role === 'old' || role === 'new' ? undefined : role;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The ends of spans of days as entities of their own, with the roles `from` and `to`, in place of the spans and the days in them. */
export function withEndsOfPeriods<E extends Joinable & { value: unknown; text: string }>(entities: readonly E[]): E[] {
  const spans = entities.filter(isSpanOfDays);
  const inSpan = ({ start, end }: E): boolean => spans.some((span) => span.start <= start && end <= span.end);
  const ends = spans.flatMap((span) => {
    const { from, to } = span.value;
    const within = entities.filter((one) => one.label === 'date' && span.start <= one.start && one.end <= span.end);
    return [
      { ...span, ...within[0], label: 'date', value: from, role: 'from' },
      { ...span, ...within[1], label: 'date', value: to, role: 'to' },
    ] as E[];
  });
  return [...entities.filter((one) => !inSpan(one)), ...ends].sort((a, b) => a.start - b.start);
}

function isSpanOfDays<E extends { label: string; value: unknown }>(
  one: E,
): one is E & { value: { from: string; to: string } } {
  const { from, to } = (typeof one.value === 'object' ? (one.value ?? {}) : {}) as { from?: unknown; to?: unknown };
  return one.label === 'period' && [from, to].every((end) => typeof end === 'string' && DAY.test(end));
}

const ARTICLE_BEFORE = /(?<![\p{L}\p{N}])an?\s+$/iu;

/** `a salad`: the article counts what follows, as a number would; it becomes one where a composite has things and their number. */
export function withArticles<E extends Joinable & { value: unknown; text: string; confidence: number }>(
  text: string,
  entities: readonly E[],
  composites: readonly { parts: readonly PartDefinition[] }[],
): E[] {
  const isNumber = ({ labels }: PartDefinition): boolean => labels.includes('number');
  const counted = composites
    .filter(({ parts }) => parts.some(isNumber))
    .flatMap(({ parts }) => parts.filter((part) => !isNumber(part)).flatMap(({ labels }) => labels));
  const articles = entities
    // What replaces another comes in the number of that one.
    .filter(({ label, corrects }) => counted.includes(label) && typeof corrects !== 'object')
    .flatMap(({ start: end, confidence, negated }) => {
      const article = ARTICLE_BEFORE.exec(text.slice(0, end))?.[0];
      if (article === undefined) return [];
      const start = end - article.length;
      const one = { label: 'number', value: 1, text: article.trim(), start, end: start + article.trimEnd().length };
      return [{ ...one, confidence, ...(negated === undefined ? {} : { negated }) } as E];
    });
  return articles.length === 0 ? [...entities] : [...entities, ...articles].sort((a, b) => a.start - b.start);
}
