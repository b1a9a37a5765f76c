import type { Condition, FlowTask } from './flow-shape.js';

/** Where a task may go from a step, in the order in which it is tried; a step past the last is the end of the task. */
export function stepsAfter(task: FlowTask, index: number): { to: number; when?: Condition }[] {
  const step = task.steps[index];
  if (step === undefined || step.end === true || step.start !== undefined) return [];
  const at = (id: string): number => {
    const found = task.steps.findIndex((one) => one.id === id);
    return found < 0 ? task.steps.length : found;
  };
  const branches = (step.branch ?? []).map(({ when, to }) => ({ when, to: at(to) }));
  return [...branches, { to: step.next === undefined ? index + 1 : at(step.next) }];
}
