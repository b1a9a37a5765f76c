import type { FitContext } from '../../estimator/estimator.js';
import type { Pace } from '../../estimator/pace.js';
import type { KernelKind } from '../../kernels/kernel-memory.js';
import { ClassWeights } from './class-weights.js';
import { rowsOf, type SparseSupervised } from './features.js';
import type { Machine, SvmDesign } from './svm-design.js';

export interface LinearSvmFitInfo {
  /** Passes over rows, of all classes together. */
  passes: number;
  /** False where a class was given up after the most passes that are allowed. */
  converged: boolean;
}

/** What of the estimator's parameters the search needs. */
interface SearchLimits {
  tolerance: number;
  maxIterations: number;
}

const FIRST_PASSES = 5;
const FIRST_TOLERANCE = 0.3;
/** Of the first round, after which rows come and go. */
const ROUGH_TOLERANCE = 1;
/** Rows that are looked at together. */
const LOOKED_AT = 2048;
/** Columns whose weights are laid out together. */
const COLUMNS_NEAR = 256;
/** Rounds that progress is counted in; there may be fewer, or more. */
const ROUNDS = 4;

/**
 * All machines of a fit. First each is brought near its place by some passes over its class and about as many of the rest.
 * Then, in rounds, the margins of all rows are taken for all machines at once, which reads the rows once instead of once a
 * machine; each machine goes on with the rows that hold it up and those that violate their condition, until none does.
 */
export class SvmTraining {
  private readonly machines: Machine[] = [];
  /** The class that each machine tells from the rest. Of two classes there is one machine. */
  private readonly told: readonly number[];
  private readonly passes: Int32Array;

  constructor(
    private readonly data: SparseSupervised,
    private readonly classes: number,
    private readonly factors: ArrayLike<number>,
    private readonly design: SvmDesign,
    private readonly pace: Pace,
    private readonly limits: SearchLimits,
    private readonly kernels?: KernelKind,
  ) {
    this.told = classes === 2 ? [1] : Array.from({ length: classes }, (_, k) => k);
    this.passes = new Int32Array(this.told.length);
  }

  async run(onProgress: FitContext['onProgress']): Promise<LinearSvmFitInfo> {
    const { design, machines, told, passes } = this;
    const { maxIterations, tolerance } = this.limits;
    const total = ROUNDS * told.length;
    let done = 0;
    const report = (): void => onProgress?.({ done: Math.min(++done, total - 1), total });
    for (let m = 0; m < told.length; m++) {
      this.begin(m);
      while (passes[m]! < Math.min(FIRST_PASSES, maxIterations - 1)) {
        const { gap } = await this.pass(m, design.fewRows, false);
        if (gap <= FIRST_TOLERANCE) break;
      }
      machines.push(design.machine());
      report();
    }
    let converged = true;
    let open = told.map((_, m) => m);
    for (let round = 0; open.length > 0; round++) {
      const found = await this.violators(open);
      // The first rounds end early: until the second one is done, a machine without violators is not done either.
      const rough = round === 0;
      if (round > 1) open = open.filter((m) => found.get(m)!.length > 0);
      if (open.some((m) => passes[m]! >= maxIterations)) converged = false;
      open = open.filter((m) => passes[m]! < maxIterations);
      for (const m of open) {
        this.begin(m);
        const rows = design.resume(machines[m]!, found.get(m)!);
        if (!(await this.converge(m, rows, rough ? Math.max(ROUGH_TOLERANCE, tolerance) : tolerance)))
          converged = false;
        machines[m] = design.machine();
        report();
      }
    }
    onProgress?.({ done: total, total });
    return { passes: passes.reduce((sum, count) => sum + count, 0), converged };
  }

  /** Of two classes the one machine counts for class 1 and against class 0. */
  weights(): ClassWeights {
    return this.classes === 2 ? this.sideBySide([0, 0], [-1, 1]) : this.sideBySide(this.told.map((_, m) => m));
  }

  private begin(m: number): void {
    const k = this.told[m]!;
    this.design.begin(k, this.factors[k] ?? 1);
  }

  private async pass(m: number, rows: number, shrink: boolean): Promise<{ stayed: number; gap: number }> {
    const result = this.design.pass(rows, shrink);
    this.passes[m]!++;
    if (this.pace.spend(rows * this.design.stepsPerRow)) await this.pace.turn();
    return result;
  }

  /** Passes over the first `rows` rows until none of them violates its condition by more than the tolerance; false where they were too many. */
  private async converge(m: number, rows: number, tolerance: number): Promise<boolean> {
    const { maxIterations } = this.limits;
    let active = rows;
    while (this.passes[m]! < maxIterations) {
      const all = active === rows;
      const { stayed, gap } = await this.pass(m, active, true);
      active = stayed;
      if (gap > tolerance) continue;
      if (all) return true;
      active = rows;
    }
    return false;
  }

  /** For each of some machines the rows within its margin by more than the tolerance that do not hold it up. */
  private async violators(open: readonly number[]): Promise<Map<number, number[]>> {
    const { x, y } = this.data;
    const weights = this.sideBySide(open);
    const found = open.map((): number[] => []);
    const bound = 1 - this.limits.tolerance;
    const rows = rowsOf(x);
    for (let from = 0; from < rows; from += LOOKED_AT) {
      const to = Math.min(from + LOOKED_AT, rows);
      const margins = weights.scores(x, from, to);
      for (let i = from, at = 0; i < to; i++, at += open.length) {
        if (!this.design.counts(i)) continue;
        for (let o = 0; o < open.length; o++) {
          const margin = margins[at + o]!;
          if ((this.told[open[o]!] === y[i] ? margin : -margin) < bound) found[o]!.push(i);
        }
      }
      if (this.pace.spend(((to - from) * open.length * this.design.stepsPerRow) / 4)) await this.pace.turn();
    }
    weights.release();
    return new Map(open.map((m, o) => [m, without(found[o]!, this.machines[m]!.rows)]));
  }

  /** Weights of some machines, one a class. */
  private sideBySide(chosen: readonly number[], signs?: readonly number[]): ClassWeights {
    const columns = { sparse: this.design.sparseColumns, dense: this.design.denseColumns };
    const parts = chosen.map((m, c) => ({ ...this.machines[m]!, sign: signs?.[c] ?? 1 }));
    return ClassWeights.filled(
      chosen.length,
      columns,
      ({ sparse, dense, intercepts }, stride) => {
        parts.forEach(({ v, intercept, sign }, c) => {
          for (let j = 0; j < columns.dense; j++) dense[j * stride + c] = sign * v[j]!;
          intercepts[c] = sign * intercept;
        });
        // All machines for some columns, then for the next: what is written together stays near.
        const next = new Uint32Array(parts.length);
        for (let end = COLUMNS_NEAR; end < columns.sparse + COLUMNS_NEAR; end += COLUMNS_NEAR) {
          parts.forEach(({ columns: own, w, sign }, c) => {
            let e = next[c]!;
            for (; e < own.length && own[e]! < end; e++) sparse[own[e]! * stride + c] = sign * w[e]!;
            next[c] = e;
          });
        }
      },
      this.kernels,
    );
  }
}

/** What is in the first list and not in the second; both rise. */
function without(list: readonly number[], others: Uint32Array): number[] {
  let k = 0;
  return list.filter((row) => {
    while (k < others.length && others[k]! < row) k++;
    return others[k] !== row;
  });
}
