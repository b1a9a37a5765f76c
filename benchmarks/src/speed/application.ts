import { join } from 'node:path';
import creditRisk from '@proofline/credit-risk';
import { GradientBoostingClassifier, Rng } from '@proofline/learn';
import {
  cellAsJson,
  columnsWithRole,
  loadPackage,
  pocConfigDocument,
  runPoc,
  shortName,
  writePoc,
} from '@proofline/pipeline';
import { loanBook, loanMatrix } from '../data/loan-matrix.js';
import type { Finding } from '../finding.js';
import { RESULTS } from '../peers/environment.js';
import { quantile } from '../timing/rounds.js';
import type { SpeedContext } from './speed-context.js';

const ROWS = 20_000;
/** Applications asked about, one by one; the first ones warm the process up, as in a service. */
const APPLICATIONS = 1000;
const WARM_UP = 300;

/** One application in, its probability and reasons out, from a loaded package: scorecard and gradient boosting. */
export async function measureApplication(context: SpeedContext): Promise<Finding[]> {
  const folder = await loanBook(ROWS);
  const findings: Finding[] = [];
  for (const [candidate, title, limit] of [
    ['scorecard', 'scorecard', 0.2],
    ['gradient-boosting', 'gradient boosting', 3],
  ] as const) {
    context.say(`one application: ${title}`);
    const config = pocConfigDocument.parse({
      version: 1,
      vertical: 'credit-risk',
      data: { file: 'loan-book.csv', schema: 'schema.yaml' },
      candidates: [candidate],
      budget: '1s',
    });
    const result = await runPoc({ vertical: creditRisk, config, baseDir: folder, productVersion: '0.1.0' });
    const written = await writePoc(result, join(RESULTS, 'poc', candidate), 'en');
    const { predictor, manifest } = await loadPackage(written.package, [creditRisk]);
    if (shortName(manifest.candidate) !== candidate) {
      throw new Error(`The champion is '${manifest.candidate}', so this would not measure '${candidate}'.`);
    }
    const { dataset, schema } = result.loaded;
    const specs = columnsWithRole(schema, 'feature');
    const rng = new Rng('applications');
    const milliseconds: number[] = [];
    for (let k = 0; k < WARM_UP + APPLICATIONS; k++) {
      const i = rng.int(dataset.rows);
      const row = Object.fromEntries(
        specs.map((spec) => [spec.name, cellAsJson(spec, dataset.columns.get(spec.name)!, i)]),
      );
      const started = process.hrtime.bigint();
      const { reasons } = predictor.predictWithReasons(row, 4);
      const spent = Number(process.hrtime.bigint() - started) / 1e6;
      if (reasons === undefined) throw new Error(`The ${title} gave no reasons.`);
      if (k >= WARM_UP) milliseconds.push(spent);
    }
    findings.push(
      finding(`one application, ${title}: score and reasons`, limit, milliseconds, { champion: manifest.candidate }),
    );
  }
  context.say('one application: 200 trees of 31 leaves');
  const { train, test } = await loanMatrix(150_000, 50_000);
  const model = await new GradientBoostingClassifier({ trees: 200, leaves: 31 }).fit(train, { rng: new Rng(1) });
  const milliseconds: number[] = [];
  for (let k = 0; k < WARM_UP + APPLICATIONS; k++) {
    const started = process.hrtime.bigint();
    const row = { ...test.x, rows: 1, columns: test.x.columns.map((column) => column.subarray(k, k + 1)) };
    model.predictProbability(row);
    model.explain(row, 0);
    if (k >= WARM_UP) milliseconds.push(Number(process.hrtime.bigint() - started) / 1e6);
  }
  findings.push(finding('one application, 200 trees of 31 leaves: probability and SHAP', 3, milliseconds));
  return findings;
}

function finding(what: string, limit: number, milliseconds: number[], detail: object = {}): Finding {
  const p50 = quantile(milliseconds, 0.5);
  return {
    suite: 'speed',
    what,
    floor: `p50 < ${limit} ms`,
    measured: `p50 ${p50.toFixed(3)} ms, p99 ${quantile(milliseconds, 0.99).toFixed(3)} ms`,
    ok: p50 < limit,
    detail: { ...detail, p50, p99: quantile(milliseconds, 0.99) },
  };
}
