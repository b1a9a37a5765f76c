import { type Localized, text } from '../text/localized.js';
import type { RecipeStep } from './recipe.js';

/** What a step does, in words. */
export function describeStep(step: RecipeStep): Localized {
  switch (step.step) {
    case 'drop-duplicates':
      return step.rows === 'copies'
        ? text('Copied training rows dropped.', '删除训练数据中的复制行。')
        : text('Training rows equal to an earlier one dropped.', '删除与之前行相同的训练行。');
    case 'unreadable-to-missing':
      return text("Cells that are not of the column's type read as missing.", '不符合列类型的单元格读为缺失。');
    case 'read-units': {
      const units = Object.keys(step.units).join(', ');
      return text(
        `Cells in ${units} converted to the unit of the column.`,
        `将以 ${units} 表示的单元格换算为该列单位。`,
      );
    }
    case 'convert-unit':
      return text(`Converted to ${step.unit} (times ${step.factor}).`, `换算为 ${step.unit}（乘以 ${step.factor}）。`);
    case 'impossible-to-missing': {
      const { en, zh } = outside(step.min, step.max);
      return text(`Impossible values (${en}) set to missing.`, `将不可能的值（${zh}）设为缺失。`);
    }
    case 'special-to-missing': {
      const codes = step.codes.join(', ');
      return text(`Special codes ${codes} set to missing.`, `将特殊代码 ${codes} 设为缺失。`);
    }
    case 'join-rare-levels':
      return text(`Levels under ${step.minRows} rows joined.`, `合并少于 ${step.minRows} 行的类别。`);
    case 'cap': {
      const { en, zh } = quantiles(step.low, step.high);
      return text(`Capped at the ${en}.`, `在${zh}处封顶。`);
    }
    case 'fill-missing':
      return text(`Missing cells filled with ${step.with}.`, `以 ${step.with} 填充缺失值。`);
  }
}

function outside(min: number | undefined, max: number | undefined): Localized {
  const bounds = [
    ...(min === undefined ? [] : [text(`under ${min}`, `小于 ${min}`)]),
    ...(max === undefined ? [] : [text(`over ${max}`, `大于 ${max}`)]),
  ];
  return text(bounds.map(({ en }) => en).join(' or '), bounds.map(({ zh }) => zh).join(' 或'));
}

function quantiles(low: number | undefined, high: number | undefined): Localized {
  const shown = [low, high].filter((q) => q !== undefined).map((q) => `${Number((100 * q).toPrecision(6))} %`);
  return text(`${shown.join(' and ')} quantile${shown.length > 1 ? 's' : ''}`, `${shown.join('与')}分位数`);
}
