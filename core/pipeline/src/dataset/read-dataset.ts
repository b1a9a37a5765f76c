import { inputError } from '../cells/problem-log.js';
import type { FeatureSchema } from '../schema/feature-schema.js';
import type { Dataset } from './dataset.js';
import { fingerprintFrame } from './fingerprint.js';
import { FrameBuilder } from './frame-builder.js';
import { type ReadOptions, scanFile } from './scan-file.js';

/**
 * Reads a file (CSV with any delimiter, gzip, JSON lines, Parquet; UTF-8 or another encoding) into typed columns, in the
 * order of the schema; columns with the role `ignore` are left out. Throws `invalid-input` with every problem of the file at
 * once, each with its column, first rows and count.
 */
export async function readDataset(path: string, schema: FeatureSchema, options: ReadOptions = {}): Promise<Dataset> {
  const builder = new FrameBuilder(schema);
  const scan = await scanFile(path, schema, options, (columns) => builder.attach(columns));
  for (const warning of scan.warnings) options.onWarning?.(warning);
  if (scan.problems.length > 0) throw inputError('DATA_INVALID', `File '${path}'`, scan.problems);
  const frame = builder.take(scan.rows);
  return {
    ...frame,
    schema,
    rowNumbers: Int32Array.from({ length: scan.rows }, (_, i) => i + 1),
    fingerprint: fingerprintFrame(frame),
    source: scan.source,
  };
}
