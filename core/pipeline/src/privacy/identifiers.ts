import { isValidIBAN } from 'ibantools';
import { isResidentId, isSocialSecurityNumber, passesLuhn } from './checksums.js';
import type { Spotted } from './contacts.js';

const CARD = /(?<![\w-])(?<!\d[.,])\d(?:[ -]?\d){12,18}(?![\w]|[.,-]\d)/g;
/** First digits that card networks have (ISO/IEC 7812): Visa, Mastercard, Amex, Discover, Diners, JCB, UnionPay, Maestro. */
const NETWORK = /^(?:4|5[0-8]|2[2-7]|3[457]|6[0234567]|3(?:0[0-5]|[689]))/;
const ORDER_CUE =
  /(?:\b(?:order|ticket|invoice|tracking|parcel|shipment|ref(?:erence)?|case|sku|serial|booking)\b|订单|单号|工单|运单|快递|序列号|发票)[^\d\n]{0,16}$/i;

/** Card numbers: 13 to 19 digits of a network with a right check digit, and not one that is announced as an order. */
export function findCards(text: string): Spotted[] {
  return spot(text, CARD, (written, before) => {
    const digits = written.replace(/\D/g, '');
    return NETWORK.test(digits) && passesLuhn(digits) && !isResidentId(digits) && !ORDER_CUE.test(before)
      ? digits
      : undefined;
  });
}

const IBAN = /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![A-Za-z0-9])/gi;

/** IBANs by the length and form of their country and the check digits of ISO 13616. */
export function findIbans(text: string): Spotted[] {
  return [...text.matchAll(IBAN)].flatMap((match) => {
    // A word may follow that has the form of a group: what is too long is tried shorter.
    const groups = match[0].split(' ');
    for (let taken = groups.length; taken > 0; taken--) {
      const written = groups.slice(0, taken).join(' ');
      const value = written.replaceAll(' ', '').toUpperCase();
      if (isValidIBAN(value)) return [{ start: match.index, end: match.index + written.length, value }];
    }
    return [];
  });
}

const RESIDENT = /(?<![\w.-])[1-8]\d{16}[\dXx](?!\w)/g;

/** Chinese resident identity numbers with their check character. */
export function findResidentIds(text: string): Spotted[] {
  return spot(text, RESIDENT, (written) => (isResidentId(written) ? written.toUpperCase() : undefined));
}

const SSN = /(?<![\w.-])\d{3}([- ])\d{2}\1\d{4}(?![\w-])/g;
const SSN_CUED = /(?:\bssn\b|social security)[^\d\n]{0,16}(\d{9})(?!\w)/gi;

/** US social security numbers: in their groups, or nine digits after a word that says so. */
export function findSocialSecurityNumbers(text: string): Spotted[] {
  const cued = [...text.matchAll(SSN_CUED)].map((match) => {
    const end = match.index + match[0].length;
    return { start: end - 9, end, value: match[1]! };
  });
  return [
    ...spot(text, SSN, (written) => (isSocialSecurityNumber(written) ? written.replace(/\D/g, '') : undefined)),
    ...cued,
  ];
}

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const IPV4 = new RegExp(`(?<![\\w.])(?:${OCTET}\\.){3}${OCTET}(?![\\w]|\\.\\d)`, 'g');
const IPV6 = /(?<![\w:.])(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}){1,6}(?![\w:])/gi;
const VERSION_CUE = /(?:\b(?:version|ver|v|release|firmware|build)|版本)[^\d\n]{0,4}$/i;

/** IP addresses, version 4 and 6; four numbers after `version` are none. */
export function findIpAddresses(text: string): Spotted[] {
  const four = spot(text, IPV4, (written, before) => (VERSION_CUE.test(before) ? undefined : written));
  const six = spot(text, IPV6, (written) => {
    const groups = written.split(':');
    const whole = written.includes('::') ? groups.length <= 8 : groups.length === 8;
    // Three pairs of digits are a time of day.
    return whole && groups.length > 3 ? written.toLowerCase() : undefined;
  });
  return [...four, ...six];
}

function spot(
  text: string,
  form: RegExp,
  readValue: (written: string, before: string) => string | undefined,
): Spotted[] {
  return [...text.matchAll(form)].flatMap((match) => {
    const before = text.slice(Math.max(0, match.index - 32), match.index);
    const value = readValue(match[0], before);
    return value === undefined ? [] : [{ start: match.index, end: match.index + match[0].length, value }];
  });
}
