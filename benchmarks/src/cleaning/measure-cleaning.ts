import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import creditRisk from '@proofline/credit-risk';
import { type PocResult, parsePocConfig, runPoc, shortName } from '@proofline/pipeline';
import type { Finding } from '../finding.js';
import { dirtyLoans } from './dirty-loans.js';

const SEEDS = ['a', 'b'];
const TRAIN_ROWS = 1500;
const TEST_ROWS = 4000;
const CANDIDATES = ['scorecard', 'logistic-regression'];

/** The same dirty files with the proposed recipe and with none, judged on rows as dirty but for copies. */
export async function measureCleaning(say: (line: string) => void): Promise<Finding[]> {
  const folder = await mkdtemp(join(tmpdir(), 'proofline-cleaning-'));
  const gains = new Map<string, { without: number[]; with: number[] }>();
  const steps = new Set<string>();
  try {
    for (const seed of SEEDS) {
      await writeFile(join(folder, 'train.csv'), dirtyLoans(TRAIN_ROWS, `${seed}-train`, { copies: 0.1 }));
      await writeFile(join(folder, 'test.csv'), dirtyLoans(TEST_ROWS, `${seed}-test`, { copies: 0 }));
      for (const way of ['without', 'with'] as const) {
        say(`cleaning: file ${seed}, ${way} the proposed recipe`);
        const { report, recipe } = await run(folder, way);
        for (const { step } of recipe) steps.add(step);
        for (const { name, metrics } of report.candidates) {
          const found = gains.get(name) ?? { without: [], with: [] };
          found[way].push(metrics.auc!);
          gains.set(name, found);
        }
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
  return [
    {
      suite: 'cleaning',
      what: `${SEEDS.length} made-up files of ${TRAIN_ROWS} rows, AUC on ${TEST_ROWS} others`,
      floor: '',
      measured: `proposed: ${[...steps].join(', ')}`,
    },
    ...[...gains].map(([name, auc]): Finding => {
      const gain = mean(auc.with) - mean(auc.without);
      return {
        suite: 'cleaning',
        what: `  ${shortName(name)}`,
        // Cleaning must not cost; what it is worth depends on the dirt.
        floor: 'gain >= -0.002',
        measured: `${mean(auc.without).toFixed(4)} as it is, ${mean(auc.with).toFixed(4)} cleaned: ${gain < 0 ? '' : '+'}${gain.toFixed(4)}`,
        ok: gain >= -0.002,
        detail: auc,
      };
    }),
  ];
}

function run(folder: string, way: 'without' | 'with'): Promise<PocResult> {
  const config = parsePocConfig(
    JSON.stringify({
      version: 1,
      vertical: 'credit-risk',
      data: { file: 'train.csv', test: 'test.csv' },
      columns: { target: 'bad', positive: '1' },
      candidates: CANDIDATES,
      budget: '1s',
      ...(way === 'without' ? { recipe: [] } : {}),
    }),
  );
  return runPoc({ vertical: creditRisk, config, baseDir: folder, productVersion: '0.1.0' });
}
