import { join } from 'node:path';
import { type FittedBoostingClassifier, GradientBoostingClassifier, Rng, rocAuc } from '@proofline/learn';
import { continuousMatrix, loanMatrix, type MatrixFiles, readDoubles } from '../data/loan-matrix.js';
import type { Finding } from '../finding.js';
import { RESULTS } from '../peers/environment.js';
import { Peer } from '../peers/peer.js';
import { interleave, ratioText } from '../timing/rounds.js';
import { type Timing, time } from '../timing/stopwatch.js';
import type { SpeedContext } from './speed-context.js';
import { writeXgboostForest } from './xgboost-forest.js';

const TRAIN = 150_000;
const TEST = 50_000;
const SETTINGS = { trees: 200, leaves: 31, learningRate: 0.1, lambda: 1, minChildWeight: 1 };
/** The same in the peers' words; they count the missing bin among the bins. */
const PEER_SETTINGS = { trees: 200, leaves: 31, rate: 0.1, ridge: 1, weight: 1, bins: 255 };
const SHAP_ROWS = 1000;

/** Training, batch prediction and SHAP of gradient boosting on the loan book, and training on continuous columns. */
export async function measureBoosting(context: SpeedContext): Promise<Finding[]> {
  const findings: Finding[] = [];
  const peer = new Peer(context.python);
  try {
    context.say('boosting: loan book, 150,000 x 20');
    const loans = await loanMatrix(TRAIN, TEST);
    await peer.call('boosting.read', loans.files);
    const { model, findings: fits } = await measureFit('loan book', loans, peer, context);
    findings.push(...fits, ...(await measureAnswers(model, loans, peer, context)));
    context.say('boosting: continuous columns, 150,000 x 20');
    const continuous = await continuousMatrix(TRAIN, TEST);
    await peer.call('boosting.read', continuous.files);
    findings.push(...(await measureFit('continuous', continuous, peer, context)).findings);
  } finally {
    peer.end();
  }
  return findings;
}

type PeerFit = Timing & { auc: number };

async function measureFit(
  name: string,
  data: MatrixFiles,
  peer: Peer,
  context: SpeedContext,
): Promise<{ model: FittedBoostingClassifier; findings: Finding[] }> {
  let model: FittedBoostingClassifier | undefined;
  const auc: Record<string, number> = {};
  const fit = async (): Promise<Timing> => {
    const timed = await time(() => new GradientBoostingClassifier(SETTINGS).fit(data.train, { rng: new Rng(1) }));
    model = timed.result;
    return timed;
  };
  const findings: Finding[] = [];
  for (const [library, title] of [
    ['xgboost', 'xgboost hist'],
    ['lightgbm', 'LightGBM'],
  ] as const) {
    const comparison = await interleave(context.rounds, fit, async () => {
      const timed = await peer.call<PeerFit>(`boosting.fit_${library}`, PEER_SETTINGS);
      auc[library] = timed.auc;
      return timed;
    });
    findings.push({
      suite: 'speed',
      what: `gradient boosting fit, ${name}, against ${title}`,
      floor: '<= 0.75',
      measured: ratioText(comparison),
      ok: Math.max(comparison.wall.median, comparison.cpu.median) <= 0.75,
      detail: comparison,
    });
  }
  auc.ours = rocAuc(data.test.y, model!.predictProbability(data.test.x));
  const behind = Math.max(auc.xgboost!, auc.lightgbm!) - auc.ours;
  findings.push({
    suite: 'speed',
    what: `  its AUC, ${name}: ours, xgboost, LightGBM`,
    floor: 'best peer - 0.002',
    measured: [auc.ours, auc.xgboost!, auc.lightgbm!].map((value) => value.toFixed(4)).join(', '),
    ok: behind <= 0.002,
    detail: auc,
  });
  return { model: model!, findings };
}

/** Prediction and SHAP against xgboost on the very same trees, which it reads from a converted model. */
async function measureAnswers(
  model: FittedBoostingClassifier,
  { test }: MatrixFiles,
  peer: Peer,
  context: SpeedContext,
): Promise<Finding[]> {
  const folder = join(RESULTS, 'data');
  const paths = {
    forest: join(folder, 'forest.json'),
    margins: join(folder, 'margins.f64'),
    shap: join(folder, 'shap.f64'),
  };
  await writeXgboostForest(model, paths.forest);
  await peer.call('boosting.load_forest', { path: paths.forest });

  let margins = new Float64Array();
  const prediction = await interleave(
    context.rounds,
    async () => {
      const timed = await time(() => model.margins(test.x));
      margins = timed.result as Float64Array<ArrayBuffer>;
      return timed;
    },
    () => peer.call<Timing>('boosting.predict', { out: paths.margins }),
  );
  const theirs = await readDoubles(paths.margins);
  // The converted model starts at 0, ours at the log-odds of the training rows.
  const base = margins[0]! - theirs[0]!;
  const apart = margins.reduce((most, margin, i) => Math.max(most, Math.abs(margin - base - theirs[i]!)), 0);

  const columns = test.x.columns.length;
  const values = new Float64Array(SHAP_ROWS * columns);
  const shap = await interleave(
    context.rounds,
    () =>
      time(() => {
        for (let i = 0; i < SHAP_ROWS; i++) values.set(model.explain(test.x, i).values, i * columns);
      }),
    () => peer.call<Timing>('boosting.shap', { rows: SHAP_ROWS, out: paths.shap }),
  );
  const theirShap = await readDoubles(paths.shap);
  let shapApart = 0;
  for (let i = 0; i < SHAP_ROWS; i++) {
    for (let j = 0; j < columns; j++) {
      const difference = Math.abs(values[i * columns + j]! - theirShap[i * (columns + 1) + j]!);
      shapApart = Math.max(shapApart, difference);
    }
  }
  return [
    {
      suite: 'speed',
      what: 'batch prediction, 50,000 rows, against xgboost on the same trees',
      floor: '<= 0.8',
      measured: `${ratioText(prediction)}; margins apart by ${apart.toExponential(1)}`,
      ok: Math.max(prediction.wall.median, prediction.cpu.median) <= 0.8 && apart <= 1e-4,
      detail: { ...prediction, apart },
    },
    {
      suite: 'speed',
      what: 'TreeSHAP, 1,000 rows, against xgboost on the same trees',
      floor: '<= 1.2, within 1e-5',
      measured: `${ratioText(shap)}; values apart by ${shapApart.toExponential(1)}`,
      ok: Math.max(shap.wall.median, shap.cpu.median) <= 1.2 && shapApart <= 1e-5,
      detail: { ...shap, apart: shapApart },
    },
  ];
}
