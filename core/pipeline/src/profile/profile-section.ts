import type { Block, Cell, ChartBlock, ReportSection, TableBlock } from '../report/block.js';
import { percentText } from '../report/format-value.js';
import { ROLE_WORDS, TYPE_WORDS } from '../report/wording.js';
import { categoryLabel, columnTitle } from '../schema/feature-schema.js';
import { joinTexts, type Localized, text } from '../text/localized.js';
import { formatDate, formatNumber } from './column-groups.js';
import type { ColumnProfile, Profile } from './profile.js';

/** Features whose event rate by bin is drawn: the ones that say most. */
const DRAWN_FEATURES = 4;
/** Change that industry practice calls a shift. */
const PSI_SHIFT = 0.25;
const PSI_WATCH = 0.1;

/** What the data looks like, as a section of a report: columns, what stands out, event rates, pairs, change over time. */
export function profileSection(profile: Profile): ReportSection {
  const blocks: Block[] = [opening(profile), ...notes(profile), columnTable(profile), ...specialCodes(profile)];
  blocks.push(...featureCharts(profile));
  if (profile.pairs.length > 0) blocks.push(pairTable(profile));
  blocks.push(...timeBlocks(profile));
  return { id: 'profile', title: text('The data', '数据概况'), level: 'evidence', blocks };
}

function opening({ rows, sampledRows, columns, target, duplicateRows }: Profile): Block {
  const features = columns.filter(({ spec }) => spec.role === 'feature').length;
  const count = rows.toLocaleString('en-US');
  const rate = target?.kind === 'binary' && target.mean !== undefined ? percentText(target.mean) : undefined;
  const sampled = sampledRows < rows;
  const sample = sampledRows.toLocaleString('en-US');
  return {
    type: 'text',
    text: text(
      `${count} rows, ${features} ${features === 1 ? 'feature' : 'features'}${rate === undefined ? '' : `; the event occurs in ${rate.en} of them`}.${
        duplicateRows > 0
          ? ` ${duplicateRows.toLocaleString('en-US')} ${duplicateRows === 1 ? 'row repeats' : 'rows repeat'} an earlier one in every column.`
          : ''
      }${sampled ? ` Quantiles, distinct values and correlations are of an even sample of ${sample} rows.` : ''}`,
      `共 ${count} 行、${features} 个特征${rate === undefined ? '' : `；事件发生率为 ${rate.zh}`}。${
        duplicateRows > 0 ? `${duplicateRows.toLocaleString('en-US')} 行与之前的行完全相同。` : ''
      }${sampled ? `分位数、不同取值数与相关性基于 ${sample} 行的均匀抽样。` : ''}`,
    ),
  };
}

function notes(profile: Profile): Block[] {
  const found: Localized[] = [];
  const features = profile.columns.filter(({ spec }) => spec.role === 'feature');
  const empty = features.filter(({ missing }) => missing > 0.5 * profile.rows);
  if (empty.length > 0) {
    const names = namesOf(empty);
    found.push(text(`Missing in more than half of the rows: ${names.en}.`, `超过一半行缺失：${names.zh}。`));
  }
  const far = features.filter(({ numbers }) => numbers !== undefined && numbers.outliers > 0.02 * profile.sampledRows);
  if (far.length > 0) {
    const names = namesOf(far);
    found.push(
      text(
        `More than 2 % of the values lie far outside the rest (three interquartile ranges): ${names.en}.`,
        `超过 2% 的取值远离其余数据（三倍四分位距以外）：${names.zh}。`,
      ),
    );
  }
  const shifted = (profile.time?.columns ?? []).filter(({ psi }) => psi.some((value) => value >= PSI_SHIFT));
  if (shifted.length > 0) {
    const list = joinTexts(shifted.map(({ name }) => titleOf(profile, name)));
    found.push(
      text(
        `The population shifts over time (index of ${PSI_SHIFT} and more) in: ${list.en}.`,
        `总体随时间明显变化（稳定性指数不低于 ${PSI_SHIFT}）：${list.zh}。`,
      ),
    );
  }
  return found.map((note) => ({ type: 'callout', tone: 'info', text: note }));
}

/** The codes that occur, with what they stand for. */
function specialCodes({ columns }: Profile): TableBlock[] {
  const rows = columns.flatMap(({ spec, special }) =>
    special
      .filter((code) => code.rows > 0)
      .map((code): Cell[] => [columnTitle(spec), code.code, code.meaning, { value: code.rows, format: 'integer' }]),
  );
  if (rows.length === 0) return [];
  return [
    {
      type: 'table',
      caption: text(
        'Special codes, which stand for a circumstance and not for a quantity',
        '特殊代码（表示某种情况而非数量）',
      ),
      columns: [
        { title: text('Column', '列') },
        { title: text('Code', '代码') },
        { title: text('Meaning', '含义') },
        { title: text('Rows', '行数'), align: 'right' },
      ],
      rows,
      fold: 12,
    },
  ];
}

