import type { Json } from '@proofline/learn';
import type { LeakageFinding } from '../leakage/leakage-finding.js';
import type { PassedOver } from '../run/run-limits.js';
import type { ColumnSpec } from '../schema/feature-schema.js';
import type { Localized } from '../text/localized.js';
import type { CriteriaRecord } from '../verdict/criteria-history.js';
import type { ReportSection } from './block.js';

export const VERDICTS = ['GO', 'NO-GO', 'MORE DATA'] as const;
export type VerdictWord = (typeof VERDICTS)[number];

/** One criterion and how it came out. */
export interface CriterionResult {
  metric: string;
  title: Localized;
  bound: '>=' | '<=';
  threshold: number;
  level: 'must' | 'should';
  owner?: string;
  /** NaN (JSON: null) where nothing was measured, and for a measured time. */
  value: number;
  /** A measured time, which differs from run to run: its value stands in `run`; see `criterionValue`. */
  timed?: true;
  interval?: readonly [number, number];
  /**
   * `met` and `missed` when the whole interval is on one side; `uncertain` when it holds the threshold; `unmeasured` where
   * the data has nothing to measure it with.
   */
  outcome: 'met' | 'missed' | 'uncertain' | 'unmeasured';
  /** Fixed before training, or found changed afterwards. */
  reason?: Localized;
}

export interface VerdictSummary {
  /** Where leakage is suspected: what must be read before the word, and before every number. */
  suspicion?: Localized;
  word: VerdictWord;
  /** Two to four sentences a consultant can forward: the answer, the number with interval, the baseline, what it means. */
  sentences: Localized[];
  criteria: CriterionResult[];
  /** For MORE DATA: the smallest ask, e.g. rows needed for the interval to clear the threshold. */
  ask?: Localized;
}

/** One setting of a candidate's search: its mean loss over the inner folds it ran on (JSON: null where it failed). */
export interface TrialResult {
  parameters: Record<string, Json>;
  loss: number;
  folds: number;
  /** Why it could not be fitted or scored on the next fold. */
  failure?: string;
}

export interface CandidateResult {
  name: string;
  title: Localized;
  baseline: boolean;
  champion: boolean;
  complexity: number;
  parameters: Record<string, Json>;
  /** Every setting that was tried, in order; empty where nothing is tuned. */
  trials: TrialResult[];
  /** On the test rows (or the mean over the outer folds). */
  metrics: Record<string, number>;
  intervals: Record<string, readonly [number, number]>;
  /** Out-of-fold on the training rows: what the choice was made on. */
  trainMetrics: Record<string, number>;
  /** Champion minus this one on the primary metric, paired on out-of-fold rows. */
  behindBest: { value: number; interval: readonly [number, number] };
  calibration?: string;
}

/** A row beside the candidates that nobody can choose. */
export interface ReferenceResult {
  title: Localized;
  metrics: Record<string, number>;
  intervals: Record<string, readonly [number, number]>;
}

/** A candidate that could not be trained, and why. */
export interface DroppedResult {
  name: string;
  title: Localized;
  reason: string;
}

/** What a criterion was measured at, measured times included. */
export function criterionValue({ run }: Pick<EvaluationReport, 'run'>, criterion: CriterionResult): number {
  if (criterion.timed !== true) return criterion.value;
  return (run as unknown as Record<string, number | undefined>)[criterion.metric] ?? Number.POSITIVE_INFINITY;
}

/** The one JSON schema of every evaluation report. Numbers depend on data, seed and version only; `run` holds what does not. */
export interface EvaluationReport {
  reportVersion: 1;
  product: { name: 'Proofline'; version: string };
  vertical: { id: string; title: Localized; version: string };
  task: {
    id: string;
    title: Localized;
    kind: string;
    primaryMetric: string;
    /** What the candidates are measured by, the primary metric among them. */
    metrics: Record<string, { title: Localized; better: 'higher' | 'lower' }>;
  };
  title: Localized;
  client?: string;
  question?: string;
  verdict: VerdictSummary;
  /** Refusals to mislead; they stand right under the verdict. */
  warnings: Localized[];
  criteriaHash: string;
  criteriaSource: 'client' | 'default';
  /** Criteria, constraints and costs in short, e.g. `auc >= 0.7`, `falseApproval = 5`. */
  judgedBy?: string[];
  /** What earlier runs with the same question about the same data were judged by, where by something else; the oldest first. */
  criteriaHistory?: CriteriaRecord[];
  data: {
    file: string;
    fingerprint: string;
    rows: number;
    columns: number;
    format: string;
    licence?: string;
    summary: Record<string, number>;
    extras: { name: string; file: string; rows: number; fingerprint: string }[];
  };
  schema: { columns: ColumnSpec[]; assumptions: Localized[] };
  /** What each step of the cleaning recipe did, why, and to how many cells (or rows) of how many. */
  recipe: { step: Localized; why?: Localized; column?: string; affected: number; of: number }[];
  /** `proposed` from the profile, or `given` by somebody in the configuration. */
  recipeSource: 'proposed' | 'given';
  split: {
    kind: string;
    reason: Localized;
    parts: { name: Localized; rows: number; from?: string; to?: string; summary: Record<string, number> }[];
    folds: number;
    seed: number;
  };
  leakage: {
    column?: string;
    finding: Localized;
    severity: LeakageFinding['severity'];
    overridden?: { reason: string; author: string };
  }[];
  candidates: CandidateResult[];
  /** What one would answer without any feature, measured as the candidates are; no candidate. Absent in kinds without one. */
  prior?: ReferenceResult;
  /** Candidates that could not be trained; absent where there is none. */
  dropped?: DroppedResult[];
  champion: {
    name: string;
    reason: Localized;
    /** Candidates that break a limit on time, size or reasons; absent where there is none. */
    passedOver?: PassedOver[];
    /** What the vertical measures of it besides the metrics of the kind, in the field's words. */
    measures?: Record<string, { value: number; interval?: readonly [number, number] }>;
  };
  /** Sections of the pipeline (profile, comparison, calibration, curves) and of the vertical, in reading order. */
  sections: ReportSection[];
  modelHash: string;
  seed: number;
  versions: Record<string, string>;
  /** What two runs of the same thing may differ in: clock and machine. Left out of the report's hash. */
  run: {
    startedAt: string;
    seconds: number;
    cpuSeconds: number;
    peakMemoryMB: number;
    trainCpuSeconds: number;
    /** Seconds to tune and fit each candidate, by name. */
    fitSeconds: Record<string, number>;
    /** CPU milliseconds for 1,000 predictions and for one with reasons. */
    predictMsPer1000: number;
    explainMsPerRow?: number;
    modelMB: number;
    node: string;
    platform: string;
  };
}
