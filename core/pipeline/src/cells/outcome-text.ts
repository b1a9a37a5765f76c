import { parseNumberText, trimCell } from './number-text.js';

/** What two spellings of one outcome have in common: `1` and `1.0`, `Yes`, `yes` and `YES `. */
export function outcomeKey(text: string): string {
  const cell = trimCell(text.normalize('NFKC'));
  const number = parseNumberText(cell, '.');
  return Number.isNaN(number) ? cell.toLowerCase() : String(number);
}

/** The outcome that a text names: as it is written, else the only one that it is another spelling of. */
export function namedOutcome(text: string, outcomes: readonly string[]): string | undefined {
  if (outcomes.includes(text)) return text;
  const alike = outcomes.filter((outcome) => outcomeKey(outcome) === outcomeKey(text));
  return alike.length === 1 ? alike[0] : undefined;
}

/** Texts with their counts, the spellings of one outcome together under the most frequent of them, that one first. */
export function joinSpellings(
  values: readonly (readonly [string, number])[],
): { outcome: string; count: number; spellings: string[] }[] {
  const joined = new Map<string, { outcome: string; count: number; spellings: string[] }>();
  for (const [text, count] of [...values].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))) {
    const key = outcomeKey(text);
    const known = joined.get(key);
    if (known === undefined) joined.set(key, { outcome: trimCell(text), count, spellings: [text] });
    else {
      known.count += count;
      known.spellings.push(text);
    }
  }
  return [...joined.values()];
}
