import type { Problem } from '@proofline/learn';
import { CLEANED_ROLES } from '../cells/cell-repairs.js';
import { closest } from '../cells/edit-distance.js';
import { inputError } from '../cells/problem-log.js';
import { type ColumnSpec, columnsWithRole, type FeatureSchema } from '../schema/feature-schema.js';
import type { Recipe, RecipeStep } from './recipe.js';

type ColumnStep = Exclude<RecipeStep, { step: 'drop-duplicates' }>;

/** Refuses a recipe that does not fit the schema, with every problem at once: a step that does nothing is a slip. */
export function checkRecipe(recipe: Recipe, schema: FeatureSchema): void {
  const cleaned = columnsWithRole(schema, ...CLEANED_ROLES);
  const problems = recipe.flatMap((step, i): Problem[] => {
    if (step.step === 'drop-duplicates') return [];
    const spec = cleaned.find(({ name }) => name === step.column);
    const path = `recipe[${i}]`;
    const place = `Step ${i + 1} of the recipe, '${step.step}'`;
    if (spec === undefined) {
      const names = cleaned.map(({ name }) => name);
      const meant = closest(step.column, names);
      return [
        {
          code: 'RECIPE_COLUMN_UNKNOWN',
          message: `${place}: '${step.column}' is not a column that can be cleaned (roles ${CLEANED_ROLES.join(', ')}).`,
          where: { column: step.column, path },
          got: step.column,
          allowed: names.join(', '),
          fix: meant === undefined ? 'Correct the name, or remove the step.' : `Did you mean '${meant}'?`,
        },
      ];
    }
    return misfits(step, spec).map(({ what, fix }) => ({
      code: 'RECIPE_STEP_UNFIT',
      message: `${place}: ${what}`,
      where: { column: step.column, path },
      fix,
    }));
  });
  if (problems.length > 0) throw inputError('RECIPE_INVALID', 'The recipe', problems);
}

interface Misfit {
  what: string;
  fix: string;
}

function misfits(step: ColumnStep, spec: ColumnSpec): Misfit[] {
  const isNumber = spec.type === 'number' || spec.type === 'integer';
  const isCategory = spec.type === 'category' || spec.type === 'boolean';
  const needs = (fits: boolean, kind: string): Misfit[] =>
    fits
      ? []
      : [{ what: `column '${spec.name}' is of type ${spec.type}; the step is for ${kind}.`, fix: 'Remove the step.' }];
  switch (step.step) {
    case 'unreadable-to-missing':
      return needs(spec.type !== 'text', 'columns with a type other than text');
    case 'convert-unit':
      return needs(isNumber, 'numbers');
    case 'read-units':
      if (isNumber && spec.unit === undefined) {
        return [
          {
            what: `column '${spec.name}' has no unit to convert to.`,
            fix: "Name its 'unit' in the schema.",
          },
        ];
      }
      return needs(isNumber, 'numbers');
    case 'impossible-to-missing':
      if (isNumber && step.min === undefined && step.max === undefined) return [noBound("'min', 'max'")];
      return isNumber ? widerThanRange(step, spec) : needs(false, 'numbers');
    case 'cap':
      if (isNumber && step.low === undefined && step.high === undefined) return [noBound("'low', 'high'")];
      if (step.low !== undefined && step.high !== undefined && step.low > step.high) {
        return [{ what: `its quantiles run from ${step.low} to ${step.high}.`, fix: "Swap 'low' and 'high'." }];
      }
      return needs(isNumber, 'numbers');
    case 'special-to-missing': {
      const known = (spec.special ?? []).map(({ code }) => String(code));
      const strangers = step.codes.filter((code) => !known.includes(String(code)));
      if (!isNumber || strangers.length === 0) return needs(isNumber, 'numbers');
      return [
        {
          what: `${strangers.join(', ')} is no special code of '${spec.name}' (${known.join(', ') || 'it has none'}).`,
          fix: "List the code under 'special' in the schema, or remove it from the step.",
        },
      ];
    }
    case 'join-rare-levels':
      return needs(isCategory, 'categories');
    case 'fill-missing':
      if (isNumber && typeof step.with === 'string' && step.with !== 'median') {
        return [{ what: `'${step.with}' is not a number.`, fix: "Give a number, or 'median'." }];
      }
      return needs(isNumber || isCategory, 'numbers and categories');
  }
}

function noBound(keys: string): Misfit {
  return { what: 'it has no bound.', fix: `Give one or both of ${keys}.` };
}

/** A value outside the schema's range that the step keeps would reach the model as a promise broken. */
function widerThanRange(step: { min?: number | undefined; max?: number | undefined }, spec: ColumnSpec): Misfit[] {
  const { min, max } = spec.range ?? {};
  const low = min !== undefined && (step.min ?? Number.NEGATIVE_INFINITY) < min;
  const high = max !== undefined && (step.max ?? Number.POSITIVE_INFINITY) > max;
  if (!low && !high) return [];
  return [
    {
      what: `it keeps values that the range of '${spec.name}' in the schema (${min ?? '…'} to ${max ?? '…'}) calls impossible.`,
      fix: "Give the step the bounds of the range, or widen 'range' in the schema.",
    },
  ];
}
