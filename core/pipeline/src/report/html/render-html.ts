import type { Language } from '../../text/localized.js';
import type { ReportSection } from '../block.js';
import type { EvaluationReport } from '../evaluation-report.js';
import { reportSections } from '../report-sections.js';
import { WORDING as W } from '../wording.js';
import { escapeHtml, prose } from './escape-html.js';
import { renderBlock } from './render-block.js';
import { STYLE } from './style.js';
import { verdictGauge } from './verdict-gauge.js';

/** One self-contained page: no script, no font, no image from elsewhere; it opens from a disk and prints. */
export function renderHtml(report: EvaluationReport, { language }: { language: Language }): string {
  const sections = reportSections(report);
  const say = (text: { en: string; zh: string }): string => prose(text[language]);
  const title = report.title[language];
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(`${title} – ${report.verdict.word}${report.verdict.suspicion === undefined ? '' : ' (?)'}`)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header>
<p class="over">${[report.client, report.vertical.title[language], report.task.title[language]]
    .filter((part) => part !== undefined)
    .map((part) => escapeHtml(part))
    .join(' · ')}</p>
<h1>${escapeHtml(title)}</h1>
${report.question === undefined ? '' : `<p class="question">${escapeHtml(report.question)}</p>`}
</header>
${renderVerdict(report, language)}
${report.warnings.map((warning) => `<p class="callout bad" role="note"><b>${say(W.attention)}${language === 'zh' ? '：' : '.'}</b> ${say(warning)}</p>`).join('\n')}
<nav aria-label="${say(W.contents)}"><h2>${say(W.contents)}</h2><ol>${sections
    .map((section) => `<li><a href="#${escapeHtml(section.id)}">${say(section.title)}</a></li>`)
    .join('')}</ol></nav>
${renderSections(sections, language)}
<footer>${say(W.madeBy)} ${escapeHtml(report.product.version)} · ${escapeHtml(report.vertical.id)} ${escapeHtml(report.vertical.version)} · <code>${escapeHtml(report.modelHash)}</code></footer>
</main>
</body>
</html>
`;
}

function renderVerdict(report: EvaluationReport, language: Language): string {
  const { verdict } = report;
  // A word that hangs on a suspicion has not the colour of a plain one.
  const tone = verdict.suspicion === undefined ? verdict.word.toLowerCase().replace(' ', '-') : 'more-data';
  const suspicion =
    verdict.suspicion === undefined ? '' : `<p class="suspicion"><b>${prose(verdict.suspicion[language])}</b></p>`;
  const sentences = verdict.sentences.map((sentence) => `<p>${prose(sentence[language])}</p>`).join('');
  const ask =
    verdict.ask === undefined
      ? ''
      : `<p><b>${escapeHtml(W.ask[language])}${language === 'zh' ? '：' : ':'}</b> ${prose(verdict.ask[language])}</p>`;
  return `<section class="verdict ${tone}" aria-label="${escapeHtml(W.verdict[language])}">${suspicion}<span class="word">${verdict.word}</span>${sentences}${ask}${verdictGauge(report, language)}</section>`;
}

function renderSections(sections: readonly ReportSection[], language: Language): string {
  let level: ReportSection['level'] = 'summary';
  return sections
    .map((section) => {
      // The band names where evidence and appendix begin.
      const begins = section.level !== level && section.level !== 'summary';
      level = section.level;
      const band = begins
        ? `<p class="band">${escapeHtml((section.level === 'evidence' ? W.evidence : W.appendix)[language])}</p>\n`
        : '';
      const blocks = section.blocks.map((block) => renderBlock(block, language)).join('\n');
      return `${band}<section><h2 id="${escapeHtml(section.id)}">${escapeHtml(section.title[language])}</h2>\n${blocks}\n</section>`;
    })
    .join('\n');
}
