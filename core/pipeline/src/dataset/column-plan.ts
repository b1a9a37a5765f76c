import type { Problem } from '@proofline/learn';
import { closest } from '../cells/edit-distance.js';
import type { ColumnRole, ColumnSpec, FeatureSchema } from '../schema/feature-schema.js';
import { shortened } from '../text/shortened.js';

/** What rows are read for: a row to be predicted need not have an outcome, a date, an id. */
export type Purpose = 'train' | 'predict';

const NEEDED_FOR_PREDICTION: readonly ColumnRole[] = ['feature'];

/** Whether a table read for this purpose must have the column. Ignored columns may be there or not, and are not read. */
export function isNeeded(spec: ColumnSpec, purpose: Purpose): boolean {
  if (spec.role === 'ignore') return false;
  return purpose === 'train' || NEEDED_FOR_PREDICTION.includes(spec.role);
}

/**
 * Compares the columns that a table has with those of the schema: every missing, unknown and doubled column is a problem,
 * with the name that was probably meant. `sealed`: the schema cannot be edited, so that advice is on the table alone.
 */
export function compareColumns(
  found: readonly string[],
  schema: FeatureSchema,
  purpose: Purpose,
  options: { file?: string; noun?: 'Column' | 'Field'; extraColumns?: 'error' | 'ignore'; sealed?: boolean } = {},
): Problem[] {
  const noun = options.noun ?? 'Column';
  const at = (column: string): Problem['where'] =>
    options.file === undefined ? { column } : { file: options.file, column };
  const problems: Problem[] = [];
  const names = new Set(found);
  const known = new Set(schema.columns.map((column) => column.name));
  const strangers = [...names].filter((name) => !known.has(name));
  const absent = schema.columns.filter((spec) => isNeeded(spec, purpose) && !names.has(spec.name));

  const unread = (name: string): boolean => {
    const spec = schema.columns.find((column) => column.name === name);
    return spec === undefined ? options.extraColumns === 'ignore' : purpose === 'predict' && spec.role === 'ignore';
  };
  problems.push(...duplicatedNames(found, options.file).filter(({ where }) => !unread(where!.column!)));
  for (const spec of absent) {
    const meant = closest(spec.name, strangers);
    problems.push({
      code: 'COLUMN_MISSING',
      message: `${noun} '${spec.name}' is missing.`,
      where: at(spec.name),
      got: listNames(found),
      allowed: `all of ${listNames(schema.columns.filter((c) => isNeeded(c, purpose)).map((c) => c.name))}`,
      fix: meant === undefined ? howToAdd(noun, options.sealed) : `Did you mean '${meant}', which is there? Rename it.`,
    });
  }
  if (options.extraColumns === 'ignore') return problems;
  for (const name of strangers) {
    const meant = closest(name, absent.length > 0 ? absent.map((spec) => spec.name) : known);
    const elsewise =
      options.sealed === true ? 'Remove it.' : "Remove it, or add it to the schema with the role 'ignore'.";
    problems.push({
      code: 'COLUMN_UNKNOWN',
      message: `${noun} '${shortened(name)}' is not in the schema.`,
      where: at(name),
      got: shortened(name),
      allowed: listNames([...known]),
      fix: `${meant === undefined || names.has(meant) ? '' : `Did you mean '${meant}'? `}${
        noun === 'Field' ? 'Leave it out.' : elsewise
      }`,
    });
  }
  return problems;
}

function howToAdd(noun: 'Column' | 'Field', sealed = false): string {
  if (noun === 'Field') return 'Add it; give null where its value is not known.';
  return sealed
    ? 'Add it to the file; leave cells empty where the value is not known.'
    : "Add it to the file, or take it out of the schema (or give it the role 'ignore').";
}

export function listNames(names: readonly string[], limit = 12): string {
  const shown = names.slice(0, limit).map((name) => shortened(name));
  return shown.join(', ') + (names.length > limit ? ` … (${names.length} in all)` : '');
}

/** Names that a header has more than once, each as a problem of the file. */
export function duplicatedNames(found: readonly string[], file: string | undefined): Problem[] {
  const positions = new Map<string, number[]>();
  found.forEach((name, i) => {
    positions.set(name, [...(positions.get(name) ?? []), i + 1]);
  });
  return [...positions]
    .filter(([, places]) => places.length > 1)
    .map(([name, places]) => ({
      code: 'HEADER_DUPLICATED',
      message: `The header names '${shortened(name)}' ${places.length} times (columns ${places.join(', ')}).`,
      where: { ...(file === undefined ? {} : { file }), column: name },
      got: `columns ${places.join(', ')}`,
      allowed: 'each name once',
      fix: 'Rename or remove one of them: which one is meant cannot be told.',
    }));
}
