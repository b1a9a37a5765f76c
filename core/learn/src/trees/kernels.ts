import { type KernelKind, KernelMemory, type KernelModule } from '../kernels/kernel-memory.js';
import { inferenceTwins } from './twin-inference.js';
import { trainingTwins } from './twin-training.js';

/** The hot loops of a fit. Pointers are byte offsets into `buffer`; each argument is told in `assembly/trees.ts`. */
export interface TrainingKernels {
  sort(values: number, count: number, spare: number, counts: number): void;
  binColumn(values: number, count: number, edges: number, top: number, out: number, stride: number): void;
  spread(bytes: number, count: number, out: number): void;
  logisticGradients(
    scores: number,
    y: number,
    weight: number,
    count: number,
    pairs: number,
    magic: number,
    unit: number,
  ): void;
  gather(rows: number, count: number, pairs: number, out: number): void;
  histogram(
    words: number,
    rows: number,
    count: number,
    gathered: number,
    ha: number,
    hb: number,
    hc: number,
    hd: number,
  ): void;
  histogramAll(words: number, count: number, pairs: number, ha: number, hb: number, hc: number, hd: number): void;
  histogramTwo(
    words: number,
    rows: number,
    count: number,
    gathered: number,
    shiftA: number,
    ha: number,
    shiftB: number,
    hb: number,
  ): void;
  subtract(parent: number, child: number, pairs: number): void;
  scan(
    histogram: number,
    bins: number,
    gradient: number,
    hessian: number,
    lambda: number,
    alpha: number,
    least: number,
    best: number,
    out: number,
  ): number;
  scanBounded(
    histogram: number,
    bins: number,
    gradient: number,
    hessian: number,
    lambda: number,
    alpha: number,
    least: number,
    best: number,
    out: number,
    direction: number,
    lowest: number,
    highest: number,
  ): number;
  partition(bins: number, rows: number, count: number, goesLeft: number, spare: number): number;
  addToScores(rows: number, count: number, scores: number, stride: number, offset: number, value: number): void;
}

/** The hot loops of a fitted model. */
export interface InferenceKernels {
  walk(
    bins: number,
    stride: number,
    count: number,
    nodes: number,
    roots: number,
    trees: number,
    leafValues: number,
    tables: number,
    scores: number,
    outputs: number,
  ): void;
  predictMasks(
    bins: number,
    stride: number,
    count: number,
    heads: number,
    trees: number,
    inner: number,
    columnsOf: number,
    leafValues: number,
    tables: number,
    lookup: number,
    masks: number,
    scores: number,
    outputs: number,
  ): void;
  shap(
    bins: number,
    heads: number,
    trees: number,
    nodes: number,
    tables: number,
    plan: number,
    weights: number,
    maxPoints: number,
    paths: number,
    sums: number,
    open: number,
    phi: number,
    width: number,
    outputs: number,
  ): void;
}

export type TreeKernels = TrainingKernels & InferenceKernels;
export type TreeMemory = KernelMemory<TreeKernels>;

export const TreeMemory = {
  /** Room for pieces of these sizes, and the kernels that work on it. */
  create: (sizes: readonly number[], kind?: KernelKind): TreeMemory => KernelMemory.create(MODULE, sizes, kind),
};

const MODULE: KernelModule<TreeKernels> = {
  name: 'trees',
  owner: 'Gradient boosting',
  twins: (buffer) => ({ ...trainingTwins(buffer), ...inferenceTwins(buffer) }),
};