function columnTable(profile: Profile): TableBlock {
  const target = profile.target;
  const title = (en: string, zh: string, align: 'left' | 'right' = 'right', help?: Localized) => ({
    title: text(en, zh),
    align,
    ...(help === undefined ? {} : { help }),
  });
  const shown = profile.columns.filter(({ spec }) => spec.role !== 'ignore');
  const measures = new Set(shown.map(({ association }) => association?.measure).filter((m) => m !== undefined));
  return {
    type: 'table',
    caption: text('Columns', '各列概况'),
    fold: 25,
    columns: [
      title('Column', '列', 'left'),
      title('Role', '角色', 'left'),
      title('Type', '类型', 'left'),
      title('Missing', '缺失'),
      title('Distinct', '不同取值'),
      title('Smallest', '最小'),
      title('Median or most frequent', '中位数或众数'),
      title('Largest', '最大'),
      title(
        'Far out',
        '离群',
        'right',
        text('Rows more than three interquartile ranges outside the quartiles', '位于四分位数三倍四分位距以外的行数'),
      ),
      ...(target === undefined
        ? []
        : [
            title(
              [...measures].map((m) => MEASURES[m].en).join(' / ') || 'Association',
              [...measures].map((m) => MEASURES[m].zh).join(' / ') || '关联',
              'right',
              text('How far the column alone goes with the target', '该列单独与目标的关联程度'),
            ),
          ]),
    ],
    rows: shown.map((column) => [
      columnTitle(column.spec),
      ROLE_WORDS[column.spec.role],
      TYPE_WORDS[column.spec.type],
      column.missing === 0
        ? text('none', '无')
        : { value: column.missing / profile.rows, format: 'percent', digits: 1 },
      { value: column.distinct, format: 'integer' },
      ...middleCells(column),
      column.numbers === undefined ? null : { value: column.numbers.outliers, format: 'integer' },
      ...(target === undefined
        ? []
        : [column.association === undefined ? null : { value: column.association.value, digits: 3 }]),
    ]),
  };
}

function middleCells(column: ColumnProfile): [Cell, Cell, Cell] {
  const { numbers, levels, from, to } = column;
  if (column.spec.pii) return [null, text('personal data', '个人信息'), null];
  if (numbers !== undefined && !Number.isNaN(numbers.min)) {
    // Beside ten thousands, thousands are set apart as well; elsewhere four digits may be a year.
    const grouping = numbers.max >= 10_000 ? 'always' : 'min2';
    const [least, middle, most] = [numbers.min, numbers.quantiles.p50, numbers.max];
    return [formatNumber(least, grouping), formatNumber(middle, grouping), formatNumber(most, grouping)];
  }
  if (from !== undefined && to !== undefined) return [formatDate(from), null, formatDate(to)];
  const most = levels?.[0];
  return [null, most === undefined ? null : categoryLabel(column.spec, most.level), null];
}

/** Event rate (or mean of the quantity) in each bin of the features that say most. */
function featureCharts(profile: Profile): ChartBlock[] {
  const { target } = profile;
  if (target?.mean === undefined) return [];
  const isRate = target.kind === 'binary';
  return profile.columns
    .filter(
      (column) => column.spec.role === 'feature' && column.association !== undefined && column.groups !== undefined,
    )
    .sort((a, b) => Math.abs(b.association!.value) - Math.abs(a.association!.value))
    .slice(0, DRAWN_FEATURES)
    .map((column) => {
      const groups = column.groups!.filter(({ rows }) => rows > 0).slice(0, 20);
      const { en, zh } = columnTitle(column.spec);
      const known = groups.filter(({ targetMean, rows }) => targetMean !== undefined && rows >= 20);
      const some = known.length === groups.length ? text('') : text(' of 20 rows or more', '（20 行及以上）');
      const means = known.map(({ targetMean }) => targetMean!);
      const show = (value: number): Localized => (isRate ? percentText(value) : text(formatNumber(value)));
      const [low, high] = [show(Math.min(...means)), show(Math.max(...means))];
      return {
        type: 'chart',
        title: isRate
          ? text(`Event rate by ${en}`, `各${zh}区间的事件率`)
          : text(`Mean of ${target.name} by ${en}`, `各${zh}区间的 ${target.name} 均值`),
        caption:
          means.length === 0
            ? text(
                'Bars show rows; no group has 20, so rates say little.',
                '柱形表示行数；各组均不足 20 行，比率参考意义有限。',
              )
            : text(
                `From ${low.en} to ${high.en} across its groups${some.en}; bars show rows.`,
                `各组${some.zh}介于 ${low.zh} 与 ${high.zh} 之间；柱形表示行数。`,
              ),
        x: { title: text(en, zh), categories: groups.map(({ label }) => label) },
        y: {
          title: isRate ? text('Event rate', '事件率') : text(`Mean of ${target.name}`, `${target.name} 均值`),
          min: 0,
          format: isRate ? 'percent' : 'number',
        },
        y2: { title: text('Rows', '行数'), min: 0 },
        series: [
          {
            name: text('Rows', '行数'),
            kind: 'bar',
            secondary: true,
            points: groups.map(({ rows }, i) => [i, rows] as const),
          },
          {
            name: isRate ? text('Event rate', '事件率') : text('Mean', '均值'),
            kind: 'line',
            points: groups.map(({ targetMean }, i) => [i, targetMean ?? null] as const),
          },
        ],
      };
    });
}

