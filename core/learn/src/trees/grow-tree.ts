import type { Pace } from '../estimator/pace.js';
import { type BinMapper, ColumnBinner } from './binning.js';
import { findSplit, type Histograms, leafValue, type NodeSums, type Split, type SplitRules } from './find-split.js';
import type { TreeMemory } from './kernels.js';

/** One tree over binned columns; arrays by node, the root first, children next to each other and after their parent. */
export interface Tree {
  /** Column of the split; -1 for a leaf. */
  column: number[];
  threshold: number[];
  missingLeft: boolean[];
  leftBins: (number[] | undefined)[];
  /** The left child; the right one follows. */
  left: number[];
  /** Newton value of the node, before the learning rate. */
  value: number[];
  gain: number[];
  /** Sum of hessians: how much of the training data passed. */
  cover: number[];
}

export interface GrowRules extends SplitRules {
  growth: 'leaf' | 'depth';
  leaves: number;
  depth: number;
}

interface Leaf {
  node: number;
  depth: number;
  begin: number;
  count: number;
  /** The same for rows outside the sample: they are carried along to update their scores. */
  outBegin: number;
  outCount: number;
  /** Where the node's histograms are, if anywhere. */
  slot: number | undefined;
  sums: NodeSums;
  split: Split | undefined;
}

/** Where a grown tree's leaves have their rows. */
export interface GrownTree {
  tree: Tree;
  leaves: { node: number; begin: number; count: number; outBegin: number; outCount: number }[];
}

/** Histograms are kept for the sake of subtraction; beyond this many bytes the least promising are counted again. */
const HISTOGRAM_BYTES = 2 ** 28;

/** Grows trees one after the other over the same binned rows, in memory laid out once. */
export class TreeGrower {
  readonly rowsAt: number;
  readonly outRowsAt: number;
  readonly pairsAt: number;
  /** Bins: a byte a row column by column, and four columns to a word. */
  private readonly bytes: number;
  private readonly words: number;
  private readonly gathered: number;
  private readonly spare: number;
  private readonly table: number;
  private readonly unused: number;
  private readonly result: { at: number; values: Float64Array };
  private readonly slots: number[];
  private readonly offsets: Int32Array;
  private readonly totalBins: number;

  /** Sizes of the pieces of memory that a grower takes: `rows` are binned, trees grow on `trained` of them at most. */
  static sizes(rows: number, trained: number, mapper: BinMapper, leaves: number): number[] {
    const blocks = Math.ceil(mapper.bins.length / 4);
    const histogram = 16 * mapper.bins.reduce((sum, bins) => sum + bins, 0);
    const slots = Array.from({ length: slotCount(histogram, leaves) }, () => histogram);
    const pairs = 16 * (trained + 1);
    return [
      rows * mapper.bins.length,
      4 * rows * blocks,
      pairs,
      pairs,
      4 * rows,
      4 * rows,
      4 * rows,
      256,
      4096,
      32,
      ...slots,
    ];
  }

  constructor(
    private readonly memory: TreeMemory,
    private readonly mapper: BinMapper,
    private readonly rows: number,
    private readonly trained: number,
    readonly rules: GrowRules,
  ) {
    const sizes = TreeGrower.sizes(rows, trained, mapper, rules.leaves);
    const [bytes, words, pairs, gathered, list, outList, spare, table, unused, result, ...slots] = sizes.map((size) =>
      memory.take(size),
    ) as [number, number, number, number, number, number, number, number, number, number, ...number[]];
    this.bytes = bytes;
    this.words = words;
    this.pairsAt = pairs;
    this.gathered = gathered;
    this.rowsAt = list;
    this.outRowsAt = outList;
    this.spare = spare;
    this.table = table;
    this.unused = unused;
    this.result = { at: result, values: memory.f64(result, 4) };
    this.slots = slots;
    this.offsets = new Int32Array(mapper.bins.length);
    let total = 0;
    mapper.bins.forEach((bins, j) => {
      this.offsets[j] = total;
      total += bins;
    });
    this.totalBins = total;
  }

  /** Writes the bins of a column for the rows from `from` on. */
  pack(column: number, values: Float64Array, from: number, edgesAt: number): void {
    const binner = new ColumnBinner(this.memory, this.mapper, edgesAt, this.gathered, this.trained);
    const bytes = this.bytes + this.rows * column + from;
    binner.bin(column, values, bytes, 1);
    const words = this.words + 4 * this.rows * (column >> 2) + 4 * from + (column & 3);
    this.memory.kernels.spread(bytes, values.length, words);
  }

