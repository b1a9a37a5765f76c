import type { Problem } from '@proofline/learn';
import type { PlacedProblem } from '@proofline/pipeline';
import { parseDocumentAs } from '@proofline/pipeline';
import { checkComposites } from './check-composites.js';
import { checkLanguages } from './check-languages.js';
import { checkPaths } from './check-paths.js';
import { checkReferences } from './check-references.js';
import { checkSlots } from './check-slots.js';
import { type FlowProblem, flowDocument } from './flow-document.js';
import { FlowFindings } from './flow-findings.js';
import { type Flow, flowShape } from './flow-shape.js';

export interface ParsedFlow {
  flow: Flow;
  /** What is left over: the bot works all the same. */
  warnings: Problem[];
}

/** Reads `flow.yaml`. Throws `invalid-input` with every problem at once, each with its line. */
export function parseFlow(text: string, fileName = 'flow.yaml'): ParsedFlow {
  let found: FlowProblem[] = [];
  const { value, problemAt } = parseDocumentAs(flowShape, text, {
    fileName,
    noun: 'flow',
    code: 'FLOW',
    also: (root) => {
      found = findingsOf(root);
      return found.filter(({ severity }) => severity === 'error').map(withoutSeverity);
    },
  });
  const warnings = found.map((problem) => {
    const { code, path, message, ...rest } = withoutSeverity(problem);
    return problemAt(code, path, message, rest);
  });
  return { flow: value, warnings };
}

function withoutSeverity({ severity: _, ...problem }: FlowProblem): PlacedProblem {
  return problem;
}

function findingsOf(root: unknown): FlowProblem[] {
  const document = flowDocument(root);
  const findings = new FlowFindings();
  checkSlots(document, findings);
  checkComposites(document, findings);
  checkReferences(document, findings);
  checkLanguages(document, findings);
  checkPaths(document, findings);
  return findings.problems;
}
