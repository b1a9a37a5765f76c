const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Postgres refuses to compare its identifiers with any other text. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
