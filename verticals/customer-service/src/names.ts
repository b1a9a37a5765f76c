/*
 * Records by names that people write. `constructor` may be the name of a slot; what every object has by such a name is no entry.
 */

/** The entries of records in one without prototype, later ones before earlier ones: by a name that none of them has there is nothing. */
export function named<T>(...records: readonly (Readonly<Record<string, T>> | undefined)[]): Record<string, T> {
  return Object.assign(Object.create(null), ...records) as Record<string, T>;
}

/** What a record itself has by a name, where it may have come from JSON. */
export function own<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Whether a flow can have a name: templates hold it, and so do JSON and objects, which have no entry `__proto__`. */
export function isName(name: string): boolean {
  return /^(?!__proto__$)[\p{L}_][\p{L}\p{N}_-]*$/u.test(name);
}

/** The name that is most like a text. */
export function nameLike(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, '_').replace(/^(?=\p{N})/u, 'n');
}
