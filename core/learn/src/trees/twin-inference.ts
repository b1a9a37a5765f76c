import type { InferenceKernels } from './kernels.js';

/** The prediction kernels of `assembly/trees.ts` in plain TypeScript: the same operations in the same order, the same bits. */
export function inferenceTwins(buffer: ArrayBuffer): InferenceKernels {
  const f64 = new Float64Array(buffer, 0, buffer.byteLength >> 3);
  const u32 = new Uint32Array(buffer, 0, buffer.byteLength >> 2);
  const u8 = new Uint8Array(buffer);

  const goesRight = (head: number, bin: number, table: number, tables: number): number => {
    if ((head & 512) !== 0) return (~u32[tables / 4 + 8 * table + (bin >> 5)]! >>> (bin & 31)) & 1;
    return bin === 0 ? (head >>> 8) & 1 : bin > (head & 255) ? 1 : 0;
  };

  return {
    walk(bins, stride, count, nodes, roots, trees, leafValues, tables, scores, outputs) {
      const n = nodes / 4;
      for (let i = 0; i < count; i++) {
        for (let t = 0; t < trees; t++) {
          let node = u32[roots / 4 + t]!;
          for (;;) {
            const head = u32[n + 4 * node]!;
            const left = u32[n + 4 * node + 1]!;
            if (left === node) break;
            const bin = u8[bins + i + (head >>> 16) * stride]!;
            node = left + goesRight(head, bin, u32[n + 4 * node + 2]!, tables);
          }
          f64[scores / 8 + i * outputs + (t % outputs)]! += f64[leafValues / 8 + node]!;
        }
      }
    },

    predictMasks(
      bins,
      stride,
      count,
      heads,
      trees,
      inner,
      columnsOf,
      leafValues,
      tables,
      lookup,
      masks,
      scores,
      outputs,
    ) {
      const m = masks / 4;
      const table = lookup / 4;
      for (let t = 0; t < trees; t++) {
        const [first, nodes, from, columns, firstLeaf] = u32.subarray(heads / 4 + 8 * t, heads / 4 + 8 * t + 5);
        u32.fill(0xffffffff, table, table + 512 * columns!);
        for (let n = 0; n < nodes!; n++) {
          const node = inner / 4 + 4 * (first! + n);
          const head = u32[node]!;
          for (let bin = 0; bin < 256; bin++) {
            if (goesRight(head, bin, u32[node + 1]!, tables) === 0) continue;
            const at = table + 512 * (head >>> 16) + 2 * bin;
            u32[at]! &= u32[node + 2]!;
            u32[at + 1]! &= u32[node + 3]!;
          }
        }
        u32.fill(0xffffffff, m, m + 2 * count);
        for (let c = 0; c < columns!; c++) {
          const column = bins + u32[columnsOf / 4 + from! + c]! * stride;
          for (let i = 0; i < count; i++) {
            const at = table + 512 * c + 2 * u8[column + i]!;
            u32[m + 2 * i]! &= u32[at]!;
            u32[m + 2 * i + 1]! &= u32[at + 1]!;
          }
        }
        for (let i = 0; i < count; i++) {
          const low = u32[m + 2 * i]!;
          const leaf = low !== 0 ? lowestBit(low) : 32 + lowestBit(u32[m + 2 * i + 1]!);
          f64[scores / 8 + i * outputs + (t % outputs)]! += f64[leafValues / 8 + firstLeaf! + leaf]!;
        }
      }
    },

    shap(bins, heads, trees, nodes, tables, plan, weights, maxPoints, paths, sums, open, phi, width, outputs) {
      const P = paths / 8;
      const S = sums / 8;
      for (let t = 0; t < trees; t++) {
        const [first, count, points, planAt] = u32.subarray(heads / 4 + 8 * t, heads / 4 + 8 * t + 4) as unknown as [
          number,
          number,
          number,
          number,
        ];
        const own = nodes / 4 + 8 * first;
        const rule = weights / 8 + (points >> 1) * maxPoints;
        const stride = 6 * points + 4;
        let at = (plan + planAt) / 8;
        f64.fill(1, P, P + points);
        for (let n = 0; n < count; n++) {
          const node = own + 8 * n;
          const left = u32[node + 1]!;
          const path = P + n * points;
          if (left === 0) {
            const value = f64[(node + 4) / 2]!;
            for (let q = 0; q < points; q++) f64[S + n * points + q] = f64[path + q]! * f64[rule + q]! * value;
            continue;
          }
          const head = u32[node]!;
          const above = u32[node + 3]!;
          const hotSide = goesRight(head, u8[bins + (head >>> 16)]!, u32[node + 2]!, tables);
          const isOpen = above === 0 ? 1 : u8[open + above - 1]!;
          u8[open + left + hotSide] = isOpen;
          u8[open + left + 1 - hotSide] = 0;
          const hot = P + (left + hotSide) * points;
          const cold = P + (left + 1 - hotSide) * points;
          if (isOpen === 1) {
            const share = f64[at + 1 - hotSide]!;
            for (let q = 0; q < points; q++) {
              const p = f64[path + q]!;
              f64[hot + q] = p * f64[at + 4 + (2 + hotSide) * points + q]!;
              f64[cold + q] = p * share * f64[at + 4 + q]!;
            }
          } else {
            for (let q = 0; q < points; q++) {
              const p = f64[path + q]!;
              f64[hot + q] = p * f64[at + 2 + hotSide]!;
              f64[cold + q] = p * f64[at + 3 - hotSide]!;
            }
          }
          at += stride;
        }
        const values = phi / 8 + (t % outputs) * width;
        for (let n = count - 1; n >= 0; n--) {
          const node = own + 8 * n;
          const left = u32[node + 1]!;
          if (left === 0) continue;
          at -= stride;
          const above = u32[node + 3]!;
          const isOpen = above === 0 ? 1 : u8[open + above - 1]!;
          const hotSide = isOpen === 1 ? u8[open + left]! ^ 1 : 0;
          const hot = S + (left + hotSide) * points;
          const cold = S + (left + 1 - hotSide) * points;
          let even = 0;
          let odd = 0;
          for (let q = 0; q < points; q++) {
            const h = f64[hot + q]!;
            const c = f64[cold + q]!;
            f64[S + n * points + q] = h + c;
            if (isOpen === 0) continue;
            const part = h * f64[at + 4 + (4 + hotSide) * points + q]! + c * f64[at + 4 + points + q]!;
            if ((q & 1) === 0) even += part;
            else odd += part;
          }
          if (isOpen === 1) f64[values + (u32[node]! >>> 16)]! += even + odd;
        }
      }
    },
  };
}

function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}
