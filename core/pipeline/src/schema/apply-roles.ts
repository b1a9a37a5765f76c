import type { Problem } from '@proofline/learn';
import { closest } from '../cells/edit-distance.js';
import { namedOutcome } from '../cells/outcome-text.js';
import { inputError } from '../cells/problem-log.js';
import { listNames } from '../dataset/column-plan.js';
import type { PocConfig } from '../intake/poc-config.js';
import { notTime } from './choose-time.js';
import { isCalendarName } from './date-meaning.js';
import { type ColumnRole, type ColumnSpec, categoryValues, type FeatureSchema } from './feature-schema.js';
import { withOutOfScope } from './out-of-scope.js';
import { checkSchema } from './parse-feature-schema.js';

type Named = Partial<PocConfig['columns']>;

/**
 * The schema with the roles that the user named on the command line or in `proofline.yaml`, which go before its own. A role
 * that one column at most may have leaves the column that had it: an old target becomes `ignore`, never a feature. Throws
 * every problem at once: unknown names, a column named for two roles, a time that is none, a positive outcome without a target.
 * `refusals` are what the content of the file says against these roles.
 */
export function applyRoles(schema: FeatureSchema, named: Named, refusals: readonly Problem[] = []): FeatureSchema {
  const problems: Problem[] = [...refusals];
  const wanted = new Map<string, { role: ColumnRole; flag: string }>();
  const names = schema.columns.map((column) => column.name);
  const want = (name: string | undefined, role: ColumnRole, flag = `--${role}`): void => {
    if (name === undefined) return;
    if (!names.includes(name)) {
      const meant = closest(name, names);
      problems.push({
        code: 'COLUMN_UNKNOWN',
        message: `${flag} names the column '${name}', which does not exist.`,
        where: { column: name, path: `columns.${flag.slice(2)}` },
        got: name,
        allowed: listNames(names),
        fix: meant === undefined ? `Columns: ${listNames(names)}.` : `Did you mean '${meant}'?`,
      });
      return;
    }
    const other = wanted.get(name);
    if (other !== undefined && other.role !== role) {
      problems.push({
        code: 'ROLE_CONFLICT',
        message: `Column '${name}' is named for two roles: ${other.flag} and ${flag}.`,
        where: { column: name, path: `columns.${flag.slice(2)}` },
        got: `${other.flag} ${name} ${flag} ${name}`,
        allowed: 'one role for each column',
        fix: `Take it out of ${other.flag} or ${flag}.`,
      });
      return;
    }
    wanted.set(name, { role, flag });
  };
  want(named.target, 'target');
  want(named.time, 'time');
  const time = schema.columns.find(({ name }) => name === named.time);
  // Numbers that count periods are the time where the schema says so itself.
  if (time !== undefined && time.role !== 'time' && isNumeric(time) && !isCalendarName(time.name)) {
    problems.push(notTime(time.name, `numbers by its schema (type ${time.type})`));
  }
  want(named.id, 'id');
  want(named.group, 'group');
  want(named.weight, 'weight');
  want(named.score, 'score');
  for (const name of named.text ?? []) want(name, 'feature', '--text');
  for (const name of named.protected ?? []) want(name, 'protected');
  for (const name of named.ignore ?? []) want(name, 'ignore');

  const single = new Set<ColumnRole>([...wanted.values()].map(({ role }) => role));
  single.delete('feature');
  single.delete('protected');
  single.delete('ignore');
  const columns = schema.columns.map((column): ColumnSpec => {
    const role = wanted.get(column.name)?.role;
    if (role === 'feature') return asText(column);
    if (role !== undefined) return withRole(column, role);
    if (readsOthers(column, named.text)) return withRole(column, 'ignore');
    if (single.has(column.role)) return withRole(column, 'ignore');
    return column;
  });
  const target = columns.find((column) => column.role === 'target');
  if (named.positive !== undefined) {
    // A target that is misspelt is said above.
    if (target === undefined && named.target === undefined) {
      problems.push({
        code: 'TARGET_NOT_NAMED',
        message: `--positive names the outcome '${named.positive}', but no column is the target.`,
        where: { path: 'columns.positive' },
        fix: 'Name the target with --target.',
      });
    } else if (target !== undefined) {
      const positive = namedOutcome(named.positive, categoryValues(target)) ?? named.positive;
      columns[columns.indexOf(target)] = { ...target, positive };
    }
  }
  if (named.outOfScope !== undefined) {
    if (target === undefined && named.target === undefined) {
      problems.push({
        code: 'TARGET_NOT_NAMED',
        message: `--out-of-scope names the outcome '${named.outOfScope}', but no column is the target.`,
        where: { path: 'columns.outOfScope' },
        fix: 'Name the target with --target.',
      });
    } else if (target !== undefined) {
      columns[columns.findIndex(({ name }) => name === target.name)] = withOutOfScope(
        columns.find(({ name }) => name === target.name)!,
        named.outOfScope,
      );
    }
  }
  const result = { ...schema, columns };
  // The reader of these problems has typed flags, not lines of a schema; positive is checked where the outcomes are read.
  const own = checkSchema({
    ...result,
    columns: columns.map((column) =>
      column.positive !== undefined && !categoryValues(column).includes(column.positive)
        ? withoutPositive(column)
        : column,
    ),
  });
  if (problems.length === 0) problems.push(...own);
  if (problems.length > 0) throw inputError('ROLES_INVALID', 'The choice of columns', problems);
  return result;
}

/** Text that is named to be read leaves other text unread. */
function readsOthers({ role, type }: ColumnSpec, named: readonly string[] = []): boolean {
  return named.length > 0 && role === 'feature' && type === 'text';
}

/** A feature of free text, without what only another type could have. */
function asText({ name, label, description, missing, required, pii }: ColumnSpec): ColumnSpec {
  const kept = { label, description, missing, required, pii };
  const given = Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
  return { name, role: 'feature', type: 'text', ...given };
}

function isNumeric({ type }: ColumnSpec): boolean {
  return type === 'number' || type === 'integer';
}

/** The column in another role, without what only the old one could have. */
function withRole(column: ColumnSpec, role: ColumnRole): ColumnSpec {
  if (column.role === role) return column;
  const { monotone: _monotone, positive: _positive, outOfScope: _outOfScope, ...rest } = column;
  return { ...rest, role };
}

function withoutPositive(column: ColumnSpec): ColumnSpec {
  const { positive: _positive, ...rest } = column;
  return rest;
}
