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
