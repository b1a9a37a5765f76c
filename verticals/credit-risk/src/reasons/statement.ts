import { type ColumnSpec, columnTitleAtStart, isTimeUnit, type Localized, text } from '@proofline/pipeline';
import type { CellText } from './value-text.js';

/** Where a number lies, seen from the values that the model scores better. */
export type Side = 'high' | 'low';

/** A factor in words, with a code that stays the same for the same statement about the same factor. */
export interface Statement {
  code: string;
  text: Localized;
}

/**
 * What speaks against an applicant, as a notice of adverse action says it: "Inquiries in six months too high (7)",
 * "Income not given", "Time in employment: not employed". A number whose better side is not known, and a category, are
 * named with their value alone.
 */
export function adverseStatement(spec: ColumnSpec, cell: CellText, side: Side | undefined): Statement {
  const label = columnTitleAtStart(spec);
  switch (cell.kind) {
    case 'missing':
      return { code: `${spec.name}.missing`, text: text(`${label.en} not given`, `${label.zh}未提供`) };
    case 'special':
      return { code: `${spec.name}.special.${cell.code}`, text: named(label, cell.text) };
    case 'value': {
      if (side === undefined) return { code: `${spec.name}.value`, text: named(label, cell.text) };
      const [en, zh] = isTimeUnit(spec.unit) ? DURATION[side] : QUANTITY[side];
      return {
        code: `${spec.name}.${side}`,
        text: text(`${label.en} ${en} (${cell.text.en})`, `${label.zh}${zh}（${cell.text.zh}）`),
      };
    }
  }
}

/** A factor that speaks for an applicant, or not at all: its name and value. */
export function neutralStatement(spec: ColumnSpec, cell: CellText): Statement {
  return { code: `${spec.name}.value`, text: named(columnTitleAtStart(spec), cell.text) };
}

const QUANTITY = { high: ['too high', '过高'], low: ['too low', '过低'] } as const;
const DURATION = { high: ['too long', '过长'], low: ['too short', '过短'] } as const;

function named(label: Localized, value: Localized): Localized {
  return text(`${label.en}: ${value.en}`, `${label.zh}：${value.zh}`);
}
