import type { Answer, Prediction } from '@proofline/host';
import type { Json } from '@proofline/learn';
import { inputError } from '@proofline/pipeline';
import { type Element, encode } from './datatypes.js';
import { flat, MODEL_VERSION, type OutputMetadata, PREDICTION_ID, REASONS } from './model-tensors.js';

/** An output that is asked for. */
export interface WantedOutput {
  name: string;
  binary: boolean;
}

export interface OutputTensor {
  name: string;
  datatype: string;
  shape: number[];
  parameters?: { binary_data_size: number };
  data?: Element[];
}

/** Refuses outputs that the model does not have, all at once. */
export function refuseUnknownOutputs(wanted: readonly WantedOutput[], outputs: readonly OutputMetadata[]): void {
  const allowed = outputs.map(({ name }) => name).join(', ');
  const problems = wanted
    .filter(({ name }) => !outputs.some((output) => output.name === name))
    .map(({ name }) => ({
      code: 'OUTPUT_UNKNOWN',
      message: `Output '${name}' is none of this model. It has: ${allowed}.`,
      where: { column: name },
      got: name,
      allowed,
      fix: 'See the outputs of its metadata.',
    }));
  if (problems.length > 0) throw inputError('REQUEST_INVALID', 'The request', problems);
}

/** The outputs that are wanted, in their order, and the bytes of those that are to follow in binary form. */
export function outputTensors(
  answer: Answer,
  wanted: readonly WantedOutput[],
  outputs: readonly OutputMetadata[],
): { tensors: OutputTensor[]; binary: Buffer[] } {
  const values = answer.predictions.map((prediction) => valuesOf(prediction));
  const binary: Buffer[] = [];
  const tensors = wanted.map(({ name, binary: asBytes }): OutputTensor => {
    const { datatype, json } = outputs.find((output) => output.name === name)!;
    const elements = values.map((row) => elementOf(row.get(name), json));
    const tensor = { name, datatype, shape: [elements.length] };
    if (!asBytes) return { ...tensor, data: elements };
    const bytes = encode(datatype, elements);
    binary.push(bytes);
    return { ...tensor, parameters: { binary_data_size: bytes.length } };
  });
  return { tensors, binary };
}

function valuesOf({ id, version, prediction, reasons = [] }: Prediction): Map<string, Json> {
  return flat(prediction)
    .set(PREDICTION_ID, id)
    .set(MODEL_VERSION, version)
    .set(REASONS, reasons as unknown as Json);
}

function elementOf(value: Json | undefined, json: boolean): Element {
  if (json) return JSON.stringify(value ?? null);
  return (value ?? null) as Element;
}