function pairTable(profile: Profile): TableBlock {
  return {
    type: 'table',
    caption: text('Features that go together', '相互关联的特征'),
    fold: 8,
    columns: [
      { title: text('Feature', '特征') },
      { title: text('Feature', '特征') },
      { title: text('Measure', '度量') },
      { title: text('Value', '数值'), align: 'right' },
    ],
    rows: profile.pairs.map(({ a, b, measure, value }) => [
      titleOf(profile, a),
      titleOf(profile, b),
      MEASURES[measure],
      { value, digits: 2 },
    ]),
  };
}

function timeBlocks(profile: Profile): Block[] {
  const { time, target } = profile;
  if (time === undefined) return [];
  const categories = time.periods.map(({ label }) => label);
  const blocks: Block[] = [];
  const rates = time.periods.map(({ targetMean }) => targetMean);
  if (target !== undefined && rates.some((rate) => rate !== undefined)) {
    const isRate = target.kind === 'binary';
    blocks.push({
      type: 'chart',
      title: isRate
        ? text('Event rate over time', '事件率随时间变化')
        : text(`Mean of ${target.name} over time`, `${target.name} 均值随时间变化`),
      caption: text(
        'Recent periods that look better than the rest may not have had the time to turn bad.',
        '近期表现更好可能只是因为观察时间不足。',
      ),
      x: { title: text('Period', '期间'), categories },
      y: {
        title: isRate ? text('Event rate', '事件率') : text('Mean', '均值'),
        min: 0,
        format: isRate ? 'percent' : 'number',
      },
      y2: { title: text('Rows', '行数'), min: 0 },
      series: [
        {
          name: text('Rows', '行数'),
          kind: 'bar',
          secondary: true,
          points: time.periods.map(({ rows }, i) => [i, rows] as const),
        },
        {
          name: isRate ? text('Event rate', '事件率') : text('Mean', '均值'),
          kind: 'line',
          points: rates.map((rate, i) => [i, rate ?? null] as const),
        },
      ],
    });
  }
  const worst = time.columns
    .map((column) => ({
      ...column,
      largest: column.psi.reduce((most, v) => (Number.isNaN(v) ? most : Math.max(most, v)), 0),
    }))
    .filter(({ psi }) => psi.some((value) => !Number.isNaN(value)))
    .sort((a, b) => b.largest - a.largest)
    .slice(0, 12);
  if (worst.length > 0) {
    blocks.push({
      type: 'table',
      caption: text(
        `Stability of the features against the first period (PSI; ${PSI_WATCH} is worth a look, ${PSI_SHIFT} a shift)`,
        `特征相对首期的稳定性（PSI；${PSI_WATCH} 以上需关注，${PSI_SHIFT} 以上为明显变化）`,
      ),
      columns: [
        { title: text('Feature', '特征') },
        { title: text('Largest', '最大值'), align: 'right' },
        { title: text('Latest period', '最近一期'), align: 'right' },
        { title: text('Missing, first', '缺失（首期）'), align: 'right' },
        { title: text('Missing, latest', '缺失（末期）'), align: 'right' },
      ],
      rows: worst.map(({ name, largest, psi, missingShare }) => [
        titleOf(profile, name),
        { value: largest, digits: 3 },
        numberOrDash(
          psi.findLast((value) => !Number.isNaN(value)),
          'number',
        ),
        numberOrDash(missingShare[0], 'percent'),
        numberOrDash(missingShare.at(-1), 'percent'),
      ]),
      emphasis: worst
        .map(({ largest }, row) => ({
          row,
          tone: largest >= PSI_SHIFT ? ('bad' as const) : ('warn' as const),
          largest,
        }))
        .filter(({ largest }) => largest >= PSI_WATCH)
        .map(({ row, tone }) => ({ row, tone })),
    });
  }
  return blocks;
}

function numberOrDash(value: number | undefined, format: 'number' | 'percent'): Cell {
  return value === undefined || Number.isNaN(value) ? null : { value, format, digits: format === 'percent' ? 1 : 3 };
}

function namesOf(columns: readonly ColumnProfile[]): Localized {
  return joinTexts(columns.map(({ spec }) => columnTitle(spec)));
}

function titleOf(profile: Profile, name: string): Localized {
  const column = profile.columns.find(({ spec }) => spec.name === name);
  return column === undefined ? text(name) : columnTitle(column.spec);
}

const MEASURES = {
  auc: text('AUC alone', '单变量 AUC'),
  cramersV: text("Cramér's V", 'Cramér V'),
  pearson: text('Correlation', '相关系数'),
} as const;
