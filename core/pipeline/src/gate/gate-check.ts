import type { Json } from '@proofline/learn';
import type { Localized } from '../text/localized.js';

/** In the order in which they are shown. */
export const GATE_CHECKS = [
  'package',
  'criteria',
  'schema',
  'frozen-set',
  'comparison',
  'calibration',
  'fairness',
  'latency',
  'size',
] as const;
export type GateCheckId = (typeof GATE_CHECKS)[number];

/** One thing that a model must hold before it may answer, and how it came out. */
export interface GateCheck {
  id: GateCheckId;
  passed: boolean;
  /** What was measured; null where there was nothing to measure. */
  measured: Json;
  /** What it must hold; null where it is no number. */
  bound: Json;
  /** One or two sentences for whoever approves. */
  text: Localized;
}

export function gateCheck(
  id: GateCheckId,
  passed: boolean,
  text: Localized,
  { measured = null, bound = null }: { measured?: Json; bound?: Json } = {},
): GateCheck {
  return { id, passed, measured, bound, text };
}
