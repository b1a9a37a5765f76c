import type { Localized } from '../text/localized.js';

/** A cell of a table: a formatted text, or a number with how to show it. `null` is shown as a dash. */
export type Cell = null | string | Localized | NumberCell;

export interface NumberCell {
  value: number;
  /** `number` (default, 3 significant decimals), `integer`, `percent`, `money`, `scientific`, `pvalue`. */
  format?: 'number' | 'integer' | 'percent' | 'money' | 'scientific' | 'pvalue';
  digits?: number;
  /** A 95 % interval shown behind the value. */
  interval?: readonly [number, number];
}

export interface TableBlock {
  type: 'table';
  caption?: Localized;
  columns: { title: Localized; align?: 'left' | 'right'; help?: Localized }[];
  rows: Cell[][];
  /** Indices of rows to set off (the champion, a breach). */
  emphasis?: { row: number; tone: 'good' | 'warn' | 'bad' | 'champion' }[];
  /** Above this number of rows the view folds the rest. */
  fold?: number;
}

export interface Series {
  name: Localized;
  /** Points `[x, y]`; for category charts x is the index of `xCategories`. `null` breaks a line. */
  points: readonly (readonly [number, number | null])[];
  kind: 'line' | 'bar' | 'scatter' | 'area' | 'step';
  /** Lower and upper bound for each point, drawn as a band. */
  band?: readonly (readonly [number, number])[];
  dashed?: boolean;
  /** On the right axis. */
  secondary?: boolean;
}

export interface ChartBlock {
  type: 'chart';
  title: Localized;
  /** What the reader should see in it, in one sentence; also the image's alternative text. */
  caption: Localized;
  x: {
    title: Localized;
    categories?: readonly (string | Localized)[];
    min?: number;
    max?: number;
    log?: boolean;
    format?: 'number' | 'percent' | 'money';
  };
  y: { title: Localized; min?: number; max?: number; format?: 'number' | 'percent' | 'money' };
  y2?: { title: Localized; min?: number; max?: number; format?: 'number' | 'percent' | 'money' };
  series: readonly Series[];
  /** Vertical lines: a cut-off, a base rate. */
  markers?: readonly { x: number; label: Localized }[];
  horizontal?: boolean;
}

export interface TextBlock {
  type: 'text';
  text: Localized;
}

export interface CalloutBlock {
  type: 'callout';
  tone: 'info' | 'good' | 'warn' | 'bad';
  text: Localized;
}

export type Block = TextBlock | CalloutBlock | TableBlock | ChartBlock;

/** A part of a report with a stable id, in the order in which it is read. */
export interface ReportSection {
  id: string;
  title: Localized;
  blocks: Block[];
  /** Where it belongs: the result up front, the evidence, or the appendix that a reviewer asks for. */
  level: 'summary' | 'evidence' | 'appendix';
}
