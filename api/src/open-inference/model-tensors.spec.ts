import { expect, it } from 'vitest';
import { flat, inputsOf, outputsOf } from './model-tensors.js';

it('has an output for each class of a multi-class answer', () => {
  const prediction = { class: 'b', probability: { a: 0.2, b: 0.8 }, alternatives: ['a'] };
  expect([...flat(prediction)]).toEqual([
    ['class', 'b'],
    ['probability.a', 0.2],
    ['probability.b', 0.8],
    ['alternatives', ['a']],
  ]);
  expect(outputsOf({ golden: [{ row: {}, prediction }] }).map(({ name, datatype }) => `${name} ${datatype}`)).toEqual([
    'class BYTES',
    'probability.a FP64',
    'probability.b FP64',
    'alternatives BYTES',
    'prediction_id BYTES',
    'model_version INT64',
    'reasons BYTES',
  ]);
});

it('has an input for each feature by its type, and for the identifier', () => {
  const inputs = inputsOf({
    version: 1,
    columns: [
      { name: 'case', type: 'integer', role: 'id' },
      { name: 'amount', type: 'number', role: 'feature' },
      { name: 'months', type: 'integer', role: 'feature' },
      { name: 'owner', type: 'boolean', role: 'feature' },
      { name: 'opened', type: 'date', role: 'feature' },
      { name: 'sex', type: 'category', role: 'protected' },
      { name: 'bad', type: 'boolean', role: 'target' },
    ],
  });
  expect(inputs.map(({ name, datatype }) => `${name} ${datatype}`)).toEqual([
    'case BYTES',
    'amount FP64',
    'months INT64',
    'owner BOOL',
    'opened BYTES',
  ]);
});
