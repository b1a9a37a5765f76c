import { type Localized, text as localized } from '../text/localized.js';
import { findEmails, findPhones, type PhoneCountry, type Spotted } from './contacts.js';
import { foldWidth } from './fold-width.js';
import { findCards, findIbans, findIpAddresses, findResidentIds, findSocialSecurityNumbers } from './identifiers.js';
import { findKnown } from './known-values.js';
import { findAddresses, findBirthDates, findNames } from './personal-details.js';

/** Kinds of personal data, the most certain first: where two overlap, the one further up is meant. */
export const PII_KINDS = [
  'personal',
  'email',
  'iban',
  'resident-id',
  'ssn',
  'card',
  'ip',
  'birth-date',
  'phone',
  'address',
  'name',
] as const;

export type PiiKind = (typeof PII_KINDS)[number];

/** What each kind is called, in the plural. */
export const PII_TITLES: Readonly<Record<PiiKind, Localized>> = {
  personal: localized('what is known to be personal', '已知的个人信息'),
  email: localized('e-mail addresses', '电子邮箱'),
  iban: localized('bank accounts (IBAN)', '银行账号（IBAN）'),
  'resident-id': localized('resident identity numbers', '身份证号'),
  ssn: localized('social security numbers', '社会保障号'),
  card: localized('card numbers', '银行卡号'),
  ip: localized('IP addresses', 'IP 地址'),
  'birth-date': localized('days of birth', '出生日期'),
  phone: localized('phone numbers', '电话号码'),
  address: localized('postal addresses', '邮寄地址'),
  name: localized('names', '姓名'),
};

/** Personal data at a place of a text. Offsets are UTF-16, `end` exclusive. */
export interface PiiSpan {
  kind: PiiKind;
  text: string;
  start: number;
  end: number;
  /** What stands in for it, the same for the same value: `[EMAIL_1]`. */
  placeholder: string;
}

export interface PiiOptions {
  /** Kinds that stay as they are. */
  keep?: readonly PiiKind[];
  /** Of phone numbers without a country code; default `US`, with Chinese numbers understood everywhere. */
  phoneCountry?: PhoneCountry;
  /** Values that are known to be personal whatever they look like, of kind `personal`. */
  known?: readonly string[];
  /** Placeholders that were given before, to go on with in the next message of a conversation. See `PiiMasker`. */
  given?: Map<string, string>;
}

export interface MaskedText {
  text: string;
  /** Of the text as it was given, in order. */
  spans: PiiSpan[];
}

/**
 * Finds personal data, English and Chinese: what has a checksum or a form of its own (e-mail, IBAN, card, identity numbers, IP,
 * phone) wherever it stands, and names, addresses and days of birth where words or a form announce them (best effort). Numbers of
 * orders and tickets are none.
 */
export function findPii(
  message: string,
  { keep = [], known = [], phoneCountry = 'US', given = new Map() }: PiiOptions = {},
): PiiSpan[] {
  const text = foldWidth(message);
  const finders: Record<PiiKind, () => Spotted[]> = {
    personal: () =>
      findKnown(
        text,
        known.filter((value) => !hasKindOfItsOwn(value, phoneCountry)),
      ),
    email: () => findEmails(text),
    iban: () => findIbans(text),
    'resident-id': () => findResidentIds(text),
    ssn: () => findSocialSecurityNumbers(text),
    card: () => findCards(text),
    ip: () => findIpAddresses(text),
    'birth-date': () => findBirthDates(text),
    phone: () => findPhones(text, phoneCountry),
    address: () => findAddresses(text),
    name: () => findNames(text),
  };
  const taken = new Uint8Array(text.length);
  const found: (Spotted & { kind: PiiKind })[] = [];
  for (const kind of PII_KINDS) {
    for (const { start, end, value } of finders[kind]().sort((a, b) => a.start - b.start || b.end - a.end)) {
      if (end <= start || taken.subarray(start, end).includes(1)) continue;
      // What is kept still covers its characters, so that nothing else is read into them.
      taken.fill(1, start, end);
      if (!keep.includes(kind)) found.push({ kind, start, end, value });
    }
  }
  return found
    .sort((a, b) => a.start - b.start)
    .map(({ kind, start, end, value }) => ({
      kind,
      text: message.slice(start, end),
      start,
      end,
      placeholder: placeholderOf(kind, value, given),
    }));
}

/** An address or number that is known to be personal keeps the placeholder that it has elsewhere. */
function hasKindOfItsOwn(value: string, phoneCountry: PhoneCountry): boolean {
  return findPii(value, { phoneCountry }).some(({ text }) => text === value.trim());
}

/** A text with a placeholder for each piece of personal data. Equal values get equal placeholders. */
export function maskPii(message: string, options: PiiOptions = {}): MaskedText {
  const spans = findPii(message, options);
  let text = '';
  let at = 0;
  for (const { start, end, placeholder } of spans) {
    text += message.slice(at, start) + placeholder;
    at = end;
  }
  return { text: text + message.slice(at), spans };
}

/** Masks the messages of one conversation: a value has one placeholder in all of them. */
export class PiiMasker {
  private readonly given = new Map<string, string>();

  constructor(private readonly options: Omit<PiiOptions, 'given'> = {}) {}

  mask(message: string): MaskedText {
    return maskPii(message, { ...this.options, given: this.given });
  }
}

function placeholderOf(kind: PiiKind, value: string, given: Map<string, string>): string {
  const key = `${kind} ${value}`;
  let placeholder = given.get(key);
  if (placeholder === undefined) {
    const name = kind.toUpperCase().replace('-', '_');
    let number = 1;
    for (const one of given.values()) if (one.startsWith(`[${name}_`)) number++;
    placeholder = `[${name}_${number}]`;
    given.set(key, placeholder);
  }
  return placeholder;
}
