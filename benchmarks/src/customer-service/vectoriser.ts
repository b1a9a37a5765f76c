import type { SparseMatrix } from '@proofline/learn';
import { type FittedTfidf, TfidfVectorizer } from '@proofline/learn/text';
import type { Finding } from '../finding.js';
import { interleave, quantile, ratioText } from '../timing/rounds.js';
import { type Timing, time } from '../timing/stopwatch.js';
import type { TextContext } from './measure-speed.js';

const TEXTS = 1000;

/** Word 1-2-grams and character 2-5-grams: from texts to sparse rows, in training and after. */
export async function measureVectoriser({ data, peer, rounds, say }: TextContext): Promise<Finding[]> {
  say('vectoriser: BANKING77, word 1-2-grams and character 2-5-grams');
  await peer.call('text.read', data.files);
  let fitted: { model: FittedTfidf; x: SparseMatrix } | undefined;
  const fit = await interleave(
    rounds,
    async () => {
      const timed = await time(() => new TfidfVectorizer().fitTransform(data.train.texts));
      fitted = timed.result;
      return timed;
    },
    () => peer.call<Timing>('text.vectorise_fit'),
  );
  const { model, x } = fitted!;
  const transform = await interleave(
    rounds,
    () => time(() => model.transform(data.test.texts)),
    () => peer.call<Timing>('text.vectorise'),
  );
  const microseconds = data.test.texts.slice(0, TEXTS).map((text) => {
    const started = process.hrtime.bigint();
    model.transform([text]);
    return Number(process.hrtime.bigint() - started) / 1e3;
  });
  return [
    finding('TF-IDF of 10,003 texts: fit and transform', fit, { columns: model.columns, entries: x.index.length }),
    finding('TF-IDF of 3,080 texts: transform', transform),
    {
      suite: 'speed',
      what: 'TF-IDF of one text',
      floor: '(shown)',
      measured: `p50 ${quantile(microseconds, 0.5).toFixed(0)} µs, p99 ${quantile(microseconds, 0.99).toFixed(0)} µs`,
    },
  ];
}

function finding(what: string, comparison: Awaited<ReturnType<typeof interleave>>, detail: object = {}): Finding {
  return {
    suite: 'speed',
    what: `${what}, against scikit-learn`,
    floor: '<= 1',
    measured: ratioText(comparison),
    ok: Math.max(comparison.wall.median, comparison.cpu.median) <= 1,
    detail: { ...comparison, ...detail },
  };
}
