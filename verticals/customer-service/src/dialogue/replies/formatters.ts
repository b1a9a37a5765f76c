/** Making a formatter costs a hundred times what using it does, so each is made once. */
const dates = new Map<string, Intl.DateTimeFormat>();
const numbers = new Map<string, Intl.NumberFormat>();
const lists = new Map<string, Intl.ListFormat>();

export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return kept(dates, `${locale}${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(locale, options));
}

export function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return kept(numbers, `${locale}${JSON.stringify(options)}`, () => new Intl.NumberFormat(locale, options));
}

/** `a, b and c`, a、b和c. */
export function listFormat(locale: string): Intl.ListFormat {
  return kept(lists, locale, () => new Intl.ListFormat(locale, { type: 'conjunction' }));
}

function kept<T>(made: Map<string, T>, key: string, make: () => T): T {
  const known = made.get(key) ?? make();
  made.set(key, known);
  return known;
}