  /**
   * Grows a tree on the first `count` rows listed at `rowsAt`, with the pairs at `pairsAt`, splitting on `columns`. The
   * `outCount` rows listed at `outRowsAt` follow the splits without taking part.
   */
  async grow(count: number, outCount: number, columns: Int32Array, pace: Pace): Promise<GrownTree> {
    const tree: Tree = {
      column: [],
      threshold: [],
      missingLeft: [],
      leftBins: [],
      left: [],
      value: [],
      gain: [],
      cover: [],
    };
    const free = [...this.slots].reverse();
    const blocks = blocksOf(columns);
    const root: Leaf = {
      node: 0,
      depth: 0,
      begin: 0,
      count,
      outBegin: 0,
      outCount,
      slot: free.pop()!,
      sums: {
        gradient: 0,
        hessian: 0,
        rows: count,
        lowest: Number.NEGATIVE_INFINITY,
        highest: Number.POSITIVE_INFINITY,
      },
      split: undefined,
    };
    this.fillHistogram(root, blocks);
    this.sumHistogram(root, columns[0]!);
    root.split = this.bestSplit(root, columns);
    this.addNode(tree, root);
    const open: Leaf[] = [];
    const done: Leaf[] = [];
    const settle = (leaf: Leaf): void => {
      if (leaf.split !== undefined) open.push(leaf);
      else {
        if (leaf.slot !== undefined) free.push(leaf.slot);
        done.push(leaf);
      }
    };
    const takeSlot = (): number => free.pop() ?? takeFromLeast(open);
    settle(root);
    while (open.length > 0 && open.length + done.length < this.rules.leaves) {
      if (pace.spend(30 * this.totalBins + outCount)) await pace.turn();
      const leaf = open.splice(this.next(open), 1)[0]!;
      const [left, right] = this.split(tree, leaf);
      const [small, large] = left.count <= right.count ? [left, right] : [right, left];
      // Children that will not be split need no histogram.
      const last = open.length + done.length + 2 >= this.rules.leaves;
      if (!last && (this.splittable(left) || this.splittable(right))) {
        large.slot = leaf.slot;
        small.slot = takeSlot();
        pace.spend(small.count * columns.length);
        this.fillHistogram(small, blocks);
        if (large.slot === undefined) {
          large.slot = takeSlot();
          pace.spend(large.count * columns.length);
          this.fillHistogram(large, blocks);
        } else this.memory.kernels.subtract(large.slot, small.slot, this.totalBins);
        for (const child of [left, right]) child.split = this.bestSplit(child, columns);
      } else if (leaf.slot !== undefined) free.push(leaf.slot);
      settle(left);
      settle(right);
    }
    return { tree, leaves: [...done, ...open] };
  }

  /** The leaf to split next: the one that gains most, or the first of the lowest level. */
  private next(open: readonly Leaf[]): number {
    let best = 0;
    for (let k = 1; k < open.length; k++) {
      const a = open[k]!;
      const b = open[best]!;
      if (this.rules.growth === 'leaf' ? a.split!.gain > b.split!.gain : a.depth < b.depth) best = k;
    }
    return best;
  }

  private split(tree: Tree, leaf: Leaf): [Leaf, Leaf] {
    const { column, threshold, missingLeft, leftBins, gain, leftGradient, leftHessian } = leaf.split!;
    const { kernels } = this.memory;
    const goesLeft = this.memory.u8(this.table, 256);
    goesLeft.fill(0);
    if (leftBins !== undefined) for (const bin of leftBins) goesLeft[bin] = 1;
    else {
      goesLeft.fill(1, 1, threshold + 1);
      goesLeft[0] = missingLeft ? 1 : 0;
    }
    const bins = this.bytes + this.rows * column;
    const part = (list: number, begin: number, count: number): number =>
      count === 0 ? 0 : kernels.partition(bins, list + 4 * begin, count, this.table, this.spare);
    const leftCount = part(this.rowsAt, leaf.begin, leaf.count);
    const leftOut = part(this.outRowsAt, leaf.outBegin, leaf.outCount);

    const { sums } = leaf;
    const leftSums: NodeSums = { ...sums, gradient: leftGradient, hessian: leftHessian, rows: leftCount };
    const rightSums: NodeSums = {
      ...sums,
      gradient: sums.gradient - leftGradient,
      hessian: sums.hessian - leftHessian,
      rows: leaf.count - leftCount,
    };
    const direction = this.rules.monotone[column]!;
    if (direction !== 0) {
      // Nothing below may cross the middle of the two children: the order then holds for the whole subtree.
      const a = leafValue(leftSums.gradient, leftSums.hessian, this.rules, sums);
      const b = leafValue(rightSums.gradient, rightSums.hessian, this.rules, sums);
      const middle = (a + b) / 2;
      if (direction > 0) {
        leftSums.highest = Math.min(leftSums.highest, middle);
        rightSums.lowest = Math.max(rightSums.lowest, middle);
      } else {
        leftSums.lowest = Math.max(leftSums.lowest, middle);
        rightSums.highest = Math.min(rightSums.highest, middle);
      }
    }
    const left: Leaf = {
      node: tree.column.length,
      depth: leaf.depth + 1,
      begin: leaf.begin,
      count: leftCount,
      outBegin: leaf.outBegin,
      outCount: leftOut,
      slot: undefined,
      sums: leftSums,
      split: undefined,
    };
    const right: Leaf = {
      ...left,
      node: left.node + 1,
      begin: leaf.begin + leftCount,
      count: leaf.count - leftCount,
      outBegin: leaf.outBegin + leftOut,
      outCount: leaf.outCount - leftOut,
      sums: rightSums,
    };
    tree.column[leaf.node] = column;
    tree.threshold[leaf.node] = threshold;
    tree.missingLeft[leaf.node] = missingLeft;
    tree.leftBins[leaf.node] = leftBins;
    tree.left[leaf.node] = left.node;
    tree.gain[leaf.node] = gain;
    this.addNode(tree, left);
    this.addNode(tree, right);
    return [left, right];
  }

