import { throwIfCancelled } from '../errors/proofline-error.js';
import { breathe, type FitContext, type Supervised } from '../estimator/estimator.js';
import { type BinMapper, fitBins, packColumns, packRows } from './binning.js';
import { buildForest, type ForestArrays, goesLeft } from './forest.js';
import { type GrownTree, type Tree, TreeGrower } from './grow-tree.js';
import { type KernelKind, TreeMemory } from './kernels.js';
import { type Objective, weightedQuantile } from './objective.js';
import type { ResolvedBoosting } from './parameters.js';

export interface Boosted {
  mapper: BinMapper;
  base: Float64Array;
  forest: ForestArrays;
  /** Loss after each round, on training rows and, where given, on validation rows. */
  trainLoss: number[];
  validationLoss: number[];
}

/** The boosting loop: one tree an output and round, until the rounds are used up or validation stops improving. */
export async function boost(
  data: Supervised,
  objective: Objective,
  parameters: ResolvedBoosting,
  weight: Float64Array,
  context: FitContext,
  kernels?: KernelKind,
): Promise<Boosted> {
  const { x, y } = data;
  const n = x.rows;
  const { outputs } = objective;
  const mapper = fitBins(x, parameters.maxBins);
  const memory = TreeMemory.create(
    TreeGrower.bytes(n, x.columns.length, parameters.leaves) + 8 * n * outputs + 4096,
    kernels,
  );
  const grower = new TreeGrower(memory, mapper, n, parameters.rules, (words) => packColumns(mapper, x, words));
  const scoresAt = memory.take(8 * n * outputs);
  const scores = memory.f64(scoresAt, n * outputs);
  const pairs = memory.f64(grower.pairsAt, 2 * n);
  const base = objective.start(y, weight);
  for (let i = 0; i < n; i++) scores.set(base, i * outputs);
  const watch = data.validation && new Watch(data.validation, objective, mapper, base);

  const trees: Tree[] = [];
  const trainLoss: number[] = [];
  let bestRound = 0;
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < parameters.trees; round++) {
    throwIfCancelled(context.signal);
    const sample = sampleRows(memory, grower, n, parameters.rowSampling, context, round);
    for (let k = 0; k < outputs; k++) {
      objective.gradients(y, weight, scores, k, pairs);
      const columns = sampleColumns(x.columns.length, parameters.columnSampling, context, round * outputs + k);
      const grown = grower.grow(sample.inside, sample.outside, columns);
      if (objective.leafQuantile !== undefined) {
        takeQuantiles(grown, memory, grower, y, weight, scores, objective.leafQuantile);
      }
      for (const leaf of grown.leaves) {
        const step = parameters.learningRate * grown.tree.value[leaf.node]!;
        const rows = grower.rowsAt + 4 * leaf.begin;
        const outside = grower.outRowsAt + 4 * leaf.outBegin;
        memory.kernels.addToScores(rows, leaf.count, scoresAt, outputs, k, step);
        memory.kernels.addToScores(outside, leaf.outCount, scoresAt, outputs, k, step);
      }
      trees.push(grown.tree);
      watch?.add(grown.tree, k, parameters.learningRate);
      // The lists were reordered by the splits; the next tree of this round starts from the same rows in any order.
    }
    const progress: { trainLoss?: number; validationLoss?: number } = {};
    // The training loss costs a pass over the rows, so it is only taken where somebody looks at it.
    if (watch !== undefined || context.onProgress !== undefined) {
      progress.trainLoss = objective.loss(y, weight, scores);
      trainLoss.push(progress.trainLoss);
    }
    if (watch !== undefined) {
      progress.validationLoss = watch.loss();
      if (progress.validationLoss < best - 1e-12) {
        best = progress.validationLoss;
        bestRound = round + 1;
      }
    }
    context.onProgress?.({ done: round + 1, total: parameters.trees, ...progress });
    await breathe();
    if (watch !== undefined && round + 1 - bestRound >= parameters.earlyStoppingRounds) break;
  }
  const kept = watch === undefined ? trees : trees.slice(0, outputs * Math.max(1, bestRound));
  return {
    mapper,
    base,
    forest: buildForest(kept, outputs, parameters.learningRate),
    trainLoss,
    validationLoss: watch?.history ?? [],
  };
}

/** Lists the rows in the sample at `rowsAt`, the others at `outRowsAt`, both rising. */
function sampleRows(
  memory: TreeMemory,
  grower: TreeGrower,
  n: number,
  share: number,
  context: FitContext,
  round: number,
): { inside: number; outside: number } {
  const inside = memory.u32(grower.rowsAt, n);
  const outside = memory.u32(grower.outRowsAt, n);
  if (share >= 1) {
    for (let i = 0; i < n; i++) inside[i] = i;
    return { inside: n, outside: 0 };
  }
  const rng = context.rng.fork(`rows ${round}`);
  let a = 0;
  let b = 0;
  for (let i = 0; i < n; i++) {
    if (rng.next() < share) inside[a++] = i;
    else outside[b++] = i;
  }
  if (a === 0) {
    inside[a++] = outside[--b]!;
  }
  return { inside: a, outside: b };
}

function sampleColumns(columns: number, share: number, context: FitContext, tree: number): Int32Array {
  const all = Int32Array.from({ length: columns }, (_, j) => j);
  if (share >= 1) return all;
  const keep = Math.max(1, Math.round(share * columns));
  return context.rng.fork(`columns ${tree}`).shuffle(all).slice(0, keep).sort();
}

/** Replaces the Newton values of leaves by the quantile of their residuals. */
function takeQuantiles(
  { tree, leaves }: GrownTree,
  memory: TreeMemory,
  grower: TreeGrower,
  y: Float64Array,
  weight: Float64Array,
  scores: Float64Array,
  level: number,
): void {
  for (const { node, begin, count } of leaves) {
    const rows = memory.u32(grower.rowsAt + 4 * begin, count);
    const residuals = Float64Array.from(rows, (i) => y[i]! - scores[i]!);
    tree.value[node] = weightedQuantile(
      residuals,
      Float64Array.from(rows, (i) => weight[i]!),
      level,
    );
  }
}

/** Scores of the validation rows as the forest grows. */
class Watch {
  readonly history: number[] = [];
  private readonly scores: Float64Array;
  private readonly weight: Float64Array;
  private readonly bins: Uint8Array;

  constructor(
    private readonly data: NonNullable<Supervised['validation']>,
    private readonly objective: Objective,
    mapper: BinMapper,
    base: Float64Array,
  ) {
    const { outputs } = objective;
    this.scores = new Float64Array(data.x.rows * outputs);
    for (let i = 0; i < data.x.rows; i++) this.scores.set(base, i * outputs);
    this.weight = data.weight ?? new Float64Array(data.x.rows).fill(1);
    this.bins = new Uint8Array(data.x.rows * data.x.columns.length);
    packRows(mapper, data.x, 0, data.x.rows, this.bins);
  }

  add(tree: Tree, output: number, rate: number): void {
    const { outputs } = this.objective;
    const forest = buildForest([tree], 1, rate);
    const width = this.data.x.columns.length;
    for (let i = 0; i < this.data.x.rows; i++) {
      let node = 0;
      while (forest.column[node]! >= 0) {
        const bin = this.bins[i * width + forest.column[node]!]!;
        node = forest.left[node]! + (goesLeft(forest, node, bin) ? 0 : 1);
      }
      this.scores[i * outputs + output]! += forest.value[node]!;
    }
  }

  loss(): number {
    const value = this.objective.loss(this.data.y, this.weight, this.scores);
    this.history.push(value);
    return value;
  }
}
