import type { Column } from '../dataset/frame.js';
import { isIdName } from '../schema/column-names.js';
import type { ColumnSpec } from '../schema/feature-schema.js';
import { text } from '../text/localized.js';
import type { LeakageFinding } from './leakage-finding.js';

const MIN_ROWS = 50;

/** A feature that names or numbers the rows: it can only be learnt by heart. Measurements that happen to be distinct pass. */
export function identifierFinding(
  spec: ColumnSpec,
  train: Column,
  test: Column | undefined,
): LeakageFinding | undefined {
  const column = spec.name;
  if (train.kind === 'categorical') {
    const used = new Set(train.codes);
    used.delete(-1);
    const rows = train.codes.reduce((sum, code) => sum + (code < 0 ? 0 : 1), 0);
    if (rows < MIN_ROWS || used.size < 0.9 * rows) return undefined;
    return {
      code: 'ID_AS_FEATURE',
      column,
      severity: 'fail',
      value: used.size / rows,
      finding: text(
        `'${column}' has ${used.size} different values in ${rows} rows: it names rows and cannot be learnt from. Give it the role id or ignore.`,
        `“${column}”在 ${rows} 行中有 ${used.size} 个不同取值：它标识各行，无法用于学习。请将其角色设为 id 或 ignore。`,
      ),
    };
  }
  if (train.kind !== 'numeric') return undefined;
  const numbers = wholeAndDistinct([train.values, test?.kind === 'numeric' ? test.values : new Float64Array(0)]);
  if (numbers === undefined || numbers.count < MIN_ROWS) return undefined;
  const { count, low, high } = numbers;
  const range = high - low + 1;
  if (count >= 0.5 * range) {
    return {
      code: 'ROW_COUNTER',
      column,
      severity: 'fail',
      value: count / range,
      finding: text(
        `'${column}' counts the rows (${low} to ${high}, each once): it can betray the order in which the file was written. Give it the role id or ignore.`,
        `“${column}”为行计数（${low} 至 ${high}，各出现一次）：可能泄露文件的写入顺序。请将其角色设为 id 或 ignore。`,
      ),
    };
  }
  // Quantities repeat: n draws from a range of R agree in about n²/2R pairs (birthday problem).
  const expectedPairs = count ** 2 / (2 * range);
  if (expectedPairs < 10 && !(isIdName(column) && count >= 200)) return undefined;
  return {
    code: 'ID_AS_FEATURE',
    column,
    severity: 'fail',
    value: 1,
    finding: text(
      `'${column}' is a whole number that differs in all ${count} rows: an identifier, not a quantity. Give it the role id or ignore.`,
      `“${column}”为整数且在全部 ${count} 行中各不相同：是标识符而非数量。请将其角色设为 id 或 ignore。`,
    ),
  };
}

/** How many numbers there are and from where to where; undefined as soon as one repeats or has a fraction. */
function wholeAndDistinct(parts: readonly Float64Array[]): { count: number; low: number; high: number } | undefined {
  const seen = new Set<number>();
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const values of parts) {
    for (const value of values) {
      if (Number.isNaN(value)) continue;
      if (!Number.isInteger(value) || seen.has(value)) return undefined;
      seen.add(value);
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return { count: seen.size, low, high };
}
