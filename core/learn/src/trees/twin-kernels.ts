import type { TreeKernels } from './kernels.js';

/** The kernels of `assembly/trees.ts` in plain TypeScript: the same sums in the same order, so the same bits. */
export class TwinKernels implements TreeKernels {
  private readonly f64: Float64Array;
  private readonly u32: Uint32Array;
  private readonly u8: Uint8Array;

  constructor(buffer: ArrayBuffer) {
    const whole = buffer.byteLength - (buffer.byteLength % 8);
    this.f64 = new Float64Array(buffer, 0, whole / 8);
    this.u32 = new Uint32Array(buffer, 0, whole / 4);
    this.u8 = new Uint8Array(buffer);
  }

  gather(rows: number, count: number, pairs: number, out: number): void {
    const { f64, u32 } = this;
    const r = rows >> 2;
    const p = pairs / 8;
    const o = out / 8;
    for (let k = 0; k < count; k++) {
      const i = u32[r + k]!;
      f64[o + 2 * k] = f64[p + 2 * i]!;
      f64[o + 2 * k + 1] = f64[p + 2 * i + 1]!;
    }
  }

  histogram(words: number, rows: number, count: number, gathered: number, histograms: number): void {
    const { f64, u32 } = this;
    const w = words / 4;
    const r = rows / 4;
    const g = gathered / 8;
    const h0 = histograms / 8;
    const h1 = h0 + 512;
    const h2 = h0 + 1024;
    const h3 = h0 + 1536;
    for (let k = 0; k < count; k++) {
      const word = u32[w + u32[r + k]!]!;
      const gradient = f64[g + 2 * k]!;
      const hessian = f64[g + 2 * k + 1]!;
      const a = h0 + ((word & 255) << 1);
      const b = h1 + (((word >>> 8) & 255) << 1);
      const c = h2 + (((word >>> 16) & 255) << 1);
      const d = h3 + ((word >>> 24) << 1);
      f64[a]! += gradient;
      f64[a + 1]! += hessian;
      f64[b]! += gradient;
      f64[b + 1]! += hessian;
      f64[c]! += gradient;
      f64[c + 1]! += hessian;
      f64[d]! += gradient;
      f64[d + 1]! += hessian;
    }
  }

  subtract(parent: number, child: number, out: number, pairs: number): void {
    const { f64 } = this;
    const p = parent / 8;
    const c = child / 8;
    const o = out / 8;
    for (let k = 0; k < 2 * pairs; k++) f64[o + k] = f64[p + k]! - f64[c + k]!;
  }

  partition(words: number, shift: number, rows: number, count: number, goesLeft: number, spare: number): number {
    const { u8, u32 } = this;
    const w = words / 4;
    const r = rows / 4;
    const s = spare / 4;
    let left = 0;
    let right = 0;
    for (let k = 0; k < count; k++) {
      const i = u32[r + k]!;
      const toLeft = u8[goesLeft + ((u32[w + i]! >>> shift) & 255)]!;
      u32[r + left] = i;
      u32[s + right] = i;
      left += toLeft;
      right += 1 - toLeft;
    }
    u32.copyWithin(r + left, s, s + right);
    return left;
  }

  addToScores(rows: number, count: number, scores: number, stride: number, offset: number, value: number): void {
    const { f64, u32 } = this;
    const r = rows / 4;
    const s = scores / 8 + offset;
    for (let k = 0; k < count; k++) f64[s + u32[r + k]! * stride]! += value;
  }

  predictBins(
    bins: number,
    width: number,
    count: number,
    nodes: number,
    roots: number,
    depths: number,
    trees: number,
    leafValues: number,
    tables: number,
    scores: number,
    stride: number,
    offset: number,
  ): void {
    const { f64, u32, u8 } = this;
    const n = nodes / 4;
    const t0 = tables / 4;
    for (let i = 0; i < count; i++) {
      const row = bins + i * width;
      const at = scores / 8 + i * stride + offset;
      let score = f64[at]!;
      for (let t = 0; t < trees; t++) {
        let node = u32[roots / 4 + t]!;
        for (let d = u32[depths / 4 + t]!; d > 0; d--) {
          const head = u32[n + 2 * node]!;
          const left = u32[n + 2 * node + 1]!;
          const bin = u8[row + ((head >>> 8) & 0xffff)]!;
          if ((head & (1 << 25)) !== 0) {
            const word = u32[t0 + u32[t0 + node]! / 4 + (bin >> 5)]!;
            node = left + (((word >>> (bin & 31)) & 1) ^ 1);
          } else node = left + (((bin - ((head >>> 24) & 1)) & 255) > (head & 255) ? 1 : 0);
        }
        score += f64[leafValues / 8 + node]!;
      }
      f64[at] = score;
    }
  }
}
