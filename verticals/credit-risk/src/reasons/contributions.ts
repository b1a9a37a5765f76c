import {
  type ColumnSpec,
  columnLabel,
  type FeatureSchema,
  type Frame,
  type Localized,
  type Reason,
  text,
} from '@proofline/pipeline';

/** A factor's share of one row's log-odds of default, relative to the average applicant. */
export interface Contribution {
  feature: string;
  contribution: number;
}

/**
 * Contributions as reasons in the field's words, the most adverse first; equal ones in the order of the schema. With
 * `limit` only those that raise the risk, at most that many: the reasons of an adverse action.
 */
export function toReasons(
  contributions: readonly Contribution[],
  schema: FeatureSchema,
  frame: Frame,
  row: number,
  limit?: number,
): Reason[] {
  const position = new Map(schema.columns.map((column, k) => [column.name, k]));
  const sorted = [...contributions].sort(
    (a, b) => b.contribution - a.contribution || position.get(a.feature)! - position.get(b.feature)!,
  );
  const chosen = limit === undefined ? sorted : sorted.filter((c) => c.contribution > 0).slice(0, limit);
  return chosen.map(({ feature, contribution }) => {
    const spec = schema.columns[position.get(feature)!]!;
    const value = valueText(spec, frame, row);
    return {
      feature,
      code: feature,
      contribution,
      value: value.en,
      text: text(`${sentenceCase(columnLabel(spec, 'en'))}: ${value.en}`, `${columnLabel(spec, 'zh')}：${value.zh}`),
    };
  });
}

/** A cell as its reader would write it: with its unit, with the meaning of a special code, with the label of a category. */
export function valueText(spec: ColumnSpec, frame: Frame, row: number): Localized {
  const column = frame.columns.get(spec.name)!;
  const notGiven = text('not given', '未提供');
  switch (column.kind) {
    case 'numeric': {
      const special = column.special?.[row] ?? 0;
      if (special > 0) return localised(spec.special![special - 1]!.meaning);
      const value = column.values[row]!;
      if (Number.isNaN(value)) return notGiven;
      const number = Number.isInteger(value) ? value.toLocaleString('en-US') : String(Number(value.toPrecision(4)));
      return text(spec.unit === undefined ? number : `${number} ${spec.unit}`);
    }
    case 'categorical': {
      const code = column.codes[row]!;
      if (code < 0) return notGiven;
      const level = column.levels[code]!;
      const entry = spec.categories?.find((c) => (typeof c === 'string' ? c : c.value) === level);
      return typeof entry === 'object' && entry.label !== undefined ? localised(entry.label) : text(level);
    }
    case 'time':
      return Number.isNaN(column.values[row]!)
        ? notGiven
        : text(new Date(column.values[row]!).toISOString().slice(0, 10));
    case 'text':
      return column.values[row] === null ? notGiven : text(column.values[row]!);
  }
}

function localised(label: string | Localized): Localized {
  return typeof label === 'string' ? text(label) : label;
}

function sentenceCase(label: string): string {
  return label.charAt(0).toUpperCase() + label.slice(1);
}
