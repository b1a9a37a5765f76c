import type { KernelKind } from '../kernels/kernel-memory.js';
import type { Matrix } from '../matrix/matrix.js';
import { type BinMapper, binOf, ColumnBinner } from './binning.js';
import { endOfTree, type ForestArrays, nodeHead, usedColumns } from './forest.js';
import { TreeMemory } from './kernels.js';

/** Rows binned and scored at a time. */
const CHUNK = 4096;
/** From this many rows on the look-up tables of masks pay for themselves. */
const MANY_ROWS = 64;
/** Up to this many rows values are binned one by one. */
const FEW_ROWS = 8;
/** No bin lies above this threshold and a missing one goes left: a leaf, its own left child, leads to itself. */
const LEAF_HEAD = 255;
/** A mask has a bit for each leaf of a tree. */
const MOST_LEAVES = 64;

/** Adds up the leaves of a forest for rows of a matrix. The forest is laid out in the kernels' memory once. */
export class ForestPredictor {
  private readonly memory: TreeMemory;
  private readonly used: number[];
  private readonly binner: ColumnBinner;
  private readonly masks: MaskLayout | undefined;
  private readonly nodesAt: number;
  private readonly rootsAt: number;
  private readonly valuesAt: number;
  private readonly tablesAt: number;
  private readonly binsAt: number;
  private readonly bins: Uint8Array;
  private readonly scoresAt: number;
  private readonly scores: Float64Array;

  constructor(
    private readonly forest: ForestArrays,
    private readonly mapper: BinMapper,
    kind?: KernelKind,
  ) {
    const { used, place } = usedColumns(forest, mapper.bins.length);
    const nodes = forest.column.length;
    const trees = forest.roots.length;
    const masks = MaskLayout.of(forest, place);
    const sizes = [
      16 * nodes,
      4 * trees,
      8 * nodes,
      4 * forest.tables.length,
      Math.max(16, CHUNK * used.length),
      8 * CHUNK * forest.outputs,
      8 * CHUNK,
      ColumnBinner.EDGE_BYTES,
    ];
    const memory = TreeMemory.create([...sizes, ...(masks?.sizes ?? [])], kind);
    const [nodesAt, rootsAt, valuesAt, tablesAt, binsAt, scoresAt, stagedAt, edgesAt] = sizes.map((size) =>
      memory.take(size),
    ) as [number, number, number, number, number, number, number, number];
    const words = memory.u32(nodesAt, 4 * nodes);
    for (let n = 0; n < nodes; n++) {
      const column = forest.column[n]!;
      words[4 * n] = column < 0 ? LEAF_HEAD : nodeHead(forest, n, place[column]!);
      words[4 * n + 1] = forest.left[n]!;
      words[4 * n + 2] = Math.max(0, forest.table[n]!);
    }
    memory.u32(rootsAt, trees).set(forest.roots);
    memory.f64(valuesAt, nodes).set(forest.value);
    memory.u32(tablesAt, forest.tables.length).set(forest.tables);
    masks?.place(memory);
    this.memory = memory;
    this.used = used;
    this.masks = masks;
    this.nodesAt = nodesAt;
    this.rootsAt = rootsAt;
    this.valuesAt = valuesAt;
    this.tablesAt = tablesAt;
    this.binsAt = binsAt;
    this.bins = memory.u8(binsAt, CHUNK * used.length);
    this.scoresAt = scoresAt;
    this.scores = memory.f64(scoresAt, CHUNK * forest.outputs);
    this.binner = new ColumnBinner(memory, mapper, edgesAt, stagedAt, CHUNK);
  }

  /** `rows * outputs` sums, row by row, on top of `base`. */
  predict(x: Matrix, base: Float64Array): Float64Array {
    const { outputs, roots } = this.forest;
    const { kernels } = this.memory;
    const out = new Float64Array(x.rows * outputs);
    for (let from = 0; from < x.rows; from += CHUNK) {
      const count = Math.min(CHUNK, x.rows - from);
      for (let i = 0; i < count * outputs; i += outputs) {
        for (let k = 0; k < outputs; k++) this.scores[i + k] = base[k]!;
      }
      this.bin(x, from, count);
      if (this.masks !== undefined && count >= MANY_ROWS) {
        this.masks.run(this.memory, this.binsAt, count, this.tablesAt, this.scoresAt, outputs);
      } else {
        const { nodesAt, rootsAt, valuesAt, tablesAt, scoresAt } = this;
        kernels.walk(this.binsAt, count, count, nodesAt, rootsAt, roots.length, valuesAt, tablesAt, scoresAt, outputs);
      }
      if (count === 1) for (let k = 0; k < outputs; k++) out[from * outputs + k] = this.scores[k]!;
      else out.set(this.scores.subarray(0, count * outputs), from * outputs);
    }
    return out;
  }

