import type { GrownTree, Tree, TreeGrower } from './grow-tree.js';
import type { TreeMemory } from './kernels.js';
import { type TrainingRows, weightedQuantile } from './objective.js';

/** Replaces the Newton values of leaves by the quantile of their residuals, then mends what monotone constraints ask. */
export function takeQuantiles(
  { tree, leaves }: GrownTree,
  memory: TreeMemory,
  grower: TreeGrower,
  { y, weight, scores }: TrainingRows,
  level: number,
): void {
  for (const { node, begin, count } of leaves) {
    const rows = memory.u32(grower.rowsAt + 4 * begin, count);
    tree.value[node] = weightedQuantile(
      Float64Array.from(rows, (i) => y[i]! - scores[i]!),
      Float64Array.from(rows, (i) => weight[i]!),
      level,
    );
  }
  if (grower.rules.monotone.some((direction) => direction !== 0)) {
    clipToOrder(tree, 0, grower.rules.monotone, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  }
}

/**
 * From the root down, each constrained split keeps the leaves on its sides on their sides of the middle of the two means.
 * Quantiles are taken after the tree has grown, so the bounds of its growth do not hold for them.
 */
function clipToOrder(tree: Tree, node: number, monotone: Int8Array, lowest: number, highest: number): void {
  if (tree.column[node]! < 0) {
    tree.value[node] = Math.min(highest, Math.max(lowest, tree.value[node]!));
    return;
  }
  const left = tree.left[node]!;
  const direction = monotone[tree.column[node]!]!;
  const clip = (value: number): number => Math.min(highest, Math.max(lowest, value));
  const middle = clip((meanOf(tree, left) + meanOf(tree, left + 1)) / 2);
  clipToOrder(tree, left, monotone, direction < 0 ? middle : lowest, direction > 0 ? middle : highest);
  clipToOrder(tree, left + 1, monotone, direction > 0 ? middle : lowest, direction < 0 ? middle : highest);
}

function meanOf(tree: Tree, node: number): number {
  if (tree.column[node]! < 0) return tree.value[node]!;
  const left = tree.left[node]!;
  const a = tree.cover[left]!;
  const b = tree.cover[left + 1]!;
  return (a * meanOf(tree, left) + b * meanOf(tree, left + 1)) / (a + b);
}
