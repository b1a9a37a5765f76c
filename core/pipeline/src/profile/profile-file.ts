import { type ColumnBuilder, columnBuilder } from '../cells/column-builder.js';
import { inputError } from '../cells/problem-log.js';
import type { Column } from '../dataset/frame.js';
import { type ReadOptions, scanFile } from '../dataset/scan-file.js';
import type { FeatureSchema } from '../schema/feature-schema.js';
import { ColumnSummary } from './column-summary.js';
import type { Profile } from './profile.js';
import { profileFrame } from './profile-dataset.js';

/** Files up to twice this many rows are profiled whole; of larger ones an even sample of at least as many rows is kept. */
const SAMPLE_ROWS = 100_000;

/**
 * Profiles a file in one pass and bounded memory. Counts, extremes, means and frequencies are of all rows; quantiles,
 * correlations and changes over time of an even sample where the file is large, which the profile says.
 */
export async function profileFile(
  path: string,
  schema: FeatureSchema,
  options: ReadOptions & { sampleRows?: number } = {},
): Promise<Profile> {
  const limit = 2 * (options.sampleRows ?? SAMPLE_ROWS);
  const summaries = new Map<string, ColumnSummary>();
  const samples = new Map<string, ColumnBuilder>();
  const scan = await scanFile(path, schema, options, (columns) => {
    for (const column of columns) {
      const { reader, spec } = column;
      const summary = new ColumnSummary(spec);
      const sample = columnBuilder(reader);
      summaries.set(spec.name, summary);
      samples.set(spec.name, sample);
      // Each column thins itself by the same rule, so that their cells stay rows.
      let every = 1;
      let row = 0;
      let kept = 0;
      column.push = () => {
        summary.read(reader);
        if (row++ % every !== 0) return;
        sample.push();
        if (++kept < limit) return;
        sample.thin();
        kept /= 2;
        every *= 2;
      };
    }
  });
  for (const warning of scan.warnings) options.onWarning?.(warning);
  if (scan.problems.length > 0) throw inputError('DATA_INVALID', `File '${path}'`, scan.problems);
  const columns = new Map<string, Column>();
  let rows = 0;
  for (const { spec, reader } of scan.columns) {
    if (reader.kind === 'categorical') summaries.get(spec.name)!.nameLevels(reader.levels);
    const column = samples.get(spec.name)!.finish();
    columns.set(spec.name, column);
    rows = column.kind === 'categorical' ? column.codes.length : column.values.length;
  }
  return profileFrame({ rows, columns }, schema, summaries, scan.rows);
}