  private addNode(tree: Tree, { sums }: Leaf): void {
    tree.column.push(-1);
    tree.threshold.push(0);
    tree.missingLeft.push(false);
    tree.leftBins.push(undefined);
    tree.left.push(-1);
    tree.value.push(leafValue(sums.gradient, sums.hessian, this.rules, sums));
    tree.gain.push(0);
    tree.cover.push(sums.hessian);
  }

  /** Every row is in exactly one bin of any column, so one histogram gives the root's sums; they are exact. */
  private sumHistogram({ slot, sums }: Leaf, column: number): void {
    const bins = this.mapper.bins[column]!;
    const pairs = this.memory.f64(slot! + 16 * this.offsets[column]!, 2 * bins);
    for (let b = 0; b < 2 * bins; b += 2) {
      sums.gradient += pairs[b]!;
      sums.hessian += pairs[b + 1]!;
    }
  }

  private fillHistogram({ begin, count, slot }: Leaf, blocks: readonly Block[]): void {
    const { kernels } = this.memory;
    this.memory.f64(slot!, 2 * this.totalBins).fill(0);
    const list = this.rowsAt + 4 * begin;
    // The root without row sampling lists all trained rows in order: nothing to gather.
    const all = count === this.trained;
    const pairs = all ? this.pairsAt : this.gathered;
    if (!all) kernels.gather(list, count, this.pairsAt, this.gathered);
    for (const { block, lanes } of blocks) {
      const words = this.words + 4 * this.rows * block;
      const histogramOf = (lane: number | undefined): number =>
        lane === undefined ? this.unused : slot! + 16 * this.offsets[4 * block + lane]!;
      if (lanes.length <= 2) {
        const [a, b = 0] = lanes as [number, number?];
        kernels.histogramTwo(words, list, count, pairs, 8 * a, histogramOf(a), 8 * b, histogramOf(lanes[1]));
        continue;
      }
      const at = (lane: number): number => histogramOf(lanes.includes(lane) ? lane : undefined);
      if (all) kernels.histogramAll(words, count, pairs, at(0), at(1), at(2), at(3));
      else kernels.histogram(words, list, count, pairs, at(0), at(1), at(2), at(3));
    }
  }

  private splittable({ depth, count }: Leaf): boolean {
    return depth < this.rules.depth && count >= 2 * Math.max(1, this.rules.minLeafRows);
  }

  private bestSplit(leaf: Leaf, columns: Int32Array): Split | undefined {
    if (!this.splittable(leaf)) return undefined;
    const histograms: Histograms = {
      at: leaf.slot!,
      pairs: this.memory.f64(leaf.slot!, 2 * this.totalBins),
      offsets: this.offsets,
    };
    return findSplit(this.memory.kernels, histograms, this.mapper, columns, leaf.sums, this.rules, this.result);
  }
}

interface Block {
  block: number;
  /** Which of the block's four columns are used. */
  lanes: number[];
}

function blocksOf(columns: Int32Array): Block[] {
  const blocks: Block[] = [];
  for (const column of columns) {
    const last = blocks.at(-1);
    if (last?.block === column >> 2) last.lanes.push(column & 3);
    else blocks.push({ block: column >> 2, lanes: [column & 3] });
  }
  return blocks;
}

/** At most one for each leaf, at least one for each end of a split. */
function slotCount(histogramBytes: number, leaves: number): number {
  return Math.max(3, Math.min(leaves, Math.floor(HISTOGRAM_BYTES / Math.max(1, histogramBytes))));
}

/** Takes the histograms of the leaf that gains least from its split, which is the last to be split. */
function takeFromLeast(open: readonly Leaf[]): number {
  let least: Leaf | undefined;
  for (const leaf of open) {
    if (leaf.slot !== undefined && (least === undefined || leaf.split!.gain < least.split!.gain)) least = leaf;
  }
  const slot = least!.slot!;
  least!.slot = undefined;
  return slot;
}
