import { type ReportSection, text } from '@proofline/pipeline';
import type { SectionBuilder } from './study.js';

const SHOWN = 20;

/** Which classes are taken for which: two that are often mixed up may be one, or need examples that tell them apart. */
export const confusionsSection: SectionBuilder = ({ classes, table }) => {
  const pairs = table.flatMap((row, truth) =>
    [...row].flatMap((count, named) => (truth !== named && count > 0 ? [{ truth, named, count }] : [])),
  );
  if (pairs.length === 0) return {};
  const wrong = pairs.reduce((sum, { count }) => sum + count, 0);
  pairs.sort((a, b) => b.count - a.count || a.truth - b.truth || a.named - b.named);
  const section: ReportSection = {
    id: 'confusions',
    title: text('What is taken for what', '混淆情况'),
    level: 'evidence',
    blocks: [
      {
        type: 'table',
        caption: text(
          `The most frequent of ${pairs.length} kinds of mistakes, ${wrong} mistakes in all. Where two classes are mixed up both ways, ask whether customers would tell them apart.`,
          `共 ${wrong} 个错误，分属 ${pairs.length} 种混淆，以下为最常见者。若两类互相混淆，请考虑客户是否会区分它们。`,
        ),
        columns: [
          { title: text('it is', '实际') },
          { title: text('it was named', '判为') },
          { title: text('times', '次数'), align: 'right' },
          { title: text('the other way round', '反向次数'), align: 'right' },
          { title: text('share of all mistakes', '占全部错误'), align: 'right' },
        ],
        rows: pairs
          .slice(0, SHOWN)
          .map(({ truth, named, count }) => [
            classes[truth]!,
            classes[named]!,
            { value: count, format: 'integer' },
            { value: table[named]![truth]!, format: 'integer' },
            { value: count / wrong, format: 'percent', digits: 1 },
          ]),
        fold: 10,
      },
    ],
  };
  return { section };
};
