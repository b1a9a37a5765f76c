import {
  type ColumnSpec,
  categoryLabel,
  type Frame,
  type Localized,
  localized,
  text,
  withUnit,
} from '@proofline/pipeline';

/** What a cell is to a reader: a quantity or category, a circumstance that a special code stands for, or nothing. */
export type CellKind = 'value' | 'special' | 'missing';

/** A cell as its reader would write it: with its unit, the meaning of a special code, the label of a category. */
export interface CellText {
  kind: CellKind;
  text: Localized;
  /** The special code as the file writes it. */
  code?: string;
}

const NOT_GIVEN: CellText = { kind: 'missing', text: text('not given', '未提供') };

export function valueText(spec: ColumnSpec, frame: Frame, row: number): CellText {
  const column = frame.columns.get(spec.name)!;
  switch (column.kind) {
    case 'numeric': {
      const special = spec.special?.[(column.special?.[row] ?? 0) - 1];
      if (special !== undefined) {
        return { kind: 'special', text: localized(special.meaning), code: String(special.code) };
      }
      const value = column.values[row]!;
      if (Number.isNaN(value)) return NOT_GIVEN;
      const number = Number.isInteger(value) ? wholeText(value) : String(Number(value.toPrecision(4)));
      return { kind: 'value', text: withUnit(number, spec.unit, value) };
    }
    case 'categorical': {
      const code = column.codes[row]!;
      if (code < 0) return NOT_GIVEN;
      return { kind: 'value', text: categoryLabel(spec, column.levels[code]!) };
    }
    case 'time':
      return Number.isNaN(column.values[row]!)
        ? NOT_GIVEN
        : { kind: 'value', text: text(new Date(column.values[row]!).toISOString().slice(0, 10)) };
    case 'text':
      return column.values[row] === null ? NOT_GIVEN : { kind: 'value', text: text(column.values[row]!) };
  }
}

/** Made once, and asked only where there are thousands to set apart: it takes longer than the rest of a reason. */
const WHOLE = new Intl.NumberFormat('en-US');

function wholeText(value: number): string {
  return Math.abs(value) < 1000 ? String(value) : WHOLE.format(value);
}
