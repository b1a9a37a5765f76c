import type { Frame } from '../dataset/frame.js';
import { type ColumnSpec, columnTitleAtStart } from '../schema/feature-schema.js';
import { type Localized, text } from '../text/localized.js';

/** Smallest and largest value of each numeric feature among the rows that a model has learnt from. */
export type SeenRanges = Readonly<Record<string, readonly [least: number, most: number]>>;

/** Beyond the range by more than this share of it a model guesses; nearer to its ends it hardly does. */
const MARGIN = 0.1;

/** The ranges of a frame's numeric columns, of those that hold a number. */
export function seenRanges(frame: Frame, features: readonly ColumnSpec[]): SeenRanges {
  return Object.fromEntries(
    features.flatMap(({ name }) => {
      const column = frame.columns.get(name);
      if (column?.kind !== 'numeric') return [];
      let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (const value of column.values) {
        if (value < least) least = value;
        if (value > most) most = value;
      }
      return least > most ? [] : [[name, [least, most] as const]];
    }),
  );
}

/** What to say of one row of a frame. */
export type RowRemarks = (frame: Frame, row: number) => Localized[];

/** What to say of a row's numbers that lie far outside what the model has seen: the column, the value and the range. */
export function outsideRemarks(features: readonly ColumnSpec[], seen: SeenRanges): RowRemarks {
  const bounds = features.flatMap((spec) => {
    const range = seen[spec.name];
    if (range === undefined) return [];
    const [least, most] = range;
    const margin = MARGIN * (most - least);
    return [{ spec, range, from: least - margin, to: most + margin }];
  });
  return (frame, row) => {
    const remarks: Localized[] = [];
    for (const { spec, range, from, to } of bounds) {
      const column = frame.columns.get(spec.name);
      if (column?.kind !== 'numeric') continue;
      const value = column.values[row]!;
      if (value < from || value > to) remarks.push(outside(spec, value, range));
    }
    return remarks;
  };
}

function outside(spec: ColumnSpec, value: number, [least, most]: SeenRanges[string]): Localized {
  const title = columnTitleAtStart(spec);
  const number = (one: number): string => one.toLocaleString('en-US', { maximumSignificantDigits: 6 });
  return text(
    `${title.en} is ${number(value)}, far outside what the model has learnt from (${number(least)} to ${number(most)}): its answer is a guess.`,
    `${title.zh}为 ${number(value)}，远远超出模型训练数据的范围（${number(least)} 至 ${number(most)}）：该结果仅为推测。`,
  );
}
