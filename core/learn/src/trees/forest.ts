import type { Matrix } from '../matrix/matrix.js';
import { type BinMapper, binOf, MISSING_BIN, packRows } from './binning.js';
import type { Tree } from './grow-tree.js';
import { type KernelKind, TreeMemory } from './kernels.js';

/**
 * Trees of all classes in flat arrays, one entry a node. The trees of class k are those at positions k, k + outputs,
 * k + 2·outputs …
 */
export interface ForestArrays {
  outputs: number;
  /** First node of each tree and the depth of its deepest leaf. */
  roots: Int32Array;
  depths: Int32Array;
  /** Column of the split; -1 for a leaf. */
  column: Int32Array;
  threshold: Uint8Array;
  /** 1: missing goes left. */
  missingLeft: Uint8Array;
  /** Left child (the right one follows); a leaf points at itself. */
  left: Int32Array;
  /** For categorical nodes the number of their table of 8 words (256 bits, 1 = left), else -1. */
  table: Int32Array;
  tables: Uint32Array;
  /** Contribution of a leaf, learning rate included; of an inner node what it would contribute as a leaf. */
  value: Float64Array;
  cover: Float64Array;
  gain: Float64Array;
}

export function buildForest(trees: readonly Tree[], outputs: number, rate: number): ForestArrays {
  const nodes = trees.reduce((sum, tree) => sum + tree.column.length, 0);
  const categorical = trees.reduce((sum, tree) => sum + tree.leftBins.filter((bins) => bins !== undefined).length, 0);
  const forest: ForestArrays = {
    outputs,
    roots: new Int32Array(trees.length),
    depths: new Int32Array(trees.length),
    column: new Int32Array(nodes),
    threshold: new Uint8Array(nodes),
    missingLeft: new Uint8Array(nodes),
    left: new Int32Array(nodes),
    table: new Int32Array(nodes).fill(-1),
    tables: new Uint32Array(8 * categorical),
    value: new Float64Array(nodes),
    cover: new Float64Array(nodes),
    gain: new Float64Array(nodes),
  };
  let at = 0;
  let table = 0;
  trees.forEach((tree, t) => {
    forest.roots[t] = at;
    forest.depths[t] = depthOf(tree, 0);
    for (let n = 0; n < tree.column.length; n++) {
      const node = at + n;
      const leaf = tree.column[n]! < 0;
      forest.column[node] = tree.column[n]!;
      forest.threshold[node] = leaf ? 255 : tree.threshold[n]!;
      forest.missingLeft[node] = tree.missingLeft[n] ? 1 : 0;
      forest.left[node] = leaf ? node : at + tree.left[n]!;
      forest.value[node] = tree.value[n]! * rate;
      forest.cover[node] = tree.cover[n]!;
      forest.gain[node] = tree.gain[n]!;
      const bins = tree.leftBins[n];
      if (bins !== undefined) {
        forest.table[node] = table;
        for (const bin of bins) forest.tables[8 * table + (bin >> 5)]! |= 1 << (bin & 31);
        table++;
      }
    }
    at += tree.column.length;
  });
  return forest;
}

function depthOf(tree: Tree, node: number): number {
  if (tree.column[node]! < 0) return 0;
  return 1 + Math.max(depthOf(tree, tree.left[node]!), depthOf(tree, tree.left[node]! + 1));
}

/** Whether a bin goes to the left child of an inner node. */
export function goesLeft(forest: ForestArrays, node: number, bin: number): boolean {
  const table = forest.table[node]!;
  if (table >= 0) return ((forest.tables[8 * table + (bin >> 5)]! >>> (bin & 31)) & 1) === 1;
  return bin === MISSING_BIN ? forest.missingLeft[node] === 1 : bin <= forest.threshold[node]!;
}

/** Rows packed and scored at a time. */
const CHUNK = 4096;
/** Up to this many rows a plain loop is faster than a trip to the kernel's memory. */
const FEW_ROWS = 8;

/** Adds up the leaves of a forest for rows of a matrix. */
export class ForestPredictor {
  private kernel: KernelRun | undefined;
  private readonly bytes: Uint8Array;

  constructor(
    private readonly forest: ForestArrays,
    private readonly mapper: BinMapper,
    private readonly kind?: KernelKind,
  ) {
    this.bytes = new Uint8Array(FEW_ROWS * mapper.bins.length);
  }

