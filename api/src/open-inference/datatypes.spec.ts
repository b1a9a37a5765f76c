import { describe, expect, it } from 'vitest';
import { type Datatype, datatypeOf, decode, type Element, encode } from './datatypes.js';

// Bytes as numpy writes them: np.array([1.5, -2], '<f8').tobytes() and so on.
const WRITTEN: [Datatype, Element[], string][] = [
  ['FP64', [1.5, -2], '000000000000f83f00000000000000c0'],
  ['FP32', [1.5], '0000c03f'],
  // np.array([1.5, -2, 65504, 2 ** -24], '<f2').tobytes()
  ['FP16', [1.5, -2, 65504, 2 ** -24], '003e00c0ff7b0100'],
  ['INT64', [1, -1], '0100000000000000ffffffffffffffff'],
  ['UINT64', ['18446744073709551615'], 'ffffffffffffffff'],
  ['INT32', [-2], 'feffffff'],
  ['UINT16', [513], '0102'],
  ['BOOL', [true, false], '0100'],
  ['BYTES', ['ab', '', '€'], '020000006162' + '00000000' + '03000000e282ac'],
];

describe('elements in binary form', () => {
  it.each(WRITTEN)('%s', (datatype, elements, hex) => {
    expect(encode(datatype, elements).toString('hex')).toBe(hex);
    expect(decode(datatype, Buffer.from(hex, 'hex'))).toEqual(elements);
  });

  it('are read wherever they begin', () => {
    const body = Buffer.concat([Buffer.from('{}x'), encode('FP64', [0.25])]);
    expect(decode('FP64', body.subarray(3))).toEqual([0.25]);
  });

  it('are missing where they are not a number', () => {
    expect(decode('FP64', encode('FP64', [null, 1]))).toEqual([null, 1]);
    expect(decode('FP32', Buffer.from('0000c07f', 'hex'))).toEqual([null]);
    expect(decode('FP16', Buffer.from('007e', 'hex'))).toEqual([null]);
  });

  it('are refused where they end too early', () => {
    expect(() => decode('INT32', Buffer.alloc(6))).toThrow('6 bytes are no whole number of INT32 elements of 4 bytes');
    expect(() => decode('BYTES', Buffer.from('0300000061', 'hex'))).toThrow(
      'element 1 of BYTES ends beyond its 5 bytes',
    );
    expect(() => decode('BYTES', Buffer.from('0100', 'hex'))).toThrow('element 1 of BYTES ends beyond its 2 bytes');
    expect(() => decode('BYTES', Buffer.from('01000000ff', 'hex'))).toThrow('element 1 of BYTES is not UTF-8');
  });
});

it('tells the datatype of an output from its values', () => {
  expect(datatypeOf([0.5, null])).toEqual({ datatype: 'FP64', json: false });
  expect(datatypeOf(['approve', 'decline'])).toEqual({ datatype: 'BYTES', json: false });
  expect(datatypeOf([true, false])).toEqual({ datatype: 'BOOL', json: false });
  expect(datatypeOf([true, null])).toEqual({ datatype: 'BYTES', json: true });
  expect(datatypeOf([[1, 2], 'x'])).toEqual({ datatype: 'BYTES', json: true });
});
