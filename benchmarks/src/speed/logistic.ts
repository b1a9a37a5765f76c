import { LogisticRegression, type Matrix, matrix, Rng } from '@proofline/learn';
import { writeMatrix } from '../data/loan-matrix.js';
import type { Finding } from '../finding.js';
import { Peer } from '../peers/peer.js';
import { interleave, ratioText } from '../timing/rounds.js';
import { type Timing, time } from '../timing/stopwatch.js';
import type { SpeedContext } from './speed-context.js';

const ROWS = 150_000;
const RIDGE = 1;

type PeerFit = Timing & { objective: number; iterations: number };

/**
 * Logistic regression against scikit-learn's default solver (and, to be seen, its Newton solver). The columns are
 * standardised beforehand, so that both minimise the same; ours standardises once more and adds standard errors, in its time.
 */
export async function measureLogistic(context: SpeedContext): Promise<Finding[]> {
  const findings: Finding[] = [];
  const peer = new Peer(context.python);
  try {
    for (const columns of [20, 60]) {
      context.say(`logistic regression: 150,000 x ${columns}`);
      const { x, y } = correlatedData(columns);
      const files = await writeMatrix(`logistic-${columns}`, x, y);
      await peer.call('logistic.read', { ...files, columns });
      for (const solver of ['lbfgs', 'newton-cholesky']) {
        let objective = 0;
        let theirs = 0;
        const comparison = await interleave(
          context.rounds,
          async () => {
            const timed = await time(() => new LogisticRegression({ l2: RIDGE }).fit({ x, y }, { rng: new Rng(1) }));
            objective = timed.result.info.objective;
            return timed;
          },
          async () => {
            const timed = await peer.call<PeerFit>('logistic.fit', { solver, ridge: RIDGE, tolerance: 1e-4 });
            theirs = timed.objective;
            return timed;
          },
        );
        const behind = objective / theirs - 1;
        const gated = solver === 'lbfgs';
        findings.push({
          suite: 'speed',
          what: `logistic regression, 150,000 x ${columns}, against scikit-learn ${solver}`,
          floor: gated ? '<= 0.8' : '(shown)',
          measured: `${ratioText(comparison)}; objective ${behind >= 0 ? '+' : ''}${behind.toExponential(1)}`,
          ...(gated ? { ok: Math.max(comparison.wall.median, comparison.cpu.median) <= 0.8 && behind <= 1e-6 } : {}),
          detail: { ...comparison, objective, theirs },
        });
      }
    }
  } finally {
    peer.end();
  }
  return findings;
}

/** Columns that share a factor, standardised; a third of them matter. */
function correlatedData(columns: number): { x: Matrix; y: Float64Array } {
  const rng = new Rng(`logistic ${columns}`);
  const factor = Float64Array.from({ length: ROWS }, () => rng.normal());
  const list = Array.from({ length: columns }, () => standardised(factor.map((shared) => 0.5 * shared + rng.normal())));
  const y = new Float64Array(ROWS);
  for (let i = 0; i < ROWS; i++) {
    let logOdds = -2.3;
    for (let j = 0; j < columns; j += 3) logOdds += ((j % 2 === 0 ? 1 : -1) * 1.2 * list[j]![i]!) / Math.sqrt(columns);
    y[i] = rng.next() < 1 / (1 + Math.exp(-logOdds)) ? 1 : 0;
  }
  return { x: matrix(list), y };
}

function standardised(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return values.map((value) => (value - mean) / deviation);
}
