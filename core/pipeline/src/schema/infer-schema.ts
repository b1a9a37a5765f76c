import type { Problem } from '@proofline/learn';
import { inputError } from '../cells/problem-log.js';
import { duplicatedNames } from '../dataset/column-plan.js';
import { withDatabase } from '../dataset/database.js';
import { fileError } from '../dataset/file-error.js';
import { openSource } from '../dataset/source.js';
import { ENTITIES_COLUMN, TEXT_COLUMN } from '../dataset/tagged-text.js';
import { type Localized, text } from '../text/localized.js';
import { applyRoles } from './apply-roles.js';
import type { UnusedDate } from './choose-time.js';
import { type ColumnStatistics, columnStatistics } from './column-statistics.js';
import type { FeatureSchema } from './feature-schema.js';
import { guessRoles, type RolesGiven } from './guess-role.js';
import { guessType } from './guess-type.js';

/** Something that was not in the file and not given: the reader of a report must see it. */
export interface Assumption {
  column?: string;
  text: Localized;
}

/** The assumption with the column it is about. */
export function describeAssumption({ column, text: assumed }: Assumption): Localized {
  return column === undefined ? assumed : text(`${column}: ${assumed.en}`, `${column}：${assumed.zh}`);
}

/** A schema as it was read off a file. */
export interface InferredSchema {
  schema: FeatureSchema;
  assumptions: Assumption[];
  /** Columns of dates, or called so, that are not the time of the case. */
  unusedDates: UnusedDate[];
  /** What must be answered before rows are split by time: the file does not tell, and a guess would be a wrong split. */
  questions: Problem[];
}

export interface InferOptions {
  /** Roles that the user named; they are never guessed over. */
  roles?: RolesGiven;
  /**
   * Of a kind that reads text, features are columns of free text, which others leave out. Of one without an event, no outcome of
   * a target is assumed to be it: labels 0 and 1 of a sentiment are two classes.
   */
  kind?: { readonly reads?: 'text'; readonly event?: unknown };
  format?: FeatureSchema['file'];
  signal?: AbortSignal;
}

/**
 * Proposes a schema for a file from all of its rows: types, missing tokens, categories, special codes, units and roles, with
 * every assumption in words. The file is then valid under the schema unless it has faults of its own (text among numbers,
 * ragged rows). The target is assumed only where one column has an obvious name and exactly two values. Throws as `applyRoles`
 * does where the roles that the user named do not fit the file.
 */
export async function inferSchema(path: string, options: InferOptions = {}): Promise<InferredSchema> {
  const roles = options.roles ?? {};
  const reads = options.kind?.reads ?? ((roles.text ?? []).length > 0 ? 'text' : undefined);
  const hasEvent = options.kind === undefined ? reads === undefined : options.kind.event !== undefined;
  const named = [
    roles.target,
    roles.time,
    roles.id,
    roles.group,
    roles.weight,
    roles.score,
    ...(roles.text ?? []),
    ...(roles.protected ?? []),
  ];
  const source = await openSource(
    path,
    options.format,
    named.filter((name) => name !== undefined),
  );
  try {
    if (source.tagged !== undefined) return taggedSchema(roles);
    const doubled = duplicatedNames(source.header ?? [], path);
    if (doubled.length > 0) throw inputError('DATA_INVALID', `File '${path}'`, doubled);
    const statistics = await withDatabase(options.signal, (connection) => columnStatistics(connection, source));
    if (statistics.length === 0 || statistics[0]!.rows === 0) {
      throw fileError(
        'FILE_UNREADABLE',
        path,
        'has no row that can be read',
        'Check its delimiter and its quotes, or name the delimiter in a schema.',
      );
    }
    const assumptions: Assumption[] = [];
    const { delimiter, encoding } = source.format;
    if (source.format.kind === 'csv' && !source.hasHeader) {
      assumptions.push({
        text: text(
          `The file has no header; its columns are called ${source.header[0]} to ${source.header.at(-1)}.`,
          `文件没有表头；各列命名为 ${source.header[0]} 至 ${source.header.at(-1)}。`,
        ),
      });
    }
    const titles = source.titles?.filter((line) => !/^\ufeff?sep=.$/i.test(line)) ?? [];
    if (titles.length > 0) {
      const shown = titles.map((line) => line.trim()).filter((line) => line !== '');
      assumptions.push({
        text: text(
          `The header stands below ${titles.length} line${titles.length === 1 ? '' : 's'} of titles, which are left out: '${shown.join("', '")}'.`,
          `表头上方有 ${titles.length} 行标题，不作为数据：“${shown.join('”、“')}”。`,
        ),
      });
    }
    if (encoding !== undefined && encoding !== 'utf-8') {
      assumptions.push({ text: text(`The file is encoded as ${encoding}.`, `文件编码为 ${encoding}。`) });
    }
    const decimal = options.format?.decimal ?? guessDecimal(statistics);
    if (decimal === ',' && options.format?.decimal === undefined) {
      assumptions.push({ text: text('Numbers are written with a decimal comma.', '数字使用逗号作为小数点。') });
    }
    const guesses = statistics.map((column) => {
      const guess = guessType(column, decimal, {
        isTarget: column.name === roles.target,
        isTime: column.name === roles.time,
        isText: roles.text?.includes(column.name) === true,
      });
      for (const assumed of guess.assumptions) assumptions.push({ column: column.name, text: assumed });
      return { column, guess };
    });
    const { columns, unusedDates, questions, refusals } = guessRoles(guesses, roles, assumptions, { reads, hasEvent });
    const file = {
      ...(delimiter === undefined || delimiter === ',' ? {} : { delimiter }),
      ...(decimal === ',' ? { decimal } : {}),
      ...(encoding === undefined || encoding === 'utf-8' ? {} : { encoding }),
    };
    const schema: FeatureSchema = { version: 1, ...(Object.keys(file).length === 0 ? {} : { file }), columns };
    return { schema: applyRoles(schema, roles, refusals), assumptions, unusedDates, questions };
  } finally {
    await source.dispose();
  }
}

/** A file of marked texts has two columns, and nothing is guessed. */
function taggedSchema(roles: RolesGiven): InferredSchema {
  const schema: FeatureSchema = {
    version: 1,
    columns: [
      { name: TEXT_COLUMN, type: 'text', role: 'feature' },
      { name: ENTITIES_COLUMN, type: 'text', role: 'target' },
    ],
  };
  return { schema: applyRoles(schema, roles), assumptions: [], unusedDates: [], questions: [] };
}

/** A decimal comma where some column is numbers only with it, and no column has many numbers with a point. */
function guessDecimal(statistics: readonly ColumnStatistics[]): '.' | ',' {
  const comma = statistics.some((c) => c.commaNumbers > 0.5 * c.filled && c.commaNumbers + c.numbers > 0.9 * c.filled);
  const point = statistics.some((c) => c.numbers - c.integers > 0.5 * c.filled);
  return comma && !point ? ',' : '.';
}
