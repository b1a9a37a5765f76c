import type { Dataset } from '../dataset/dataset.js';
import { targetSpec, targetTexts } from '../kinds/target.js';
import { rowGroups } from '../split/row-groups.js';
import { type Localized, text } from '../text/localized.js';

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

function outcomes(dataset: Dataset): Set<string | null> {
  return new Set(targetTexts(dataset, targetSpec(dataset.schema)));
}
