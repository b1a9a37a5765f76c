import { describe, expect, it } from 'vitest';
import { summaries } from './report-sections.js';

describe('summaries', () => {
  it('says shares of classes as shares, and names what is counted', () => {
    expect(summaries({ rows: 10, classes: 2, 'refund rate': 0.38, 'track rate': 0.62 })).toEqual({
      en: 'classes 2, refund 38.0 %, track 62.0 %',
      zh: expect.stringContaining('类别数 2'),
    });
    expect(summaries({ rows: 4, labels: 1, spans: 6, spansPerRow: 1.5 }).en).toBe(
      'labels 1, spans 6, spans in a text 1.5',
    );
  });

  it('names the first classes of many', () => {
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`c${i} rate`, 1 / 150]));
    expect(summaries({ classes: 150, ...many }).en).toMatch(/^classes 150, c0 .*, c6 [\d.]+ %, 143 more$/);
  });
});
