import type { Dataset } from '../dataset/dataset.js';
import { type Column, selectColumns } from '../dataset/frame.js';
import { columnsWithRole, columnWithRole, type FeatureSchema } from '../schema/feature-schema.js';
import { rowKeys } from '../split/row-keys.js';
import { text } from '../text/localized.js';
import type { LeakageFinding } from './check-leakage.js';

/** Shares of the test rows from which equal rows on both sides are reported, and fail. */
const WARN_SHARE = 0.01;
export const FAIL_SHARE = 0.1;

/** Rows whose features stand on both sides of the split, and identifiers that do. */
export function duplicateFindings(train: Dataset, test: Dataset, schema: FeatureSchema): LeakageFinding[] {
  if (test.rows === 0) return [];
  const findings: LeakageFinding[] = [];
  const features = columnsWithRole(schema, 'feature')
    .map(({ name }) => name)
    .filter((name) => train.columns.has(name) && test.columns.has(name));
  if (features.length === 0) return [];
  const target = columnWithRole(schema, 'target');
  const both = target === undefined ? features : [...features, target.name];
  const known = new Set(rowKeys(selectColumns(train, features), 1));
  const knownWithTarget = new Set(rowKeys(selectColumns(train, both), 1));
  const keys = rowKeys(selectColumns(test, features), 1);
  const keysWithTarget = rowKeys(selectColumns(test, both), 1);
  let twins = 0;
  let conflicts = 0;
  for (let i = 0; i < test.rows; i++) {
    if (!known.has(keys[i]!)) continue;
    twins++;
    if (!knownWithTarget.has(keysWithTarget[i]!)) conflicts++;
  }
  const share = twins / test.rows;
  const chance = chanceOfTwin(
    features.map((name) => train.columns.get(name)!),
    train.rows,
  );
  if (share >= WARN_SHARE && share > 3 * chance) {
    const percent = (share * 100).toFixed(1);
    findings.push({
      code: 'DUPLICATES_ACROSS_SPLIT',
      severity: share >= FAIL_SHARE ? 'fail' : 'warn',
      value: share,
      finding: text(
        `${twins} of ${test.rows} test rows (${percent} %) have a twin with the same features among the training rows${conflicts > 0 ? `, ${conflicts} of them with another outcome` : ''}: the test would reward memory. Remove repeated rows, or name a group column that ties them.`,
        `${test.rows} 个测试行中有 ${twins} 行（${percent}%）与训练行特征完全相同${conflicts > 0 ? `，其中 ${conflicts} 行结果不同` : ''}：测试会奖励死记硬背。请删除重复行，或指定将其关联的分组列。`,
      ),
    });
  }
  const id = columnWithRole(schema, 'id');
  const trainIds = id && train.columns.get(id.name);
  const testIds = id && test.columns.get(id.name);
  if (id !== undefined && trainIds?.kind === 'text' && testIds?.kind === 'text') {
    const ids = new Set(trainIds.values);
    const shared = testIds.values.filter((value) => value !== null && ids.has(value)).length;
    if (shared > 0.01 * test.rows) {
      findings.push({
        code: 'ID_ACROSS_SPLIT',
        column: id.name,
        severity: 'warn',
        value: shared / test.rows,
        finding: text(
          `${shared} of ${test.rows} test rows have an '${id.name}' that is also in the training rows. If it names a person or an account, give it the role group.`,
          `${test.rows} 个测试行中有 ${shared} 行的“${id.name}”也出现在训练行中。若其标识个人或账户，请将角色设为 group。`,
        ),
      });
    }
  }
  return findings;
}

/**
 * The chance that a row has a twin among n others by coincidence: 1 - exp(-n·p), p being the chance that two rows agree.
 * Were the columns independent, p would be the product of their own chances; real columns go together, so its 3/4th power
 * is taken. A few categories agree all the time, a dozen amounts never do.
 */
function chanceOfTwin(columns: readonly Column[], rows: number): number {
  let logChance = 0;
  for (const column of columns) logChance += Math.log(Math.max(1e-12, agreement(column)));
  return 1 - Math.exp(-rows * Math.exp(0.75 * logChance));
}

function agreement(column: Column): number {
  const counts = new Map<number | string | null, number>();
  const cells: Iterable<number | string | null> = column.kind === 'categorical' ? column.codes : column.values;
  let rows = 0;
  for (const cell of cells) {
    const key = typeof cell === 'number' && Number.isNaN(cell) ? null : cell;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    rows++;
  }
  let sum = 0;
  for (const count of counts.values()) sum += (count / rows) ** 2;
  return sum;
}
