import { populationStabilityIndex, psiByChance, quantileBinCounts, type SampleWeights } from '@proofline/learn';
import {
  type Block,
  type Cell,
  type Column,
  type ColumnSpec,
  columnsWithRole,
  columnTitle,
  columnWithRole,
  formatDate,
  groupColumn,
  joinTexts,
  quantileCuts,
  text,
} from '@proofline/pipeline';
import type { CreditStudy, SectionBuilder } from './study.js';
import { effectiveSize, weightedMean } from './weighted-rows.js';

/** Industry practice: below the first nothing has moved, above the second the population is another one. */
const WATCH = 0.1;
const SHIFT = 0.25;

/** How far a distribution moved. */
export interface Shift {
  psi: number;
  /** What two samples of one population of these sizes stay below with a chance of 95 %. */
  byChance: number;
}

/** Weights of the rows before and after; 1 where absent. */
export interface ShiftWeights {
  before?: Float64Array | undefined;
  after?: Float64Array | undefined;
}

/** Sums of weights over the same groups, and as how many rows of equal weight they count. */
interface Sample {
  counts: readonly number[];
  rows: number;
}

/** `level` is the chance with which samples of one population stay below `byChance`. */
export function shiftOfSamples(before: Sample, after: Sample, level = 0.95): Shift {
  const used = before.counts.flatMap((count, k) => (count + after.counts[k]! > 0 ? [k] : []));
  // An empty group counts as half a row, so sums of weights are brought to the number of rows that they are worth.
  const asRows = ({ counts, rows }: Sample): number[] => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    return used.map((k) => (counts[k]! * rows) / total);
  };
  return {
    psi: populationStabilityIndex(asRows(before), asRows(after)),
    byChance: psiByChance(before.rows, after.rows, used.length, level),
  };
}

/** Stability of scores: deciles of the first sample. */
export function scoreShift(before: Float64Array, after: Float64Array, weights: ShiftWeights = {}): Shift {
  const counts = quantileBinCounts(before, after, 10, sampleWeights(weights));
  return shiftOfSamples(
    { counts: counts.expected, rows: effectiveSize(before.keys(), weights.before) },
    { counts: counts.actual, rows: effectiveSize(after.keys(), weights.after) },
  );
}

function sampleWeights({ before, after }: ShiftWeights): SampleWeights {
  return { ...(before === undefined ? {} : { expected: before }), ...(after === undefined ? {} : { actual: after }) };
}

/** Stability of a characteristic: levels, special codes, missing, and tenths of what was seen in training. */
export function characteristicShift(
  spec: ColumnSpec,
  before: Column,
  after: Column,
  { level = 0.95, weights = {} }: { level?: number; weights?: ShiftWeights } = {},
): Shift | undefined {
  const sampleOf = (codes: Int32Array, groups: number, weight: Float64Array | undefined): Sample => {
    const counts = new Array<number>(groups).fill(0);
    codes.forEach((code, i) => {
      counts[code]! += weight?.[i] ?? 1;
    });
    return { counts, rows: effectiveSize(codes.keys(), weight) };
  };
  if (before.kind === 'numeric' && after.kind === 'numeric') {
    const quantities = before.values.map((value, i) => ((before.special?.[i] ?? 0) === 0 ? value : Number.NaN));
    const cuts = quantileBinCounts(quantities, quantities, 10, sampleWeights({ before: weights.before })).edges;
    const [first, second] = [before, after].map((column) => groupColumn(column, spec, { cuts }));
    // With boundaries given, both columns have the same groups, whether a row is in them or not.
    const groups = first!.groups.length;
    return shiftOfSamples(
      sampleOf(first!.codes, groups, weights.before),
      sampleOf(second!.codes, groups, weights.after),
      level,
    );
  }
  if (before.kind === 'categorical' && after.kind === 'categorical') {
    const place = new Map([...new Set([...before.levels, ...after.levels])].map((name, k) => [name, k]));
    const sample = ({ codes, levels }: typeof before, weight: Float64Array | undefined): Sample =>
      sampleOf(
        codes.map((code) => (code < 0 ? place.size : place.get(levels[code]!)!)),
        place.size + 1,
        weight,
      );
    return shiftOfSamples(sample(before, weights.before), sample(after, weights.after), level);
  }
  return undefined;
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
  const { schema, train, test, champion, judgedOn, weight } = context;
  const title = text('Stability', '稳定性');
  if (judgedOn === 'cross-validated')
    return { sections: [{ id: 'stability', title, level: 'evidence', blocks: [NO_OTHER_ROWS] }] };
  const weights = { before: weight.train, after: weight.test };
  const score = scoreShift(champion.outOfFold, champion.test, weights);
  const specs = columnsWithRole(schema, 'feature');
  // Of many features one moves by chance: the bound is that of all of them together (Bonferroni).
  const level = 1 - 0.05 / Math.max(1, specs.length);
  const features = specs
    .flatMap((spec) => {
      const [before, after] = [train.columns.get(spec.name), test.columns.get(spec.name)];
      const shift = before && after && characteristicShift(spec, before, after, { level, weights });
      return shift === undefined ? [] : [{ spec, shift }];
    })
    .sort((a, b) => b.shift.psi - a.shift.psi || (a.spec.name < b.spec.name ? -1 : 1));
  const moved = features.filter(({ shift }) => shift.psi >= WATCH && shift.psi > shift.byChance);
  const temporal = columnWithRole(schema, 'time') !== undefined;
  const names = joinTexts(moved.map(({ spec }) => columnTitle(spec)));
  const blocks: Block[] = [
    {
      type: 'callout',
      tone: toneOf(score) ?? (moved.length > 0 ? 'warn' : 'good'),
      text: text(
        `From training to test rows the score moved by a population stability index of ${score.psi.toFixed(3)}; with this many rows, up to ${score.byChance.toFixed(3)} comes by chance. ${moved.length === 0 ? 'No feature moved beyond chance and practice.' : `${temporal ? 'Moved' : 'Apart by the luck of the draw'}: ${names.en}.`}`,
        `由训练到测试，评分的群体稳定性指标为 ${score.psi.toFixed(3)}；在该行数下 ${score.byChance.toFixed(3)} 以内属偶然。${moved.length === 0 ? '没有特征的变化超出偶然与惯例。' : `${temporal ? '发生变化' : '因随机抽取而有差异'}：${names.zh}。`}`,
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
        columnTitle(spec),
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
function overTime({ schema, test, champion, truth, weight }: CreditStudy['context']): Block[] {
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
    const pick = (values: ArrayLike<number>): Float64Array => Float64Array.from(rows, (i) => values[i]!);
    const pd = pick(champion.test);
    const after = weight.test && pick(weight.test);
    return {
      from: formatDate(k === 0 ? known[0]! : cuts[k - 1]!),
      rows: rows.length,
      shift: scoreShift(champion.outOfFold, pd, { before: weight.train, after }),
      predicted: weightedMean(pd, after),
      observed: weightedMean(pick(truth.test.y), after),
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
