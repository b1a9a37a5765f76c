import { cellText } from '../dataset/cell-text.js';
import type { Dataset } from '../dataset/dataset.js';
import type { Column } from '../dataset/frame.js';
import { columnWithRole, type FeatureSchema } from '../schema/feature-schema.js';
import { text } from '../text/localized.js';
import { FAIL_SHARE } from './duplicates.js';
import type { LeakageFinding } from './leakage-finding.js';

/** Test rows of a group (a customer) that is among the training rows; our own splits leave none, a given test file may. */
export function groupFindings(train: Dataset, test: Dataset, schema: FeatureSchema): LeakageFinding[] {
  const group = columnWithRole(schema, 'group');
  const learnt = group && train.columns.get(group.name);
  const judged = group && test.columns.get(group.name);
  if (group === undefined || learnt === undefined || judged === undefined) return [];
  const known = new Set(names(learnt, train.rows));
  known.delete(null);
  const shared = names(judged, test.rows).filter((name) => known.has(name)).length;
  if (shared === 0) return [];
  const share = shared / test.rows;
  const percent = (100 * share).toFixed(1);
  return [
    {
      code: 'GROUP_ACROSS_SPLIT',
      column: group.name,
      severity: share >= FAIL_SHARE ? 'fail' : 'warn',
      value: share,
      finding: text(
        `${shared} of ${test.rows} test rows (${percent} %) belong to a '${group.name}' that is also in the training rows: the test would reward knowing it. Leave them out of one of the files.`,
        `${test.rows} 个测试行中有 ${shared} 行（${percent}%）所属的“${group.name}”也出现在训练行中：测试会奖励对其的记忆。请从其中一个文件中剔除。`,
      ),
    },
  ];
}

function names(column: Column, rows: number): (string | null)[] {
  return Array.from({ length: rows }, (_, i) => cellText(column, i));
}
