import type { Problem } from '@proofline/learn';
import { ProoflineError } from '@proofline/learn';
import type { SourceFormat } from '../dataset/dataset.js';
import { type ReadOptions, scanFile } from '../dataset/scan-file.js';
import type { FeatureSchema } from '../schema/feature-schema.js';

/** The verdict on a file: valid or not, with everything that is wrong with it. */
export interface ValidationReport {
  file: string;
  valid: boolean;
  rows: number;
  /** Columns that were checked, in the order of the schema. */
  columns: string[];
  format?: SourceFormat;
  /** What makes the file invalid: one problem for each column and kind, with its first rows and the number of cells. */
  problems: Problem[];
  warnings: Problem[];
}

/**
 * Checks every cell of a file against a schema, in one pass and bounded memory, and reports all problems at once. A file that
 * cannot be read at all (absent, binary, empty) is a report with that one problem; only cancellation and defects are thrown.
 */
export async function validateFile(
  path: string,
  schema: FeatureSchema,
  options: ReadOptions = {},
): Promise<ValidationReport> {
  try {
    const { rows, columns, problems, warnings, source } = await scanFile(path, schema, options);
    return {
      file: path,
      valid: problems.length === 0,
      rows,
      columns: columns.map(({ spec }) => spec.name),
      format: source.format,
      problems,
      warnings,
    };
  } catch (error) {
    if (!(error instanceof ProoflineError) || error.problems.length === 0) throw error;
    return { file: path, valid: false, rows: 0, columns: [], problems: error.problems, warnings: [] };
  }
}
