import { beginningOf, foldWidth } from '@proofline/pipeline';
import type { EntityValue } from '../extraction/entity.js';
import { EntityExtractor, type EntitySettings, type Moment } from '../extraction/extract-entities.js';
import { inSmallLetters } from '../extraction/small-letters.js';
import { instructionsIn } from './instructions.js';
import { unknownChineseNames, unknownEnglishNames } from './names.js';
import { contentWords, type Quantity, type QuantityKind, readStatements, type Statement, stem } from './statements.js';

/** Characters. What is longer is no answer to a customer. */
const LONGEST_REPLY = 8000;

/** What a reply may rest on. */
export interface Grounds {
  /** What the customer said or a system answered, by slot: typed values of entities, or texts. */
  slots?: Readonly<Record<string, EntityValue | undefined>>;
  /** Passages of the documents that were found for the question. What the customer wrote is none. */
  sources: readonly string[];
  allowed?: {
    /** Of the company, its products, the person who signs. */
    names?: readonly string[];
    /** Sentences that may be said as they are: `I will call you back today`. */
    texts?: readonly string[];
  };
  moment: Moment;
  /** As the entities of the conversation are read, so that the same text means the same. */
  settings?: EntitySettings;
}

export type ViolationKind = QuantityKind | 'name' | 'promise' | 'contradiction' | 'instruction' | 'disguise' | 'length';

/** One thing of a reply that rests on nothing. Offsets are into the reply. */
export interface Violation {
  kind: ViolationKind;
  text: string;
  start: number;
  end: number;
  why: string;
}

export interface ReplyCheck {
  grounded: boolean;
  violations: Violation[];
}

/**
 * Whether everything of a reply that commits or informs rests on a slot or a source: each number, amount, date, duration, contact
 * and code has an equal one there (equal in value, not in form) that is said of the same thing on the same side of the same bound;
 * each name is known; each promise has a sentence that makes it; and no sentence says the opposite of the source it is taken from.
 * Texts that give orders to a machine, or hide letters, never pass.
 *
 * A check of form, not of truth: a reply may still be beside the question.
 */
export function checkReply(reply: string, grounds: Grounds): ReplyCheck {
  if (reply.length > LONGEST_REPLY) {
    const why = `It has ${reply.length} characters; a reply of more than ${LONGEST_REPLY} is not checked.`;
    const all = { text: `${beginningOf(reply, 40)}…`, start: 0, end: reply.length };
    return { grounded: false, violations: [placed('length', all, why)] };
  }
  const violations = [...disguises(reply), ...instructions(reply)];
  const extractor = new EntityExtractor(grounds.settings);
  const evidence = new Evidence(grounds, extractor);
  const statements = readStatements(reply, extractor, grounds.moment);
  for (const statement of statements) {
    if (evidence.allowsText(statement.text)) continue;
    for (const quantity of statement.quantities) {
      const why = evidence.objectTo(quantity, statement);
      if (why !== undefined) violations.push(placed(quantity.kind, quantity, why));
    }
    const opposite = evidence.opposite(statement);
    if (opposite !== undefined) {
      violations.push(placed('contradiction', statement, `The source says the opposite: “${opposite.text}”.`));
    } else if (statement.ideas.commits && !evidence.promises(statement, saidWith(statement, statements))) {
      violations.push(placed('promise', statement, 'No source promises this.'));
    }
  }
  violations.push(...unknownNames(reply, evidence));
  violations.sort((a, b) => a.start - b.start || a.end - b.end);
  return { grounded: violations.length === 0, violations };
}

/** All values of the sentence of a statement, and of its neighbours: a condition may stand in either. */
function saidWith(statement: Statement, statements: readonly Statement[]): Quantity[] {
  const at = statements.indexOf(statement);
  return statements.slice(Math.max(0, at - 1), at + 2).flatMap(({ quantities }) => quantities);
}

const placed = (
  kind: ViolationKind,
  { text, start, end }: { text: string; start: number; end: number },
  why: string,
): Violation => ({
  kind,
  text,
  start,
  end,
  why,
});

function instructions(reply: string): Violation[] {
  return instructionsIn(reply).map((found) =>
    placed('instruction', found, 'This speaks to a machine, not to a customer.'),
  );
}

const HIDDEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]|[\u{e0000}-\u{e007f}]/gu;
const MIXED_WORD =
  /(?=[\p{L}]*[A-Za-z])(?=[\p{L}]*[\p{Script=Cyrillic}\p{Script=Greek}])[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]{2,40}/gu;
