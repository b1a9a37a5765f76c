import type { FeatureSchema } from '../schema/feature-schema.js';
import { scanFile } from './scan-file.js';

/**
 * Whether a column of a file holds a value, blanks around it aside. The file is read once, in bounded memory. Throws where it
 * cannot be read or has no such column.
 */
export async function fileHolds(path: string, schema: FeatureSchema, column: string, value: string): Promise<boolean> {
  const wanted = value.trim();
  let holds = false;
  const columns = schema.columns.map((spec) =>
    spec.name === column
      ? { name: column, type: 'text' as const, role: 'id' as const }
      : { name: spec.name, type: 'text' as const, role: 'ignore' as const },
  );
  const reading = { format: 'file', extraColumns: 'ignore' } as const;
  const { problems } = await scanFile(path, { ...schema, columns }, reading, ([found]) => {
    if (found === undefined) return;
    found.push = () => {
      if (found.reader.kind === 'text' && found.reader.value?.trim() === wanted) holds = true;
    };
  });
  const absent = problems.find(({ code }) => code === 'COLUMN_MISSING');
  if (absent !== undefined) throw new TypeError(absent.message);
  return holds;
}
