import type { Language } from '../../text/localized.js';
import type { Block, ChartBlock, TableBlock } from '../block.js';
import { renderChart } from '../chart/render-chart.js';
import { formatCell, isNumberCell } from '../format-value.js';
import { WORDING as W } from '../wording.js';
import { escapeHtml, prose } from './escape-html.js';

/** Beyond this many rows a table is cut: nobody reads them, and the page must open at once. */
const MOST_ROWS = 400;
/** Two numbers and what is between them, which stay on one line. */
const RANGE = /^[\d.,%\u00a0 –-]{1,24}$/;
const LONG_TOKEN = /[^\s\u2e80-\uffef]{31}/;

export function renderBlock(block: Block, language: Language): string {
  switch (block.type) {
    case 'text':
      return `<p>${prose(block.text[language])}</p>`;
    case 'callout':
      return `<p class="callout ${block.tone}">${prose(block.text[language])}</p>`;
    case 'table':
      return renderTable(block, language);
    case 'chart':
      return renderFigure(block, language);
  }
}

function renderTable(table: TableBlock, language: Language): string {
  const tones = new Map((table.emphasis ?? []).map(({ row, tone }) => [row, tone]));
  const side = (j: number): string => (table.columns[j]?.align === 'right' ? ' class="right"' : '');
  const rowHtml = (cells: TableBlock['rows'][number], i: number): string => {
    const tone = tones.get(i);
    const inner = cells
      .map((cell, j) => {
        const shown = withInterval(prose(formatCell(cell, language)), cell);
        const classes = [
          ...(isNumberCell(cell) ? ['right', 'number'] : table.columns[j]?.align === 'right' ? ['right'] : []),
          ...(RANGE.test(shown) ? ['range'] : []),
          // A hash has no place to break; a word must never be broken.
          ...(LONG_TOKEN.test(shown) ? ['token'] : []),
        ];
        return `<td${classes.length === 0 ? '' : ` class="${classes.join(' ')}"`}>${shown}</td>`;
      })
      .join('');
    return `<tr${tone === undefined ? '' : ` class="${tone}"`}>${inner}</tr>`;
  };
  const headed = table.columns.some((column) => column.title[language] !== '');
  const head = table.columns
    .map(({ title, help }, j) => {
      const hint = help === undefined ? '' : ` title="${escapeHtml(help[language])}"`;
      return `<th scope="col"${side(j)}${hint}>${prose(title[language])}</th>`;
    })
    .join('');
  const wrap = (rows: string, caption: boolean): string =>
    `<div class="wide"><table>${caption && table.caption !== undefined ? `<caption><span>${prose(table.caption[language])}</span></caption>` : ''}${headed ? `<thead><tr>${head}</tr></thead>` : ''}<tbody>${rows}</tbody></table></div>`;
  const rows = table.rows.slice(0, MOST_ROWS).map(rowHtml);
  const fold = table.fold ?? 60;
  const rest = rows.length > fold + 3 ? rows.splice(fold) : [];
  const cut = table.rows.length - MOST_ROWS;
  const more = rest.length + Math.max(0, cut);
  return (
    wrap(rows.join(''), true) +
    (rest.length === 0
      ? ''
      : `<details><summary>${more} ${escapeHtml(W.more[language])}</summary>${wrap(rest.join(''), false)}${cut > 0 ? `<p>… ${cut}</p>` : ''}</details>`)
  );
}

/** A wide table may break before an interval, nowhere else. */
function withInterval(shown: string, cell: TableBlock['rows'][number][number]): string {
  if (!isNumberCell(cell) || cell.interval === undefined) return shown;
  const at = shown.indexOf(' (');
  return `${shown.slice(0, at)} <span>${shown.slice(at + 1)}</span>`;
}

function renderFigure(block: ChartBlock, language: Language): string {
  const height = block.horizontal === true ? 90 + 40 * (block.x.categories?.length ?? 6) : 340;
  const svg = renderChart(block, { language, height }).replace(
    /^<svg /,
    `<svg role="img" aria-label="${escapeHtml(`${block.title[language]}. ${block.caption[language]}`)}" `,
  );
  return `<figure><div class="chart">${svg}</div><figcaption><b>${prose(block.title[language])}${language === 'zh' ? '。' : '.'}</b> ${prose(block.caption[language])}</figcaption></figure>`;
}
