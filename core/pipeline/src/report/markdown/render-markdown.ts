import type { Language } from '../../text/localized.js';
import type { Block, Cell, ChartBlock, TableBlock } from '../block.js';
import type { EvaluationReport } from '../evaluation-report.js';
import { formatCell, formatNumber } from '../format-value.js';
import { reportSections } from '../report-sections.js';
import { WORDING as W } from '../wording.js';

/** The whole report as Markdown; a chart becomes its caption and its points in a table. */
export function renderMarkdown(report: EvaluationReport, { language }: { language: Language }): string {
  const { verdict } = report;
  const parts = [
    `# ${inline(report.title[language])}`,
    ...(report.question === undefined ? [] : [`*${inline(report.question)}*`]),
    ...(verdict.suspicion === undefined ? [] : [`**${inline(verdict.suspicion[language])}**`]),
    `**${verdict.word}**`,
    ...verdict.sentences.map((sentence) => inline(sentence[language])),
    ...(verdict.ask === undefined
      ? []
      : [`**${W.ask[language]}${language === 'zh' ? '：' : ':'}** ${inline(verdict.ask[language])}`]),
    ...report.warnings.map(
      (warning) => `> **${W.attention[language]}${language === 'zh' ? '：' : '.'}** ${inline(warning[language])}`,
    ),
    ...reportSections(report).flatMap((section) => [
      `## ${inline(section.title[language])}`,
      ...section.blocks.map((block) => renderBlock(block, language)),
    ]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function renderBlock(block: Block, language: Language): string {
  switch (block.type) {
    case 'text':
      return inline(block.text[language]);
    case 'callout':
      return `> ${inline(block.text[language])}`;
    case 'table':
      return renderTable(block, language);
    case 'chart':
      return renderChart(block, language);
  }
}

function renderTable({ caption, columns, rows }: TableBlock, language: Language): string {
  const head = columns.map((column) => inline(column.title[language]));
  const align = columns.map((column) => (column.align === 'right' ? '---:' : '---'));
  const body = rows.map((cells) => line(cells.map((cell) => inline(formatCell(cell, language)))));
  const table = [line(head), line(align), ...body].join('\n');
  return caption === undefined ? table : `${inline(caption[language])}\n\n${table}`;
}

/** Long curves are thinned to a dozen points; of categories each is its own. */
function renderChart(block: ChartBlock, language: Language): string {
  const most = 12;
  const first = block.series[0];
  const step = block.x.categories === undefined ? Math.max(1, Math.ceil((first?.points.length ?? 0) / most)) : 1;
  const xs = (first?.points ?? []).filter((_, i) => i % step === 0).map(([x]) => x);
  const category = (x: number): string => {
    const name = block.x.categories?.[x];
    if (name === undefined) return formatNumber(x, block.x.format ?? 'number', undefined, language);
    return typeof name === 'string' ? name : name[language];
  };
  const rows = xs.map((x): Cell[] => [
    category(x),
    ...block.series.map((series): Cell => {
      const point = series.points.find(([px]) => px === x);
      if (point === undefined || point[1] === null) return null;
      const whole = series.points.every(([, y]) => y === null || Number.isInteger(y));
      const format = (series.secondary ? block.y2 : block.y)?.format ?? 'number';
      return { value: point[1], format: format === 'number' && whole ? 'integer' : format };
    }),
  ]);
  const columns = [
    { title: block.x.title },
    ...block.series.map(({ name }) => ({ title: name, align: 'right' as const })),
  ];
  return `**${inline(block.title[language])}${language === 'zh' ? '。' : '.'}** ${inline(block.caption[language])}\n\n${renderTable({ type: 'table', columns, rows }, language)}`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Text from a client's file must not become markup, break a table or run HTML; `>` is markup at the beginning only. */
function inline(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]|#]/g, '\\$&')
    .replace(/</g, '&lt;')
    .trim()
    .replace(/^>/, '\\>');
}
