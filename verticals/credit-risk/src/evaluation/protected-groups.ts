import type { Json } from '@proofline/learn';
import {
  type ColumnSpec,
  categoryLabel,
  columnsWithRole,
  columnTitle,
  type Dataset,
  groupColumn,
  type Localized,
  type NumericColumn,
  quantileCuts,
  text,
} from '@proofline/pipeline';

/** The rows of a protected column divided into groups of people. */
export interface ProtectedGroups {
  spec: ColumnSpec;
  title: Localized;
  labels: readonly Localized[];
  /** Group of each training and test row. */
  train: Int32Array;
  test: Int32Array;
}

/**
 * Bands of age where the client gives none: the young, and the elderly as the Equal Credit Opportunity Act sees them
 * (62 or older, 12 CFR 1002.2(o)), with two bands between.
 */
const AGE_BANDS = [25, 40, 62];
/** With more distinct numbers than this a column is a quantity. */
const MOST_CODES = 6;
const AGE = /(^|[^a-z])age([^a-z]|$)|年龄/i;

/**
 * Every protected column that people can be grouped by: categories by level, numbers in bands (`settings.protectedBands`,
 * a list of boundaries by column, or bands of age, or quarters of the training rows), missing cells as a group. Dates and
 * free text are not grouped, and named in `refused`.
 */
export function protectedGroups(
  train: Dataset,
  test: Dataset,
  settings: Readonly<Record<string, Json>>,
): { columns: ProtectedGroups[]; refused: ColumnSpec[] } {
  const columns: ProtectedGroups[] = [];
  const refused: ColumnSpec[] = [];
  for (const spec of columnsWithRole(train.schema, 'protected')) {
    const trainColumn = train.columns.get(spec.name);
    const testColumn = test.columns.get(spec.name);
    if (trainColumn?.kind === 'categorical' && testColumn?.kind === 'categorical') {
      columns.push({ ...categoryGroups(spec, trainColumn, testColumn), spec, title: columnTitle(spec) });
    } else if (trainColumn?.kind === 'numeric' && testColumn?.kind === 'numeric') {
      const given = (settings.protectedBands as Record<string, number[]> | undefined)?.[spec.name];
      if (given === undefined && !isAge(spec) && isCoded(spec, trainColumn)) {
        const [inTrain, inTest] = [asLevels(trainColumn), asLevels(testColumn)];
        columns.push({ ...categoryGroups(spec, inTrain, inTest), spec, title: columnTitle(spec) });
        continue;
      }
      const cuts = given ?? (isAge(spec) ? AGE_BANDS : quartiles(trainColumn.values));
      const inTrain = groupColumn(trainColumn, spec, { cuts });
      const inTest = groupColumn(testColumn, spec, { cuts });
      const labels = inTrain.groups.map((group) => group.label);
      columns.push({ spec, title: columnTitle(spec), labels, train: inTrain.codes, test: inTest.codes });
    } else refused.push(spec);
  }
  return { columns, refused };
}

function isAge(spec: ColumnSpec): boolean {
  const { en, zh } = columnTitle(spec);
  return [spec.name, en, zh].some((word) => AGE.test(word));
}

/** A few whole numbers are codes of groups (1 = male, 2 = female), not a quantity. */
function isCoded({ type }: ColumnSpec, { values, special }: NumericColumn): boolean {
  const known = new Set(values.filter((value) => !Number.isNaN(value)));
  return type === 'integer' && special === undefined && known.size <= MOST_CODES;
}

function asLevels({ values }: NumericColumn): { codes: Int32Array; levels: string[] } {
  const known = [...new Set(values.filter((value) => !Number.isNaN(value)).sort())];
  const place = new Map(known.map((value, code) => [value, code]));
  return { codes: Int32Array.from(values, (value) => place.get(value) ?? -1), levels: known.map(String) };
}

function quartiles(values: Float64Array): number[] {
  return quantileCuts(values.filter((value) => !Number.isNaN(value)).sort(), 4);
}

/** Levels are matched by name: another file may list them in another order, or others. */
function categoryGroups(
  spec: ColumnSpec,
  train: { codes: Int32Array; levels: readonly string[] },
  test: { codes: Int32Array; levels: readonly string[] },
): Pick<ProtectedGroups, 'labels' | 'train' | 'test'> {
  const levels = [...new Set([...train.levels, ...test.levels])];
  const place = new Map(levels.map((level, k) => [level, k]));
  const recode = ({ codes, levels: own }: typeof train): Int32Array =>
    codes.map((code) => (code < 0 ? levels.length : place.get(own[code]!)!));
  return {
    labels: [...levels.map((level) => categoryLabel(spec, level)), text('not given', '未提供')],
    train: recode(train),
    test: recode(test),
  };
}
