import type { KernelKind } from '../kernels/kernel-memory.js';
import type { Matrix } from '../matrix/matrix.js';
import { type BinMapper, binOf } from './binning.js';
import { endOfTree, type ForestArrays, nodeHead, usedColumns } from './forest.js';
import { gaussLegendre } from './gauss-legendre.js';
import { TreeMemory } from './kernels.js';

/**
 * Exact Shapley values of a forest under the path-dependent expectation (Lundberg, Erion and Lee 2018): a column that is
 * left out sends a row down both sides in proportion to the training weight that went there. The values of a row and the
 * expected value add up to its score.
 *
 * How: let the path to a leaf with value v split on the columns U. For column j let z_j be the product of the shares of
 * training weight along its edges, and o_j be 1 if the row itself follows all of them, else 0. The leaf gives column i
 *
 *   v (o_i - z_i) Σ_k k! (|U|-1-k)! / |U|! · e_k,   e_k the coefficients of Π_{j≠i} (z_j + o_j t).
 *
 * The weights are Beta integrals, ∫ t^k (1-t)^{|U|-1-k} dt, so the sum is ∫ Π_{j≠i} (z_j (1-t) + o_j t) dt over [0, 1]: a
 * polynomial of degree |U|-1, which Gauss-Legendre quadrature with |U|/2 points integrates exactly. The product over the
 * path is carried down and v times it is summed up the tree, as Linear TreeSHAP does with polynomials (Yu et al. 2022): an
 * edge costs a few operations a point, where algorithm 2 of Lundberg et al. costs the square of the depth. All factors
 * are positive, so nothing cancels. When a column splits again further down, its factor is replaced: the row-independent
 * ratios of factors stand in the kernel's `plan`.
 */
export class TreeShap {
  /** The forest's mean score over its training rows, one an output; the base score not included. */
  readonly expected: Float64Array;
  private readonly memory: TreeMemory;
  private readonly used: number[];
  private readonly at: number[];
  private readonly bins: Uint8Array;
  private readonly phi: Float64Array;
  private readonly maxPoints: number;

  constructor(
    private readonly forest: ForestArrays,
    private readonly mapper: BinMapper,
    kind?: KernelKind,
  ) {
    const { used, place } = usedColumns(forest, mapper.bins.length);
    this.used = used;
    const trees = forest.roots.length;
    const nodes = forest.column.length;
    const paths = Array.from({ length: trees }, (_, t) => new PathShares(forest, t));
    this.expected = new Float64Array(forest.outputs);
    paths.forEach((path, t) => {
      this.expected[t % forest.outputs]! += path.expected;
    });
    this.maxPoints = paths.reduce((most, { points }) => Math.max(most, points), 2);
    const largest = paths.reduce((most, { size }) => Math.max(most, size), 1);
    const planBytes = paths.map(({ inner, points }) => 8 * inner * (4 + 6 * points));
    const sizes = [
      Math.max(16, used.length),
      32 * trees,
      32 * nodes,
      4 * forest.tables.length,
      planBytes.reduce((sum, bytes) => sum + bytes, 0),
      8 * (this.maxPoints / 2 + 1) * this.maxPoints,
      8 * largest * this.maxPoints,
      8 * largest * this.maxPoints,
      largest,
      8 * used.length * forest.outputs,
    ];
    const memory = TreeMemory.create(sizes, kind);
    this.memory = memory;
    this.at = sizes.map((size) => memory.take(size));
    const [binsAt, headsAt, nodesAt, tablesAt, planAt, weightsAt, , , , phiAt] = this.at as number[];
    this.bins = memory.u8(binsAt!, used.length);
    this.phi = memory.f64(phiAt!, used.length * forest.outputs);
    memory.u32(tablesAt!, forest.tables.length).set(forest.tables);
    for (let points = 2; points <= this.maxPoints; points += 2) {
      memory.f64(weightsAt! + 4 * points * this.maxPoints, points).set(gaussLegendre(points).weights);
    }
    const words = memory.u32(nodesAt!, 8 * nodes);
    const doubles = memory.f64(nodesAt!, 4 * nodes);
    const heads = memory.u32(headsAt!, 8 * trees);
    let planOffset = 0;
    paths.forEach((path, t) => {
      const root = forest.roots[t]!;
      heads.set([root, path.size, path.points, planOffset], 8 * t);
      for (let n = 0; n < path.size; n++) {
        const node = root + n;
        const column = forest.column[node]!;
        if (column < 0) doubles[4 * node + 2] = forest.value[node]!;
        else {
          const head = nodeHead(forest, node, place[column]!);
          words.set([head, forest.left[node]! - root, Math.max(0, forest.table[node]!), path.above[n]! + 1], 8 * node);
        }
      }
      path.writePlan(memory.f64(planAt! + planOffset, planBytes[t]! / 8));
      planOffset += planBytes[t]!;
    });
  }

