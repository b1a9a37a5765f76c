import type { Problem } from '@proofline/learn';
import { type Document, isMap, isSeq } from 'yaml';
import { formatReader } from '../cells/date-text.js';
import { parseNumberText } from '../cells/number-text.js';
import { namedOutcome } from '../cells/outcome-text.js';
import { inputError } from '../cells/problem-log.js';
import { type Path, parseDocumentAs, type Report, showPath, valueAt, writeAsText } from '../text/located-document.js';
import {
  type ColumnRole,
  type ColumnSpec,
  categoryValues,
  type FeatureSchema,
  featureSchemaDocument,
} from './feature-schema.js';

/** Roles that one column at most may have. */
const SINGLE_ROLES: readonly ColumnRole[] = ['target', 'time', 'weight', 'score'];

/**
 * Reads a feature schema from YAML or JSON. Throws `invalid-input` with every problem at once, each with its path in the
 * document and its line.
 */
export function parseFeatureSchema(text: string, fileName = 'schema'): FeatureSchema {
  const { value, problemAt } = parseDocumentAs(featureSchemaDocument, text, {
    fileName,
    noun: 'schema',
    code: 'SCHEMA',
    prepare: writeTextsAsTexts,
    describe: describePath,
  });
  const problems = checkSchema(value, problemAt);
  if (problems.length > 0) throw inputError('SCHEMA_INVALID', `Schema '${fileName}'`, problems);
  return value;
}

/** `categories: [1, 2]` and `positive: 1` are texts of cells: what stands in the document, not the number it denotes. */
function writeTextsAsTexts(document: Document): void {
  const columns = document.get('columns');
  if (!isSeq(columns)) return;
  for (const column of columns.items) {
    if (!isMap(column)) continue;
    writeAsText(column.get('name', true));
    writeAsText(column.get('positive', true));
    writeAsText(column.get('outOfScope', true));
    for (const key of ['categories', 'missing']) {
      const list = column.get(key, true);
      if (!isSeq(list)) continue;
      for (const item of list.items) writeAsText(isMap(item) ? item.get('value', true) : item);
    }
  }
}

/** What the document's shape cannot say: columns that contradict themselves or each other. */
export function checkSchema(schema: FeatureSchema, problemAt: Report = plainProblem): Problem[] {
  const problems: Problem[] = [];
  const add: Report = (...args) => {
    const problem = problemAt(...args);
    problems.push(problem);
    return problem;
  };
  const first = new Map<string, number>();
  schema.columns.forEach((column, i) => {
    const before = first.get(column.name);
    if (before !== undefined) {
      const roles = [schema.columns[before]!.role, column.role];
      const both = roles[0] === roles[1] ? '' : `, as ${roles[0]} and as ${roles[1]}`;
      const [code, why] =
        roles.includes('target') && roles.includes('feature')
          ? ([
              'TARGET_AMONG_FEATURES',
              ' A model that sees the outcome predicts it perfectly and is worth nothing.',
            ] as const)
          : roles.includes('protected') && roles.includes('feature')
            ? (['PROTECTED_AS_FEATURE', ' A protected attribute must never be a feature.'] as const)
            : (['SCHEMA_COLUMN_TWICE', ''] as const);
      add(code, ['columns', i, 'name'], `Column '${column.name}' is listed twice${both}.${why}`, {
        where: { column: column.name, path: `columns[${i}]` },
        got: `entries ${before + 1} and ${i + 1}`,
        allowed: 'each column once',
        fix: 'Remove one of the two entries.',
      });
    } else first.set(column.name, i);
    for (const message of contradictions(column, schema.file?.decimal ?? '.')) {
      add('SCHEMA_CONTRADICTION', ['columns', i, message.key], `Column '${column.name}': ${message.what}`, {
        where: { column: column.name, path: `columns[${i}].${message.key}` },
        fix: message.fix,
      });
    }
  });
  for (const role of SINGLE_ROLES) {
    const having = schema.columns.map((column, i) => ({ column, i })).filter(({ column }) => column.role === role);
    if (having.length < 2) continue;
    const names = having.map(({ column }) => `'${column.name}'`).join(', ');
    add(
      'ROLE_TWICE',
      ['columns', having[1]!.i, 'role'],
      `${having.length} columns have the role '${role}': ${names}.`,
      {
        got: names,
        allowed: `one column with the role '${role}'`,
        fix: "Keep one; give the others the role 'feature' or 'ignore'.",
      },
    );
  }
  return problems;
}

interface Contradiction {
  key: string;
  what: string;
  fix: string;
}

