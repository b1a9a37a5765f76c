import { columnsWithRole, type FeatureSchema, type Frame } from '@proofline/pipeline';

/** The columns of free text that a model reads, in the order of the schema. */
export function textColumns(schema: FeatureSchema): string[] {
  return columnsWithRole(schema, 'feature').map(({ name }) => name);
}

/** What each row says in these columns, one below the other; an empty text where it says nothing. */
export function joinedText(frame: Frame, columns: readonly string[]): string[] {
  const texts = columns.map((name) => {
    const column = frame.columns.get(name);
    if (column?.kind !== 'text') throw new TypeError(`The frame has no column of text '${name}'.`);
    return column.values;
  });
  return Array.from({ length: frame.rows }, (_, row) =>
    texts
      .map((values) => values[row] ?? '')
      .filter((text) => text !== '')
      .join('\n'),
  );
}
