import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LinearSvm, Rng, type SparseFeatures, SparseLogisticRegression, type SparseMatrix } from '@proofline/learn';
import { TfidfVectorizer } from '@proofline/learn/text';
import type { Finding } from '../finding.js';
import { RESULTS } from '../peers/environment.js';
import { interleave, ratioText } from '../timing/rounds.js';
import { type Timing, time } from '../timing/stopwatch.js';
import type { LabelledTexts } from './banking77.js';
import type { TextContext } from './measure-speed.js';

/** Predictions of the test file in one measurement: one takes some hundredths of a second. */
const REPEATS = 10;
/** Percentage points of accuracy that ours may be behind. */
const BEHIND = 0.3;

interface Model {
  predict(x: SparseFeatures): Float64Array;
}

type PeerFit = Timing & { accuracy: number };

/** Linear models on the very same TF-IDF rows: fit, predict, and accuracy on the test file. */
export async function measureLinear(context: TextContext): Promise<Finding[]> {
  const { data, peer } = context;
  const { model, x } = await new TfidfVectorizer().fitTransform(data.train.texts);
  const test = model.transform(data.test.texts);
  await peer.call('text.read_rows', {
    train: await writeRows('train', x, data.train),
    test: await writeRows('test', test, data.test),
    columns: model.columns,
  });
  const rows = { train: { x: { sparse: x }, y: data.train.y }, test: { x: { sparse: test }, y: data.test.y } };
  return [
    ...(await measureModel('linear SVM', 'svm', 1, () => new LinearSvm({ C: 1 }), rows, context)),
    ...(await measureModel(
      'multinomial logistic regression',
      'logistic',
      30,
      () => new SparseLogisticRegression({ C: 30 }),
      rows,
      context,
    )),
  ];
}

async function measureModel(
  title: string,
  name: string,
  C: number,
  create: () => LinearSvm | SparseLogisticRegression,
  { train, test }: Record<'train' | 'test', { x: SparseFeatures; y: Float64Array }>,
  { peer, rounds, say }: TextContext,
): Promise<Finding[]> {
  say(`${title}: BANKING77, 77 intents`);
  let model: Model | undefined;
  let accuracy = 0;
  const fit = await interleave(
    rounds,
    async () => {
      const timed = await time<Model>(() => create().fit(train, { rng: new Rng(1) }));
      model = timed.result;
      return timed;
    },
    async () => {
      const timed = await peer.call<PeerFit>('text.fit', { model: name, C });
      accuracy = timed.accuracy;
      return timed;
    },
  );
  const predict = await interleave(
    rounds,
    () =>
      time(() => {
        for (let k = 0; k < REPEATS; k++) model!.predict(test.x);
      }),
    () => peer.call<Timing>('text.predict', { repeats: REPEATS }),
  );
  const right = model!.predict(test.x).filter((intent, i) => intent === test.y[i]).length;
  const ours = right / test.y.length;
  const timed = (what: string, comparison: typeof fit): Finding => ({
    suite: 'speed',
    what: `${title}: ${what}, against scikit-learn`,
    floor: '<= 1',
    measured: ratioText(comparison),
    ok: Math.max(comparison.wall.median, comparison.cpu.median) <= 1,
    detail: comparison,
  });
  return [
    timed('fit', fit),
    timed('predict 3,080 texts', predict),
    {
      suite: 'speed',
      what: '  its accuracy on the test file: ours, scikit-learn',
      floor: `${BEHIND} points below at most`,
      measured: [ours, accuracy].map((share) => `${(100 * share).toFixed(2)} %`).join(', '),
      ok: ours >= accuracy - BEHIND / 100,
      detail: { ours, accuracy },
    },
  ];
}

/** Rows as scikit-learn's solvers want them, in double precision, so that no time goes into turning. */
async function writeRows(part: string, { start, index, value }: SparseMatrix, { y }: LabelledTexts) {
  const path = (name: string): string => join(RESULTS, 'data', `banking77.${part}.${name}`);
  const files = { start: path('i32'), index: path('columns.i32'), value: path('f64'), y: path('y.f64') };
  await writeFile(files.start, new Uint8Array(start.buffer, start.byteOffset, start.byteLength));
  await writeFile(files.index, new Uint8Array(index.buffer, index.byteOffset, index.byteLength));
  await writeFile(files.value, new Uint8Array(Float64Array.from(value).buffer));
  await writeFile(files.y, new Uint8Array(y.buffer, y.byteOffset, y.byteLength));
  return files;
}
