/** A text in every language the reports speak. */
export interface Localized {
  en: string;
  zh: string;
}

export type Language = keyof Localized;

export const LANGUAGES: readonly Language[] = ['en', 'zh'];

/** `text('Missing', '缺失')`. With one argument the same text serves both, for names and codes that are not translated. */
export function text(en: string, zh: string = en): Localized {
  // Not `{ en, zh }`: of a literal whose objects mostly live long, as the texts of modules do, V8 puts every object into its old
  // space, also the texts that each answer brings, and there only a full collection takes them away.
  const made = {} as Localized;
  made.en = en;
  made.zh = zh;
  return made;
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

/**
 * A title in the middle of a sentence: in English without its capital (`naive Bayes on words`; abbreviations keep theirs), in
 * Chinese with a space where Latin letters or digits end it.
 */
export function withinSentence({ en, zh }: Localized): Localized {
  const abbreviated = /^\p{Lu}{2}/u.test(en);
  return text(abbreviated ? en : `${en.charAt(0).toLowerCase()}${en.slice(1)}`, zh.replace(/(?<=[A-Za-z0-9])$/, ' '));
}
