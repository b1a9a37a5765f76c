import type { BinMapper } from './binning.js';
import { findSplit, leafValue, type NodeSums, type Split, type SplitRules } from './find-split.js';
import type { TreeMemory } from './kernels.js';

/** One tree over binned columns; arrays by node, the root first, children next to each other. */
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
  slot: number;
  sums: NodeSums;
  split: Split | undefined;
}

/** Where a grown tree's leaves have their rows. */
export interface GrownTree {
  tree: Tree;
  leaves: { node: number; begin: number; count: number; outBegin: number; outCount: number }[];
}

/** Grows trees one after the other over the same binned rows, in memory laid out once. */
export class TreeGrower {
  readonly rowsAt: number;
  readonly outRowsAt: number;
  readonly pairsAt: number;
  private readonly words: number;
  private readonly gathered: number;
  private readonly spare: number;
  private readonly table: number;
  private readonly slots: number[];
  private readonly blocks: number;

  /** Bytes of memory that a grower of this shape takes. */
  static bytes(rows: number, columns: number, leaves: number): number {
    const blocks = Math.ceil(columns / 4);
    return rows * (4 * blocks + 16 + 16 + 4 + 4 + 4) + (leaves + 1) * blocks * 16384 + 256 + 1024;
  }

  constructor(
    private readonly memory: TreeMemory,
    private readonly mapper: BinMapper,
    private readonly rows: number,
    readonly rules: GrowRules,
    pack: (words: Uint32Array) => void,
  ) {
    this.blocks = Math.ceil(mapper.bins.length / 4);
    this.words = memory.take(4 * rows * this.blocks);
    this.pairsAt = memory.take(16 * rows);
    this.gathered = memory.take(16 * rows);
    this.rowsAt = memory.take(4 * rows);
    this.outRowsAt = memory.take(4 * rows);
    this.spare = memory.take(4 * rows);
    this.table = memory.take(256);
    this.slots = Array.from({ length: rules.leaves + 1 }, () => memory.take(16384 * this.blocks));
    pack(memory.u32(this.words, rows * this.blocks));
  }

  /**
   * Grows a tree on the first `count` rows listed at `rowsAt`, with the pairs at `pairsAt`, splitting on `columns`. The
   * `outCount` rows listed at `outRowsAt` follow the splits without taking part.
   */
  grow(count: number, outCount: number, columns: Int32Array): GrownTree {
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
    const usedBlocks = new Set([...columns].map((column) => column >> 2));
    const root: Leaf = {
      node: 0,
      depth: 0,
      begin: 0,
      count,
      outBegin: 0,
      outCount,
      slot: free.pop()!,
      sums: { ...this.sumPairs(count), lowest: Number.NEGATIVE_INFINITY, highest: Number.POSITIVE_INFINITY },
      split: undefined,
    };
    this.addNode(tree, root);
    this.fillHistogram(root, usedBlocks);
    root.split = this.bestSplit(root, columns);
    const open: Leaf[] = [root];
    const done: Leaf[] = [];
    while (open.length > 0) {
      const leaf = open.splice(this.next(open), 1)[0]!;
      if (leaf.split === undefined || open.length + done.length + 2 > this.rules.leaves) {
        done.push(leaf);
        free.push(leaf.slot);
        continue;
      }
      const [left, right] = this.split(tree, leaf, free.pop()!);
      const [small, large] = left.count <= right.count ? [left, right] : [right, left];
      const deepest = left.depth >= this.rules.depth;
      // The parent's histogram becomes the larger child's; at the last level nobody asks for one.
      if (!deepest) {
        this.fillHistogram(small, usedBlocks);
        for (const block of usedBlocks) {
          const at = 16384 * block;
          this.memory.kernels.subtract(leaf.slot + at, small.slot + at, leaf.slot + at, 1024);
        }
        large.slot = leaf.slot;
        for (const child of [left, right]) child.split = this.bestSplit(child, columns);
      } else large.slot = leaf.slot;
      open.push(left, right);
    }
    return { tree, leaves: done };
  }

  /** The leaf to split next: the one that gains most, or the first of the lowest level. */
  private next(open: readonly Leaf[]): number {
    let best = 0;
    for (let k = 1; k < open.length; k++) {
      const a = open[k]!;
      const b = open[best]!;
      const better = this.rules.growth === 'leaf' ? (a.split?.gain ?? -1) > (b.split?.gain ?? -1) : a.depth < b.depth;
      if (better) best = k;
    }
    return best;
  }

  private split(tree: Tree, leaf: Leaf, slot: number): [Leaf, Leaf] {
    const { column, threshold, missingLeft, leftBins, gain, leftGradient, leftHessian } = leaf.split!;
    const { kernels } = this.memory;
    const goesLeft = this.memory.u8(this.table, 256);
    goesLeft.fill(0);
    if (leftBins !== undefined) for (const bin of leftBins) goesLeft[bin] = 1;
    else {
      goesLeft.fill(1, 1, threshold + 1);
      goesLeft[0] = missingLeft ? 1 : 0;
    }
    const block = this.words + 4 * this.rows * (column >> 2);
    const shift = 8 * (column & 3);
    const part = (list: number, begin: number, count: number): number =>
      count === 0 ? 0 : kernels.partition(block, shift, list + 4 * begin, count, this.table, this.spare);
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
      slot,
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

  private sumPairs(count: number): { gradient: number; hessian: number; rows: number } {
    const list = this.memory.u32(this.rowsAt, count);
    const pairs = this.memory.f64(this.pairsAt, 2 * this.rows);
    let gradient = 0;
    let hessian = 0;
    for (let k = 0; k < count; k++) {
      gradient += pairs[2 * list[k]!]!;
      hessian += pairs[2 * list[k]! + 1]!;
    }
    return { gradient, hessian, rows: count };
  }

  private fillHistogram(leaf: Leaf, blocks: ReadonlySet<number>): void {
    const { kernels } = this.memory;
    const list = this.rowsAt + 4 * leaf.begin;
    kernels.gather(list, leaf.count, this.pairsAt, this.gathered);
    for (const block of blocks) {
      const at = leaf.slot + 16384 * block;
      this.memory.f64(at, 2048).fill(0);
      kernels.histogram(this.words + 4 * this.rows * block, list, leaf.count, this.gathered, at);
    }
  }

  private bestSplit(leaf: Leaf, columns: Int32Array): Split | undefined {
    const { depth, minLeafRows } = this.rules;
    if (leaf.depth >= depth || leaf.count < 2 * Math.max(1, minLeafRows)) return undefined;
    return findSplit(this.memory.f64(leaf.slot, 2048 * this.blocks), this.mapper, columns, leaf.sums, this.rules);
  }
}