  /** Bins the used columns of some rows, column by column. */
  private bin(x: Matrix, from: number, count: number): void {
    const { used } = this;
    for (let c = 0; c < used.length; c++) {
      const column = x.columns[used[c]!]!;
      if (count <= FEW_ROWS) {
        for (let i = 0; i < count; i++) this.bins[c * count + i] = binOf(this.mapper, used[c]!, column[from + i]!);
      } else this.binner.bin(used[c]!, column.subarray(from, from + count), this.binsAt + c * count, 1);
    }
  }
}

/** The arrays of the `predictMasks` kernel; told there. */
class MaskLayout {
  readonly sizes: number[];
  private at: number[] = [];

  private constructor(
    private readonly trees: number,
    private readonly heads: Uint32Array,
    private readonly inner: Uint32Array,
    private readonly columns: Uint32Array,
    private readonly leafValues: Float64Array,
    mostColumns: number,
  ) {
    this.sizes = [
      heads.byteLength,
      inner.byteLength,
      columns.byteLength,
      leafValues.byteLength,
      2048 * mostColumns,
      8 * CHUNK,
    ];
  }

  /** Undefined where a tree has more leaves than a mask has bits. */
  static of(forest: ForestArrays, place: Int32Array): MaskLayout | undefined {
    const trees = forest.roots.length;
    const heads = new Uint32Array(8 * trees);
    const inner: number[] = [];
    const columns: number[] = [];
    const leafValues: number[] = [];
    let mostColumns = 4;
    for (let t = 0; t < trees; t++) {
      const size = endOfTree(forest, t) - forest.roots[t]!;
      if ((size + 1) / 2 > MOST_LEAVES) return undefined;
      const firstLeaf = leafValues.length;
      const firstColumn = columns.length;
      const entries = new Map<number, number>();
      const firstInner = inner.length / 4;
      const visit = (node: number): void => {
        const column = forest.column[node]!;
        if (column < 0) {
          leafValues.push(forest.value[node]!);
          return;
        }
        if (!entries.has(column)) {
          entries.set(column, entries.size);
          columns.push(place[column]!);
        }
        const from = leafValues.length - firstLeaf;
        const at = inner.length;
        inner.push(nodeHead(forest, node, entries.get(column)!), Math.max(0, forest.table[node]!), 0, 0);
        visit(forest.left[node]!);
        // To the right of this node the leaves of its left side are closed.
        const closed = ((1n << BigInt(leafValues.length - firstLeaf)) - 1n) ^ ((1n << BigInt(from)) - 1n);
        inner[at + 2] = Number(~closed & 0xffffffffn);
        inner[at + 3] = Number((~closed >> 32n) & 0xffffffffn);
        visit(forest.left[node]! + 1);
      };
      visit(forest.roots[t]!);
      while (columns.length % 4 !== 0) columns.push(0);
      const entryCount = columns.length - firstColumn;
      mostColumns = Math.max(mostColumns, entryCount);
      heads.set([firstInner, inner.length / 4 - firstInner, firstColumn, entryCount, firstLeaf], 8 * t);
    }
    return new MaskLayout(
      trees,
      heads,
      Uint32Array.from(inner),
      Uint32Array.from(columns),
      Float64Array.from(leafValues),
      mostColumns,
    );
  }

  place(memory: TreeMemory): void {
    this.at = this.sizes.map((size) => memory.take(size));
    memory.u32(this.at[0]!, this.heads.length).set(this.heads);
    memory.u32(this.at[1]!, this.inner.length).set(this.inner);
    memory.u32(this.at[2]!, this.columns.length).set(this.columns);
    memory.f64(this.at[3]!, this.leafValues.length).set(this.leafValues);
  }

  run(memory: TreeMemory, bins: number, count: number, tables: number, scores: number, outputs: number): void {
    const [heads, inner, columns, leafValues, lookup, masks] = this.at as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    memory.kernels.predictMasks(
      bins,
      count,
      count,
      heads,
      this.trees,
      inner,
      columns,
      leafValues,
      tables,
      lookup,
      masks,
      scores,
      outputs,
    );
  }
}
