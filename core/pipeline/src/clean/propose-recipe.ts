import type { Dataset } from '../dataset/dataset.js';
import { columnsWithRole } from '../schema/feature-schema.js';
import { text } from '../text/localized.js';
import type { Recipe, RecipeStep } from './recipe.js';

/** Levels with fewer training rows than this say nothing by themselves. */
const RARE_ROWS = 5;
/** Below this many levels a category is left as it is. */
const MANY_LEVELS = 12;

/**
 * A recipe for a data set: conservative, because candidates clip, encode and handle missing cells themselves. It repairs
 * what is wrong whatever the model: repeated rows, values outside the schema's range, levels too rare to learn from.
 */
export function proposeRecipe(train: Dataset): Recipe {
  const steps: RecipeStep[] = [];
  const named = columnsWithRole(train.schema, 'id').length > 0;
  if (named) {
    steps.push({
      step: 'drop-duplicates',
      why: text(
        'Rows that agree in every column, the identifier included, are one record entered twice.',
        '包括标识符在内所有列都相同的行是重复录入的同一条记录。',
      ),
    });
  }
  for (const spec of columnsWithRole(train.schema, 'feature')) {
    const column = train.columns.get(spec.name);
    if (column?.kind === 'numeric' && spec.range !== undefined) {
      const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = spec.range;
      if (column.values.some((value) => value < min || value > max)) {
        steps.push({
          step: 'impossible-to-missing',
          column: spec.name,
          ...(spec.range.min === undefined ? {} : { min }),
          ...(spec.range.max === undefined ? {} : { max }),
          why: text(
            'Values outside the possible range are errors, not measurements.',
            '超出可能范围的值是错误而非测量值。',
          ),
        });
      }
    }
    if (column?.kind === 'categorical' && column.levels.length > MANY_LEVELS) {
      const counts = levelCounts(column.codes, column.levels.length);
      if (counts.some((count) => count > 0 && count < RARE_ROWS)) {
        steps.push({
          step: 'join-rare-levels',
          column: spec.name,
          minRows: RARE_ROWS,
          why: text(
            'Levels with a handful of rows are learnt by heart, not understood; they become one level.',
            '只有少数行的类别只会被死记硬背，因此合并为一个类别。',
          ),
        });
      }
    }
  }
  return { version: 1, steps };
}

export function levelCounts(codes: Int32Array, levels: number): Int32Array {
  const counts = new Int32Array(levels);
  for (const code of codes) if (code >= 0) counts[code]!++;
  return counts;
}
