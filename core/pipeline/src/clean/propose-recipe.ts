import type { Problem } from '@proofline/learn';
import { type CellRepairs, CLEANED_ROLES, OUT_OF_RANGE, UNIT_CONVERTED } from '../cells/cell-repairs.js';
import { unitFactors } from '../cells/unit-factors.js';
import { type ColumnProfile, type Profile, RARE_ROWS } from '../profile/profile.js';
import { isPersonAgeName } from '../schema/column-names.js';
import { columnsWithRole, type FeatureSchema } from '../schema/feature-schema.js';
import { text } from '../text/localized.js';
import type { RecipeStep } from './recipe.js';

/** Below this many levels a category is left as it is. */
const MANY_LEVELS = 12;
/** Nobody has been older. */
const OLDEST = 122;
/** In a column of shares a number beyond this lost its decimal point. */
const LARGEST_PERCENT = 1000;

/**
 * A recipe for a table, from its profile and the warnings of reading it with `proposableRepairs`. Only what is right whatever
 * the model: records entered twice, cells in another unit, impossible values, special codes and levels too rare to learn from.
 * Capping and filling are not proposed: trees and bins take outliers and missing cells as they are, linear models and
 * networks clip and fill for themselves, and a filled cell no longer says that it was missing.
 */
export function proposeRecipe(profile: Profile, warnings: readonly Problem[] = []): RecipeStep[] {
  const steps: RecipeStep[] = [];
  if (profile.copiedRows > 0) {
    steps.push({
      step: 'drop-duplicates',
      rows: 'copies',
      why: text(
        'Rows that agree in every column, the outcome included, and share an identifier or three cells that stand nowhere else are one record entered twice.',
        '所有列（包括结果）均相同，且标识符相同或至少三个单元格的取值在别处未出现的行，是重复录入的同一条记录。',
      ),
    });
  }
  const warned = (column: ColumnProfile, code: string): boolean =>
    warnings.some((warning) => warning.code === code && warning.where?.column === column.spec.name);
  for (const column of profile.columns) {
    if (!CLEANED_ROLES.includes(column.spec.role)) continue;
    if (warned(column, UNIT_CONVERTED)) steps.push(readUnits(column));
    steps.push(...impossible(column, warned(column, OUT_OF_RANGE)));
    // What is rare stays as it is where groups are compared.
    if (column.spec.role === 'feature') steps.push(...rareSpecial(column), ...rareLevels(column));
  }
  return steps;
}

/** What may be forgiven while a table is read, because a recipe would be proposed that repairs it. */
export function proposableRepairs(schema: FeatureSchema): CellRepairs {
  const cleaned = columnsWithRole(schema, ...CLEANED_ROLES);
  return {
    outOfRange: new Set(cleaned.filter(({ range }) => range !== undefined).map(({ name }) => name)),
    unreadable: new Set(),
    units: new Map(
      cleaned.flatMap(({ name, unit }) => {
        const factors = unitFactors(unit);
        return factors === undefined ? [] : [[name, factors] as const];
      }),
    ),
  };
}

function readUnits({ spec }: ColumnProfile): RecipeStep {
  return {
    step: 'read-units',
    column: spec.name,
    units: { ...unitFactors(spec.unit) },
    why: text(
      `Some cells carry another unit than ${spec.unit}; the factors are fixed.`,
      `部分单元格的单位不是 ${spec.unit}；换算系数是固定的。`,
    ),
  };
}

function impossible({ spec, numbers }: ColumnProfile, warned: boolean): RecipeStep[] {
  if (numbers === undefined) return [];
  const { min, max } = spec.range ?? {};
  if (warned || numbers.min < (min ?? Number.NEGATIVE_INFINITY) || numbers.max > (max ?? Number.POSITIVE_INFINITY)) {
    return [
      {
        step: 'impossible-to-missing',
        column: spec.name,
        ...(min === undefined ? {} : { min }),
        ...(max === undefined ? {} : { max }),
        why: text(
          'Values outside the range that the schema gives are errors, not measurements.',
          '超出模式所给范围的值是错误，而非测量值。',
        ),
      },
    ];
  }
  if (spec.range !== undefined) return [];
  const { p1, p99 } = numbers.quantiles;
  // In another unit, more than one in a hundred would be beyond any age.
  const isAge = isPersonAgeName(spec.name) && p1 >= 0 && p99 <= OLDEST;
  if (isAge && (numbers.min < 0 || numbers.max > OLDEST)) {
    return [
      {
        step: 'impossible-to-missing',
        column: spec.name,
        min: 0,
        max: OLDEST,
        why: text(`Nobody is younger than 0 or older than ${OLDEST}.`, `年龄不会小于 0 或大于 ${OLDEST}。`),
      },
    ];
  }
  if (spec.unit === '%' && numbers.min >= 0 && p99 <= 100 && numbers.max > LARGEST_PERCENT) {
    return [
      {
        step: 'impossible-to-missing',
        column: spec.name,
        max: LARGEST_PERCENT,
        why: text(
          `99 of 100 cells are at most 100 %; more than ${LARGEST_PERCENT} % is a lost decimal point.`,
          `99% 的单元格不超过 100%；超过 ${LARGEST_PERCENT}% 的值应为小数点丢失。`,
        ),
      },
    ];
  }
  return [];
}

function rareSpecial({ spec, special, numbers }: ColumnProfile): RecipeStep[] {
  const rare = special.filter(({ rows }) => rows > 0 && rows < RARE_ROWS).map(({ code }) => code);
  if (numbers === undefined || rare.length === 0) return [];
  return [
    {
      step: 'special-to-missing',
      column: spec.name,
      codes: rare,
      why: text(
        `Under ${RARE_ROWS} rows nothing can be learnt about a code; all that is known is that there is no quantity.`,
        `少于 ${RARE_ROWS} 行的代码无法学习；只知道没有数量。`,
      ),
    },
  ];
}

function rareLevels({ spec, distinct, rareLevels }: ColumnProfile): RecipeStep[] {
  // The joined level has no place in an order, and an order is worth more.
  if (rareLevels === 0 || distinct <= MANY_LEVELS || spec.ordered === true) return [];
  return [
    {
      step: 'join-rare-levels',
      column: spec.name,
      minRows: RARE_ROWS,
      why: text(
        'Levels with a handful of rows are learnt by heart, not understood; they become one level.',
        '只有少数行的类别只会被死记硬背，因此合并为一个类别。',
      ),
    },
  ];
}
