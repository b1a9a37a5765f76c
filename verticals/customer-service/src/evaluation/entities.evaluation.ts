import { spanScores } from '@proofline/learn';
import {
  type Block,
  type Cell,
  characterStart,
  commonEntities,
  type Entity,
  type EvaluationContext,
  type ReportSection,
  type SequencePrediction,
  type SequenceTruth,
  type TaskEvaluation,
  text,
} from '@proofline/pipeline';
import { markedColumn, textsOf } from '../models/marked-words.js';

type Context = EvaluationContext<SequenceTruth, SequencePrediction>;

/** Confusions and misses that are shown. */
const MOST_CONFUSIONS = 15;
const MOST_MISSES = 20;
/** Characters shown on each side of a miss. */
const AROUND = 30;
/** Labels with fewer true spans are set off: their scores say little. */
const FEW_SPANS = 20;

/** How well each label is found, what is taken for what, and examples of misses, on texts the champion never saw. */
export async function evaluateEntities(context: Context): Promise<TaskEvaluation> {
  const unknown = [...new Set(context.truth.test.entities.flat().map(({ label }) => label))]
    .filter((label) => !context.truth.train.labels.includes(label))
    .sort();
  const warnings =
    unknown.length === 0
      ? []
      : [
          text(
            `The test texts have labels that no training text has (${unknown.join(', ')}): no model can find them.`,
            `测试文本中存在训练文本没有的标签（${unknown.join('、')}）：所有模型都无法识别。`,
          ),
        ];
  return { sections: [labelSection(context), missSection(context)], measures: {}, warnings };
}

function labelSection({ truth, champion }: Context): ReportSection {
  const labels = new Set([...truth.train.labels, ...truth.test.entities.flat().map(({ label }) => label)]);
  const rows = [...labels].map((label) => {
    const counts = { truth: 0, predicted: 0, correct: 0 };
    truth.test.entities.forEach((own, i) => {
      const mine = own.filter((one) => one.label === label);
      const found = champion.test.entities[i]!.filter((one) => one.label === label);
      counts.truth += mine.length;
      counts.predicted += found.length;
      counts.correct += commonEntities(mine, found).length;
    });
    return { label, counts };
  });
  rows.sort((a, b) => b.counts.truth - a.counts.truth || (a.label < b.label ? -1 : 1));
  const taught = new Map<string, number>();
  for (const { label } of truth.train.entities.flat()) taught.set(label, (taught.get(label) ?? 0) + 1);
  const share = (value: number): Cell => ({ value, format: 'percent' });
  const cells = rows.map(({ label, counts }): Cell[] => {
    const { precision, recall, f1 } = spanScores(counts);
    const none = counts.truth + counts.predicted === 0;
    return [
      label,
      { value: taught.get(label) ?? 0, format: 'integer' },
      { value: counts.truth, format: 'integer' },
      none ? null : share(f1),
      none ? null : share(precision),
      none ? null : share(recall),
    ];
  });
  return {
    id: 'entities-labels',
    title: text('Each label', '各标签表现'),
    level: 'evidence',
    blocks: [
      {
        type: 'text',
        text: text(
          `A span counts where both of its ends and its label are right. Labels with fewer than ${FEW_SPANS} spans to find say little.`,
          `起止位置与标签均正确才算找到。待识别实体少于 ${FEW_SPANS} 个的标签参考意义有限。`,
        ),
      },
      {
        type: 'table',
        columns: [
          { title: text('label', '标签') },
          { title: text('in training', '训练中'), align: 'right' },
          { title: text('to find', '待识别'), align: 'right' },
          { title: text('F1', 'F1'), align: 'right' },
          { title: text('precision', '精确率'), align: 'right' },
          { title: text('recall', '召回率'), align: 'right' },
        ],
        rows: cells,
        emphasis: rows.flatMap(({ counts }, row) =>
          counts.truth >= FEW_SPANS && spanScores(counts).f1 < 0.7 ? [{ row, tone: 'warn' as const }] : [],
        ),
        fold: 30,
      },
    ],
  };
}

interface Miss {
  row: number;
  wanted?: Entity;
  found?: Entity & { confidence: number };
}