/** Digits that are none of ASCII or full width: they would be read by people and not by the check. */
const OTHER_DIGIT = /(?![0-9\uff10-\uff19])[\p{Nd}\p{No}]/gu;

function disguises(reply: string): Violation[] {
  const find = (form: RegExp, why: string) =>
    [...reply.matchAll(form)].map((match) =>
      placed('disguise', { text: match[0], start: match.index, end: match.index + match[0].length }, why),
    );
  return [
    ...find(HIDDEN, 'A character that nobody sees.'),
    ...find(MIXED_WORD, 'A word of letters of several scripts that look alike.'),
    ...find(OTHER_DIGIT, 'A digit of a kind that is not checked.'),
  ];
}

function unknownNames(reply: string, evidence: Evidence): Violation[] {
  const text = foldWidth(reply);
  const names = [
    ...unknownEnglishNames(text, evidence.knownWords, (word) => evidence.knownStems.has(stem(word))),
    ...unknownChineseNames(text, (name) => evidence.knownText.includes(name)),
  ];
  return names.map((name) =>
    placed(
      'name',
      { ...name, text: reply.slice(name.start, name.end) },
      'No source, slot or list of allowed names has it.',
    ),
  );
}

/** A value that a source or a slot has, with what it is said of. */
interface Fact {
  quantity: Quantity;
  /** Undefined for slots, which stand for themselves. */
  statement?: Statement;
  words: ReadonlySet<string>;
}

/** How much of what one says another must say, from 0 to 1, to be taken for its source. */
const SAME_STATEMENT = 0.6;
const SAME_PROMISE = 0.5;
/** How much better a value must fit elsewhere to be out of place. */
const CLEARLY_BETTER = 1.25;

class Evidence {
  readonly knownWords: ReadonlySet<string>;
  readonly knownStems: ReadonlySet<string>;
  readonly knownText: string;
  private readonly statements: Statement[];
  private readonly facts: Fact[];
  private readonly rarity = new Map<string, number>();
  private readonly allowedTexts: ReadonlySet<string>;
  /** Words of names that are allowed, and of slots. */
  private readonly ownNames: ReadonlySet<string>;
  /** Words of statements that deny nothing. */
  private readonly affirmed: ReadonlySet<string>;

  constructor({ slots = {}, sources, allowed = {}, moment }: Grounds, extractor: EntityExtractor) {
    const texts = [...sources, ...(allowed.texts ?? [])];
    this.statements = texts.flatMap((text) => readStatements(text, extractor, moment));
    this.facts = [
      ...this.statements.flatMap((statement) =>
        statement.quantities.map((quantity) => ({ quantity, statement, words: statement.words })),
      ),
      ...slotFacts(slots, extractor, moment),
    ];
    const count = new Map<string, number>();
    for (const { words } of this.statements) for (const word of words) count.set(word, (count.get(word) ?? 0) + 1);
    for (const [word, times] of count) this.rarity.set(word, Math.log(1 + this.statements.length / times));
    const slotTexts = Object.values(slots).filter((value) => typeof value === 'string');
    this.ownNames = contentWords([...slotTexts, ...(allowed.names ?? [])].join(' '));
    this.affirmed = new Set(this.statements.filter(({ negative }) => !negative).flatMap(({ words }) => [...words]));
    this.knownText = foldWidth([...texts, ...slotTexts, ...(allowed.names ?? [])].join('\n'));
    this.knownWords = new Set([...inSmallLetters(this.knownText).matchAll(/[\p{L}\p{N}]+/gu)].map(([word]) => word));
    this.knownStems = new Set([...this.knownWords].map(stem));
    this.allowedTexts = new Set(
      (allowed.texts ?? []).flatMap((text) => readStatements(text, extractor, moment).map((one) => plain(one.text))),
    );
  }

  allowsText(text: string): boolean {
    return this.allowedTexts.has(plain(text));
  }

  /** Why a value of a reply does not hold; undefined where it does. */
  objectTo(quantity: Quantity, statement: Statement): string | undefined {
    const equal = this.facts.filter((fact) => isEqual(quantity, fact.quantity));
    if (equal.length === 0 && isGreeting(quantity, statement)) return undefined;
    if (equal.length === 0) return 'No slot and no source has this value.';
    const same = equal.filter(
      (fact) =>
        countsTheSame(quantity, statement, fact) &&
        (fact.statement === undefined || keepsScope(statement, fact.statement)),
    );
    if (same.length === 0) return 'The sources say this value of something else.';
    const sided = same.filter(
      ({ quantity: { bound } }) => bound === undefined || quantity.bound === undefined || bound === quantity.bound,
    );
    if (sided.length === 0) return 'The sources say this value as the other bound.';
    return this.fitsBetter(quantity, statement, sided);
  }

