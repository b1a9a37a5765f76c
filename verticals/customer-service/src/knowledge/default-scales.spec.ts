import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Rng } from '@proofline/learn';
import { SHIPPED_ENCODER } from '@proofline/pipeline';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SCALES } from './default-scales.js';
import { learnScales } from './learn-scales.js';
import { sentencesOf } from './passage.js';

const FAQ = fileURLToPath(new URL('../../../../fixtures/shop-faq/questions.csv', import.meta.url));

describe('DEFAULT_SCALES', () => {
  it('are what is learnt from the FAQ of the made-up shop', async () => {
    const rows = parse<{ question: string; answer: string }>(readFileSync(FAQ), { columns: true });
    const answers = [...new Set(rows.map(({ answer }) => answer))].filter((answer) => answer !== 'none');
    const scales = await learnScales(
      rows.map(({ question, answer }) => ({
        text: question,
        item: answer === 'none' ? undefined : answers.indexOf(answer),
      })),
      answers.flatMap((answer, item) => sentencesOf(answer).map((text) => ({ item, text }))),
      answers.length,
      SHIPPED_ENCODER,
      new Rng(7),
    );
    for (const key of ['understood', 'words'] as const) {
      const { weights, right, threshold } = scales[key];
      const shipped = DEFAULT_SCALES[key];
      expect(shipped.weights).toEqual(weights.map((weight) => expect.closeTo(weight, 2)));
      expect(shipped.right.lead).toBeCloseTo(right.lead, 2);
      expect(shipped.right.utility).toBeCloseTo(right.utility, 2);
      expect(shipped.threshold).toBeCloseTo(threshold, 2);
    }
  });
});
