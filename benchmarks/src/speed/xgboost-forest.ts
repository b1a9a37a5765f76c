import { writeFile } from 'node:fs/promises';
import type { FittedBoostingClassifier } from '@proofline/learn';

/** A tree in the arrays of xgboost's JSON model. */
export interface XgboostTree {
  left: number[];
  right: number[];
  parent: number[];
  column: number[];
  condition: number[];
  missingLeft: number[];
  value: number[];
  gain: number[];
  cover: number[];
}

const NO_PARENT = 2147483647;

/**
 * Our forest as xgboost's trees, read from the model's artefact. Theirs compare `value < condition` in single precision,
 * ours `value <= edge` in double: for values that single precision holds, the first such number above the edge is the same
 * cut. Only for forests without categories.
 */
export function toXgboostTrees(model: FittedBoostingClassifier): XgboostTree[] {
  const { tensors } = model.toArtifact();
  const tensor = (name: string): ArrayLike<number> => tensors[name] as unknown as ArrayLike<number>;
  const [roots, column, left, flags] = [tensor('roots'), tensor('column'), tensor('left'), tensor('flags')];
  const [threshold, value, cover, gain] = [tensor('threshold'), tensor('value'), tensor('cover'), tensor('gain')];
  const [edges, edgeCounts] = [tensor('edges'), tensor('edgeCounts')];
  const firstEdge: number[] = [0];
  for (let j = 0; j < edgeCounts.length; j++) firstEdge.push(firstEdge[j]! + edgeCounts[j]!);
  return Array.from({ length: roots.length }, (_, t) => {
    const root = roots[t]!;
    const size = (roots[t + 1] ?? column.length) - root;
    const tree: XgboostTree = {
      left: [],
      right: [],
      parent: new Array<number>(size).fill(NO_PARENT),
      column: [],
      condition: [],
      missingLeft: [],
      value: [],
      gain: [],
      cover: [],
    };
    for (let n = 0; n < size; n++) {
      const node = root + n;
      const leaf = left[node] === n;
      if ((flags[node]! & 2) !== 0) throw new TypeError('A split by categories has no counterpart here.');
      tree.left.push(leaf ? -1 : left[node]!);
      tree.right.push(leaf ? -1 : left[node]! + 1);
      if (!leaf) {
        tree.parent[left[node]!] = n;
        tree.parent[left[node]! + 1] = n;
      }
      const j = column[node]!;
      tree.column.push(leaf ? 0 : j);
      // Bin b ends at edge b - 1; the bins that are not missing all lie left of infinity.
      const edge = leaf ? value[node]! : edgeOf(edges, firstEdge[j]!, edgeCounts[j]!, threshold[node]!);
      tree.condition.push(leaf ? Math.fround(edge) : nextSingle(edge));
      tree.missingLeft.push(!leaf && (flags[node]! & 1) === 1 ? 1 : 0);
      tree.value.push(Math.fround(value[node]!));
      tree.gain.push(gain[node]!);
      tree.cover.push(cover[node]!);
    }
    return tree;
  });
}

function edgeOf(edges: ArrayLike<number>, first: number, count: number, bin: number): number {
  if (bin <= 0) return -3e38;
  return bin > count ? 3e38 : edges[first + bin - 1]!;
}

/** The smallest single-precision number above `value`. */
export function nextSingle(value: number): number {
  const near = Math.fround(value);
  if (near > value) return near;
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, near);
  if (near === 0) return 2 ** -149;
  view.setInt32(0, view.getInt32(0) + (near > 0 ? 1 : -1));
  return view.getFloat32(0);
}

export async function writeXgboostForest(model: FittedBoostingClassifier, path: string): Promise<void> {
  await writeFile(path, JSON.stringify(toXgboostTrees(model)));
}