function missSection(context: Context): ReportSection {
  const { truth, champion, test, schema } = context;
  const texts = textsOf(test, markedColumn(schema));
  const misses = truth.test.entities.flatMap((own, row) => missesOf(own, champion.test.entities[row]!, row));
  const confusions = new Map<string, { wanted: string; found: string; count: number }>();
  for (const { wanted, found } of misses) {
    const key = `${wanted?.label}\u0000${found?.label}\u0000${whatWentWrong(wanted, found).en}`;
    const known = confusions.get(key);
    if (known !== undefined) known.count++;
    else confusions.set(key, { wanted: wanted?.label ?? '', found: found?.label ?? '', count: 1 });
  }
  const most = [...confusions.values()].sort((a, b) => b.count - a.count).slice(0, MOST_CONFUSIONS);
  const blocks: Block[] = [];
  if (misses.length === 0) {
    blocks.push({
      type: 'callout',
      tone: 'good',
      text: text('Every span was found, and nothing else.', '所有实体均已找到，且无误报。'),
    });
  } else {
    blocks.push(
      {
        type: 'table',
        caption: text('Most frequent faults', '最常见的错误'),
        columns: [
          { title: text('marked', '标注') },
          { title: text('found', '识别') },
          { title: text('times', '次数'), align: 'right' },
        ],
        rows: most.map(({ wanted, found, count }) => [
          wanted === '' ? text('nothing', '无') : wanted,
          found === ''
            ? text('nothing', '无')
            : found === wanted
              ? text(`${found}, other ends`, `${found}，边界不同`)
              : found,
          { value: count, format: 'integer' },
        ]),
      },
      {
        type: 'table',
        caption: text('Examples, those first of which the model was surest', '示例（按模型置信度由高到低）'),
        columns: [
          { title: text('text', '文本') },
          { title: text('marked', '标注') },
          { title: text('found', '识别') },
          { title: text('confidence', '置信度'), align: 'right' },
        ],
        rows: [...misses]
          .sort((a, b) => (b.found?.confidence ?? 0) - (a.found?.confidence ?? 0) || a.row - b.row)
          .slice(0, MOST_MISSES)
          .map(({ row, wanted, found }) => {
            const own = texts[row]!;
            const shown = (one: Entity | undefined): Cell =>
              one === undefined ? null : `${one.label}: ${own.slice(one.start, one.end)}`;
            return [
              excerpt(own, (wanted ?? found)!),
              shown(wanted),
              shown(found),
              found === undefined ? null : { value: found.confidence, format: 'percent' },
            ];
          }),
        fold: 10,
      },
    );
  }
  return { id: 'entities-misses', title: text('What went wrong', '错误分析'), level: 'evidence', blocks };
}

function whatWentWrong(wanted: Entity | undefined, found: Entity | undefined) {
  if (wanted === undefined) return text('invented', '误报');
  if (found === undefined) return text('missed', '漏报');
  return wanted.label === found.label ? text('other ends', '边界不同') : text('other label', '标签不同');
}

/** Spans that were not found as they are marked, each with the found one that overlaps it; and found ones beside nothing. */
function missesOf(wanted: readonly Entity[], found: readonly (Entity & { confidence: number })[], row: number): Miss[] {
  const right = new Set(commonEntities(wanted, found).map(({ start }) => start));
  const left = wanted.filter(({ start }) => !right.has(start));
  const extra = found.filter(({ start }) => !right.has(start));
  const used = new Set<Entity>();
  const misses = left.map((one): Miss => {
    const other = extra.find((two) => !used.has(two) && two.start < one.end && two.end > one.start);
    if (other === undefined) return { row, wanted: one };
    used.add(other);
    return { row, wanted: one, found: other };
  });
  return [...misses, ...extra.filter((one) => !used.has(one)).map((one) => ({ row, found: one }))];
}

function excerpt(own: string, { start, end }: Entity): string {
  const from = characterStart(own, Math.max(0, start - AROUND));
  const to = Math.max(end, characterStart(own, end + AROUND));
  const marked = `${own.slice(from, start)}[${own.slice(start, end)}]${own.slice(end, to)}`;
  return `${from > 0 ? '…' : ''}${marked}${to < own.length ? '…' : ''}`;
}
