import type { Localized } from '../text/localized.js';

/** The stages of a run, in order. */
export const STAGES = ['read', 'profile', 'split', 'leakage', 'train', 'evaluate', 'report', 'package'] as const;

export type Stage = (typeof STAGES)[number];

/** What a run tells while it works. `fraction` is of the whole run, from its plan. */
export type RunEvent =
  | { type: 'stage'; stage: Stage; title: Localized; fraction: number }
  | { type: 'progress'; stage: Stage; fraction: number; detail: Localized }
  | { type: 'note'; tone: 'info' | 'warn'; text: Localized };
