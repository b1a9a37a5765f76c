import { foldWidth } from '@proofline/pipeline';
import { durationKey } from '../extraction/durations.js';
import type { Amount, Duration, Entity, Period } from '../extraction/entity.js';
import type { EntityExtractor, Moment } from '../extraction/extract-entities.js';
import { type Ideas, ideasOf, scopesOf } from './concepts.js';

/** What a quantity is; a value only ever traces to one of its own kind. */
export type QuantityKind = 'number' | 'amount' | 'percent' | 'date' | 'time' | 'duration' | 'link' | 'code';

/** A value of a text that must be the same wherever it is said. */
export interface Quantity {
  kind: QuantityKind;
  /** Equal values have one key in common: `3 days`, `three days` and 三天; dates of all forms and both languages. */
  keys: readonly string[];
  /** What may be said of it alone: ends of a span, day and time of a moment, the number of an amount or a duration. */
  parts: readonly string[];
  text: string;
  start: number;
  end: number;
  /** Which side of the value is meant, where words say so: `within`, `at most`; `after`, `at least`. */
  bound?: 'below' | 'above';
  /** Content words right around it, up to the next value or conjunction: what it is said of inside its clause. */
  near: ReadonlySet<string>;
  /** What a bare number counts, where a word says so. */
  counts?: string;
}

/** A clause: the smallest part of a text that says something. */
export interface Statement {
  text: string;
  start: number;
  end: number;
  language: 'en' | 'zh';
  /** Stems of its content words; of Chinese, pairs of characters. */
  words: ReadonlySet<string>;
  /** Those of the whole sentence. */
  context: ReadonlySet<string>;
  ideas: Ideas;
  /** To whom or to what it applies, as far as closed lists name it. */
  scopes: ReadonlySet<string>;
  /** Those of its sentence and of the sentence before. */
  scopesAround: ReadonlySet<string>;
  /** Whether it says that something is not so. */
  negative: boolean;
  /** Stems of the words with a capital that no start of a sentence explains. */
  names: ReadonlySet<string>;
  /** Whether it holds only in some case: `if`, `only`, 如果. */
  conditional: boolean;
  quantities: Quantity[];
}

type Found = Omit<Quantity, 'near'>;

const SENTENCE = /[^.!?;\n。…]+(?:[.!?;](?!\s|$|\p{Script=Han})[^.!?;\n。…]*)*/gu;
const CLAUSE = /(?:[^,、:]|[,:](?=\d)|(?<=\d),(?=\d{3}))+/g;
const CONJUNCTION =
  /\b(?:but|while|whereas|however|although|and (?=you|we|i|it|they|the|your|our|our)\b)|但是?|而且|不过|并且|同时/gi;

/** Cuts a text into clauses with all that can be checked in them. */
export function readStatements(message: string, extractor: EntityExtractor, moment: Moment): Statement[] {
  const text = foldWidth(message);
  const quantities = quantitiesOf(message, text, extractor, moment);
  const statements: Statement[] = [];
  const bare = withoutQuantities(text, quantities);
  let around = new Set<string>();
  for (const sentence of text.matchAll(SENTENCE)) {
    const uncounted = bare.slice(sentence.index, sentence.index + sentence[0].length);
    const context = contentWords(uncounted);
    const scopes = scopesOf(uncounted);
    for (const [start, end] of clausesOf(sentence[0], sentence.index, quantities)) {
      const clause = text.slice(start, end);
      if (!/[\p{L}\p{N}]/u.test(clause)) continue;
      const said = message.slice(start, end).trim();
      const from = start + clause.search(/\S/);
      statements.push({
        text: said,
        start: from,
        end: from + said.length,
        language: /\p{Script=Han}/u.test(clause) ? 'zh' : 'en',
        words: contentWords(bare.slice(start, end)),
        context,
        ideas: ideasOf(clause),
        scopes: scopesOf(bare.slice(start, end)),
        scopesAround: new Set([...around, ...scopes]),
        names: namesIn(clause),
        negative: isNegative(clause),
        conditional: CONDITION.test(clause),
        quantities: withNear(bare, { start, end }, quantities),
      });
    }
    around = scopes;
  }
  return statements;
}

function namesIn(clause: string): Set<string> {
  return new Set([...clause.matchAll(/(?<=[a-z,] )\p{Lu}[\p{L}]+/gu)].map(([word]) => stem(word.toLowerCase())));
}

