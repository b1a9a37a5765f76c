import type { Language } from '../../text/localized.js';
import type { EvaluationReport } from '../evaluation-report.js';
import { WORDING as W } from '../wording.js';
import { escapeHtml } from './escape-html.js';

const WIDTH = 700;
const LEFT = 20;
const RIGHT = 680;

/** The primary number with its interval on a line, against the baseline and the criterion; empty where it has none. */
export function verdictGauge(report: EvaluationReport, language: Language): string {
  const metric = report.task.primaryMetric;
  const champion = report.candidates.find((candidate) => candidate.champion);
  const baseline = report.candidates.find((candidate) => candidate.baseline);
  const criterion = report.verdict.criteria.find((c) => c.metric === metric);
  if (champion === undefined) return '';
  const value = champion.metrics[metric]!;
  const [low, high] = champion.intervals[metric]!;
  // JSON has no NaN: a report that was read again holds null for what could not be measured.
  if (![value, low, high].every(Number.isFinite)) return '';
  const reference = baseline?.metrics[metric];
  const marks = [value, low, high, reference, criterion?.threshold].filter(
    (v): v is number => v !== undefined && Number.isFinite(v),
  );
  const least = Math.min(...marks);
  const most = Math.max(...marks);
  const margin = 0.12 * (most - least || 1);
  const x = (v: number): number => LEFT + ((v - least + margin) / (most - least + 2 * margin)) * (RIGHT - LEFT);
  const at = (v: number): string => x(v).toFixed(1);
  const anchor = (v: number): string => (x(v) < 80 ? 'start' : x(v) > WIDTH - 80 ? 'end' : 'middle');
  const label = (v: number, y: number, text: string): string =>
    `<text x="${at(v)}" y="${y}" text-anchor="${anchor(v)}">${escapeHtml(text)}</text>`;
  const tick = (v: number, name: string, y: number, dash: string): string =>
    `<line x1="${at(v)}" x2="${at(v)}" y1="${y > 60 ? 44 : 24}" y2="${y > 60 ? 74 : 56}" stroke="currentColor" stroke-width="1.5"${dash}/>${label(v, y, `${name} ${v.toFixed(3)}`)}`;
  const name = report.task.metrics[metric]!.title[language];
  const title = `${name} ${value.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`;
  return `<div class="gauge"><svg viewBox="0 0 ${WIDTH} 96" role="img" aria-label="${escapeHtml(title)}">
<line x1="${LEFT}" x2="${RIGHT}" y1="50" y2="50" stroke="currentColor" stroke-opacity=".35"/>
<line x1="${at(low)}" x2="${at(high)}" y1="50" y2="50" stroke="var(--tone)" stroke-width="9" stroke-linecap="round" stroke-opacity=".45"/>
<circle cx="${at(value)}" cy="50" r="7" fill="var(--tone)"/>${label(value, 36, `${name} ${value.toFixed(3)}`)}
${baseline === champion || reference === undefined || !Number.isFinite(reference) ? '' : tick(reference, W.baseline[language], 90, '')}
${criterion === undefined ? '' : tick(criterion.threshold, W.required[language], 16, ' stroke-dasharray="4 3"')}
</svg></div>`;
}
