import { findEmails, findPhones, findUrls, foldWidth, type PhoneCountry, type Spotted } from '@proofline/pipeline';
import { amountCandidates, type CurrencyHabits, percentCandidates } from './amounts.js';
import { localNow } from './calendar.js';
import { findDates } from './dates.js';
import type { DateOrder } from './dates-numeric.js';
import type { DecimalSign } from './digits.js';
import { durationCandidates } from './durations.js';
import type { Candidate, Entity, EntityType, Refusal } from './entity.js';
import { type ListDefinition, ListMatcher } from './lists.js';
import { findNumbers, numberCandidates } from './numbers.js';
import { clearOf, withoutOverlaps } from './overlap.js';
import { type IdDefinition, type PatternDefinition, PatternMatcher } from './patterns.js';
import { withRoles } from './roles.js';

/** What a client's messages hold, and how its customers write. */
export interface EntitySettings {
  lists?: readonly ListDefinition[];
  ids?: readonly IdDefinition[];
  patterns?: readonly PatternDefinition[];
  /** Types to look for; default all. */
  types?: readonly EntityType[];
  /** How 03/04/2026 is read; default `mdy`. */
  dateOrder?: DateOrder;
  /** Which sign starts decimals; default by the form of each number. */
  decimal?: DecimalSign;
  currency?: CurrencyHabits;
  /** Of phone numbers without a country code; default `US`, with Chinese mobiles understood everywhere. */
  phoneCountry?: PhoneCountry;
}

/** When and where a message was written. */
export interface Moment {
  now: Date;
  /** IANA name, e.g. `Asia/Shanghai`. */
  timeZone: string;
}

export interface Extraction {
  /** In order of place. A `period` lies over the entities it is made of; all others keep clear of each other. */
  entities: Entity[];
  refused: Refusal[];
}

/** Recognises entities by rules, English and Chinese in one text. Compiled once; without state, so one serves all conversations. */
export class EntityExtractor {
  private readonly lists: ListMatcher;
  private readonly patterns: PatternMatcher;
  private readonly types: ReadonlySet<EntityType> | undefined;

  /** @throws ProoflineError `PATTERN_INVALID` with every pattern that cannot be used */
  constructor(private readonly settings: EntitySettings = {}) {
    this.lists = new ListMatcher(settings.lists ?? []);
    this.patterns = new PatternMatcher(settings.ids ?? [], settings.patterns ?? []);
    this.types = settings.types && new Set(settings.types);
  }

  extract(message: string, { now, timeZone }: Moment): Extraction {
    const text = foldWidth(message);
    const { dateOrder = 'mdy', decimal = 'auto', currency, phoneCountry } = this.settings;
    const numbers = findNumbers(text, decimal);
    const dates = findDates(text, localNow(now, timeZone), timeZone, dateOrder);
    const patterns = this.patterns.find(text);
    const refused = [...dates.refused, ...patterns.refused];
    const whole: Candidate[] = [
      ...patterns.candidates,
      ...asCandidates('email', findEmails(text)),
      ...asCandidates('url', findUrls(text)),
      ...asCandidates('phone', findPhones(text, phoneCountry)),
      ...this.lists.find(text),
      ...dates.candidates,
      ...amountCandidates(text, numbers, currency),
      ...percentCandidates(text, numbers),
      ...durationCandidates(text, numbers),
      ...numberCandidates(numbers),
    ];
    const [composed, simple] = parted(whole, dates.candidates);
    const clear = withoutOverlaps(clearOf(refused, simple));
    const spans = standing(composed, clear);
    const parts = clear.filter(({ type }) => PARTS.has(type));
    const others = clear.filter(({ type }) => !PARTS.has(type));
    const entities = [...parts, ...clearOf(spans, others), ...spans]
      .filter(({ type }) => this.types === undefined || this.types.has(type))
      .sort((a, b) => a.start - b.start || b.end - a.end)
      .map((candidate) => asEntity(candidate, message));
    return {
      entities: withRoles(text, entities),
      refused: refused.map((one) => ({ ...one, text: message.slice(one.start, one.end) })),
    };
  }
}

/** What a span is made of. */
const PARTS: ReadonlySet<EntityType> = new Set(['date', 'time', 'datetime']);

const asCandidates = (type: EntityType, spotted: readonly Spotted[]): Candidate[] =>
  spotted.map(({ start, end, value }) => ({ type, value, start, end, confidence: 1 }));

/** Spans made of other dates, and everything else. */
function parted(whole: readonly Candidate[], dates: readonly Candidate[]): [Candidate[], Candidate[]] {
  const shortest = new Map<number, number>();
  for (const { start, end } of dates) shortest.set(start, Math.min(end, shortest.get(start) ?? end));
  const isComposed = ({ type, start, end }: Candidate) => type === 'period' && (shortest.get(start) ?? end) < end;
  return [whole.filter(isComposed), whole.filter((one) => !isComposed(one))];
}

/** Spans whose ends both stand: something starts where they start, and nothing reaches over their edges. */
function standing(spans: readonly Candidate[], clear: readonly Candidate[]): Candidate[] {
  const starts = new Set(clear.map(({ start }) => start));
  const inner = new Set<number>();
  for (const { start, end } of clear) for (let at = start + 1; at < end; at++) inner.add(at);
  return spans.filter(({ start, end }) => starts.has(start) && !inner.has(end));
}

function asEntity({ type, label, value, start, end, confidence }: Candidate, message: string): Entity {
  return { label: label ?? type, type, value, text: message.slice(start, end), start, end, confidence };
}
