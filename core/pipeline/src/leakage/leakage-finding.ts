import type { Localized } from '../text/localized.js';

export type LeakageCode =
  | 'TARGET_COPY'
  | 'TARGET_PROXY'
  | 'TARGET_GIVEN_AWAY'
  | 'ROW_COUNTER'
  | 'ID_AS_FEATURE'
  | 'FUTURE_DATE'
  | 'FUTURE_NAME'
  | 'DUPLICATES_ACROSS_SPLIT'
  | 'TEXTS_ACROSS_SPLIT'
  | 'ID_ACROSS_SPLIT'
  | 'GROUP_ACROSS_SPLIT'
  | 'CHAMPION_TOO_GOOD';

/** `fail` stops a run unless overridden, `warn` stands under the verdict, `note` in the appendix only. */
export const SEVERITIES = ['fail', 'warn', 'note'] as const;

/** Something that would let a model know in the test what it cannot know in use. */
export interface LeakageFinding {
  code: LeakageCode;
  /** The column it is about; absent when it is about rows. */
  column?: string;
  severity: (typeof SEVERITIES)[number];
  finding: Localized;
  /** How strong it is, in the unit that the text names (AUC, share, …). */
  value: number;
  overridden?: { reason: string; author: string };
}
