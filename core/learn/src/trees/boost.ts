import { throwIfCancelled } from '../errors/proofline-error.js';
import type { FitContext, Supervised } from '../estimator/estimator.js';
import { Pace } from '../estimator/pace.js';
import type { KernelKind } from '../kernels/kernel-memory.js';
import { type BinMapper, ColumnBinner, fitBins, type Sorter } from './binning.js';
import { buildForest, type ForestArrays } from './forest.js';
import { type Tree, TreeGrower } from './grow-tree.js';
import { TreeMemory } from './kernels.js';
import type { Objective, TrainingRows } from './objective.js';
import type { ResolvedBoosting } from './parameters.js';
import { takeQuantiles } from './quantile-leaves.js';

export interface Boosted {
  mapper: BinMapper;
  base: Float64Array;
  forest: ForestArrays;
  /** Loss after each round on validation rows, where there are any. */
  validationLoss: number[];
}

/** The training loss is only for who listens to the progress: it is taken on at most this many rows. */
const WATCHED_ROWS = 20_000;

/** The boosting loop: one tree an output and round, until the rounds are used up or validation stops improving. */
export async function boost(
  data: Supervised,
  objective: Objective,
  parameters: ResolvedBoosting,
  context: FitContext,
  kind?: KernelKind,
): Promise<Boosted> {
  throwIfCancelled(context.signal);
  const { x, y, validation } = data;
  const { outputs } = objective;
  const n = x.rows;
  const weight = data.weight ?? new Float64Array(n).fill(1);
  const width = x.columns.length;
  // Validation rows follow the trees' splits like training rows that were not sampled.
  const all = n + (validation?.x.rows ?? 0);
  const pace = new Pace(context.signal);
  const mapper = await learnBins(data, parameters.maxBins, pace, kind);
  const own = 8 * (n + 1);
  const memory = TreeMemory.create(
    [
      ...TreeGrower.sizes(all, n, mapper, parameters.leaves),
      own,
      own,
      8 * (all * outputs + 1),
      ColumnBinner.EDGE_BYTES,
    ],
    kind,
  );
  const grower = new TreeGrower(memory, mapper, all, n, parameters.rules);
  const at = {
    y: memory.take(own),
    weight: memory.take(own),
    scores: memory.take(8 * (all * outputs + 1)),
    pairs: grower.pairsAt,
  };
  const edgesAt = memory.take(ColumnBinner.EDGE_BYTES);
  for (let j = 0; j < width; j++) {
    if (pace.spend(8 * all)) await pace.turn();
    grower.pack(j, x.columns[j]!, 0, edgesAt);
    if (validation !== undefined) grower.pack(j, validation.x.columns[j]!, n, edgesAt);
  }
  const rows: TrainingRows = {
    count: n,
    kernels: memory.kernels,
    y: memory.f64(at.y, n),
    weight: memory.f64(at.weight, n),
    scores: memory.f64(at.scores, all * outputs),
    pairs: memory.f64(at.pairs, 2 * n),
    at,
  };
  const every = Uint32Array.from({ length: n }, (_, i) => i);
  rows.y.set(y);
  rows.weight.set(weight);
  const base = objective.start(y, weight);
  for (let k = 0; k < outputs; k++) for (let i = k; i < all * outputs; i += outputs) rows.scores[i] = base[k]!;

  const validationLoss: number[] = [];
  const watched = Math.min(n, WATCHED_ROWS);
  const validationWeight = validation?.weight ?? new Float64Array(all - n).fill(1);
  const trees: Tree[] = [];
  let bestRound = 0;
  for (let round = 0; round < parameters.trees; round++) {
    throwIfCancelled(context.signal);
    objective.prepare?.(rows);
    for (let k = 0; k < outputs; k++) {
      if (pace.spend(20 * n)) await pace.turn();
      objective.gradients(rows, k);
      const inside = listRows(memory, grower, every, n, all, parameters.rowSampling, context, round);
      const columns = sampleColumns(width, parameters.columnSampling, context, round * outputs + k);
      pace.spend(n * columns.length);
      const grown = await grower.grow(inside, all - inside, columns, pace);
      if (objective.leafQuantile !== undefined) {
        takeQuantiles(grown, memory, grower, rows, objective.leafQuantile);
      }
      for (const leaf of grown.leaves) {
        const step = parameters.learningRate * grown.tree.value[leaf.node]!;
        const list = grower.rowsAt + 4 * leaf.begin;
        const outList = grower.outRowsAt + 4 * leaf.outBegin;
        memory.kernels.addToScores(list, leaf.count, at.scores, outputs, k, step);
        memory.kernels.addToScores(outList, leaf.outCount, at.scores, outputs, k, step);
      }
      trees.push(grown.tree);
    }
    if (validation !== undefined) {
      pace.spend(50 * outputs * (all - n));
      validationLoss.push(objective.loss(validation.y, validationWeight, rows.scores.subarray(n * outputs)));
      if (validationLoss[round]! < (validationLoss[bestRound - 1] ?? Number.POSITIVE_INFINITY) - 1e-12) {
        bestRound = round + 1;
      }
    }
    if (context.onProgress !== undefined) {
      pace.spend(50 * outputs * watched);
      const [truth, mass] = [y.subarray(0, watched), weight.subarray(0, watched)];
      context.onProgress({
        done: round + 1,
        total: parameters.trees,
        trainLoss: objective.loss(truth, mass, rows.scores.subarray(0, watched * outputs)),
        ...(validation === undefined ? {} : { validationLoss: validationLoss[round]! }),
      });
    }
    if (pace.spend(0)) await pace.turn();
    if (validation !== undefined && round + 1 - bestRound >= parameters.earlyStoppingRounds) break;
  }
  const kept = validation === undefined ? trees : trees.slice(0, outputs * Math.max(1, bestRound));
  return { mapper, base, forest: buildForest(kept, outputs, parameters.learningRate), validationLoss };
}

