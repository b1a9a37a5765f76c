import type { ColumnSpec } from '../schema/feature-schema.js';
import type { Localized } from '../text/localized.js';
import type { GroupKind } from './column-groups.js';

/** Levels and special codes with fewer rows than this say nothing by themselves. */
export const RARE_ROWS = 5;

/** What a table looks like before anybody models it. Plain data: it goes into reports and to the console as it is. */
export interface Profile {
  rows: number;
  /** Rows that quantiles, correlations and changes over time were taken from: all, or an even sample of a large file. */
  sampledRows: number;
  /** Rows that are equal to an earlier one in every column; of the sample. */
  duplicateRows: number;
  /** Those of them that are certainly one record entered twice, not cases that are alike. */
  copiedRows: number;
  target?: TargetProfile;
  columns: ColumnProfile[];
  /** Pairs of features that go together, the strongest first. */
  pairs: { a: string; b: string; measure: 'pearson' | 'cramersV'; value: number }[];
  time?: TimeProfile;
}

export interface TargetProfile {
  name: string;
  kind: 'binary' | 'classes' | 'quantity';
  /** Share of the event, or mean of the quantity; absent for more than two classes. */
  mean?: number;
  levels: { level: string; rows: number }[];
}

export interface ColumnProfile {
  spec: ColumnSpec;
  missing: number;
  special: { code: string; meaning: Localized; rows: number }[];
  /** Of the sample. */
  distinct: number;
  numbers?: NumberProfile;
  /** Of dates, milliseconds since 1970. */
  from?: number;
  to?: number;
  /** The most frequent levels; none of personal data. */
  levels?: { level: string; rows: number }[];
  /** Levels that occur in fewer than `RARE_ROWS` rows. */
  rareLevels: number;
  /** How far the column goes with the target. */
  association?: { measure: 'auc' | 'cramersV' | 'pearson'; value: number };
  /** Rows and mean of the target (event rate) in each level, special code or bin. */
  groups?: { label: Localized; kind: GroupKind; rows: number; targetMean?: number }[];
}

export interface NumberProfile {
  min: number;
  max: number;
  mean: number;
  standardDeviation: number;
  zeros: number;
  negatives: number;
  quantiles: { p1: number; p5: number; p25: number; p50: number; p75: number; p95: number; p99: number };
  /** Rows of the sample more than three interquartile ranges outside the quartiles (Tukey's "far out"). */
  outliers: number;
}

export interface TimeProfile {
  column: string;
  unit: 'day' | 'month' | 'quarter' | 'year' | 'slice';
  periods: { label: string; rows: number; targetMean?: number }[];
  /** One value for each period. */
  columns: {
    name: string;
    missingShare: number[];
    /** Mean of numbers; absent for categories. */
    mean?: number[];
    /** Population stability index against the first period that has enough rows; NaN where there are too few. */
    psi: number[];
  }[];
}
