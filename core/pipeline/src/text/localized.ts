/** A text in every language the reports speak. */
export interface Localized {
  en: string;
  zh: string;
}

export type Language = keyof Localized;

export const LANGUAGES: readonly Language[] = ['en', 'zh'];

/** `text('Missing', '缺失')`. With one argument the same text serves both, for names and codes that are not translated. */
export function text(en: string, zh: string = en): Localized {
  return { en, zh };
}

/** A label as schemas give them: one text for all languages, or one for each. */
export function localized(label: string | Localized): Localized {
  return typeof label === 'string' ? text(label) : label;
}

const SEPARATORS = {
  /** Names in a sentence. */
  names: text(', ', '、'),
  /** Phrases that may hold commas themselves. */
  phrases: text('; ', '；'),
  sentences: text(' ', ''),
} as const;

/** Texts one after another, as each language sets names, phrases or sentences apart. */
export function joinTexts(texts: readonly Localized[], as: keyof typeof SEPARATORS = 'names'): Localized {
  const { en, zh } = SEPARATORS[as];
  return text(texts.map((one) => one.en).join(en), texts.map((one) => one.zh).join(zh));
}
