import { describe, expect, it } from 'vitest';
import { Rng } from '../random/rng.js';
import { gridFor } from './fixed-point.js';
import { type TreeKernels, TreeMemory } from './kernels.js';

const ROWS = 1001;
const BINS = 30;
const HISTOGRAM = 16 * 256;

interface Layout {
  memory: TreeMemory;
  kernels: TreeKernels;
  at: Record<(typeof NAMES)[number], number>;
}

const NAMES = ['words', 'rows', 'pairs', 'gathered', 'values', 'weight', 'y', 'table', 'out', 'histograms'] as const;

/** The same random content in the memory of either kind of kernels. */
function layout(kind: 'wasm' | 'twin', seed: number): Layout {
  const even = 16 * (ROWS + 1);
  const sizes = [4 * ROWS, 4 * ROWS, even, even, even, even, even, 2048, 64, 8 * HISTOGRAM];
  const memory = TreeMemory.create(sizes, kind);
  const at = Object.fromEntries(NAMES.map((name, k) => [name, memory.take(sizes[k]!)])) as Layout['at'];
  const rng = new Rng(seed);
  const byte = (): number => rng.int(BINS);
  memory
    .u32(at.words, ROWS)
    .set(
      Uint32Array.from(
        { length: ROWS },
        () => (byte() | (byte() << 8) | (byte() << 16) | ((rng.int(256) << 24) >>> 0)) >>> 0,
      ),
    );
  memory.u32(at.rows, ROWS).set(rng.shuffle(Int32Array.from({ length: ROWS }, (_, i) => i)));
  const { magic } = gridFor(ROWS * 4);
  const pairs = memory.f64(at.pairs, 2 * ROWS);
  for (let k = 0; k < ROWS; k++) {
    pairs[2 * k] = rng.normal() / 3 + magic - magic;
    pairs[2 * k + 1] = rng.next() + magic - magic;
  }
  memory.f64(at.values, ROWS).set(Float64Array.from({ length: ROWS }, () => 4 * rng.normal()));
  memory.f64(at.weight, ROWS).set(Float64Array.from({ length: ROWS }, () => rng.int(3)));
  memory.f64(at.y, ROWS).set(Float64Array.from({ length: ROWS }, () => rng.int(2)));
  return { memory, kernels: memory.kernels, at };
}

/** Runs the same on both and compares all bytes that the run names, and what it returns. */
function alike(run: (layout: Layout) => { result?: unknown; bytes: [at: number, length: number] }, seed = 1): void {
  const [wasm, twin] = (['wasm', 'twin'] as const).map((kind) => {
    const made = layout(kind, seed);
    const { result, bytes } = run(made);
    return { result, bytes: made.memory.u8(...bytes).slice() };
  });
  expect(wasm!.bytes.some((byte) => byte !== 0)).toBe(true);
  expect(wasm!.result).toEqual(twin!.result);
  expect(wasm!.bytes).toEqual(twin!.bytes);
}

const histogramsOf = ({ kernels, at }: Layout): void => {
  const h = at.histograms;
  kernels.gather(at.rows, ROWS - 200, at.pairs, at.gathered);
  kernels.histogram(at.words, at.rows, ROWS - 200, at.gathered, h, h + HISTOGRAM, h + 2 * HISTOGRAM, h + 3 * HISTOGRAM);
};

