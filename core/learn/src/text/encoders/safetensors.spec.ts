import { describe, expect, it } from 'vitest';
import { FileProblems } from './file-problems.js';
import { Safetensors } from './safetensors.js';

function file(header: object, data: Uint8Array, padding = ''): Uint8Array {
  const text = Buffer.from(JSON.stringify(header) + padding);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, data]);
}
const bytes = (values: ArrayBufferView): Uint8Array => new Uint8Array(values.buffer);
const entry = (dtype: string, shape: number[], from: number, to: number) => ({
  dtype,
  shape,
  data_offsets: [from, to],
});

/** What is said of a file of which tensor a, two numbers, is taken. */
function complaint(content: Uint8Array): string {
  const problems = new FileProblems('the folder x');
  expect(new Safetensors(content, 'w.safetensors', problems).take('a', [2])).toEqual(new Float32Array(2));
  try {
    problems.check();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe('safetensors', () => {
  it('are read in single, half and brain precision, aligned or not', () => {
    const data = Buffer.concat([
      bytes(Float32Array.of(1.5, -2, 1e-3)),
      // 1, -2, the least half above 0, 65504, infinity
      bytes(Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7bff, 0x7c00)),
      bytes(Uint16Array.of(0x3f80, 0xc020)),
    ]);
    const header = {
      __metadata__: { format: 'pt' },
      a: entry('F32', [3], 0, 12),
      half: entry('F16', [5], 12, 22),
      brain: entry('BF16', [2, 1], 22, 26),
    };
    for (const padding of ['', ' ', '  ', '   ']) {
      const problems = new FileProblems('x');
      const tensors = new Safetensors(file(header, data, padding), 'w', problems);
      expect(tensors.names).toEqual(['a', 'half', 'brain']);
      expect(tensors.take('a', [3])).toEqual(Float32Array.of(1.5, -2, 1e-3));
      expect(tensors.take('half', [5])).toEqual(Float32Array.of(1, -2, 2 ** -24, 65504, Number.POSITIVE_INFINITY));
      expect(tensors.take('brain', [2, 1])).toEqual(Float32Array.of(1, -2.5));
      expect(problems.none).toBe(true);
    }
  });

  it('that are odd are said to be so, and never read past their end', () => {
    const data = bytes(Float32Array.of(1, 2));
    expect(complaint(file({ b: entry('F32', [2], 0, 8) }, data))).toMatch(/Tensor 'a' of w.safetensors is missing/);
    expect(complaint(file({ a: entry('I64', [2], 0, 8) }, data))).toMatch(
      /has the type I64; allowed are F32, F16, BF16/,
    );
    expect(complaint(file({ a: entry('F32', [1, 2], 0, 8) }, data))).toMatch(/shape \[1,2\]; it has to have \[2\]/);
    expect(complaint(file({ a: entry('F32', [2], 4, 12) }, data))).toMatch(/is cut off/);
    expect(complaint(file({ a: entry('F32', [2], -8, 0) }, data))).toMatch(/is cut off/);
    expect(complaint(file({ a: { dtype: 'F32', shape: [2] } }, data))).toMatch(/is cut off/);
    expect(complaint(file({ a: entry('F32', [2], 0, 8) }, data).subarray(0, 30))).toMatch(/cut off: it has 30 bytes/);
    expect(complaint(Buffer.from('abc'))).toMatch(/not a safetensors file/);
    expect(complaint(Buffer.from('version https://git-lfs.github.com/spec/v1'))).toMatch(/not a safetensors file/);
    expect(complaint(file({}, data).map((byte, i) => (i === 8 ? 65 : byte)))).toMatch(
      /header of w.safetensors is not JSON/,
    );
  });
});
