import { describe, expect, it } from 'vitest';
import { text } from '../../text/localized.js';
import type { Block, ReportSection } from '../block.js';
import type { EvaluationReport } from '../evaluation-report.js';
import { renderMarkdown } from './render-markdown.js';

/** A report of one section, whose fixed parts are as small as they may be. */
function reportOf(blocks: Block[]): EvaluationReport {
  const section: ReportSection = { id: 'own', title: text('Own section', '自有章节'), level: 'evidence', blocks };
  return {
    reportVersion: 1,
    product: { name: 'Proofline', version: '0.0.0' },
    vertical: { id: 'test', title: text('Test'), version: '0.0.0' },
    task: {
      id: 'task',
      title: text('Task'),
      kind: 'binary',
      primaryMetric: 'auc',
      metrics: { auc: { title: text('AUC'), better: 'higher' } },
    },
    title: text('Loans *2024*', '贷款'),
    question: 'Is it | worth it?',
    verdict: { word: 'GO', sentences: [text('There is a case.', '方案可行。')], criteria: [] },
    warnings: [text('Look at <age>.', '请看年龄。')],
    criteriaHash: 'sha256:1',
    criteriaSource: 'client',
    data: {
      file: 'loans.csv',
      fingerprint: 'sha256:0',
      rows: 1200,
      columns: 2,
      format: 'csv',
      summary: { rows: 1200, events: 240, eventRate: 0.2 },
      extras: [],
    },
    schema: { columns: [{ name: 'term', type: 'integer', role: 'feature', unit: 'months' }], assumptions: [] },
    recipe: [],
    recipeSource: 'proposed',
    split: { kind: 'random', reason: text('By chance.', '随机。'), parts: [], folds: 5, seed: 7 },
    leakage: [],
    candidates: [],
    champion: { name: 'a', reason: text('The simplest.', '最简单。') },
    sections: [section],
    modelHash: 'sha256:2',
    seed: 7,
    versions: {},
    run: {
      startedAt: '2024-01-01T00:00:00.000Z',
      seconds: 1,
      cpuSeconds: 1,
      peakMemoryMB: 1,
      trainCpuSeconds: 1,
      fitSeconds: {},
      predictMsPer1000: 1,
      modelMB: 1,
      node: 'v20',
      platform: 'linux',
    },
  };
}

const sectionOf = (markdown: string, title: string): string =>
  markdown.split(`## ${title}\n`)[1]!.split('\n## ')[0]!.trim();

describe('renderMarkdown', () => {
  it('begins with title, question, verdict and warnings, none of which can become markup', () => {
    const lines = renderMarkdown(reportOf([]), { language: 'en' }).split('\n\n');
    expect(lines.slice(0, 5)).toEqual([
      '# Loans \\*2024\\*',
      '*Is it \\| worth it?*',
      '**GO**',
      'There is a case.',
      '> **Read this first.** Look at &lt;age>.',
    ]);
  });

  it('writes cells with the formats of their language', () => {
    const table: Block = {
      type: 'table',
      caption: text('Rates', '比率'),
      columns: [{ title: text('what', '项目') }, { title: text('value', '数值'), align: 'right' }],
      rows: [
        [text('share', '比例'), { value: 0.123, format: 'percent', interval: [0.1, 0.2] }],
        ['a|b', { value: 12345, format: 'integer' }],
        [null, { value: Number.NaN }],
      ],
    };
    expect(sectionOf(renderMarkdown(reportOf([table]), { language: 'en' }), 'Own section')).toBe(
      [
        'Rates',
        '',
        '| what | value |',
        '| --- | ---: |',
        '| share | 12.3 % (10.0 % to 20.0 %) |',
        '| a\\|b | 12,345 |',
        '| – | – |',
      ].join('\n'),
    );
    expect(renderMarkdown(reportOf([table]), { language: 'zh' })).toContain('| 比例 | 12.3% (10.0% 至 20.0%) |');
  });

  it('gives the points of a chart, a long curve thinned, each in the format of its axis', () => {
    const chart: Block = {
      type: 'chart',
      title: text('Bad rate', '坏账率'),
      caption: text('By share approved.', '按批准比例。'),
      x: { title: text('approved', '批准'), format: 'percent' },
      y: { title: text('bad rate', '坏账率'), format: 'percent' },
      y2: { title: text('rows', '行数') },
      series: [
        {
          name: text('bad', '坏'),
          kind: 'line',
          points: Array.from({ length: 24 }, (_, k) => [k / 24, 0.05] as const),
        },
        { name: text('rows', '行数'), kind: 'bar', secondary: true, points: [[0, 1500]] },
      ],
    };
    const shown = sectionOf(renderMarkdown(reportOf([chart]), { language: 'en' }), 'Own section').split('\n');
    expect(shown[0]).toBe('**Bad rate.** By share approved.');
    expect(shown[2]).toBe('| approved | bad | rows |');
    expect(shown[4]).toBe('| 0.0 % | 5.0 % | 1,500 |');
    expect(shown[5]).toBe('| 8.3 % | 5.0 % | – |');
    expect(shown.slice(4)).toHaveLength(12);
  });

  it('has the fixed parts in the language asked for', () => {
    const [en, zh] = (['en', 'zh'] as const).map((language) => renderMarkdown(reportOf([]), { language }));
    expect(en).toContain('events 240, event rate 20.0 %');
    expect(zh).toContain('事件数 240、事件率 20.0%');
    expect(sectionOf(zh!, '列')).toContain('| term | term | 整数 | 特征 | 个月 |');
    expect(en).toContain('| term | term | whole number | feature | months |');
  });
});
