import { describe, expect, it } from 'vitest';
import { text } from '../../text/localized.js';
import type { ChartBlock } from '../block.js';
import { renderChart } from './render-chart.js';

const chart = (points: ChartBlock['series'][number]['points'], more: Partial<ChartBlock> = {}): ChartBlock => ({
  type: 'chart',
  title: text('Bad rate', '坏账率'),
  caption: text('By share.', '按比例。'),
  x: { title: text('share', '比例'), format: 'percent', min: 0, max: 1 },
  y: { title: text('bad rate', '坏账率'), format: 'percent', min: 0 },
  series: [{ name: text('bad', '坏'), kind: 'line', points }],
  ...more,
});

const ids = (svg: string): string[] => [...svg.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id!);

describe('renderChart', () => {
  it('gives the same bytes for the same chart', () => {
    const block = chart([
      [0, 0.1],
      [1, 0.4],
    ]);
    expect(renderChart(block, { language: 'en' })).toBe(renderChart(block, { language: 'en' }));
  });

  it('shares no id with another chart of the page, and refers to its own', () => {
    const one = renderChart(
      chart([
        [0, 0.1],
        [1, 0.4],
      ]),
      { language: 'en' },
    );
    const other = renderChart(
      chart([
        [0, 0.2],
        [1, 0.9],
      ]),
      { language: 'en', height: 200 },
    );
    expect(ids(one).length).toBeGreaterThan(0);
    expect(ids(one).filter((id) => ids(other).includes(id))).toEqual([]);
    const referred = [...one.matchAll(/url\(#([^)]+)\)/g)].map(([, id]) => id!);
    expect(referred.length).toBeGreaterThan(0);
    expect(referred.every((id) => ids(one).includes(id))).toBe(true);
  });

  it('writes shares on both axes as percentages, as the language does', () => {
    const block = chart([
      [0, 0.1],
      [1, 0.4],
    ]);
    expect(renderChart(block, { language: 'en' })).toContain('>20 %<');
    expect(renderChart(block, { language: 'zh' })).toContain('>100%<');
  });

  it('gives ticks that are close together the decimals that tell them apart', () => {
    const near = chart(
      [
        [0, 1],
        [1, 0.98],
      ],
      { y: { title: text('accuracy', '准确率'), format: 'percent', max: 1 } },
    );
    const svg = renderChart(near, { language: 'en' });
    for (const tick of ['98 %', '98.5 %', '99.5 %', '100 %']) expect(svg).toContain(`>${tick}<`);
  });

  it('cuts a long name short before the picture ends', () => {
    const categories = ['Words and meaning (support vector machine)', 'b', 'c', 'd', 'e'];
    const points = categories.map((_, k) => [k, 0.5] as const);
    const svg = renderChart(chart(points, { x: { title: text('candidate', '候选'), categories } }), { language: 'en' });
    const [, shown] = svg.match(/>(Words and[^<]*)</)!;
    expect(shown).toMatch(/…$|\.{3}$/);
    // 7.4 pixels a letter, turned by 35 degrees, beside 70 pixels and half of a place.
    expect(shown!.length * 7.4 * Math.cos((35 * Math.PI) / 180)).toBeLessThan(70 + 720 / 5 / 2);
  });

  it('names a marker above the plot', () => {
    const block = chart(
      [
        [0, 0.1],
        [1, 0.4],
      ],
      { markers: [{ x: 0.5, label: text('chosen', '所选') }] },
    );
    const label = renderChart(block, { language: 'en' }).match(/<text[^>]*>chosen<\/text>/)![0];
    expect(label).not.toContain('rotate');
  });
});