const NEAR_ENDS = /\band\b|\bor\b|,|和|及|、|并/;

/** The quantities of a clause, each with the words around it. */
function withNear(bare: string, clause: { start: number; end: number }, quantities: readonly Found[]): Quantity[] {
  const own = quantities.filter(({ start, end }) => start >= clause.start && end <= clause.end);
  return own.map((quantity, at) => {
    const before = bare.slice(own[at - 1]?.end ?? clause.start, quantity.start);
    const behind = bare.slice(quantity.end, own[at + 1]?.start ?? clause.end).split(NEAR_ENDS)[0]!;
    return { ...quantity, near: contentWords(`${before} ${behind}`) };
  });
}

/** A value is compared as a value: `December` in two dates is nothing they have in common. */
function withoutQuantities(text: string, quantities: readonly Found[]): string {
  const units = text.split('');
  for (const { start, end } of quantities) units.fill(' ', start, end);
  return units.join('');
}

/** Clauses of a sentence; a quantity (`Dec 5, 2026`) is never cut. */
function clausesOf(sentence: string, offset: number, quantities: readonly Found[]): [number, number][] {
  const cuts = [0, sentence.length];
  for (const match of sentence.matchAll(CLAUSE)) cuts.push(match.index, match.index + match[0].length);
  for (const match of sentence.matchAll(CONJUNCTION)) cuts.push(match.index);
  const inside = (at: number) => quantities.some(({ start, end }) => start < at + offset && at + offset < end);
  const places = [...new Set(cuts)].sort((a, b) => a - b).filter((at) => !inside(at));
  return places.slice(1).map((end, at) => [offset + places[at]!, offset + end]);
}

const BELOW_BEFORE =
  /(?:\b(?:within|up to|at most|no (?:more|later) than|not more than|maximum(?: of)?|max|under|less than|fewer than|before|by|until|till|below|in under)|最多|不超过|至多|少于|低于|不到|小于|截至|截止)[ :]?(?:the |an? )?$/i;
const BELOW_BEHIND = /^ ?(?:or (?:less|fewer|under|earlier)|at most|maximum)\b|^(?:之内|以内|内|以下|之前|前|以前)/i;
const ABOVE_BEFORE =
  /(?:\b(?:at least|no (?:less|fewer|earlier) than|not less than|more than|over|minimum(?: of)?|min|from|after|above|exceeding|starting(?: at| from)?)|至少|最少|不少于|不低于|超过|多于|大于|高于|满)[ :]?(?:the |an? )?$/i;
const ABOVE_BEHIND = /^ ?(?:or (?:more|over|later|above)|and (?:above|over)|minimum|\+)|^(?:以上|之后|后|以后|起)/i;
const COUNTED = /^[ -]?(?:\p{Script=Han}(\p{Script=Han}{1,2})|([A-Za-z]{3,}))/u;
const CONDITION =
  /\b(?:if|unless|only|provided (?:that|you|it|the)|as long as|when|for members|subject to|depending)\b|如果|若|只有|仅|除非|前提|会员|凡/i;
const LIST_ITEM = /(?:^|\n)[ \t]*$/;
const CODE =
  /(?<![A-Za-z0-9])(?=[A-Za-z0-9-]*\d)(?=[A-Za-z0-9-]*[A-Za-z])[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?![A-Za-z0-9])/g;

function quantitiesOf(message: string, text: string, extractor: EntityExtractor, moment: Moment): Found[] {
  const { entities, refused } = extractor.extract(message, moment);
  const spans = entities.filter(({ type }) => type === 'period');
  const inSpan = (one: Entity) =>
    one.type !== 'period' && spans.some(({ start, end }) => start <= one.start && one.end <= end);
  const found: Found[] = [];
  for (const entity of entities) {
    const kind = kindOf(entity);
    if (kind === undefined || isNoClaim(text, entity) || inSpan(entity)) continue;
    const keys = keysOf(entity, extractor, moment);
    const { start, end } = entity;
    const bound = boundOf(text, start, end);
    const counts = kind === 'number' ? counted(text, end) : undefined;
    found.push({
      kind,
      keys,
      parts: partsOf(entity),
      text: entity.text,
      start,
      end,
      ...(bound && { bound }),
      ...(counts && { counts }),
    });
  }
  const covered = (at: number) => found.some(({ start, end }) => start <= at && at < end);
  const addRaw = (start: number, end: number) => {
    const written = text.slice(start, end);
    found.push({
      kind: 'code',
      keys: [`code ${written.toLowerCase()}`],
      parts: [],
      text: message.slice(start, end),
      start,
      end,
    });
  };
  // A day that no calendar has is in no source either, unless a source has the same nonsense.
  for (const { start, end } of refused) addRaw(start, end);
  for (const match of text.matchAll(CODE))
    if (!covered(match.index)) addRaw(match.index, match.index + match[0].length);
  // Nothing with a digit is left unread: `1.2.3`, `#77`.
  for (const match of text.matchAll(/\d[\d.,:/-]*\d|\d/g)) {
    const { index: start } = match;
    if (!covered(start) && !isListNumber(text, start, start + match[0].length)) addRaw(start, start + match[0].length);
  }
  return found.sort((a, b) => a.start - b.start);
}

