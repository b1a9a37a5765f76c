import type { Dataset } from '../dataset/dataset.js';
import { targetSpec, targetTexts } from '../kinds/target.js';
import { columnWithRole } from '../schema/feature-schema.js';
import { rowGroups } from '../split/row-groups.js';
import type { Holdout } from '../split/split.js';
import { type Localized, text } from '../text/localized.js';
import type { LoadedData } from './load-data.js';
import type { OuterFolds } from './outer-folds.js';

/** Fewer groups than this are too few witnesses for an interval to be taken at its word. */
const FEW_GROUPS = 10;

/** What a reader of the test's numbers must know: outcomes on one side only, and few groups. */
export function testWarnings(train: Dataset, test: Dataset, hasClasses: boolean): Localized[] {
  const warnings: Localized[] = [];
  if (hasClasses) {
    const learnt = outcomes(train);
    const judged = outcomes(test);
    const unseen = [...judged].filter((name) => !learnt.has(name)).join(', ');
    const untested = [...learnt].filter((name) => !judged.has(name)).join(', ');
    if (unseen !== '') {
      warnings.push(
        text(
          `The test rows have outcomes that no training row has (${unseen}): every model is wrong about them.`,
          `测试行中存在训练行没有的结果（${unseen}）：所有模型都会判断错误。`,
        ),
      );
    }
    if (untested !== '') {
      warnings.push(
        text(
          `No test row has the outcome ${untested}: nothing is known of how well it is told.`,
          `没有测试行的结果为 ${untested}：无法得知模型对其的识别能力。`,
        ),
      );
    }
  }
  const groups = rowGroups(test);
  if (groups !== undefined && groups.count < FEW_GROUPS) {
    warnings.push(
      text(
        `The test rows are of ${groups.count} groups ('${groups.column}') only: intervals are rough and rather too narrow.`,
        `测试行仅来自 ${groups.count} 个组（“${groups.column}”）：区间较粗略，且可能偏窄。`,
      ),
    );
  }
  return warnings;
}

/** Dates that could be the time of the case, where rows were split by chance: the future is not what was judged. */
export function timeWarnings(
  { holdout, folds }: { holdout?: Pick<Holdout, 'kind'>; folds?: Pick<OuterFolds, 'kind'> },
  { schema, unusedDates }: Pick<LoadedData, 'schema' | 'unusedDates'>,
): Localized[] {
  const byChance = holdout === undefined ? folds?.kind === 'cross-validation' : holdout.kind !== 'temporal';
  const dates = unusedDates.filter(({ couldBeTime }) => couldBeTime);
  if (!byChance || columnWithRole(schema, 'time') !== undefined || dates.length === 0) return [];
  const listed = (language: 'en' | 'zh'): string =>
    dates
      .map(({ column, reason }) => (language === 'en' ? `'${column}': ${reason.en}` : `“${column}”：${reason.zh}`))
      .join(language === 'en' ? '; ' : '；');
  return [
    text(
      `Rows were split at random although there are dates (${listed('en')}). Where the risk changes with time, the numbers are too good: name the time of the case with --time.`,
      `尽管存在日期列，数据仍随机划分（${listed('zh')}）。如果风险随时间变化，这些数字会过于乐观：请用 --time 指定业务发生时间。`,
    ),
  ];
}

function outcomes(dataset: Dataset): Set<string | null> {
  return new Set(targetTexts(dataset, targetSpec(dataset.schema)));
}