async function learnBins({ x }: Supervised, maxBins: number, pace: Pace, kind?: KernelKind): Promise<BinMapper> {
  const memory = TreeMemory.create([8 * x.rows, 8 * x.rows, 8192], kind);
  const values = memory.take(8 * x.rows);
  const spare = memory.take(8 * x.rows);
  const counts = memory.take(8192);
  const view = memory.f64(values, x.rows);
  const sorted: Sorter = (column) => {
    let present = 0;
    for (const value of column) if (!Number.isNaN(value)) view[present++] = value;
    memory.kernels.sort(values, present, spare, counts);
    return view.subarray(0, present);
  };
  return fitBins(x, maxBins, sorted, async () => {
    if (pace.spend(40 * x.rows)) await pace.turn();
  });
}

/** Lists the rows in the sample at `rowsAt` and all others at `outRowsAt`, both rising; returns how many are in it. */
function listRows(
  memory: TreeMemory,
  grower: TreeGrower,
  every: Uint32Array,
  trained: number,
  all: number,
  share: number,
  context: FitContext,
  round: number,
): number {
  const inside = memory.u32(grower.rowsAt, all);
  const outside = memory.u32(grower.outRowsAt, all);
  let a = 0;
  let b = 0;
  if (share >= 1) {
    inside.set(every);
    a = trained;
  } else {
    const rng = context.rng.fork(`rows ${round}`);
    for (let i = 0; i < trained; i++) {
      if (rng.next() < share) inside[a++] = i;
      else outside[b++] = i;
    }
    if (a === 0) inside[a++] = outside[--b]!;
  }
  for (let i = trained; i < all; i++) outside[b++] = i;
  return a;
}

/** The columns that a tree sees, rising. */
function sampleColumns(columns: number, share: number, context: FitContext, tree: number): Int32Array {
  const all = Int32Array.from({ length: columns }, (_, j) => j);
  if (share >= 1) return all;
  const keep = Math.max(1, Math.round(share * columns));
  return context.rng.fork(`columns ${tree}`).shuffle(all).slice(0, keep).sort();
}
