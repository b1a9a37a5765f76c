import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import type * as ECharts from 'echarts';
import type { Language } from '../../text/localized.js';
import type { ChartBlock, Series } from '../block.js';
import { formatNumber } from '../format-value.js';

export interface ChartOptions {
  language: Language;
  width?: number;
  height?: number;
}

/** Pixels left of a vertical axis. */
const LEFT = 70;
/** Told apart without colour vision too (Okabe and Ito), and dark enough on white. */
const COLOURS = ['#0a5a9c', '#c4570a', '#1b7f5c', '#a1337f', '#6b6b6b', '#b08900'];
const FONT = 'system-ui, -apple-system, "Segoe UI", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif';

type Option = Record<string, unknown>;

const require = createRequire(import.meta.url);
/** Loaded with the first chart, as one file: most processes draw none, and the many modules of `import` take half a second. */
const echarts = (): typeof ECharts => require('echarts');

/** A chart as SVG text. The same block gives the same bytes. */
export function renderChart(block: ChartBlock, { language, width = 720, height = 320 }: ChartOptions): string {
  const chart = echarts().init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption(toOption(block, language, width) as ECharts.EChartsOption);
    return stable(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

/**
 * ECharts numbers its ids through the life of a process. Here they start at 0, behind a hash of the picture: on a page of many
 * charts no clipping path may be taken for that of another.
 */
function stable(svg: string): string {
  const seen = new Map<string, number>();
  const ids = /zr\d+-[a-z]+-?\d*|zr\d+-[a-z]\d+/g;
  const place = (id: string): number => {
    if (!seen.has(id)) seen.set(id, seen.size);
    return seen.get(id)!;
  };
  const hash = createHash('sha256')
    .update(svg.replace(ids, (id) => `c${place(id)}`))
    .digest('hex')
    .slice(0, 8);
  return svg.replace(ids, (id) => `c${hash}-${place(id)}`);
}

function toOption(block: ChartBlock, language: Language, width: number): Option {
  const { x, y, y2, horizontal } = block;
  const categories = x.categories?.map((category) => (typeof category === 'string' ? category : category[language]));
  const label = { color: '#444', fontSize: 12, fontFamily: FONT };
  const right = y2 === undefined ? 24 : 70;
  const layout = layoutCategories(categories, horizontal === true, width - LEFT - right);
  const tick = (format: ChartBlock['y']['format']) => (v: number) => {
    if (format === 'percent') return formatNumber(v, 'percent', decimalsOf(100 * v), language);
    if (format === 'money') return formatNumber(v, 'money', 0, language);
    return Number(v.toPrecision(6)).toLocaleString('en-US', { maximumSignificantDigits: 6, useGrouping: 'min2' });
  };
  const xAxis: Option = {
    ...(categories === undefined
      ? { type: x.log ? 'log' : 'value', ...bounds(x), scale: true }
      : { type: 'category', data: categories }),
    name: x.title[language],
    nameLocation: 'middle',
    nameGap: layout.gap,
    nameTextStyle: label,
    axisLabel: { ...label, ...layout.label, ...(categories === undefined ? { formatter: tick(x.format) } : {}) },
    axisLine: { lineStyle: { color: '#888' } },
    splitLine: { show: false },
  };
  const value = (axis: NonNullable<ChartBlock['y2']>): Option => ({
    type: 'value',
    name: axis.title[language],
    nameLocation: 'middle',
    nameGap: horizontal ? 30 : 48,
    nameTextStyle: label,
    ...bounds(axis),
    scale: axis.min === undefined,
    axisLabel: { ...label, formatter: tick(axis.format) },
    // Two axes have ticks of their own; lines for both would be read against the wrong one.
    splitLine: { show: axis !== y2, lineStyle: { color: '#e3e3e3' } },
  });
  const named = block.series.length > 1 || block.series.some((series) => series.dashed);
  const yAxis = y2 === undefined ? value(y) : [value(y), value(y2)];
  return {
    animation: false,
    color: COLOURS,
    textStyle: { fontFamily: FONT },
    grid: {
      left: horizontal ? layout.gap + 24 : LEFT,
      right,
      top: (named ? 40 : 18) + (block.markers === undefined ? 0 : 14),
      bottom: horizontal ? 62 : layout.gap + 32,
    },
    ...(named
      ? {
          legend: {
            top: 0,
            data: block.series.map((series) => series.name[language]),
            textStyle: label,
            itemWidth: 22,
            // Widths are those of another font than the reader may have.
            itemGap: 28,
          },
        }
      : {}),
    xAxis: horizontal ? yAxis : xAxis,
    yAxis: horizontal ? { ...xAxis, inverse: true } : yAxis,
    series: block.series.flatMap((series, k) => toSeries(series, k, block, language)),
  };
}

/** Decimals that tell a tick from its neighbours: none of a whole number, two at most. */
function decimalsOf(tick: number): number {
  const hundredths = Math.round(100 * tick);
  if (hundredths % 100 === 0) return 0;
  return hundredths % 10 === 0 ? 1 : 2;
}

/** Pixels that a text of 12 pixels takes, about: East Asian characters are square. */
function textWidth(words: string): number {
  let pixels = 0;
  for (const character of words) pixels += character >= '\u2e80' ? 12 : 7.4;
  return pixels;
}

/**
 * How the names of categories stand: side by side, broken into lines, or turned where neither fits. `gap` is how far the
 * axis' own name is from the axis.
 */
function layoutCategories(
  categories: readonly string[] | undefined,
  horizontal: boolean,
  space: number,
): { label: Option; gap: number } {
  if (categories === undefined || categories.length === 0) return { label: {}, gap: 30 };
  const longest = Math.max(...categories.map(textWidth));
  if (horizontal) {
    const width = Math.min(260, longest + 4);
    return { label: { interval: 0, width, overflow: 'break', lineHeight: 14 }, gap: width + 18 };
  }
  const each = space / categories.length - 8;
  if (longest <= each) return { label: { interval: 0 }, gap: 30 };
  const longestWord = Math.max(...categories.flatMap((name) => name.split(' ').map(textWidth)));
  if (longestWord <= each && longest <= 2.6 * each) {
    return {
      label: { interval: 0, width: each, overflow: 'break', lineHeight: 14 },
      gap: 30 + 14 * (longest > 1.6 * each ? 2 : 1),
    };
  }
  const turned = (35 * Math.PI) / 180;
  // The first name begins left of its place, where the picture ends; letters of the reader's font may be wider than measured.
  const width = Math.min(longest, 190, (0.8 * (LEFT + (each + 8) / 2)) / Math.cos(turned));
  return {
    label: { interval: categories.length > 40 ? 'auto' : 0, rotate: 35, width, overflow: 'truncate' },
    gap: 26 + Math.round(width * Math.sin(turned)),
  };
}

function bounds({ min, max }: { min?: number; max?: number }): Option {
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

function toSeries(series: Series, k: number, block: ChartBlock, language: Language): Option[] {
  const colour = COLOURS[k % COLOURS.length]!;
  const name = series.name[language];
  const flip = ([x, y]: readonly [number, number | null]): (number | null)[] => (block.horizontal ? [y, x] : [x, y]);
  // The vertical axis of a horizontal chart runs down, and a line ends at its foot.
  const atTop = block.horizontal ? 'start' : 'end';
  const markers =
    k === 0 && block.markers !== undefined
      ? {
          markLine: {
            symbol: 'none',
            silent: true,
            lineStyle: { color: '#333', type: 'dashed', width: 1 },
            // Above the plot: inside, it would lie over lines and points.
            label: { formatter: '{b}', color: '#333', fontSize: 11, fontFamily: FONT, position: atTop, distance: 4 },
            data: block.markers.map((marker) => ({ xAxis: marker.x, name: marker.label[language] })),
          },
        }
      : {};
  const drawn: Option[] = [];
  if (series.band !== undefined) {
    drawn.push(
      series.kind === 'scatter' || series.kind === 'bar'
        ? errorBars(series, colour, block.horizontal === true)
        : bandArea(series, colour),
    );
  }
  drawn.push({
    name,
    type: series.kind === 'bar' ? 'bar' : series.kind === 'scatter' ? 'scatter' : 'line',
    ...(series.secondary ? { yAxisIndex: 1 } : {}),
    data: series.points.map(flip),
    ...(series.kind === 'step' ? { step: 'end' } : {}),
    ...(series.kind === 'area' ? { areaStyle: { opacity: 0.2 } } : {}),
    showSymbol: series.points.length <= 25,
    symbolSize: series.kind === 'scatter' ? 9 : 5,
    lineStyle: { width: 2, ...(series.dashed ? { type: 'dashed' } : {}) },
    itemStyle: { color: colour },
    ...markers,
  });
  return drawn;
}

/** A line with two ends from the lower to the upper bound of each point. */
function errorBars(series: Series, colour: string, horizontal: boolean): Option {
  interface Api {
    value(index: number): number;
    coord(point: number[]): number[];
  }
  return {
    type: 'custom',
    silent: true,
    z: 1,
    data: series.points.map(([x], i) => [x, ...series.band![i]!]),
    encode: horizontal ? { x: [1, 2], y: 0 } : { x: 0, y: [1, 2] },
    renderItem: (_: unknown, api: Api) => {
      const at = (v: number): number[] => (horizontal ? api.coord([v, api.value(0)]) : api.coord([api.value(0), v]));
      const low = at(api.value(1));
      const high = at(api.value(2));
      const [dx, dy] = horizontal ? [0, 6] : [6, 0];
      const line = (a: number[], b: number[]): Option => ({
        type: 'line',
        shape: { x1: a[0], y1: a[1], x2: b[0], y2: b[1] },
        style: { stroke: colour, lineWidth: 1.5 },
      });
      const end = (p: number[]): Option => line([p[0]! - dx, p[1]! - dy], [p[0]! + dx, p[1]! + dy]);
      return { type: 'group', children: [line(low, high), end(low), end(high)] };
    },
  };
}

/** A polygon between the lower and the upper bounds. */
function bandArea(series: Series, colour: string): Option {
  interface Api {
    coord(point: number[]): number[];
  }
  const lower = series.points.map(([x], i) => [x, series.band![i]![0]]);
  const upper = series.points.map(([x], i) => [x, series.band![i]![1]]).reverse();
  return {
    type: 'custom',
    silent: true,
    z: 0,
    data: [[...lower, ...upper][0]!],
    renderItem: (_: unknown, api: Api) => ({
      type: 'polygon',
      shape: { points: [...lower, ...upper].map((point) => api.coord(point)) },
      style: { fill: colour, opacity: 0.15 },
    }),
  };
}
