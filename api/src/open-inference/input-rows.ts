import type { Row } from '@proofline/host';
import type { Json, Problem } from '@proofline/learn';
import { type FeatureSchema, inputError } from '@proofline/pipeline';
import type { Datatype } from './datatypes.js';
import { inputsOf } from './model-tensors.js';

/** A tensor as it was sent. */
export interface InputTensor {
  name: string;
  datatype: Datatype;
  shape: readonly number[];
  data?: readonly Json[] | undefined;
}

/** As many as a request of the platform's own API takes. */
export const MOST_ROWS = 10_000;

/**
 * The rows that tensors of shape [n] or [n, 1] are the columns of. A feature without a tensor is missing in every row, an empty
 * text in its own: what may not be missing is refused with the rows. Throws every problem of every tensor at once.
 */
export function rowsOf(inputs: readonly InputTensor[], schema: FeatureSchema): Row[] {
  const rows = inputs[0]?.shape[0] ?? 0;
  const columns = new Map<string, readonly Json[]>();
  const problems: Problem[] = [];
  for (const input of inputs) {
    const data = (input.data ?? []).flat(1) as Json[];
    problems.push(...problemsOf(input, data, rows, schema, columns.has(input.name)));
    columns.set(input.name, data);
  }
  if (problems.length > 0) throw inputError('REQUEST_INVALID', 'The request', problems);
  const features = schema.columns.filter(({ role }) => role === 'feature').map(({ name }) => name);
  const absent = features.filter((name) => !columns.has(name)).map((name): [string, null] => [name, null]);
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries([
      ...absent,
      ...[...columns].map(([name, data]): [string, Json] => [name, data[row] === '' ? null : data[row]!]),
    ]),
  );
}

function problemsOf(
  { name, shape, data: given }: InputTensor,
  data: readonly Json[],
  rows: number,
  schema: FeatureSchema,
  again: boolean,
): Problem[] {
  const problems: Problem[] = [];
  const add = (code: string, message: string, got: string, allowed: string, fix: string): void => {
    problems.push({ code, message: `Input '${name}' ${message}.`, where: { column: name }, got, allowed, fix });
  };
  if (again) add('INPUT_TWICE', 'is there twice', name, 'each input once', 'Leave one out.');
  // What the schema knows and the model does not need, e.g. a protected column, may come along as it may in a row.
  if (!schema.columns.some((column) => column.name === name)) {
    const known = inputsOf(schema).map((input) => input.name);
    add('INPUT_UNKNOWN', 'is none of this model', name, known.join(', '), 'See the inputs of its metadata.');
    return problems;
  }
  const shown = `[${shape.join(', ')}]`;
  if (shape.length > 2 || (shape.length === 2 && shape[1] !== 1)) {
    add('INPUT_SHAPE', `has the shape ${shown}`, shown, '[n] or [n, 1]', 'Send one element for each row.');
  } else if (shape[0] !== rows) {
    const fix = 'Send the same rows in each input.';
    add('INPUT_ROWS', `has ${shape[0]} rows, the first input ${rows}`, `${shape[0]} rows`, `${rows} rows`, fix);
  } else if (rows < 1 || rows > MOST_ROWS) {
    const fix = 'Send them in several requests.';
    add('INPUT_ROWS', `has ${rows} rows`, `${rows} rows`, `1 to ${MOST_ROWS} rows`, rows < 1 ? 'Send a row.' : fix);
  } else if (given === undefined) {
    const fix = "Send 'data', or the bytes behind the JSON and their number in the parameter 'binary_data_size'.";
    add('INPUT_WITHOUT_DATA', 'has no data', 'nothing', `${rows} elements`, fix);
  } else if (data.length !== rows) {
    const fix = 'Send as many elements as the shape says.';
    add(
      'INPUT_LENGTH',
      `has ${data.length} elements`,
      `${data.length} elements`,
      `${rows}, by its shape ${shown}`,
      fix,
    );
  }
  return problems;
}
