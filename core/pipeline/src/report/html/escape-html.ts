const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text for HTML content and quoted attributes. Everything from a client's file passes through here. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** Text in which a percent sign stays with its number. */
export function prose(words: string): string {
  return escapeHtml(words).replace(/(\d) %/g, '$1\u00a0%');
}