function kindOf({ type }: Entity): QuantityKind | undefined {
  if (
    type === 'number' ||
    type === 'amount' ||
    type === 'percent' ||
    type === 'date' ||
    type === 'time' ||
    type === 'duration'
  )
    return type;
  if (type === 'datetime' || type === 'period') return 'date';
  if (type === 'email' || type === 'phone' || type === 'url') return 'link';
  return type === 'ordinal' ? 'number' : undefined;
}

/** `one moment`, 一个, `first, …`, and the numbers of list items claim nothing. */
function isNoClaim(text: string, { type, start, end, confidence, text: written }: Entity): boolean {
  if (type === 'ordinal') return !/\d|第/.test(written);
  if (type === 'duration' && confidence < 1) return true;
  if (type !== 'number') return false;
  return confidence < 1 || isListNumber(text, start, end);
}

function isListNumber(text: string, start: number, end: number): boolean {
  return LIST_ITEM.test(text.slice(Math.max(0, start - 4), start)) && /^[.)、]/.test(text.slice(end, end + 1));
}

export function keysOf(
  entity: Pick<Entity, 'type' | 'value' | 'text'>,
  extractor: EntityExtractor,
  moment: Moment,
): string[] {
  const { type, value, text } = entity;
  switch (type) {
    case 'amount': {
      const { amount, currency } = value as Amount;
      return [`amount ${amount} ${currency}`];
    }
    case 'duration':
      return [`duration ${durationKey(value as Duration)}`];
    case 'period': {
      const { from, to } = value as Period;
      return [`period ${from} ${to}`];
    }
    case 'date':
      // `in 3 days` also says how long.
      return [`date ${value}`, ...lastYear(String(value), text), ...lastingOf(text, extractor, moment)];
    case 'datetime':
      return [`moment ${value}`, ...lastingOf(text, extractor, moment)];
    default:
      return [
        `${type} ${
          type === 'url'
            ? String(value)
                .replace(/^https?:\/\/(?:www\.)?|^www\.|\/$/gi, '')
                .toLowerCase()
            : value
        }`,
      ];
  }
}

function partsOf({ type, value }: Entity): string[] {
  const alone = (moment: string): string[] => {
    const [day, time] = moment.split('T');
    if (time !== undefined) return [`moment ${moment}`, `date ${day}`, `time ${time}`];
    return [moment.includes(':') ? `time ${moment}` : `date ${moment}`];
  };
  if (type === 'datetime') return alone(String(value)).slice(1);
  if (type === 'amount') return [`bare ${(value as Amount).amount}`];
  if (type === 'duration') return [`bare ${(value as Duration).count}`];
  if (type !== 'period') return [];
  const { from, to } = value as Period;
  return [...alone(from), ...alone(to)];
}

/** A day without a year is read ahead; a reply may look back (`was made on 20 November`). */
function lastYear(day: string, text: string): string[] {
  const withoutYear = /\d/.test(text) && !/\d{4}/.test(text);
  return withoutYear ? [`date ${Number(day.slice(0, 4)) - 1}${day.slice(4)}`] : [];
}

function lastingOf(text: string, extractor: EntityExtractor, moment: Moment): string[] {
  const lasting = /^in (.+)$/i.exec(text)?.[1] ?? /^(.+?)(?:之后|以后|后)$/.exec(text)?.[1];
  if (lasting === undefined) return [];
  const { entities } = extractor.extract(lasting, moment);
  return entities.flatMap(({ type, value }) =>
    type === 'duration' ? [`duration ${durationKey(value as Duration)}`] : [],
  );
}

