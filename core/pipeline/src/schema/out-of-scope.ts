import { namedOutcome } from '../cells/outcome-text.js';
import { type ColumnSpec, categoryValues } from './feature-schema.js';

/** The target with the class of what belongs to none, which need not occur in the file. */
export function withOutOfScope(target: ColumnSpec, outOfScope: string | undefined): ColumnSpec {
  if (outOfScope === undefined) return target;
  const values = categoryValues(target);
  const named = namedOutcome(outOfScope, values) ?? outOfScope;
  const categories = target.type !== 'category' || values.includes(named) ? {} : { categories: [...values, named] };
  return { ...target, ...categories, outOfScope: named };
}
