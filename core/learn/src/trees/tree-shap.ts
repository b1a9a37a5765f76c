import type { Matrix } from '../matrix/matrix.js';
import { type BinMapper, binOf } from './binning.js';
import { type ForestArrays, goesLeft } from './forest.js';

/**
 * Exact Shapley values of a forest under the path-dependent expectation (Lundberg, Erion and Lee 2018, algorithm 2): a
 * feature that is left out sends a row down both sides in proportion to the training weight that went there. The values of
 * a row and the expected value add up to its score.
 */
export class TreeShap {
  /** The forest's mean score over its training rows, one an output; the base score not included. */
  readonly expected: Float64Array;
  private readonly bins: Uint8Array;
  /** The unique path of each depth: columns, and shares of zero, of one and of permutations, one row of the stack each. */
  private readonly width: number;
  private readonly pathColumn: Int32Array;
  private readonly zero: Float64Array;
  private readonly one: Float64Array;
  private readonly weight: Float64Array;

  constructor(
    private readonly forest: ForestArrays,
    private readonly mapper: BinMapper,
  ) {
    const deepest = forest.depths.reduce((most, depth) => Math.max(most, depth), 0);
    this.width = deepest + 2;
    const size = this.width * (deepest + 2);
    this.pathColumn = new Int32Array(size);
    this.zero = new Float64Array(size);
    this.one = new Float64Array(size);
    this.weight = new Float64Array(size);
    this.bins = new Uint8Array(mapper.bins.length);
    this.expected = new Float64Array(forest.outputs);
    forest.roots.forEach((root, t) => {
      this.expected[t % forest.outputs]! += this.meanOf(root);
    });
  }

  private meanOf(node: number): number {
    const { column, left, value, cover } = this.forest;
    if (column[node]! < 0) return value[node]!;
    const a = left[node]!;
    return (this.meanOf(a) * cover[a]! + this.meanOf(a + 1) * cover[a + 1]!) / (cover[a]! + cover[a + 1]!);
  }

  /** `columns * outputs` values for one row of a matrix: output by output, a column each. */
  explain(x: Matrix, row: number): Float64Array {
    const columns = this.mapper.bins.length;
    const { outputs, roots } = this.forest;
    for (let j = 0; j < columns; j++) this.bins[j] = binOf(this.mapper, j, x.columns[j]![row]!);
    const phi = new Float64Array(columns * outputs);
    for (let t = 0; t < roots.length; t++) {
      const k = t % outputs;
      this.walk(roots[t]!, 0, 0, 1, 1, -1, phi.subarray(k * columns, (k + 1) * columns));
    }
    return phi;
  }

  /** `depth` is the length of the path so far, which stands in the stack's row `level`. */
  private walk(
    node: number,
    level: number,
    depth: number,
    zeroShare: number,
    oneShare: number,
    from: number,
    phi: Float64Array,
  ): void {
    const { width, pathColumn, zero, one, weight, forest } = this;
    const at = level * width;
    if (level > 0) {
      const before = at - width;
      for (let i = 0; i < depth; i++) {
        pathColumn[at + i] = pathColumn[before + i]!;
        zero[at + i] = zero[before + i]!;
        one[at + i] = one[before + i]!;
        weight[at + i] = weight[before + i]!;
      }
    }
    this.extend(at, depth, zeroShare, oneShare, from);
    const column = forest.column[node]!;
    if (column < 0) {
      const value = forest.value[node]!;
      for (let i = 1; i <= depth; i++) {
        const w = this.unwoundSum(at, depth, i);
        phi[pathColumn[at + i]!]! += w * (one[at + i]! - zero[at + i]!) * value;
      }
      return;
    }
    const leftChild = forest.left[node]!;
    const hot = leftChild + (goesLeft(forest, node, this.bins[column]!) ? 0 : 1);
    const cold = hot === leftChild ? leftChild + 1 : leftChild;
    const total = forest.cover[leftChild]! + forest.cover[leftChild + 1]!;
    let length = depth;
    let incomingZero = 1;
    let incomingOne = 1;
    for (let i = 1; i <= depth; i++) {
      if (pathColumn[at + i] !== column) continue;
      incomingZero = zero[at + i]!;
      incomingOne = one[at + i]!;
      this.unwind(at, depth, i);
      length--;
      break;
    }
    this.walk(hot, level + 1, length + 1, (incomingZero * forest.cover[hot]!) / total, incomingOne, column, phi);
    this.walk(cold, level + 1, length + 1, (incomingZero * forest.cover[cold]!) / total, 0, column, phi);
  }

  private extend(at: number, depth: number, zeroShare: number, oneShare: number, column: number): void {
    const { pathColumn, zero, one, weight } = this;
    pathColumn[at + depth] = column;
    zero[at + depth] = zeroShare;
    one[at + depth] = oneShare;
    weight[at + depth] = depth === 0 ? 1 : 0;
    const scale = 1 / (depth + 1);
    for (let i = depth - 1; i >= 0; i--) {
      weight[at + i + 1]! += oneShare * weight[at + i]! * (i + 1) * scale;
      weight[at + i] = zeroShare * weight[at + i]! * (depth - i) * scale;
    }
  }

  /** Takes element `index` out of the path. */
  private unwind(at: number, depth: number, index: number): void {
    const { pathColumn, zero, one, weight } = this;
    const oneShare = one[at + index]!;
    const zeroShare = zero[at + index]!;
    let next = weight[at + depth]!;
    for (let i = depth - 1; i >= 0; i--) {
      if (oneShare !== 0) {
        const kept = weight[at + i]!;
        weight[at + i] = (next * (depth + 1)) / ((i + 1) * oneShare);
        next = kept - (weight[at + i]! * zeroShare * (depth - i)) / (depth + 1);
      } else weight[at + i] = (weight[at + i]! * (depth + 1)) / (zeroShare * (depth - i));
    }
    for (let i = index; i < depth; i++) {
      pathColumn[at + i] = pathColumn[at + i + 1]!;
      zero[at + i] = zero[at + i + 1]!;
      one[at + i] = one[at + i + 1]!;
    }
  }

  /** Sum of the path's weights as if element `index` were taken out. */
  private unwoundSum(at: number, depth: number, index: number): number {
    const { zero, one, weight } = this;
    const oneShare = one[at + index]!;
    const zeroShare = zero[at + index]!;
    let sum = 0;
    if (oneShare !== 0) {
      let next = weight[at + depth]!;
      for (let i = depth - 1; i >= 0; i--) {
        const part = next / ((i + 1) * oneShare);
        sum += part;
        next = weight[at + i]! - part * zeroShare * (depth - i);
      }
    } else {
      for (let i = depth - 1; i >= 0; i--) sum += weight[at + i]! / (zeroShare * (depth - i));
    }
    return sum * (depth + 1);
  }
}
