import type { BinaryTruth, EvaluationContext, TaskEvaluation } from '@proofline/pipeline';

export type CreditContext = EvaluationContext<BinaryTruth, Float64Array>;

/** What the sections of the field are made from. */
export interface CreditStudy {
  context: CreditContext;
  /** Applications with a lower probability of default are approved; chosen on rows that are not judged on. */
  cutOff: number;
  /** What the sections before this one measured, by name. */
  measures: TaskEvaluation['measures'];
}

/** One part of the evaluation: its sections, what it measures, what it warns of. */
export type SectionBuilder = (study: CreditStudy) => Partial<TaskEvaluation> | Promise<Partial<TaskEvaluation>>;

/** 1 for each application that the cut-off approves. */
export function approvals(probability: Float64Array, cutOff: number): Uint8Array {
  return Uint8Array.from(probability, (p) => (p < cutOff ? 1 : 0));
}
