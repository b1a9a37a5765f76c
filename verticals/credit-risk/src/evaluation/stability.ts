import { populationStabilityIndex, psiByChance, quantileBinCounts } from '@proofline/learn';
import {
  type Block,
  type Cell,
  type Column,
  type ColumnSpec,
  columnLabel,
  columnsWithRole,
  columnWithRole,
  formatDate,
  groupColumn,
  quantileCuts,
  text,
} from '@proofline/pipeline';
import type { CreditStudy, SectionBuilder } from './study.js';

/** Industry practice: below the first nothing has moved, above the second the population is another one. */
const WATCH = 0.1;
const SHIFT = 0.25;

/** How far a distribution moved. */
export interface Shift {
  psi: number;
  /** What two samples of one population of these sizes stay below with a chance of 95 %. */
  byChance: number;
}

/** `level` is the chance with which samples of one population stay below `byChance`. */
export function shiftOfCounts(before: readonly number[], after: readonly number[], level = 0.95): Shift {
  const used = before.flatMap((count, k) => (count + after[k]! > 0 ? [k] : []));
  const expected = used.map((k) => before[k]!);
  const actual = used.map((k) => after[k]!);
  const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
  return {
    psi: populationStabilityIndex(expected, actual),
    byChance: psiByChance(total(expected), total(actual), used.length, level),
  };
}

/** Stability of scores: deciles of the first sample. */
export function scoreShift(before: Float64Array, after: Float64Array): Shift {
  const counts = quantileBinCounts(before, after);
  return shiftOfCounts(counts.expected, counts.actual);
}

/** Stability of a characteristic: levels, special codes, missing, and tenths of what was seen in training. */
export function characteristicShift(spec: ColumnSpec, before: Column, after: Column, level = 0.95): Shift | undefined {
  if (before.kind === 'numeric' && after.kind === 'numeric') {
    const known = before.values.filter((value, i) => !Number.isNaN(value) && (before.special?.[i] ?? 0) === 0).sort();
    const cuts = quantileCuts(known, 10);
    return shiftOfCounts(
      countsOf(groupColumn(before, spec, { cuts }).codes),
      countsOf(groupColumn(after, spec, { cuts }).codes),
      level,
    );
  }
  if (before.kind === 'categorical' && after.kind === 'categorical') {
    const place = new Map([...new Set([...before.levels, ...after.levels])].map((level, k) => [level, k]));
    const count = ({ codes, levels }: typeof before): number[] => {
      const counts = new Array<number>(place.size + 1).fill(0);
      for (const code of codes) counts[code < 0 ? place.size : place.get(levels[code]!)!]!++;
      return counts;
    };
    return shiftOfCounts(count(before), count(after), level);
  }
  return undefined;
}

function countsOf(codes: Int32Array): number[] {
  const counts: number[] = [];
  for (const code of codes) {
    while (counts.length <= code) counts.push(0);
    counts[code]!++;
  }
  return counts;
}

/** Under outer cross-validation the judged rows are training rows as well, and an index near 0 would say nothing. */
const NO_OTHER_ROWS: Block = {
  type: 'callout',
  tone: 'info',
  text: text(
    'Not measured: under cross-validation the rows that are judged on are trained on as well, so there are no other rows to compare with. A hold-out, best by date (role: time), would show what moves.',
    '未测量：交叉验证下评估所用的行同样用于训练，没有可比较的其他数据。留出数据（最好按日期划分，role: time）可显示变化。',
  ),
};

