import type { SparseMatrix } from '@proofline/learn';
import { TfidfVectorizer } from '@proofline/learn/text';
import { maskPii, type ReportSection, text } from '@proofline/pipeline';
import { joinedText, textColumns } from '../models/joined-text.js';
import type { SectionBuilder } from './study.js';

/** From this cosine of their words on two texts say nearly the same. */
const ALIKE = 0.8;
/** A word in more texts than this says little, and would compare nearly all of them with each other. */
const MOST_TEXTS = 200;
const SHOWN = 30;
const LONGEST = 120;

/** Two texts of training that say nearly the same and are put into different classes. */
export interface Contradiction {
  rows: readonly [number, number];
  cosine: number;
}

/** Examples that contradict each other: one of the two is likely in the wrong class, or the classes are one. */
export const contradictionsSection: SectionBuilder = async ({ context, classes }) => {
  const { train, schema, truth } = context;
  const texts = joinedText(train, textColumns(schema));
  const found = await findContradictions(texts, truth.train.y);
  if (found.length === 0) return {};
  const rows = new Set(found.flatMap((one) => one.rows)).size;
  const shown = (row: number): string => {
    const masked = maskPii(texts[row]!).text;
    return masked.length > LONGEST ? `${masked.slice(0, LONGEST)}…` : masked;
  };
  const section: ReportSection = {
    id: 'contradictions',
    title: text('Examples that contradict each other', '相互矛盾的示例'),
    level: 'evidence',
    blocks: [
      {
        type: 'table',
        caption: text(
          `${found.length} pairs of training texts, ${rows} texts in all, say nearly the same and are in different classes. One of the two is likely in the wrong class, or customers do not tell the classes apart. Personal data is masked.`,
          `训练文本中有 ${found.length} 对（共 ${rows} 条）内容几乎相同却属于不同类别。可能其中一条标注有误，或者客户并不区分这两类。个人信息已遮盖。`,
        ),
        columns: [
          { title: text('data row', '数据行'), align: 'right' },
          { title: text('text', '文本') },
          { title: text('class', '类别') },
          { title: text('data row', '数据行'), align: 'right' },
          { title: text('text', '文本') },
          { title: text('class', '类别') },
        ],
        rows: found
          .slice(0, SHOWN)
          .map(({ rows: [a, b] }) =>
            [a, b].flatMap((row) => [
              { value: train.rowNumbers[row]!, format: 'integer' as const },
              shown(row),
              classes[truth.train.y[row]!]!,
            ]),
          ),
        fold: 10,
      },
    ],
  };
  return { section };
};

/** Pairs of texts in different classes whose words have a cosine of `ALIKE` at least, the most alike first. */
export async function findContradictions(texts: readonly string[], y: Float64Array): Promise<Contradiction[]> {
  const { x } = await new TfidfVectorizer({ charMin: 1, charMax: 0 }).fitTransform(texts);
  const holders = textsOfColumns(x);
  const found: Contradiction[] = [];
  const product = new Map<number, number>();
  for (let row = 0; row < x.rows; row++) {
    product.clear();
    for (let k = x.start[row]!; k < x.start[row + 1]!; k++) {
      for (const { row: other, value } of holders[x.index[k]!]!) {
        if (other >= row || y[other] === y[row]) continue;
        product.set(other, (product.get(other) ?? 0) + x.value[k]! * value);
      }
    }
    for (const [other, cosine] of product) if (cosine >= ALIKE) found.push({ rows: [other, row], cosine });
  }
  return found.sort((a, b) => b.cosine - a.cosine || a.rows[0] - b.rows[0] || a.rows[1] - b.rows[1]);
}

/** The texts that have each n-gram with its weight; none of those that too many have. */
function textsOfColumns(x: SparseMatrix): { row: number; value: number }[][] {
  const holders: { row: number; value: number }[][] = Array.from({ length: x.columns }, () => []);
  for (let row = 0; row < x.rows; row++) {
    for (let k = x.start[row]!; k < x.start[row + 1]!; k++) holders[x.index[k]!]!.push({ row, value: x.value[k]! });
  }
  return holders.map((own) => (own.length > MOST_TEXTS ? [] : own));
}
