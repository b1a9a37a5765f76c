import { type Cell, type ReportSection, text } from '@proofline/pipeline';
import type { SectionBuilder } from './study.js';

/** Above so many classes the view folds the table. */
const SHOWN = 15;

/** How each class fares, the weakest first: where more examples would help most. */
export const classesSection: SectionBuilder = ({ classes, table, context }) => {
  const learnt = new Array<number>(classes.length).fill(0);
  for (const k of context.truth.train.y) learnt[k]!++;
  const scores = classes.flatMap((name, k) => {
    const rows = table[k]!.reduce((sum, count) => sum + count, 0);
    const named = table.reduce((sum, row) => sum + row[k]!, 0);
    const right = table[k]![k]!;
    if (rows + named === 0) return [];
    return [
      {
        name,
        learnt: learnt[k]!,
        rows,
        precision: named === 0 ? null : right / named,
        recall: rows === 0 ? null : right / rows,
        f1: (2 * right) / (rows + named),
      },
    ];
  });
  scores.sort((a, b) => a.f1 - b.f1);
  const share = (value: number | null): Cell => (value === null ? null : { value, format: 'percent', digits: 1 });
  const count = (value: number): Cell => ({ value, format: 'integer' });
  const section: ReportSection = {
    id: 'classes',
    title: text('Class by class', '各类别表现'),
    level: 'evidence',
    blocks: [
      {
        type: 'table',
        caption: text(
          'The weakest first. Precision: of the texts that were named so, how many are. Recall: of those that are, how many were named so.',
          '由弱到强排列。精确率：被判为该类的文本中判断正确的比例；召回率：该类文本中被识别出的比例。',
        ),
        columns: [
          { title: text('class', '类别') },
          { title: text('learnt from', '训练条数'), align: 'right' },
          { title: text('judged on', '测试条数'), align: 'right' },
          { title: text('precision', '精确率'), align: 'right' },
          { title: text('recall', '召回率'), align: 'right' },
          { title: text('F1', 'F1'), align: 'right' },
        ],
        rows: scores.map(({ name, learnt: own, rows, precision, recall, f1 }) => [
          name,
          count(own),
          count(rows),
          share(precision),
          share(recall),
          share(f1),
        ]),
        fold: SHOWN,
      },
    ],
  };
  return { section };
};
