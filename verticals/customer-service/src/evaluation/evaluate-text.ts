import type { Task, TaskEvaluation } from '@proofline/pipeline';
import { text } from '@proofline/pipeline';
import { answersSection } from './answers.js';
import { classesSection } from './classes.js';
import { confidenceSection } from './confidence.js';
import { confusionsSection } from './confusions.js';
import { outOfScopeSection } from './out-of-scope.js';
import { type SectionBuilder, studyOf, type TextContext } from './study.js';
import { trainingDataSection } from './training-data.js';

/** What criteria may name besides the metrics of every task of text. */
export const TEXT_MEASURES: NonNullable<Task['measures']> = {
  inScopeAccuracy: {
    title: text('accuracy on what is in scope', '范围内准确率'),
    better: 'higher',
    range: [0, 1],
  },
  outOfScopeRecall: {
    title: text('share of what is out of scope that is seen as such', '范围外识别率'),
    better: 'higher',
    range: [0, 1],
  },
};

/** In reading order. */
const SECTIONS: readonly SectionBuilder[] = [
  outOfScopeSection,
  confidenceSection,
  classesSection,
  confusionsSection,
  trainingDataSection,
];

/** The sections of a task that puts a text into a class, what they measure and what they warn of. */
export function evaluateText(context: TextContext): Promise<TaskEvaluation> {
  return evaluateBy(SECTIONS, context);
}

/** The same of a task that answers questions. */
export function evaluateAnswers(context: TextContext): Promise<TaskEvaluation> {
  return evaluateBy([answersSection, ...SECTIONS], context);
}

async function evaluateBy(sections: readonly SectionBuilder[], context: TextContext): Promise<TaskEvaluation> {
  const whole: TaskEvaluation = { sections: [], measures: {}, warnings: [] };
  const study = studyOf(context);
  for (const [i, build] of sections.entries()) {
    const { section, warnings = [], measures } = await build(study);
    if (section !== undefined) {
      whole.sections.push(section);
      context.onProgress?.((i + 1) / sections.length, section.title);
    }
    whole.warnings.push(...warnings);
    Object.assign(whole.measures, measures);
  }
  return whole;
}
