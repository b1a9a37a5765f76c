import type { Spotted } from './contacts.js';
import { foldWidth } from './fold-width.js';

/**
 * Values that are known to be personal, such as the answer to a question for a name, wherever a text has them: as whole words, in
 * capitals or not. A single character is one only where it is the whole text.
 */
export function findKnown(text: string, values: readonly string[]): Spotted[] {
  return values.flatMap((given) => {
    const value = foldWidth(given).trim();
    if (value.length < 2) {
      const start = text.indexOf(value);
      return value !== '' && text.trim() === value ? [{ start, end: start + 1, value }] : [];
    }
    const [before, after] = [edge('<!', value[0]!), edge('!', value.at(-1)!)];
    const form = new RegExp(`${before}${value.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')}${after}`, 'giu');
    return [...text.matchAll(form)].map(({ index, 0: written }) => ({
      start: index,
      end: index + written.length,
      value: value.toLowerCase(),
    }));
  });
}

/** No letter or digit may stand beside one; Chinese has no spaces between words. */
function edge(side: '!' | '<!', character: string): string {
  const isWord = /[\p{L}\p{N}]/u.test(character) && !/\p{Script=Han}/u.test(character);
  return isWord ? `(?${side}(?!\\p{Script=Han})[\\p{L}\\p{N}])` : '';
}
