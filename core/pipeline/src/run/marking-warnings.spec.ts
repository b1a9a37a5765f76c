import { describe, expect, it } from 'vitest';
import { parseTagged } from '../dataset/tagged-text.js';
import { markingWarnings } from './marking-warnings.js';

describe('markingWarnings', () => {
  it('says what was read otherwise than it is marked, in both languages', () => {
    const { warnings } = parseTagged('a.conll', 'conll', 'to\tO\nparis\tI-city\n\nrome\tI-city\n');
    expect(markingWarnings(warnings)).toEqual([
      {
        en: "2 lines have a tag that goes on with a span that there is not ('I-city') (lines 2, 4). Allowed: I- behind B- or I- of its label. It was taken for the beginning of a span, as conlleval does.",
        zh: '2 行的标签延续了并不存在的片段（第 2 行：I-city）：已按 conlleval 的做法视为片段的开头。',
      },
    ]);
  });

  it('leaves warnings about cells to the recipe', () => {
    expect(markingWarnings([{ code: 'CELL_REPAIRED', message: 'x' }])).toEqual([]);
  });
});