function boundOf(text: string, start: number, end: number): 'below' | 'above' | undefined {
  const before = text.slice(Math.max(0, start - 20), start);
  const behind = text.slice(end, end + 12);
  if (BELOW_BEFORE.test(before) || BELOW_BEHIND.test(behind)) return 'below';
  // `30天后` is read as a day.
  const later = /[天周月年]之?后$|[天周月年]以后$/.test(text.slice(start, end));
  if (later || ABOVE_BEFORE.test(before) || ABOVE_BEHIND.test(behind)) return 'above';
  return undefined;
}

function counted(text: string, end: number): string | undefined {
  const match = COUNTED.exec(text.slice(end, end + 24));
  if (match === null) return undefined;
  const word = match[2]?.toLowerCase();
  return word === undefined ? match[1] : STOP.has(word) ? undefined : stem(word);
}

const STOP = new Set(
  `a an the of to in on at for with by from and or but if as is are was were be been being it its this that these those you your yours
  we our ours us i me my he she they them their there here have has had do does did will would shall should can could may might must
  ll ve re so then than also just please thank thanks hello hi dear yes sure course very about into up out over all any some each
  what when where which who how get got more most only own same too s t d m not no nor never without within after before until
  customer sir madam kind regards sorry anything something everything`.split(/\s+/),
);

/** Enough of a stem to join `refund`, `refunds`, `refunded` and `refunding`. */
export function stem(word: string): string {
  const bare = word.replace(/'s?$/, '');
  if (bare.length < 5) return bare.replace(/(?<=..)s$/, '');
  return bare
    .replace(/(?:ies|ied)$/, 'y')
    .replace(/(?:ing|ed|es|s|ly|ment|e)$/, '')
    .replace(/(.)\1$/, '$1');
}

const CHINESE_STOP = /[需要的了吧呢啊呀在是和与及或您你我他她它们请将会可以能也都就还这那有把被给对于为到]/g;

/** Words with content: English stems; of Chinese, every two neighbouring characters. */
export function contentWords(text: string): Set<string> {
  const words = new Set<string>();
  for (const [word] of text.toLowerCase().matchAll(/[a-z][a-z']*[a-z]/g)) {
    if (!STOP.has(word) && !/n't$/.test(word)) words.add(stem(word.replace(/^(?:non|un)(?=[a-z]{5})/, '')));
  }
  for (const [run] of text.matchAll(/\p{Script=Han}+/gu)) {
    for (const part of run.replace(/[不没无非未勿]/g, '').split(CHINESE_STOP)) {
      for (let at = 0; at + 1 < part.length; at++) words.add(part.slice(at, at + 2));
    }
  }
  return words;
}

const NO_DENIAL =
  /\b(?:not only|no (?:more|later|less|fewer|earlier|sooner) than|not (?:more|later|less|earlier) than|no (?:problem|worries|doubt)|(?:no|without|zero)(?: (?!more |less )[a-z]+)? (?:charges?|costs?|fees?)|no questions asked|no limits?|don't (?:worry|hesitate)|do not hesitate|without (?:a )?doubt|not at all)\b|不(?:仅|但|止|超过|少于|低于|到|限|客气|好意思|用担心|过(?!期))|不收(?:取)?(?:任何)?费|无需付费|不用付钱|无(?:条件|理由|限)|对不起|未[^,]{1,3}的|差别|特别|级别|分别|别的/gi;
const DENIALS =
  /\b(?:not|no|never|cannot|nor|neither|none|nothing|without|except|excluding|unable|refuse[sd]?|prohibited|forbidden|excluded|unavailable|closed|ineligible|impossible|denied|rejected|lose|void(?:ed)?)\b|n't\b|\b(?:non|un(?=refundable|returnable|available|able|covered))-?(?=[a-z])|不|没|无法|无权|无需|未|非(?!常)|勿|禁止|拒绝|停业|休息|除外|除了/gi;

/** `is not here and does not come`, `neither shoes nor socks`: each part denies for itself. */
const PARTS = /\b(?:and|or|nor|but)\b|[,，、；]|而且|并且|也/i;

/** Whether a clause denies: an odd number of denials in one of its parts. */
function isNegative(clause: string): boolean {
  return clause.split(PARTS).some((part) => denialsIn(part) % 2 === 1);
}

/** How often a text denies something. */
export function denialsIn(text: string): number {
  const masked = text.replace(NO_DENIAL, (harmless) => '\u00b7'.repeat(harmless.length));
  return masked.match(DENIALS)?.length ?? 0;
}
