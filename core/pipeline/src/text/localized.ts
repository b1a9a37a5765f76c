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

/** Sentences one after the other, as each language sets them. */
export function sentences(...all: readonly Localized[]): Localized {
  return text(all.map(({ en }) => en).join(' '), all.map(({ zh }) => zh).join(''));
}
