import { decodeArtifact, encodeArtifact, Rng } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import { type LabelledTexts, TextClassifier } from './text-classifier.js';
import { wordReasons } from './word-reasons.js';

const WISHES = [
  ['where is my NAME', 'my NAME has not arrived yet', 'when does the NAME come', 'track the NAME for me'],
  [
    'I want my money back for the NAME',
    'refund the NAME please',
    'I return the NAME, pay me back',
    'money back for NAME',
  ],
  ['how much is the NAME', 'what does the NAME cost', 'price of the NAME', 'is the NAME expensive'],
  ['change my address', 'I moved, here is a new address', 'deliver to another address', 'my street is wrong'],
  ['I forgot my password', 'cannot log in', 'reset the password', 'my login does not work'],
  ['talk to a human', 'give me an agent', 'I want a real person', 'let me speak to somebody'],
];
const NAMES = ['lamp', 'phone', 'jacket', 'chair', 'book', 'camera', 'table'];
const OUT_OF_SCOPE = WISHES.length;

/** Each wish about each thing, grouped by class; nothing is out of scope. */
function messages(): LabelledTexts {
  const rows = WISHES.flatMap((wishes, k) =>
    wishes.flatMap((wish) =>
      NAMES.map((name) => ({ text: `${wish.replace('NAME', name)} ${name === 'book' ? '!' : ''}`, k })),
    ),
  );
  return {
    texts: rows.map(({ text }) => text),
    y: Float64Array.from(rows, ({ k }) => k),
    classes: WISHES.length + 1,
    outOfScope: OUT_OF_SCOPE,
  };
}

const parameters = { ngrams: true, encoder: 'universal-sentence-encoder-lite', scale: 2, C: 1, outOfScopeShare: 0.05 };
const fit = (data: LabelledTexts) => TextClassifier.fit(data, parameters, { rng: new Rng(3) });

function named(probability: Float64Array): number[] {
  const k = WISHES.length + 1;
  return Array.from({ length: probability.length / k }, (_, i) => {
    const own = probability.subarray(i * k, (i + 1) * k);
    return own.indexOf(Math.max(...own));
  });
}

describe('text classifier', () => {
  it('names what it has learnt in other words, and turns away what is like none of it, without an example of that', async () => {
    const model = await fit(messages());
    const said = ['has my sofa arrived', 'please give me back what I paid', 'my password is gone', 'I need a person'];
    expect(named(model.predict(said))).toEqual([0, 1, 4, 5]);
    const strange = ['the volcano erupted in the seventeenth century', 'multiply the matrix by its transpose'];
    expect(named(model.predict(strange))).toEqual([OUT_OF_SCOPE, OUT_OF_SCOPE]);
  });

  it('gives probabilities that sum to 1, for any text, and the same after it was saved', async () => {
    const model = await fit(messages());
    const odd = ['', '🙂🙂🙂', '我想退货', 'x'.repeat(5000), 'refund 退款 refund'];
    const probability = model.predict(odd);
    for (let i = 0; i < odd.length; i++) {
      const own = probability.subarray(i * 7, (i + 1) * 7);
      expect(own.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
    }
    const again = TextClassifier.fromArtifact(decodeArtifact(encodeArtifact(model.toArtifact())));
    expect(again.predict(odd)).toEqual(probability);
  });

  it.each([7, 54, 93, 144])('learns from a handful of texts, of some classes only one (seed %i)', async (seed) => {
    const rng = new Rng(seed);
    const names = [...NAMES, 'sofa'];
    const classes = 4 + rng.int(4);
    const y = Float64Array.from({ length: classes + rng.int(14) }, (_, i) => (i < classes ? i : rng.int(classes)));
    const texts = Array.from(y, (k) => `${names[k]} ${names[rng.int(8)]} thing`);
    const data = { texts, y, classes, outOfScope: classes - 1 };
    const model = await TextClassifier.fit(
      data,
      { ngrams: true, scale: 1, C: 1, outOfScopeShare: 0.05 },
      { rng: new Rng(seed) },
    );
    const probability = model.predict([...texts, '']);
    for (let i = 0; i <= texts.length; i++) {
      const own = probability.subarray(i * classes, (i + 1) * classes);
      expect(own.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
    }
  });

  it('learns from rows in another order what it learns from grouped ones', async () => {
    const data = messages();
    const order = new Rng(9).shuffle(Int32Array.from(data.y.keys()));
    const shuffled = {
      ...data,
      texts: Array.from(order, (i) => data.texts[i]!),
      y: Float64Array.from(order, (i) => data.y[i]!),
    };
    const said = ['where is the sofa', 'what is the price', 'log in fails', 'my new street', 'pay it back'];
    expect(named((await fit(shuffled)).predict(said))).toEqual(named((await fit(data)).predict(said)));
  });

  it('says which words spoke for the class, and without the first of them is less sure', async () => {
    const model = await fit(messages());
    const classes = [...WISHES.map((_, k) => `wish ${k}`), 'none'];
    const said = 'hello, I forgot the password of my account';
    const predict = (texts: readonly string[]) => model.predict(texts);
    const reasons = wordReasons(said, 'said', classes, predict, 3);
    expect(reasons[0]).toMatchObject({
      feature: 'said',
      value: 'password',
      text: { en: '“password” speaks for wish 4' },
    });
    const [with_, without] = [predict([said])[4]!, predict(['hello, I forgot the of my account'])[4]!];
    expect(without).toBeLessThan(with_);
    expect(reasons.every(({ contribution }) => contribution > 0)).toBe(true);
  });
});
