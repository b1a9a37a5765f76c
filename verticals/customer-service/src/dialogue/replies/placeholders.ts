/** `{order_id}` or `{delivery_date:short}`. */
const PLACEHOLDER = /\{([\p{L}_][\p{L}\p{N}_-]*)(?::([a-z]+))?\}/gu;

export const FORMATS = ['short', 'medium', 'long', 'full'] as const;
export type Format = (typeof FORMATS)[number];

export interface Placeholder {
  name: string;
  format?: string;
}

export function placeholdersOf(template: string): Placeholder[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, name, format]) => ({
    name: name!,
    ...(format === undefined ? {} : { format }),
  }));
}

/** Puts values into a template, in one pass: what a customer wrote is never read as a template. */
export function fillIn(template: string, value: (placeholder: Placeholder) => string): string {
  return template.replace(PLACEHOLDER, (_, name: string, format?: string) =>
    value({ name, ...(format === undefined ? {} : { format }) }),
  );
}
