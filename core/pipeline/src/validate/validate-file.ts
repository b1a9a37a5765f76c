import type { Problem } from '@proofline/learn';
import { ProoflineError } from '@proofline/learn';
import type { Dataset, SourceFormat } from '../dataset/dataset.js';
import { readDataset } from '../dataset/read-dataset.js';
import { type ReadOptions, scanFile } from '../dataset/scan-file.js';
import { checkRoles } from '../run/check-roles.js';
import { problemsOf } from '../run/config-problems.js';
import type { FeatureSchema } from '../schema/feature-schema.js';
import type { TaskKind } from '../task/task-kind.js';

/** The verdict on a file: valid or not, with everything that is wrong with it. */
export interface ValidationReport {
  file: string;
  valid: boolean;
  rows: number;
  /** Columns that were checked, in the order of the schema. */
  columns: string[];
  format?: SourceFormat;
  /** Of the table, where it is valid and was read as a run reads it. */
  fingerprint?: string;
  /** What makes the file invalid: one problem for each column and kind, with its first rows and the number of cells. */
  problems: Problem[];
  warnings: Problem[];
}

/**
 * Checks every cell of a file against a schema, in one pass and bounded memory, and reports all problems at once. A file that
 * cannot be read at all (absent, binary, empty) is a report with that one problem; only cancellation and defects are thrown.
 * With the `kind` of a task, a file without other problems is read as a run would read it: its outcomes, the number of its
 * rows, and its columns in their roles are held to what the task needs.
 */
export async function validateFile(
  path: string,
  schema: FeatureSchema,
  options: ReadOptions & { kind?: TaskKind<unknown, unknown> } = {},
): Promise<ValidationReport> {
  try {
    const { rows, columns, problems, warnings, source } = await scanFile(path, schema, options);
    let fingerprint: string | undefined;
    if (options.kind !== undefined && problems.length === 0) {
      const dataset = await readDataset(path, schema, options);
      problems.push(...problemsForTask(dataset, options.kind));
      fingerprint = dataset.fingerprint;
    }
    return {
      file: path,
      valid: problems.length === 0,
      rows,
      columns: columns.map(({ spec }) => spec.name),
      format: source.format,
      ...(fingerprint === undefined || problems.length > 0 ? {} : { fingerprint }),
      problems,
      warnings,
    };
  } catch (error) {
    if (!(error instanceof ProoflineError) || error.problems.length === 0) throw error;
    return unreadableFile(path, error.problems);
  }
}

function problemsForTask(dataset: Dataset, kind: TaskKind<unknown, unknown>): Problem[] {
  const checks = [() => kind.checkSchema(dataset.schema), () => checkRoles(dataset), () => kind.truth(dataset)];
  const problems = checks.flatMap(problemsOf);
  // A missing target is found by more than one check.
  return problems.filter(({ message }, i) => problems.findIndex((other) => other.message === message) === i);
}

/** The report on a file that cannot be read at all. */
export function unreadableFile(path: string, problems: Problem[]): ValidationReport {
  return { file: path, valid: false, rows: 0, columns: [], problems, warnings: [] };
}
