import type { Cell, TableBlock } from '@proofline/pipeline';
import { describe, expect, it } from 'vitest';
import { glossarySection } from './glossary.js';
import type { CreditStudy } from './study.js';

describe('glossarySection', async () => {
  const { sections } = await glossarySection({} as CreditStudy);
  const table = sections![0]!.blocks[0] as TableBlock;
  const terms = table.rows.map(([term]) => term as Exclude<Cell, null | string> & { en: string; zh: string });

  it('explains each term once, in both languages', () => {
    expect(sections).toHaveLength(1);
    expect(new Set(terms.map(({ en }) => en)).size).toBe(terms.length);
    for (const [term, meaning] of table.rows as { en: string; zh: string }[][]) {
      expect(term!.en).not.toBe('');
      expect(meaning!.en.length).toBeGreaterThan(40);
      // A meaning that was left in English would have no Chinese character.
      expect(meaning!.zh).toMatch(/[\u4e00-\u9fff]{4}/);
    }
  });

  it('has what the tables of a report are headed with', () => {
    const known = terms.map(({ en }) => en).join('; ');
    for (const term of [
      'AUC',
      'Gini',
      'KS',
      'Brier',
      'ECE',
      'WoE',
      'information value',
      'VIF',
      'PSI',
      'lift',
      'PD',
      'adverse impact ratio',
    ]) {
      expect(known).toContain(term);
    }
  });
});