  /** Another value of the kind that the sources say of what the reply says this one of. */
  private fitsBetter(quantity: Quantity, statement: Statement, own: readonly Fact[]): string | undefined {
    const fit = (fact: Fact) => this.fit(statement, fact);
    const best = Math.max(...own.map(fit));
    const clauses = new Set(own.map((fact) => fact.statement).filter((one) => one !== undefined));
    for (const rival of this.facts) {
      if (formOf(rival.quantity) !== formOf(quantity) || own.includes(rival)) continue;
      if (rival.statement !== undefined && clauses.has(rival.statement)) {
        // Of one clause (`runs for 24 months and renews by 12`), the words around each value decide.
        const there = this.weightOf(statement.words, rival.quantity.near);
        const here = Math.max(...own.map((fact) => this.weightOf(statement.words, fact.quantity.near)));
        if (here === 0 && there > 0.5) return `The sources say ${rival.quantity.text} of this.`;
        continue;
      }
      const rivalFit = fit(rival);
      if (rivalFit > best * CLEARLY_BETTER && rivalFit > 0.5) return `The sources say ${rival.quantity.text} of this.`;
    }
    return undefined;
  }

  private weightOf(words: ReadonlySet<string>, others: ReadonlySet<string>): number {
    let sum = 0;
    for (const word of words) if (others.has(word)) sum += this.rarity.get(word) ?? 1;
    return sum;
  }

  /** How much a fact is said of what a statement speaks about. The clause weighs full, the rest of its sentence a quarter. */
  private fit(statement: Statement, fact: Fact): number {
    let sum = 0;
    for (const word of statement.context) {
      const own = statement.words.has(word) ? 1 : 0.25;
      const there = fact.words.has(word) ? 1 : fact.statement?.context.has(word) ? 0.25 : 0;
      sum += own * there * (this.rarity.get(word) ?? 1);
    }
    for (const idea of statement.ideas.all) if (fact.statement?.ideas.all.has(idea)) sum += 0.5;
    return sum;
  }

  /** The source statement that a statement turns into its opposite, if there is one. */
  opposite(statement: Statement): Statement | undefined {
    const close = this.statements
      .map((source) => ({ source, share: this.shareOf(statement, source) }))
      .filter(({ share }) => share >= SAME_STATEMENT)
      .sort((a, b) => b.share - a.share);
    const best = close[0]?.share ?? 0;
    const against = close.filter(({ source, share }) => source.negative !== statement.negative && share >= best - 0.1);
    const support = close.filter(({ source, share }) => source.negative === statement.negative && share >= best - 0.1);
    // `underwear is excluded` beside `goods can be exchanged`: what says the same must speak of the same.
    const shared = (source: Statement) => [...statement.words].filter((word) => source.words.has(word));
    return against.find(
      (one) => !support.some(({ source }) => shared(one.source).every((word) => source.words.has(word))),
    )?.source;
  }

  /**
   * Whether one source makes every promise of a statement, of the same things and on the same conditions: the values that the
   * source ties it to (`over $50`, `for 2 years`) must be said too.
   */
  promises(statement: Statement, said: readonly Quantity[]): boolean {
    const { promises, all } = statement.ideas;
    return this.statements.some((source) => {
      if (source.negative !== statement.negative || (source.conditional && !statement.conditional)) return false;
      if (this.isTransplanted(statement, source) || !keepsScope(statement, source)) return false;
      if (!this.conditionsOf(source, statement).every((needed) => said.some((one) => isEqual(one, needed))))
        return false;
      const sentence = this.sentenceIdeas(source);
      if (promises.size > 0 && ![...promises].some((idea) => source.ideas.all.has(idea))) return false;
      if (![...promises].every((idea) => sentence.has(idea))) return false;
      if (source.language !== statement.language) {
        // Across languages only ideas can be compared: there must be two at least, all of them in the source.
        return all.size > 1 && [...all].every((idea) => sentence.has(idea));
      }
      return this.shareOf(statement, source) >= SAME_PROMISE;
    });
  }

  /** Values of a source clause and of the one after it in its sentence (`we repair it free, for 2 years`). */
  private conditionsOf(source: Statement, statement: Statement): readonly Quantity[] {
    const next = this.statements[this.statements.indexOf(source) + 1];
    const all = next?.context === source.context ? [...source.quantities, ...next.quantities] : source.quantities;
    if (all.length < 2 || statement.language !== source.language) return all;
    // Of `booked 7 days in advance and cancelled free until 2 hours before`, each value is a condition of its own half.
    return all.filter(
      ({ near }) => near.size === 0 || this.weightOf(statement.words, near) * 2.5 >= this.weightOf(near, near),
    );
  }

