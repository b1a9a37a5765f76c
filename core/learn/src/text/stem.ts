import { createRequire } from 'node:module';

/** Languages of the Porter and Snowball stemmers that `natural` has. */
export const STEM_LANGUAGES = ['en', 'de', 'es', 'fr', 'it', 'nl', 'no', 'pt', 'ru', 'sv'] as const;
export type StemLanguage = (typeof STEM_LANGUAGES)[number];

const require = createRequire(import.meta.url);
const loaded = new Map<StemLanguage, (word: string) => string>();

/** The stemmer of a language: lower-case word in, stem out. Loaded from its own module; the whole of natural loads databases. */
export function stemmer(language: StemLanguage): (word: string) => string {
  let stem = loaded.get(language);
  if (stem === undefined) {
    const suffix = language === 'en' ? '' : `_${language}`;
    const module = require(`natural/lib/natural/stemmers/porter_stemmer${suffix}.js`) as { stem(word: string): string };
    stem = (word) => module.stem(word);
    loaded.set(language, stem);
  }
  return stem;
}
