import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** Something of a text, with its value in the one form it is compared in. */
export interface Spotted {
  start: number;
  end: number;
  value: string;
}

export type PhoneCountry = CountryCode;

export function isPhoneCountry(code: string): code is PhoneCountry {
  return isSupportedCountry(code);
}

const EMAIL =
  /(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,5}[A-Za-z]{2,24}(?![A-Za-z0-9-])/g;

/** E-mail addresses; the value in small letters. Chinese may stand right before and after one. */
export function findEmails(text: string): Spotted[] {
  return [...text.matchAll(EMAIL)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    value: match[0].toLowerCase(),
  }));
}

const TOP_LEVEL =
  'com|org|net|edu|gov|io|ai|app|dev|shop|store|info|biz|me|co|eu|uk|us|de|fr|it|es|nl|ch|at|be|se|no|dk|fi|pl|cn|hk|tw|jp|kr|sg|in|au|ca|br|ru';
const URL_FORM = new RegExp(
  `(?<![A-Za-z0-9@._/-])(?:https?:\\/\\/[!-~]{1,2000}|(?:www\\.)?(?:[A-Za-z0-9][A-Za-z0-9-]{0,61}\\.){1,4}(?:${TOP_LEVEL})(?![A-Za-z0-9@-])(?:[/?#][!-~]{0,2000})?)`,
  'gi',
);

/** Links with a scheme, and bare ones (`www.shop.com/returns`, `shop.com`) of a known top-level domain; the value as written. */
export function findUrls(text: string): Spotted[] {
  return [...text.matchAll(URL_FORM)].map((match) => {
    // What closes a sentence or a bracket is not part of the link.
    const value = match[0].replace(/[.,;:!?'")\]}>]+$/, '');
    return { start: match.index, end: match.index + value.length, value };
  });
}

const PHONE = /(?<![\w/#-])(?<!\d[.,])(?:\+|00)?\(?\d(?:[ ().-]{0,2}\d){5,15}(?![\w]|[.,:/-]\d)/g;
const PHONE_CUE =
  /(?:\b(?:phone|tel|telephone|mobile|cell|call(?:ing)?|dial(?:ing)?|text|fax|whatsapp|number is|reach me (?:at|on)|contact)\b|电话|手机|号码|拨打|致电|联系|热线|座机|传真)[^\d\n]{0,16}$/i;
const NOT_A_PHONE_CUE =
  /(?:\b(?:order|ticket|invoice|tracking|account|ref(?:erence)?|case|id|card|sku|serial|booking|policy)\b|订单|单号|工单|编号|运单|账号|卡号|序列号|发票|保单|流水|身份证)[^\d\n]{0,14}$/i;
const DATE = /^(?:19|20)\d\d[-. ]\d{1,2}[-. ]\d{1,2}|^\d{1,2}[-.]\d{1,2}[-.](?:19|20)\d\d$/;

/**
 * Phone numbers, as E.164. A number needs the form of one: a `+`, a Chinese mobile's eleven digits, groups, or a word like `call`
 * before it, and must be one that its country gives out. Digits that an order or an account stands before are none.
 * @param country for numbers without a country code
 */
export function findPhones(text: string, country: PhoneCountry = 'US'): Spotted[] {
  const found: Spotted[] = [];
  for (const match of text.matchAll(PHONE)) {
    const written = match[0];
    const before = text.slice(Math.max(0, match.index - 32), match.index);
    const digits = written.replace(/\D/g, '');
    const cue = PHONE_CUE.exec(before);
    const other = NOT_A_PHONE_CUE.exec(before);
    // Of `the card, call 0800 …` the nearer word counts.
    if (DATE.test(written) || (other !== null && !(cue !== null && cue.index > other.index))) continue;
    const cued = cue !== null;
    const value = phoneOf(written, digits, country, cued);
    if (value !== undefined) found.push({ start: match.index, end: match.index + written.length, value });
  }
  return found;
}

function phoneOf(written: string, digits: string, country: PhoneCountry, cued: boolean): string | undefined {
  const international = /^(?:\+|00)/.test(written);
  const mobile = /^1[3-9]\d{9}$/.test(digits);
  const grouped =
    digits.length >= 9 &&
    /^\(?\d{2,4}\)?[ .-]{1,2}\d{3,4}[ .-]\d{4}$|^\(?\d{3,4}\)?[ -]\d{7,8}$|^400[ -]?\d{3,4}[ -]?\d{3,4}$|^\d{3} \d{4} \d{4}$|^0\d{1,4}(?:[ -]\d{2,4}){2,4}$/.test(
      written,
    );
  if (!international && !mobile && !grouped && !cued) return undefined;
  const tried: PhoneCountry[] = mobile && country !== 'CN' ? [country, 'CN'] : [country];
  // The plan of North America is not only America's: what has its form is tried by it, and Chinese area codes by theirs.
  if (grouped && !tried.includes('US')) tried.push('US');
  if (/^(?:0|400)/.test(digits) && !tried.includes('CN')) tried.push('CN');
  for (const plan of tried) {
    const parsed = parsePhoneNumberFromString(written.replace(/^00/, '+'), plan);
    if (parsed?.isValid()) return parsed.number;
    if (international) break;
  }
  // What a word announces, or a trunk prefix and groups show, is a phone number of somebody, given out or not.
  return (cued || (grouped && digits.startsWith('0'))) && digits.length >= 7 && digits.length <= 15
    ? digits
    : undefined;
}