/** What moved between the rows the champion was trained on and those it was tested on. */
export const stabilitySection: SectionBuilder = ({ context }) => {
  const { schema, train, test, champion, judgedOn } = context;
  const title = text('Stability', '稳定性');
  if (judgedOn === 'cross-validated')
    return { sections: [{ id: 'stability', title, level: 'evidence', blocks: [NO_OTHER_ROWS] }] };
  const score = scoreShift(champion.outOfFold, champion.test);
  const specs = columnsWithRole(schema, 'feature');
  // Of many features one moves by chance: the bound is that of all of them together (Bonferroni).
  const level = 1 - 0.05 / Math.max(1, specs.length);
  const features = specs
    .flatMap((spec) => {
      const [before, after] = [train.columns.get(spec.name), test.columns.get(spec.name)];
      const shift = before && after && characteristicShift(spec, before, after, level);
      return shift === undefined ? [] : [{ spec, shift }];
    })
    .sort((a, b) => b.shift.psi - a.shift.psi || (a.spec.name < b.spec.name ? -1 : 1));
  const moved = features.filter(({ shift }) => shift.psi >= WATCH && shift.psi > shift.byChance);
  const temporal = columnWithRole(schema, 'time') !== undefined;
  const names = (language: 'en' | 'zh'): string => moved.map(({ spec }) => columnLabel(spec, language)).join(', ');
  const blocks: Block[] = [
    {
      type: 'callout',
      tone: toneOf(score) ?? (moved.length > 0 ? 'warn' : 'good'),
      text: text(
        `From training to test rows the score moved by a population stability index of ${score.psi.toFixed(3)}; with this many rows, up to ${score.byChance.toFixed(3)} comes by chance. ${moved.length === 0 ? 'No feature moved beyond chance and practice.' : `${temporal ? 'Moved' : 'Apart by the luck of the draw'}: ${names('en')}.`}`,
        `由训练到测试，评分的群体稳定性指标为 ${score.psi.toFixed(3)}；在该行数下 ${score.byChance.toFixed(3)} 以内属偶然。${moved.length === 0 ? '没有特征的变化超出偶然与惯例。' : `${temporal ? '发生变化' : '因随机抽取而有差异'}：${names('zh')}。`}`,
      ),
    },
    ...(temporal
      ? []
      : [
          {
            type: 'text' as const,
            text: text(
              'Test rows are a random part of the file, so this says nothing about change over time. With a column of dates (role: time) it would.',
              '测试数据为随机抽取，因此无法反映随时间的变化；若有日期列（role: time）则可以。',
            ),
          },
        ]),
    ...overTime(context),
    {
      type: 'table',
      caption: text(
        'Characteristic stability index of each feature, training to test.',
        '各特征由训练到测试的稳定性指标（CSI）。',
      ),
      columns: [
        { title: text('feature', '特征') },
        { title: text('index', '指标'), align: 'right' },
        { title: text('by chance up to', '偶然上限'), align: 'right' },
        { title: text('reading', '解读') },
      ],
      rows: features.map(({ spec, shift }): Cell[] => [
        text(columnLabel(spec, 'en'), columnLabel(spec, 'zh')),
        { value: shift.psi, digits: 3 },
        { value: shift.byChance, digits: 3 },
        reading(shift),
      ]),
      emphasis: features.flatMap(({ shift }, row) => {
        const tone = toneOf(shift);
        return tone === undefined ? [] : [{ row, tone }];
      }),
      fold: 15,
    },
  ];
  return {
    sections: [{ id: 'stability', title, level: 'evidence', blocks }],
    measures: { scorePsi: { value: score.psi } },
  };
};

function toneOf({ psi, byChance }: Shift): 'warn' | 'bad' | undefined {
  if (psi <= byChance || psi < WATCH) return undefined;
  return psi >= SHIFT ? 'bad' : 'warn';
}

function reading(shift: Shift): Cell {
  const { psi, byChance } = shift;
  if (psi <= byChance) return text('no more than chance', '属偶然范围');
  if (psi < WATCH) return text('small', '轻微');
  return psi < SHIFT ? text('watch', '关注') : text('another population', '群体已变化');
}

/** The score and the bad rate by sixths of the test rows in time, against training. */
function overTime({ schema, test, champion, truth }: CreditStudy['context']): Block[] {
  const spec = columnWithRole(schema, 'time');
  const column = spec && test.columns.get(spec.name);
  if (column?.kind !== 'time') return [];
  const known = Float64Array.from(column.values)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const cuts = quantileCuts(known, 6);
  if (cuts.length === 0) return [];
  const periods = Array.from({ length: cuts.length + 1 }, (_, k) => {
    const rows = Array.from(column.values.keys()).filter((i) => {
      const value = column.values[i]!;
      return (k === 0 || value >= cuts[k - 1]!) && (k === cuts.length || value < cuts[k]!);
    });
    const pd = Float64Array.from(rows, (i) => champion.test[i]!);
    const mean = (values: Iterable<number>): number => {
      let sum = 0;
      for (const value of values) sum += value;
      return sum / rows.length;
    };
    return {
      from: formatDate(k === 0 ? known[0]! : cuts[k - 1]!),
      rows: rows.length,
      shift: scoreShift(champion.outOfFold, pd),
      predicted: mean(pd),
      observed: mean(rows.map((i) => truth.test.y[i]!)),
    };
  }).filter(({ rows }) => rows > 0);
  return [
    {
      type: 'chart',
      title: text('Bad rate over the test period', '测试期内坏账率'),
      caption: text(
        'Observed and predicted by period; lines that part say that the model grows old.',
        '各时期实际与预测；两线分离说明模型老化。',
      ),
      x: { title: text('period beginning', '时期起始'), categories: periods.map(({ from }) => from) },
      y: { title: text('bad rate', '坏账率'), format: 'percent', min: 0 },
      series: [
        {
          name: text('observed', '实际'),
          kind: 'line',
          points: periods.map(({ observed }, k) => [k, observed] as const),
        },
        {
          name: text('predicted', '预测'),
          kind: 'line',
          dashed: true,
          points: periods.map(({ predicted }, k) => [k, predicted] as const),
        },
      ],
    },
    {
      type: 'table',
      columns: [
        { title: text('from', '起始') },
        { title: text('rows', '行数'), align: 'right' },
        { title: text('index of the score', '评分指标'), align: 'right' },
        { title: text('by chance up to', '偶然上限'), align: 'right' },
        { title: text('predicted', '预测'), align: 'right' },
        { title: text('observed', '实际'), align: 'right' },
      ],
      rows: periods.map(({ from, rows, shift, predicted, observed }): Cell[] => [
        from,
        { value: rows, format: 'integer' },
        { value: shift.psi, digits: 3 },
        { value: shift.byChance, digits: 3 },
        { value: predicted, format: 'percent' },
        { value: observed, format: 'percent' },
      ]),
    },
  ];
}
