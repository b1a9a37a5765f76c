import { closest } from '../cells/edit-distance.js';
import { namedOutcome } from '../cells/outcome-text.js';
import { type Localized, text } from '../text/localized.js';
import { type ColumnSpec, categoryValues } from './feature-schema.js';

/** The target with the class of what belongs to none, which need not occur in the file. */
export function withOutOfScope(target: ColumnSpec, outOfScope: string | undefined): ColumnSpec {
  if (outOfScope === undefined) return target;
  const values = categoryValues(target);
  const named = namedOutcome(outOfScope, values) ?? outOfScope;
  const categories = target.type !== 'category' || values.includes(named) ? {} : { categories: [...values, named] };
  return { ...target, ...categories, outOfScope: named };
}

/** What to say where no row has the class of what belongs to none: it may be so, and it may be a slip. */
export function unseenOutOfScope(target: ColumnSpec, outOfScope: string | undefined): Localized | undefined {
  const values = categoryValues(target);
  if (outOfScope === undefined || namedOutcome(outOfScope, values) !== undefined) return undefined;
  const near = closest(outOfScope, values);
  return text(
    `No row of '${target.name}' is '${outOfScope}': what belongs to none of the classes is learnt without examples.${near === undefined ? '' : ` '${near}' is one of the classes; if it is what is meant, name it.`}`,
    `“${target.name}”中没有一行是“${outOfScope}”：不属于任何类别的内容将在没有示例的情况下学习。${near === undefined ? '' : `“${near}”被视为其中一个类别；如果所指即为它，请使用该名称。`}`,
  );
}
