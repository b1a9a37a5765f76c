import { cellReader } from '../cells/cell-reader.js';
import { columnBuilder, missingColumn } from '../cells/column-builder.js';
import { inputError } from '../cells/problem-log.js';
import type { FeatureSchema } from '../schema/feature-schema.js';
import type { Dataset } from './dataset.js';
import { fingerprintFrame } from './fingerprint.js';
import type { Column } from './frame.js';
import { type ReadOptions, scanFile } from './scan-file.js';

/**
 * Reads a file (CSV with any delimiter, gzip, JSON lines, Parquet; UTF-8 or another encoding) into typed columns, in the
 * order of the schema; columns with the role `ignore` are left out. Throws `invalid-input` with every problem of the file at
 * once, each with its column, first rows and count.
 */
export async function readDataset(path: string, schema: FeatureSchema, options: ReadOptions = {}): Promise<Dataset> {
  const builders = new Map<string, ReturnType<typeof columnBuilder>>();
  const scan = await scanFile(path, schema, options, (columns) => {
    for (const column of columns) {
      const builder = columnBuilder(column.reader);
      builders.set(column.spec.name, builder);
      column.push = () => builder.push();
    }
  });
  for (const warning of scan.warnings) options.onWarning?.(warning);
  if (scan.problems.length > 0) throw inputError('DATA_INVALID', `File '${path}'`, scan.problems);
  const columns = new Map<string, Column>();
  for (const spec of schema.columns) {
    if (spec.role === 'ignore') continue;
    const builder = builders.get(spec.name);
    const absent = (): Column =>
      missingColumn(spec, cellReader(spec, { decimal: '.', unknownCategory: 'error' }), scan.rows);
    columns.set(spec.name, builder === undefined ? absent() : builder.finish());
  }
  const frame = { rows: scan.rows, columns };
  return {
    ...frame,
    schema,
    rowNumbers: Int32Array.from({ length: scan.rows }, (_, i) => i + 1),
    fingerprint: fingerprintFrame(frame),
    source: scan.source,
  };
}