function contradictions(column: ColumnSpec, decimal: '.' | ','): Contradiction[] {
  const found: Contradiction[] = [];
  const isNumber = column.type === 'number' || column.type === 'integer';
  const isDate = column.type === 'date' || column.type === 'datetime';
  const add = (key: string, what: string, fix: string): void => {
    found.push({ key, what, fix });
  };
  const { range, monotone, unit, categories, format, special, positive } = column;
  if (range?.min !== undefined && range.max !== undefined && range.min > range.max) {
    add('range', `its range runs from ${range.min} to ${range.max}, the smaller bound last.`, 'Swap min and max.');
  }
  if (range !== undefined && !isNumber) {
    add('range', `it is of type ${column.type}, which has no range.`, "Remove 'range', or make it a number.");
  }
  if (monotone !== undefined && !isNumber) {
    const ordered = column.type === 'category' && column.ordered === true;
    if (!ordered) {
      add(
        'monotone',
        `it is of type ${column.type}; '${monotone}' needs values with an order.`,
        "Remove 'monotone', make it a number, or list its categories in order and set 'ordered: true'.",
      );
    }
  }
  if (monotone !== undefined && column.role !== 'feature') {
    add('monotone', `it has the role ${column.role}; only a feature can be monotone.`, "Remove 'monotone'.");
  }
  if (unit !== undefined && !isNumber)
    add('unit', `it is of type ${column.type}, which has no unit.`, "Remove 'unit'.");
  if (categories !== undefined && column.type !== 'category') {
    add(
      'categories',
      `it lists categories but is of type ${column.type}.`,
      "Set 'type: category', or remove the list.",
    );
  }
  const values = categoryValues(column);
  const doubled = [...new Set(values.filter((value, i) => values.indexOf(value) !== i))];
  if (doubled.length > 0)
    add('categories', `it lists ${doubled.map((v) => `'${v}'`).join(', ')} twice.`, 'Remove the repetition.');
  if (categories !== undefined && categories.length === 0) {
    add(
      'categories',
      'its list of categories is empty.',
      "List the categories, or leave 'categories' out to allow any.",
    );
  }
  if (column.ordered === true && categories === undefined) {
    add(
      'ordered',
      'it is ordered, but its categories are not listed.',
      "List 'categories' from the smallest to the largest.",
    );
  }
  if (format !== undefined && !isDate) {
    add('format', `it is of type ${column.type}; only dates have a format.`, "Remove 'format', or set 'type: date'.");
  } else if (format !== undefined) {
    try {
      formatReader(format);
    } catch (error) {
      add('format', (error as Error).message, "Write it like 'dd/MM/yyyy' or 'yyyy-MM-dd HH:mm:ss'.");
    }
  }
  if (column.role === 'time' && !isDate && !isNumber) {
    add(
      'type',
      `it has the role time but is of type ${column.type}, which has no earlier and later.`,
      "Set 'type: date' or 'datetime' with the 'format' of its cells, make it a number, or name another column.",
    );
  }
  if (positive !== undefined && column.role !== 'target') {
    add(
      'positive',
      `it names the positive outcome but has the role ${column.role}.`,
      "Remove 'positive', or set 'role: target'.",
    );
  } else if (positive !== undefined && values.length > 0 && !knows(values, positive, decimal)) {
    add(
      'positive',
      `its positive outcome '${positive}' is not among its categories (${values.join(', ')}).`,
      'Name one of them.',
    );
  }
  const { outOfScope } = column;
  if (outOfScope !== undefined && column.role !== 'target') {
    add(
      'outOfScope',
      `it names the outcome of what is out of scope but has the role ${column.role}.`,
      "Remove 'outOfScope', or set 'role: target'.",
    );
  } else if (outOfScope !== undefined && values.length > 0 && !values.includes(outOfScope)) {
    add(
      'outOfScope',
      `its outcome '${outOfScope}' is not among its categories (${values.join(', ')}).`,
      'Add it to them, or name one of them.',
    );
  }
  const codes = (special ?? []).map(({ code }) => String(code));
  const twice = [...new Set(codes.filter((code, i) => codes.indexOf(code) !== i))];
  if (twice.length > 0)
    add('special', `it lists the special code ${twice.join(', ')} twice.`, 'Remove the repetition.');
  const both = codes.filter((code) => column.missing?.includes(code));
  if (both.length > 0)
    add('special', `${both.join(', ')} is both special and missing.`, 'Keep it in one of the two lists.');
  if (codes.length > 255) add('special', `it lists ${codes.length} special codes; 255 are possible.`, 'Group them.');
  return found;
}

function knows(values: readonly string[], positive: string, decimal: '.' | ','): boolean {
  const number = parseNumberText(positive, decimal);
  const sameNumber = (value: string): boolean => !Number.isNaN(number) && parseNumberText(value, decimal) === number;
  return namedOutcome(positive, values) !== undefined || values.some(sameNumber);
}

function plainProblem(code: string, path: Path, message: string, rest: Partial<Problem> = {}): Problem {
  return { code, message, where: { path: showPath(path) }, ...rest };
}

/** `Column 'age'` for `columns[3]`, `'type' of column 'age'` for `columns[3].type`. */
function describePath(path: Path, root: unknown): string {
  if (path.length === 0) return 'The schema';
  if (path[0] === 'columns' && typeof path[1] === 'number') {
    const name = valueAt(root, ['columns', path[1], 'name']);
    const column = typeof name === 'string' ? `column '${name}'` : `the ${path[1] + 1}. column`;
    return path.length === 2 ? column[0]!.toUpperCase() + column.slice(1) : `'${showPath(path.slice(2))}' of ${column}`;
  }
  return `'${showPath(path)}'`;
}