  /** `rows * outputs` sums, row by row, on top of `base`. */
  predict(x: Matrix, base: Float64Array): Float64Array {
    const { outputs } = this.forest;
    const out = new Float64Array(x.rows * outputs);
    for (let i = 0; i < x.rows; i++) out.set(base, i * outputs);
    if (x.rows <= FEW_ROWS) this.predictFew(x, out);
    else {
      this.kernel ??= new KernelRun(this.forest, this.mapper.bins.length, this.kind);
      for (let from = 0; from < x.rows; from += CHUNK) {
        const count = Math.min(CHUNK, x.rows - from);
        this.kernel.add(this.mapper, x, from, count, out.subarray(from * outputs, (from + count) * outputs));
      }
    }
    return out;
  }

  private predictFew(x: Matrix, out: Float64Array): void {
    const { outputs, roots, column, left, value } = this.forest;
    const width = x.columns.length;
    for (let i = 0; i < x.rows; i++) {
      for (let j = 0; j < width; j++) this.bytes[j] = binOf(this.mapper, j, x.columns[j]![i]!);
      for (let t = 0; t < roots.length; t++) {
        let node = roots[t]!;
        while (column[node]! >= 0) {
          node = left[node]! + (goesLeft(this.forest, node, this.bytes[column[node]!]!) ? 0 : 1);
        }
        out[i * outputs + (t % outputs)]! += value[node]!;
      }
    }
  }
}

/** A forest laid out in a kernel's memory. */
class KernelRun {
  private readonly memory: TreeMemory;
  private readonly binsAt: number;
  private readonly nodesAt: number;
  private readonly rootsAt: number[] = [];
  private readonly depthsAt: number[] = [];
  private readonly treesOf: number[] = [];
  private readonly valuesAt: number;
  private readonly tablesAt: number;
  private readonly scoresAt: number;

  constructor(
    private readonly forest: ForestArrays,
    private readonly width: number,
    kind?: KernelKind,
  ) {
    const nodes = forest.column.length;
    const { outputs } = forest;
    const trees = forest.roots.length;
    const bytes =
      CHUNK * (width + 8 * outputs) + nodes * (8 + 8 + 4) + 4 * forest.tables.length + 8 * trees + 64 * (outputs + 8);
    this.memory = TreeMemory.create(bytes, kind);
    this.binsAt = this.memory.take(CHUNK * width);
    this.nodesAt = this.memory.take(8 * nodes);
    this.valuesAt = this.memory.take(8 * nodes);
    this.tablesAt = this.memory.take(4 * nodes + 4 * forest.tables.length);
    this.scoresAt = this.memory.take(8 * CHUNK * outputs);
    const words = this.memory.u32(this.nodesAt, 2 * nodes);
    const tables = this.memory.u32(this.tablesAt, nodes + forest.tables.length);
    for (let n = 0; n < nodes; n++) {
      const leaf = forest.column[n]! < 0;
      const categorical = forest.table[n]! >= 0;
      // A missing bin compares as 255 where it goes right, so it exceeds every threshold.
      const wrap = leaf || categorical || forest.missingLeft[n] === 1 ? 0 : 1;
      words[2 * n] =
        ((leaf ? 255 : forest.threshold[n]! - wrap) |
          ((leaf ? 0 : forest.column[n]!) << 8) |
          (wrap << 24) |
          (categorical ? 1 << 25 : 0)) >>>
        0;
      words[2 * n + 1] = forest.left[n]!;
      if (categorical) tables[n] = 4 * (nodes + 8 * forest.table[n]!);
    }
    tables.set(forest.tables, nodes);
    this.memory.f64(this.valuesAt, nodes).set(forest.value);
    for (let k = 0; k < outputs; k++) {
      const mine = [...forest.roots.keys()].filter((t) => t % outputs === k);
      this.treesOf.push(mine.length);
      this.rootsAt.push(this.memory.take(4 * mine.length));
      this.depthsAt.push(this.memory.take(4 * mine.length));
      this.memory.u32(this.rootsAt[k]!, mine.length).set(mine.map((t) => forest.roots[t]!));
      this.memory.u32(this.depthsAt[k]!, mine.length).set(mine.map((t) => forest.depths[t]!));
    }
  }

  add(mapper: BinMapper, x: Matrix, from: number, count: number, scores: Float64Array): void {
    packRows(mapper, x, from, count, this.memory.u8(this.binsAt, count * this.width));
    const shared = this.memory.f64(this.scoresAt, scores.length);
    shared.set(scores);
    for (let k = 0; k < this.forest.outputs; k++) {
      this.memory.kernels.predictBins(
        this.binsAt,
        this.width,
        count,
        this.nodesAt,
        this.rootsAt[k]!,
        this.depthsAt[k]!,
        this.treesOf[k]!,
        this.valuesAt,
        this.tablesAt,
        this.scoresAt,
        this.forest.outputs,
        k,
      );
    }
    scores.set(shared);
  }
}
