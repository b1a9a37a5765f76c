import { checkClasses } from './check-classes.js';
import { checkDuplicates } from './check-duplicates.js';
import { checkFlow, type ReadFlow } from './check-flow.js';
import { checkLabels, type OutOfFold } from './check-labels.js';
import { checkLanguages, checkPersonalData, checkTexts } from './check-texts.js';
import type { LabelledRows } from './labelled-rows.js';
import { bySeverity, Findings, type LintFinding } from './lint-finding.js';

export interface LintInput {
  train: LabelledRows;
  /** A file that is only judged on. */
  test?: LabelledRows;
  /** The class that stands for none of the others: it need not be balanced, nor known to the flow. */
  outOfScope?: string;
  /** The flow that a model of these texts is for. */
  flow?: ReadFlow;
  /** By a model of these texts, in the order of `train`. */
  outOfFold?: OutOfFold;
  signal?: AbortSignal;
}

/** Everything that is wrong with texts to learn from, the gravest first. The same texts give the same findings. */
export async function lintTexts({
  train,
  test,
  outOfScope,
  flow,
  outOfFold,
  signal,
}: LintInput): Promise<LintFinding[]> {
  const findings = new Findings(train, test);
  checkClasses(findings, outOfScope);
  checkTexts(findings);
  await checkDuplicates(findings, signal);
  if (outOfFold !== undefined) checkLabels(findings, outOfFold);
  checkPersonalData(findings);
  checkLanguages(findings);
  if (flow !== undefined) checkFlow(findings, flow, outOfScope);
  return bySeverity(findings.found);
}