  /**
   * Whether a promise is moved to something else: to a name of another sentence (`roaming in Switzerland`), or to what only a
   * denial speaks of (`we reimburse dental treatment` where that is excluded).
   */
  private isTransplanted(statement: Statement, source: Statement): boolean {
    if (statement.language !== source.language) return false;
    const elsewhere = (word: string) => this.rarity.has(word) && !source.context.has(word);
    if ([...statement.names].some((name) => elsewhere(name) && !this.ownNames.has(name))) return true;
    return [...statement.words].some((word) => elsewhere(word) && !this.affirmed.has(word));
  }

  private sentenceIdeas(source: Statement): ReadonlySet<string> {
    const ideas = new Set(source.ideas.all);
    for (const other of this.statements) {
      if (other.context === source.context) for (const idea of other.ideas.all) ideas.add(idea);
    }
    return ideas;
  }

  /** The share of what a statement says, by the rarity of its words and its ideas, that a source says too. */
  private shareOf(statement: Statement, source: Statement): number {
    if (statement.language !== source.language) {
      const { all } = statement.ideas;
      const shared = [...all].filter((idea) => source.ideas.all.has(idea)).length;
      return all.size < 2 ? 0 : shared / Math.max(all.size, source.ideas.all.size);
    }
    const unknown = Math.log(1 + this.statements.length);
    let [shared, whole] = [0, 0];
    for (const word of statement.words) {
      const weight = this.rarity.get(word) ?? unknown;
      whole += weight;
      shared += weight * (source.words.has(word) ? 1 : source.context.has(word) ? 0.5 : 0);
    }
    return whole === 0 ? 0 : shared / whole;
  }
}

/** `What can I do for you today?` promises nothing for today. */
const isGreeting = ({ text }: Quantity, { ideas }: Statement): boolean =>
  /^(?:today|今天|今日)$/i.test(text) && !ideas.commits && ideas.all.size === 0;

/** Whether a source speaks of all whom and what a statement names. */
const keepsScope = (statement: Statement, source: Statement): boolean =>
  [...statement.scopes].every((scope) => source.scopesAround.has(scope));

/** What a key is of: an e-mail address is no rival of a phone number. */
const formOf = ({ keys }: Quantity): string => keys[0]!.split(' ')[0]!;

const plain = (text: string): string =>
  foldWidth(text)
    .toLowerCase()
    .replace(/[\s\p{P}]+/gu, ' ')
    .trim();

function slotFacts(slots: NonNullable<Grounds['slots']>, extractor: EntityExtractor, moment: Moment): Fact[] {
  return Object.entries(slots).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const words = contentWords(name.replace(/[_-]|(?<=[a-z])(?=[A-Z])/g, ' '));
    return readStatements(slotText(value), extractor, moment).flatMap(({ quantities }) =>
      quantities.map((quantity) => ({ quantity, words })),
    );
  });
}

/** A typed value as a text that is read back as the same value. */
function slotText(value: EntityValue): string {
  if (typeof value !== 'object') return String(value).replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)$/, '$1 $2');
  if ('currency' in value) return `${value.currency} ${value.amount}`;
  if ('unit' in value) return `${value.count} ${value.unit === 'businessDay' ? 'business day' : value.unit}s`;
  return `${slotText(value.from)} to ${slotText(value.to)}`;
}

/** Whether a fact has the value of a claim. A claim of a whole span needs the whole span; a fact of one also has its ends. */
function isEqual(claim: Quantity, fact: Quantity): boolean {
  if (claim.keys.some((key) => fact.keys.includes(key) || fact.parts.includes(key))) return true;
  // `12.50` of a price that was said with its currency, `at least 16` of an age in years.
  const bare = /^number (.+)$/.exec(claim.keys[0]!)?.[1];
  return claim.counts === undefined && bare !== undefined && fact.parts.includes(`bare ${bare}`);
}

/** A bare number must count the same thing, where both say what they count in one language. */
function countsTheSame(
  quantity: Quantity,
  statement: Statement,
  { quantity: other, statement: source, words }: Fact,
): boolean {
  if (quantity.counts === undefined || other.counts === undefined || source === undefined) return true;
  if (source.language !== statement.language) return true;
  const alike = source.language === 'zh' && [...quantity.counts].some((character) => other.counts!.includes(character));
  return alike || quantity.counts === other.counts || words.has(quantity.counts) || statement.words.has(other.counts);
}
