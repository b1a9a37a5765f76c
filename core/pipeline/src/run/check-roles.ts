import { type Problem, ProoflineError } from '@proofline/learn';
import { cellText } from '../dataset/cell-text.js';
import type { Dataset } from '../dataset/dataset.js';
import { columnWithRole } from '../schema/feature-schema.js';
import { rowKeys } from '../split/row-keys.js';
import { shortened } from '../text/shortened.js';
import { checkWeights } from './row-weights.js';

/** Rows that repeat an identifier with other content, as a share of all, from which the column names something else. */
const MAX_REPEATED = 0.1;

/** Refuses columns that cannot serve in their role: weights and scores that are no numbers, identifiers that name no row. */
export function checkRoles(dataset: Dataset): void {
  checkWeights(dataset);
  checkScore(dataset);
  checkIdentifiers(dataset);
}

function checkScore(dataset: Dataset): void {
  const spec = columnWithRole(dataset.schema, 'score');
  if (spec === undefined || dataset.columns.get(spec.name)?.kind === 'numeric') return;
  refuse({
    code: 'SCORE_NOT_NUMERIC',
    message: `Score column '${spec.name}' is of type ${spec.type}; an existing score is a number.`,
    where: { column: spec.name },
    got: spec.type,
    allowed: 'number or integer',
    fix: "Set 'type: number' for it in the schema, or name another column with --score.",
  });
}

/** Copies of a whole row may share its identifier: the recipe deals with them. */
function checkIdentifiers(dataset: Dataset): void {
  const spec = columnWithRole(dataset.schema, 'id');
  const column = spec && dataset.columns.get(spec.name);
  if (spec === undefined || column === undefined) return;
  const first = new Map<string, number>();
  let again: { id: string; rows: [number, number] } | undefined;
  let named = 0;
  for (let row = 0; row < dataset.rows; row++) {
    const id = cellText(column, row);
    if (id === null) continue;
    named++;
    const before = first.get(id);
    if (before === undefined) first.set(id, row);
    else again ??= { id, rows: [dataset.rowNumbers[before]!, dataset.rowNumbers[row]!] };
  }
  if (again === undefined || named - first.size <= MAX_REPEATED * dataset.rows) return;
  const repeated = new Set(rowKeys(dataset, 1)).size - first.size - (dataset.rows - named);
  if (repeated <= MAX_REPEATED * dataset.rows) return;
  refuse({
    code: 'ID_NOT_UNIQUE',
    message: `Identifier '${spec.name}' has ${first.size} values in ${dataset.rows} rows, so it names no row: '${shortened(again.id)}' is in data rows ${again.rows.join(' and ')}, for example.`,
    where: { column: spec.name, row: again.rows[1] },
    got: shortened(again.id),
    allowed: 'a value for each row',
    fix: 'Name another column with --id; if this one names a person or an account with several rows, name it with --group.',
    count: repeated,
  });
}

function refuse(problem: Problem): never {
  throw new ProoflineError('invalid-input', problem.code, `${problem.message} ${problem.fix}`, { problems: [problem] });
}
