import type { TaskEvaluation } from '@proofline/pipeline';
import { bandsSection } from './bands.js';
import { calibrationSection } from './calibration.js';
import { chooseCutOff } from './cut-off.js';
import { cutOffSection } from './cut-off-section.js';
import { decisionCosts } from './decision-value.js';
import { fairnessSection } from './fairness.js';
import { reasonsSection } from './reasons.js';
import type { CreditContext, CreditStudy, SectionBuilder } from './study.js';
import { swapSetSection } from './swap-set.js';

/** In reading order. */
const SECTIONS: readonly SectionBuilder[] = [
  bandsSection,
  cutOffSection,
  swapSetSection,
  calibrationSection,
  reasonsSection,
  fairnessSection,
];

/** The sections of the field, what they measure and what they warn of. */
export async function evaluate(context: CreditContext): Promise<TaskEvaluation> {
  const { champion, truth, weight, options } = context;
  const cutOff = chooseCutOff(truth.train.y, champion.outOfFold, decisionCosts(options.costs), weight.train);
  const study: CreditStudy = { context, cutOff };
  const whole: TaskEvaluation = { sections: [], measures: {}, warnings: [] };
  for (const build of SECTIONS) {
    const part = await build(study);
    whole.sections.push(...(part.sections ?? []));
    whole.warnings.push(...(part.warnings ?? []));
    Object.assign(whole.measures, part.measures);
  }
  return whole;
}
