import { Rng } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import { fitJointPoints, type JointVariable } from './joint-points.js';

const PRECISION = 10;

/** Three variables: 4 ordinary bins and a missing one; 3 ordinary and a special; 2 ordinary. */
function book(rows: number, seed: number): { variables: JointVariable[]; y: Float64Array; weight: Float64Array } {
  const rng = new Rng(seed);
  const first = Uint16Array.from({ length: rows }, () => rng.int(5));
  const second = Uint16Array.from(first, (bin) => (rng.next() < 0.5 ? Math.min(3, bin) : rng.int(4)));
  const third = Uint16Array.from(first, () => rng.int(2));
  const truth = [
    [-1.2, -0.3, 0.1, 1, 0.4],
    // The second variable only seems to matter, through the first one.
    [0, 0, 0, 0.6],
    // The third one goes the other way than the card says.
    [0.3, -0.3],
  ];
  const y = Float64Array.from(first, (bin, i) => {
    const z = -0.5 + truth[0]![bin]! + truth[1]![second[i]!]! + truth[2]![third[i]!]!;
    return rng.next() < 1 / (1 + Math.exp(-z)) ? 1 : 0;
  });
  return {
    variables: [
      { bins: first, logOdds: [-0.8, -0.2, 0.3, 0.9, 0.2], ordinary: 4 },
      { bins: second, logOdds: [-0.5, 0, 0.5, 0.2], ordinary: 3 },
      { bins: third, logOdds: [-0.3, 0.3], ordinary: 2 },
    ],
    y,
    weight: Float64Array.from(first, () => 0.5 + rng.next()),
  };
}

/** The penalised negative log-likelihood from the definition: c of each step, e of each other bin, then the intercept. */
function objective(
  variables: readonly JointVariable[],
  y: Float64Array,
  weight: Float64Array,
  theta: number[],
): number {
  let at = 0;
  let value = 0;
  const tables = variables.map(({ logOdds, ordinary }) => {
    const table = [logOdds[0]!];
    for (let bin = 1; bin < logOdds.length; bin++) {
      const parameter = theta[at++]!;
      const step = bin < ordinary;
      value += (PRECISION / 2) * (parameter - (step ? 1 : 0)) ** 2;
      table.push(step ? table[bin - 1]! + parameter * (logOdds[bin]! - logOdds[bin - 1]!) : logOdds[bin]! + parameter);
    }
    return table;
  });
  for (let i = 0; i < y.length; i++) {
    const z = variables.reduce((sum, { bins }, v) => sum + tables[v]![bins[i]!]!, theta.at(-1)!);
    value += weight[i]! * (Math.log(1 + Math.exp(z)) - y[i]! * z);
  }
  return value;
}

/** The parameters that give these log-odds. */
function parametersOf(variables: readonly JointVariable[], fitted: number[][], intercept: number): number[] {
  const steps = variables.flatMap(({ logOdds, ordinary }, v) =>
    logOdds
      .slice(1)
      .map((start, k) =>
        k + 1 < ordinary ? (fitted[v]![k + 1]! - fitted[v]![k]!) / (start - logOdds[k]!) : fitted[v]![k + 1]! - start,
      ),
  );
  return [...steps, intercept];
}

describe('fitJointPoints', () => {
  it('ends where the slope of the penalised likelihood is zero, or a step that wants to turn is held at zero', () => {
    const { variables, y, weight } = book(3000, 5);
    const { intercept, logOdds } = fitJointPoints(variables, 0, y, weight);
    const theta = parametersOf(variables, logOdds, intercept);
    // Steps of the first two and the third variable are bounded; the missing and the special bin and the intercept are free.
    const bounded = [true, true, true, false, true, true, false, true, false];
    let held = 0;
    theta.forEach((t, k) => {
      const moved = (by: number): number =>
        objective(
          variables,
          y,
          weight,
          theta.map((value, j) => (j === k ? value + by : value)),
        );
      const slope = (moved(1e-4) - moved(-1e-4)) / 2e-4;
      if (bounded[k] && t < 1e-9) {
        held++;
        expect(slope).toBeGreaterThan(0);
      } else {
        expect(Math.abs(slope)).toBeLessThan(1e-2);
      }
      if (bounded[k]) expect(t).toBeGreaterThanOrEqual(0);
    });
    expect(held).toBeGreaterThanOrEqual(1);
  });

  it('never turns a step, and leaves what few rows speak for as it was', () => {
    const { variables, y } = book(40_000, 9);
    const { logOdds } = fitJointPoints(variables, 0, y, undefined);
    // The truth: steps of 0.9, 0.4 and 0.9 in the first variable, none in the ordinary bins of the second.
    expect(logOdds[0]![1]! - logOdds[0]![0]!).toBeCloseTo(0.9, 0.5);
    expect(logOdds[0]![3]! - logOdds[0]![2]!).toBeCloseTo(0.9, 0.5);
    expect(logOdds[1]![2]! - logOdds[1]![0]!).toBeLessThan(0.15);
    for (const [v, { ordinary }] of variables.entries()) {
      for (let bin = 1; bin < ordinary; bin++) expect(logOdds[v]![bin]!).toBeGreaterThanOrEqual(logOdds[v]![bin - 1]!);
    }
    const few = book(6, 9);
    const barely = fitJointPoints(few.variables, 0, few.y, undefined);
    few.variables.forEach((variable, v) => {
      variable.logOdds.forEach((start, bin) => {
        expect(Math.abs(barely.logOdds[v]![bin]! - start)).toBeLessThan(0.25);
      });
    });
  });

  it('counts a row of weight 2 as two rows', () => {
    const { variables, y } = book(500, 3);
    const twice = (column: Uint16Array): Uint16Array => Uint16Array.of(...column, ...column);
    const doubled = fitJointPoints(
      variables.map((variable) => ({ ...variable, bins: twice(variable.bins) })),
      0,
      Float64Array.of(...y, ...y),
      undefined,
    );
    const weighted = fitJointPoints(variables, 0, y, new Float64Array(500).fill(2));
    weighted.logOdds.flat().forEach((value, k) => {
      expect(value).toBeCloseTo(doubled.logOdds.flat()[k]!, 6);
    });
  });
});
