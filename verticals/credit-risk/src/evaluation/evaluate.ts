import { type Task, type TaskEvaluation, text } from '@proofline/pipeline';
import type { RecommendedCutOff } from '../recommended-cut-off.js';
import { bandsSection } from './bands.js';
import { calibrationSection } from './calibration.js';
import { cutOffSection } from './cut-off-section.js';
import { fairnessSection } from './fairness.js';
import { glossarySection } from './glossary.js';
import { lessDiscriminatoryAlternatives } from './less-discriminatory-alternatives.js';
import { lossCurvesSection } from './loss-curves.js';
import { modelDocumentSection } from './model-document.js';
import { reasonsSection } from './reasons.js';
import { recourseSection } from './recourse-section.js';
import { rejectInferenceSection } from './reject-inference.js';
import { stabilitySection } from './stability.js';
import type { CreditContext, CreditStudy, SectionBuilder } from './study.js';
import { swapSetSection } from './swap-set.js';
import { variablesSection } from './variables.js';

/** What criteria and constraints may name besides the metrics of every yes/no task. */
export const MEASURES: NonNullable<Task['measures']> = {
  expectedProfit: { title: text('profit per application', '每笔申请利润'), better: 'higher' },
  profitGain: {
    title: text('profit per application over the best simple policy', '相对最佳简单策略的每笔利润'),
    better: 'higher',
  },
  approvalRate: { title: text('share approved', '批准率'), better: 'higher', range: [0, 1], twoSided: true },
  calibrationSlope: { title: text('calibration slope', '校准斜率'), better: 'higher', twoSided: true },
  scorePsi: {
    title: text('stability index of the score', '评分稳定性指标'),
    better: 'lower',
    range: [0, Number.POSITIVE_INFINITY],
  },
  aucOverExistingScore: { title: text('AUC over that of the existing score', '相对现有评分的 AUC'), better: 'higher' },
};

/** In reading order. */
const SECTIONS: readonly SectionBuilder[] = [
  bandsSection,
  cutOffSection,
  swapSetSection,
  calibrationSection,
  variablesSection,
  reasonsSection,
  recourseSection,
  fairnessSection,
  lessDiscriminatoryAlternatives,
  rejectInferenceSection,
  stabilitySection,
  lossCurvesSection,
  modelDocumentSection,
  glossarySection,
];

/** The sections of the field, what they measure and what they warn of. */
export async function evaluate(context: CreditContext): Promise<TaskEvaluation> {
  const { cutOff } = context.recommendation as unknown as RecommendedCutOff;
  const whole: TaskEvaluation = { sections: [], measures: {}, warnings: [] };
  const study: CreditStudy = { context, cutOff, measures: whole.measures };
  for (const [i, build] of SECTIONS.entries()) {
    const part = await build(study);
    const done = part.sections?.at(-1)?.title;
    if (done !== undefined) context.onProgress?.((i + 1) / SECTIONS.length, done);
    whole.sections.push(...(part.sections ?? []));
    whole.warnings.push(...(part.warnings ?? []));
    Object.assign(whole.measures, part.measures);
  }
  return whole;
}