describe('the kernels and their twins', () => {
  it('sort doubles of both signs alike, zeros and powers far apart included', () => {
    alike(({ kernels, memory, at }) => {
      const values = memory.f64(at.values, ROWS);
      values.set([0, -0, 1e300, -1e300, 5e-324, -5e-324, 7, 7]);
      const expected = [...values].sort((a, b) => a - b || (Object.is(a, -0) ? -1 : 0) - (Object.is(b, -0) ? -1 : 0));
      kernels.sort(at.values, ROWS, at.gathered, at.histograms);
      expect([...values]).toEqual(expected);
      return { bytes: [at.values, 8 * ROWS] };
    });
  });

  it.each([0, 1, 2, 28, 127, 128, 253])('bin with %i edges', (count) => {
    alike(({ kernels, memory, at }) => {
      const edges = memory.f64(at.table, 256).fill(Number.POSITIVE_INFINITY);
      edges.set(Float64Array.from({ length: count }, (_, k) => -6 + (12 * k) / Math.max(1, count - 1)));
      const values = memory.f64(at.values, ROWS);
      values.set([Number.NaN, -6, 6, 1e9, -1e9, Number.POSITIVE_INFINITY]);
      const top = count === 0 ? 0 : 2 ** Math.floor(Math.log2(count));
      kernels.binColumn(at.values, ROWS, at.table, top, at.words, 4);
      const bins = memory.u8(at.words, 4 * ROWS);
      const plain = (value: number): number =>
        Number.isNaN(value) ? 0 : 1 + edges.subarray(0, count).filter((edge) => edge < value).length;
      for (let i = 0; i < ROWS; i++) expect(bins[4 * i]).toBe(plain(values[i]!));
      return { bytes: [at.words, 4 * ROWS] };
    });
  });

  it('compute logistic gradients, exact to the grid', () => {
    alike(({ kernels, memory, at }) => {
      memory.f64(at.values, ROWS).set([0, 800, -800, 36, -36, 1e-300]);
      const { magic, unit } = gridFor(2 * ROWS);
      kernels.logisticGradients(at.values, at.y, at.weight, ROWS, at.pairs, magic, unit);
      const pairs = memory.f64(at.pairs, 2 * ROWS);
      for (let i = 0; i < ROWS; i++) {
        const w = memory.f64(at.weight, ROWS)[i]!;
        const p = 1 / (1 + Math.exp(-memory.f64(at.values, ROWS)[i]!));
        expect(Math.abs(pairs[2 * i]! - w * (p - memory.f64(at.y, ROWS)[i]!))).toBeLessThanOrEqual(unit);
        expect(Math.abs(pairs[2 * i + 1]! - w * p * (1 - p))).toBeLessThanOrEqual(unit);
        expect(pairs[2 * i + 1]! > 0).toBe(w > 0);
      }
      return { bytes: [at.pairs, 16 * ROWS] };
    });
  });

  it('count histograms of listed rows, of all rows and of two columns', () => {
    alike((made) => {
      histogramsOf(made);
      return { bytes: [made.at.histograms, 4 * HISTOGRAM] };
    });
    alike(({ kernels, at }) => {
      const h = at.histograms;
      kernels.histogramAll(at.words, ROWS, at.pairs, h, h + HISTOGRAM, h + 2 * HISTOGRAM, h + 3 * HISTOGRAM);
      return { bytes: [h, 4 * HISTOGRAM] };
    });
    alike(({ kernels, at }) => {
      const h = at.histograms;
      kernels.gather(at.rows, ROWS, at.pairs, at.gathered);
      kernels.histogramTwo(at.words, at.rows, ROWS, at.gathered, 24, h, 8, h + HISTOGRAM);
      return { bytes: [h, 2 * HISTOGRAM] };
    });
  });

  it('find in a histogram what a plain count finds, and the same in any order of rows', () => {
    const made = layout('wasm', 3);
    histogramsOf(made);
    const { memory, at, kernels } = made;
    const before = memory.f64(at.histograms, 2 * BINS).slice();
    const counted = new Float64Array(2 * BINS);
    const rows = memory.u32(at.rows, ROWS).subarray(0, ROWS - 200);
    for (const i of rows) {
      const bin = memory.u32(at.words, ROWS)[i]! & 255;
      counted[2 * bin]! += memory.f64(at.pairs, 2 * ROWS)[2 * i]!;
      counted[2 * bin + 1]! += memory.f64(at.pairs, 2 * ROWS)[2 * i + 1]!;
    }
    expect(before).toEqual(counted);
    rows.reverse();
    memory.u8(at.histograms, 4 * HISTOGRAM).fill(0);
    histogramsOf(made);
    expect(memory.f64(at.histograms, 2 * BINS)).toEqual(before);
    // What is left after taking a histogram from itself is exactly nothing.
    kernels.subtract(at.histograms, at.histograms, BINS);
    expect(memory.f64(at.histograms, 2 * BINS).every((value) => value === 0)).toBe(true);
  });

  it.each([
    [1, 0, 1],
    [0.5, 2, 20],
    [0, 0, Number.MIN_VALUE],
  ])('scan for the best cut (lambda %d, alpha %d, least %d)', (lambda, alpha, least) => {
    for (const bounds of [undefined, [1, -0.2, 0.2], [-1, -0.5, 0.01], [0, -9, 9]] as const) {
      alike((made) => {
        histogramsOf(made);
        const { kernels, memory, at } = made;
        let G = 0;
        let H = 0;
        const pairs = memory.f64(at.histograms, 2 * BINS);
        for (let b = 0; b < BINS; b++) {
          G += pairs[2 * b]!;
          H += pairs[2 * b + 1]!;
        }
        const result =
          bounds === undefined
            ? kernels.scan(at.histograms, BINS, G, H, lambda, alpha, least, -1e9, at.out)
            : kernels.scanBounded(
                at.histograms,
                BINS,
                G,
                H,
                lambda,
                alpha,
                least,
                -1e9,
                at.out,
                bounds[0],
                bounds[1],
                bounds[2],
              );
        expect(result).toBeGreaterThan(-1e9);
        return { result, bytes: [at.out, 32] };
      }, 7);
    }
  });

  it('split a list of rows, keeping the order on both sides, and add to scores', () => {
    alike(({ kernels, memory, at }) => {
      memory.u8(at.table, 256).set(Uint8Array.from({ length: 256 }, (_, bin) => (bin % 3 === 0 ? 1 : 0)));
      const rows = memory.u32(at.rows, ROWS);
      const bin = (i: number): number => memory.u8(at.words, ROWS)[i]!;
      const expected = [...rows].filter((i) => bin(i) % 3 === 0);
      const result = kernels.partition(at.words, at.rows, ROWS, at.table, at.gathered);
      expect([...rows.subarray(0, result)]).toEqual(expected);
      return { result, bytes: [at.rows, 4 * ROWS] };
    });
    alike(({ kernels, at }) => {
      kernels.addToScores(at.rows, 300, at.pairs, 2, 1, 0.1);
      return { bytes: [at.pairs, 16 * ROWS] };
    });
  });
});
