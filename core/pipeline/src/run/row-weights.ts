import { type Problem, ProoflineError } from '@proofline/learn';
import type { Dataset } from '../dataset/dataset.js';
import { columnWithRole } from '../schema/feature-schema.js';

/** Row weights, where the schema names a weight column; a missing weight counts as 0. */
export function rowWeights(dataset: Dataset): Float64Array | undefined {
  const spec = columnWithRole(dataset.schema, 'weight');
  const column = spec && dataset.columns.get(spec.name);
  if (column?.kind !== 'numeric') return undefined;
  return column.values.map((value) => (Number.isNaN(value) ? 0 : value));
}

/** Refuses weights that are no numbers, below zero or infinite, or zero in every row, naming column and rows of the file. */
export function checkWeights(dataset: Dataset): void {
  const spec = columnWithRole(dataset.schema, 'weight');
  if (spec === undefined) return;
  const where = { column: spec.name };
  const column = dataset.columns.get(spec.name);
  if (column?.kind !== 'numeric') {
    throw refusal({
      code: 'WEIGHT_NOT_NUMERIC',
      message: `Weight column '${spec.name}' is of type ${spec.type}; a weight is a number.`,
      where,
      got: spec.type,
      allowed: 'number or integer',
      fix: `Set 'type: number' for it in the schema, or name another column with --weight.`,
    });
  }
  const bad: number[] = [];
  let total = 0;
  column.values.forEach((value, i) => {
    if (value < 0 || value === Number.POSITIVE_INFINITY) bad.push(i);
    else if (!Number.isNaN(value)) total += value;
  });
  if (bad.length > 0) {
    const rows = bad.slice(0, 5).map((i) => dataset.rowNumbers[i]!);
    throw refusal({
      code: 'WEIGHT_INVALID',
      message: `${bad.length} of ${dataset.rows} weights in '${spec.name}' are below zero or infinite (first: data row ${rows.join(', ')}).`,
      where: { ...where, row: rows[0]! },
      got: String(column.values[bad[0]!]),
      allowed: 'finite numbers from 0',
      fix: 'Put them right; a weight of 0 leaves a row out.',
      count: bad.length,
    });
  }
  if (total === 0) {
    throw refusal({
      code: 'WEIGHT_ALL_ZERO',
      message: `All ${dataset.rows} weights in '${spec.name}' are 0 or empty: no row counts.`,
      where,
      got: '0',
      allowed: 'a weight above 0 in some rows',
      fix: 'Give rows weights, or name no weight column.',
    });
  }
}

function refusal(problem: Problem): ProoflineError {
  return new ProoflineError('invalid-input', problem.code, `${problem.message} ${problem.fix}`, {
    problems: [problem],
  });
}
