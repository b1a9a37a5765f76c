import { splitWords, type Word } from '@proofline/learn';
import { columnsWithRole, type Entity, type FeatureSchema, type FoundEntity, type Frame } from '@proofline/pipeline';

/** The column of the texts in which spans are marked. */
export function markedColumn(schema: FeatureSchema): string {
  return columnsWithRole(schema, 'feature').find(({ type }) => type === 'text')!.name;
}

/** What each row says; an empty text where it says nothing. */
export function textsOf(frame: Frame, column: string): string[] {
  const found = frame.columns.get(column);
  if (found?.kind !== 'text') throw new TypeError(`The frame has no column of text '${column}'.`);
  return found.values.map((value) => value ?? '');
}

/** The words of a text, and the tag (BIO) that marked spans of characters give each. */
export function tagWords(text: string, entities: readonly Entity[]): { words: Word[]; tags: string[] } {
  const words = splitWords(text);
  const tags = words.map(({ start, end }, i) => {
    const entity = entities.find((one) => start < one.end && end > one.start);
    if (entity === undefined) return 'O';
    const begins = i === 0 || words[i - 1]!.end <= entity.start;
    return `${begins ? 'B' : 'I'}-${entity.label}`;
  });
  return { words, tags };
}

/** A span of words as one of characters. */
export function asEntity(
  text: string,
  words: readonly Word[],
  span: { start: number; end: number; label: string; probability: number },
): FoundEntity {
  const start = words[span.start]!.start;
  const end = words[span.end - 1]!.end;
  return { start, end, label: span.label, confidence: span.probability, value: text.slice(start, end) };
}
