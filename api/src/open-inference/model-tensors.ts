import type { Serving } from '@proofline/host';
import type { Json } from '@proofline/learn';
import type { ColumnType, FeatureSchema } from '@proofline/pipeline';
import { type Datatype, datatypeOf } from './datatypes.js';

/** A tensor as a model's metadata describes it; its one dimension is the rows. */
export interface TensorMetadata {
  name: string;
  datatype: Datatype;
  shape: [-1];
}

export interface OutputMetadata extends TensorMetadata {
  /** Whether its texts are JSON: what an answer holds is neither a number nor a text. */
  json: boolean;
}

const DATATYPE_OF: Readonly<Record<ColumnType, Datatype>> = {
  number: 'FP64',
  integer: 'INT64',
  boolean: 'BOOL',
  category: 'BYTES',
  date: 'BYTES',
  datetime: 'BYTES',
  text: 'BYTES',
};

/** Outputs beside those that an answer is made of. */
export const PREDICTION_ID = 'prediction_id';
export const MODEL_VERSION = 'model_version';
export const REASONS = 'reasons';

/** One tensor for each feature, and one for the identifier where rows have one. */
export function inputsOf(schema: FeatureSchema): TensorMetadata[] {
  return schema.columns
    .filter(({ role }) => role === 'feature' || role === 'id')
    .map(({ name, role, type }) => ({ name, datatype: role === 'id' ? 'BYTES' : DATATYPE_OF[type], shape: [-1] }));
}

/** One tensor for each thing that an answer says, told from answers that the model gave. */
export function outputsOf({ golden }: Pick<Serving, 'golden'>): OutputMetadata[] {
  const answers = golden.map(({ prediction }) => flat(prediction));
  const names = [...new Set(answers.flatMap((answer) => [...answer.keys()]))];
  return [
    ...names.map(
      (name): OutputMetadata => ({
        name,
        shape: [-1],
        ...datatypeOf(answers.map((answer) => answer.get(name))),
      }),
    ),
    { name: PREDICTION_ID, datatype: 'BYTES', shape: [-1], json: false },
    { name: MODEL_VERSION, datatype: 'INT64', shape: [-1], json: false },
    { name: REASONS, datatype: 'BYTES', shape: [-1], json: true },
  ];
}

/** An answer's values by name; those of an object within it, e.g. a probability for each class, by `outer.inner`. */
export function flat(answer: Readonly<Record<string, Json>>, before = ''): Map<string, Json> {
  const values = new Map<string, Json>();
  for (const [name, value] of Object.entries(answer)) {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) values.set(before + name, value);
    else for (const [inner, own] of flat(value as Record<string, Json>, `${before}${name}.`)) values.set(inner, own);
  }
  return values;
}