  /** `columns * outputs` values for one row of a matrix: output by output, a column each. */
  explain(x: Matrix, row: number): Float64Array {
    const { used, forest, mapper } = this;
    const { outputs, roots } = forest;
    const columns = mapper.bins.length;
    for (let c = 0; c < used.length; c++) this.bins[c] = binOf(mapper, used[c]!, x.columns[used[c]!]![row]!);
    this.phi.fill(0);
    const [bins, heads, nodes, tables, plan, weights, paths, sums, open, phi] = this.at as [
      ...[number, number, number, number, number],
      ...[number, number, number, number, number],
    ];
    this.memory.kernels.shap(
      bins,
      heads,
      roots.length,
      nodes,
      tables,
      plan,
      weights,
      this.maxPoints,
      paths,
      sums,
      open,
      phi,
      used.length,
      outputs,
    );
    const values = new Float64Array(columns * outputs);
    for (let k = 0; k < outputs; k++) {
      for (let c = 0; c < used.length; c++) values[k * columns + used[c]!] = this.phi[k * used.length + c]!;
    }
    return values;
  }
}

/** Shares of training weight along the paths of one tree; nodes are counted from its root. */
class PathShares {
  readonly size: number;
  readonly inner: number;
  /** Quadrature points: even, enough for the path with most columns. */
  readonly points: number;
  /** Mean over the training rows. */
  readonly expected: number;
  /** For an inner node the nearest node above (or itself) whose edge from its parent splits on the same column; else -1. */
  readonly above: Int32Array;
  /** For each node but the root z of its edge's column. */
  private readonly share: Float64Array;

  constructor(
    private readonly forest: ForestArrays,
    private readonly tree: number,
  ) {
    const root = forest.roots[tree]!;
    this.size = endOfTree(forest, tree) - root;
    this.inner = (this.size - 1) / 2;
    this.above = new Int32Array(this.size).fill(-1);
    this.share = new Float64Array(this.size).fill(1);
    let mostColumns = 1;
    const edges = new Map<number, number>();
    const visit = (n: number): number => {
      const column = forest.column[root + n]!;
      if (column < 0) return forest.value[root + n]!;
      const before = edges.get(column);
      this.above[n] = before ?? -1;
      const left = forest.left[root + n]! - root;
      const total = forest.cover[root + left]! + forest.cover[root + left + 1]!;
      let mean = 0;
      for (const child of [left, left + 1]) {
        const part = total > 0 ? forest.cover[root + child]! / total : 0.5;
        this.share[child] = part * (before === undefined ? 1 : this.share[before]!);
        edges.set(column, child);
        mostColumns = Math.max(mostColumns, edges.size);
        mean += part * visit(child);
      }
      if (before === undefined) edges.delete(column);
      else edges.set(column, before);
      return mean;
    };
    this.expected = visit(0);
    this.points = 2 * Math.ceil(mostColumns / 4);
  }

  /**
   * For each inner node: z of its left and right edge, their ratios to z of the edge above; then, a number a point each, the
   * factor of the path when the row leaves by the other side (without z) and what that adds to the column's value, then
   * both for staying left and right.
   */
  writePlan(plan: Float64Array): void {
    const { forest, share, points } = this;
    const { nodes: t } = gaussLegendre(points);
    const root = forest.roots[this.tree]!;
    let at = 0;
    for (let n = 0; n < this.size; n++) {
      if (forest.column[root + n]! < 0) continue;
      const left = forest.left[root + n]! - root;
      const a = this.above[n]!;
      const z = [share[left]!, share[left + 1]!] as const;
      const zAbove = a < 0 ? 1 : share[a]!;
      plan.set([z[0], z[1], zAbove > 0 ? z[0] / zAbove : 0, zAbove > 0 ? z[1] / zAbove : 0], at);
      at += 4;
      for (let q = 0; q < points; q++) {
        const closed = 1 - t[q]!;
        // Without an edge above the column has no factor yet, and no part in the value.
        const factorAbove = a < 0 ? 1 : zAbove * closed + t[q]!;
        const partAbove = a < 0 ? 0 : (1 - zAbove) / factorAbove;
        plan[at + q] = closed / factorAbove;
        plan[at + points + q] = -1 / closed - partAbove;
        for (const side of [0, 1] as const) {
          const factor = z[side] * closed + t[q]!;
          plan[at + (2 + side) * points + q] = factor / factorAbove;
          plan[at + (4 + side) * points + q] = (1 - z[side]) / factor - partAbove;
        }
      }
      at += 6 * points;
    }
  }
}
