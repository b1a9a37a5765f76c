import { parseNumberText, stripUnit, trimCell, unitSpellings } from '../cells/number-text.js';
import type { ColumnSpec, FeatureSchema } from '../schema/feature-schema.js';
import type { Source } from './source.js';

export type DecimalSign = '.' | ',';

/** A column says how a file writes numbers when more of its cells than this are numbers in one way only. */
const SPEAKING_SHARE = 0.05;

/**
 * The decimal sign of a delimited file that may come from elsewhere than the schema's. `expected` stays unless the file's
 * first rows say otherwise: cells of some numeric column are numbers only with the other sign, and none only with this one.
 * `doubtful` is a cell that means two numbers (`1,234`) in a file of another form where nothing else tells which.
 */
export function detectDecimal(
  source: Source,
  schema: FeatureSchema,
  expected: DecimalSign,
): { decimal: DecimalSign; doubtful?: string } {
  const other = expected === '.' ? ',' : '.';
  const found = new Set<DecimalSign>();
  let doubtful: string | undefined;
  for (const spec of schema.columns) {
    const place = source.header.indexOf(spec.name);
    if (place < 0 || spec.role === 'ignore' || (spec.type !== 'number' && spec.type !== 'integer')) continue;
    const cells = source.sample.map((record) => numberPart(spec, record[place] ?? '')).filter((cell) => cell !== '');
    for (const sign of ['.', ','] as const) {
      const certain = cells.filter((cell) => isOnlyWith(cell, sign)).length;
      if (certain > SPEAKING_SHARE * cells.length) found.add(sign);
    }
    doubtful ??= cells.find((cell) => /[.,]/.test(cell) && isNumber(cell, '.') && isNumber(cell, ','));
  }
  if (found.has(other) && !found.has(expected)) return { decimal: other };
  if (found.size > 0 || doubtful === undefined || source.format.delimiter === (schema.file?.delimiter ?? ',')) {
    return { decimal: expected };
  }
  // Between commas a cell holds a point because that is the decimal sign; elsewhere either may be.
  return source.format.delimiter === ',' ? { decimal: '.' } : { decimal: expected, doubtful };
}

function numberPart(spec: ColumnSpec, cell: string): string {
  const text = trimCell(cell);
  return stripUnit(text, unitSpellings(spec.unit)) ?? text;
}

function isNumber(text: string, sign: DecimalSign): boolean {
  return !Number.isNaN(parseNumberText(text, sign));
}

/** Whether a text is a number with this decimal sign and not with the other; nobody groups thousands after a zero (`0,125`). */
function isOnlyWith(text: string, sign: DecimalSign): boolean {
  if (!isNumber(text, sign) || /^[+-]?\d*$/.test(text)) return false;
  return !isNumber(text, sign === '.' ? ',' : '.') || new RegExp(`^[+-]?0\\${sign}\\d`).test(text);
}
