import type { Json } from '@proofline/learn';
import { type ColumnSpec, categoryLabel, categoryValues, columnLabel, type FeatureSchema } from './feature-schema.js';

export type JsonSchema = { [key: string]: Json };

/**
 * A row to be predicted, as JSON Schema 2020-12 describes it: what an integrator should send. The row parser takes more,
 * e.g. numbers as texts, because it judges a row as it judges a file.
 */
export function rowJsonSchema(schema: FeatureSchema): JsonSchema {
  const columns = schema.columns.filter(({ role }) => role === 'feature' || role === 'id');
  return {
    type: 'object',
    properties: Object.fromEntries(columns.map((spec) => [spec.name, fieldSchema(spec)])),
    required: columns.filter(({ role }) => role === 'feature').map(({ name }) => name),
    additionalProperties: false,
  };
}

function fieldSchema(spec: ColumnSpec): JsonSchema {
  const forms = valueForms(spec);
  const [only] = forms;
  const described = descriptionOf(spec);
  return {
    ...(columnLabel(spec, 'en') === spec.name ? {} : { title: columnLabel(spec, 'en') }),
    ...(described === '' ? {} : { description: described }),
    ...(forms.length === 1 ? only! : { anyOf: forms }),
  };
}

/** The forms that a value may have, `null` for one that is not known among them. */
function valueForms(spec: ColumnSpec): JsonSchema[] {
  const forms: JsonSchema[] = [valueForm(spec)];
  const codes = (spec.special ?? []).map(({ code }) => code);
  if (codes.length > 0) forms.push({ enum: codes });
  if (spec.required !== true) forms.push({ type: 'null' });
  return forms;
}

function valueForm(spec: ColumnSpec): JsonSchema {
  switch (spec.type) {
    case 'number':
    case 'integer': {
      const { min, max } = spec.range ?? {};
      return {
        type: spec.type,
        ...(min === undefined ? {} : { minimum: min }),
        ...(max === undefined ? {} : { maximum: max }),
      };
    }
    case 'category':
      return spec.categories === undefined
        ? { type: 'string', minLength: 1 }
        : { type: 'string', enum: categoryValues(spec) };
    case 'boolean':
      return { type: 'boolean' };
    case 'date':
    case 'datetime':
      return spec.format === undefined
        ? { type: 'string', format: spec.type === 'date' ? 'date' : 'date-time' }
        : { type: 'string' };
    case 'text':
      return { type: 'string' };
  }
}

function descriptionOf(spec: ColumnSpec): string {
  const { description, unit, format, special = [] } = spec;
  const english = (text: typeof description): string => (typeof text === 'object' ? text.en : (text ?? ''));
  const labelled = categoryValues(spec)
    .filter((value) => categoryLabel(spec, value).en !== value)
    .map((value) => `${value}: ${categoryLabel(spec, value).en}`);
  return [
    english(description),
    unit === undefined ? '' : `In ${unit}.`,
    format === undefined ? '' : `As ${[format].flat().join(' or ')}.`,
    labelled.length === 0 ? '' : `${labelled.join('; ')}.`,
    special.length === 0 ? '' : `${special.map(({ code, meaning }) => `${code}: ${english(meaning)}`).join('; ')}.`,
    spec.required === true ? '' : 'null where it is not known.',
  ]
    .filter((part) => part !== '')
    .join(' ');
}
