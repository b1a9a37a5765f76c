import { ascendingOrder } from '@proofline/learn';
import { type ReportSection, text } from '@proofline/pipeline';
import type { SectionBuilder } from './study.js';

/** Shares of messages that are answered: what remains is asked back about, or handed over. */
const SHARES = [1, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5];

/** How right the answers are when only the surest are given: from this a threshold for asking back is chosen. */
export const confidenceSection: SectionBuilder = ({ truth, named, confidence }) => {
  const order = ascendingOrder(confidence).reverse();
  const rows = order.length;
  const right = new Float64Array(rows + 1);
  order.forEach((row, i) => {
    right[i + 1] = right[i]! + (named[row] === truth[row] ? 1 : 0);
  });
  const points = Array.from({ length: 100 }, (_, i) => Math.max(1, Math.round(((i + 1) * rows) / 100)));
  const section: ReportSection = {
    id: 'confidence',
    title: text('How sure, and how right', '置信度与正确率'),
    level: 'evidence',
    blocks: [
      {
        type: 'chart',
        title: text('Accuracy of the surest answers', '最有把握的回答的准确率'),
        caption: text(
          'Messages by falling confidence: the fewer are answered, the more answers are right.',
          '按置信度从高到低：回答得越少，回答的准确率越高。',
        ),
        x: { title: text('share of messages that is answered', '作答比例'), min: 0, max: 1, format: 'percent' },
        y: { title: text('accuracy of the answers', '回答准确率'), max: 1, format: 'percent' },
        series: [
          {
            name: text('accuracy', '准确率'),
            kind: 'line',
            points: points.map((n) => [n / rows, right[n]! / n] as const),
          },
        ],
      },
      {
        type: 'table',
        caption: text(
          'A threshold on the confidence, what share of messages it lets be answered, and how many of these answers are right.',
          '置信度阈值、其对应的作答比例，以及作答的准确率。',
        ),
        columns: [
          { title: text('answered', '作答比例'), align: 'right' },
          { title: text('confidence from', '置信度不低于'), align: 'right' },
          { title: text('right', '正确'), align: 'right' },
          { title: text('wrong answers in 1,000 messages', '每千条中的错误回答'), align: 'right' },
        ],
        rows: SHARES.map((share) => {
          const n = Math.max(1, Math.round(share * rows));
          return [
            { value: share, format: 'percent', digits: 0 },
            { value: confidence[order[n - 1]!]!, digits: 3 },
            { value: right[n]! / n, format: 'percent', digits: 1 },
            { value: (1000 * (n - right[n]!)) / rows, format: 'integer' },
          ];
        }),
      },
    ],
  };
  return { section };
};
