import { describe, expect, it } from 'vitest';
import { typicalWords } from './typical-words.js';

describe('typicalWords', () => {
  it('names what is frequent in a topic and rare elsewhere, one form of a word, no placeholders', () => {
    const words = typicalWords(
      [
        ['my invoice is missing', 'send the invoice to [EMAIL_1]', 'invoices with tax please'],
        ['wrap my present', 'please wrap this'],
      ],
      ['where is my order', 'please send the refund'],
    );
    expect(words).toEqual([['invoice'], ['wrap']]);
  });

  it('does so in Chinese, without what every question has', () => {
    expect(typicalWords([['怎么申请发票', '发票怎么下载']], ['怎么退款'])).toEqual([['发票']]);
  });
});
