import { argmaxRows, confusionTable } from '@proofline/learn';
import type {
  EvaluationContext,
  MulticlassPrediction,
  MulticlassTruth,
  ReportSection,
  TaskEvaluation,
} from '@proofline/pipeline';

export type TextContext = EvaluationContext<MulticlassTruth, MulticlassPrediction>;

/** The champion's answers for rows it never saw, counted once for all sections. */
export interface TextStudy {
  context: TextContext;
  classes: readonly string[];
  /** The class that stands for none of the others. */
  outOfScope: number | undefined;
  truth: Int32Array;
  /** The class that the champion names, and how sure it is. */
  named: Int32Array;
  confidence: Float64Array;
  /** Rows of each true class by named class. */
  table: readonly Float64Array[];
}

/** A part of the evaluation; undefined where the data has nothing to say of it. */
type Part = Partial<Omit<TaskEvaluation, 'sections'>> & { section?: ReportSection };
export type SectionBuilder = (study: TextStudy) => Part | Promise<Part>;

export function studyOf(context: TextContext): TextStudy {
  const { classes, outOfScope, y } = context.truth.test;
  const { probability } = context.champion.test;
  const named = argmaxRows(probability, classes.length);
  return {
    context,
    classes,
    outOfScope,
    truth: Int32Array.from(y),
    named,
    confidence: Float64Array.from(named, (k, row) => probability[row * classes.length + k]!),
    table: confusionTable(y, named, classes.length),
  };
}
