export interface NormaliseOptions {
  /** Default true. */
  lowerCase?: boolean;
}

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
/** Controls and zero-width spaces stand between words. */
const BREAKS = /\p{Cc}|\u200b/gu;
/** Soft hyphens, word joiners, byte-order marks and marks of direction do not; nothing is to be seen of them. */
export const INVISIBLE = /[\xad\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/;
const ALL_INVISIBLE = new RegExp(INVISIBLE, 'g');
const SINGLE_QUOTES = /[‘’‚‛ʼ`´′]/g;
const DOUBLE_QUOTES = /[“”„‟«»″]/g;

/**
 * One spelling for what means the same: Unicode NFKC (full-width letters and digits become ordinary ones, half-width kana
 * whole ones, ligatures letters), lower case, straight quotes and apostrophes, no invisible characters, one space for any
 * white space and none at the ends. Linear in the length; applied twice it changes nothing more.
 */
export function normalise(text: string, { lowerCase = true }: NormaliseOptions = {}): string {
  let result = text;
  if (!PRINTABLE_ASCII.test(text)) {
    // The acute accent that stands alone is a quote to us; NFKC would make it a space and a combining accent.
    result = text
      .replace(SINGLE_QUOTES, "'")
      .normalize('NFKC')
      .replace(BREAKS, ' ')
      .replace(ALL_INVISIBLE, '')
      .replace(SINGLE_QUOTES, "'")
      .replace(DOUBLE_QUOTES, '"');
  } else if (text.includes('`')) result = text.replaceAll('`', "'");
  // Lower case of some letters (İ) is not in composed form.
  if (lowerCase) result = PRINTABLE_ASCII.test(result) ? result.toLowerCase() : result.toLowerCase().normalize('NFKC');
  return result.replace(/\s+/g, ' ').trim();
}
