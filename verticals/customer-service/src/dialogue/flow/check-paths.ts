import { placeholdersOf } from '../replies/placeholders.js';
import { isSystemName, SYSTEM_RESPONSES } from '../replies/system-responses.js';
import { slotsOf } from './check-references.js';
import type { FlowDocument } from './flow-document.js';
import type { FlowFindings } from './flow-findings.js';
import type { Condition, Flow, FlowTask } from './flow-shape.js';
import { stepsAfter } from './task-steps.js';

/** No circle, no step or task that cannot be reached, no reply with a slot that may be empty there, nothing left over. */
export function checkPaths(document: FlowDocument, findings: FlowFindings): void {
  const { flow } = document;
  checkTaskCircles(flow, findings);
  for (const [name, task] of Object.entries(flow.tasks)) {
    if (circleOf(task) !== undefined) {
      const circle = circleOf(task)!;
      const words = circle.map((index) => stepName(task, index)).join(' → ');
      findings.error(
        'CIRCLE',
        ['tasks', name, 'steps', circle[0]!],
        `Task '${name}' goes round in a circle: ${words}.`,
        {
          fix: 'Let the last of these steps go on to a later one; a slot that is refused is asked for again without a circle.',
        },
      );
      continue;
    }
    checkReached(name, task, findings);
    checkFilled(name, task, flow, findings);
  }
  for (const [name, { reply }] of Object.entries(flow.intents)) {
    if (reply !== undefined) checkSaid(reply, new Set(), ['intents', name, 'reply'], flow, findings);
  }
  checkLeftOver(document, findings);
}

function stepName(task: FlowTask, index: number): string {
  return task.steps[index]?.id ?? `step ${index + 1}`;
}

function edgesOf(task: FlowTask, index: number): { to: number; when?: Condition }[] {
  return stepsAfter(task, index).filter(({ to }) => to < task.steps.length);
}

/** The steps of a circle, the first again at the end. */
function circleOf(task: FlowTask): number[] | undefined {
  const done = new Set<number>();
  const walk = (index: number, way: number[]): number[] | undefined => {
    const from = way.indexOf(index);
    if (from >= 0) return [...way.slice(from), index];
    if (done.has(index)) return undefined;
    for (const { to } of edgesOf(task, index)) {
      const circle = walk(to, [...way, index]);
      if (circle !== undefined) return circle;
    }
    done.add(index);
    return undefined;
  };
  for (let index = 0; index < task.steps.length; index++) {
    const circle = walk(index, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

function checkTaskCircles(flow: Flow, findings: FlowFindings): void {
  const startedBy = (name: string): string[] =>
    flow.tasks[name]?.steps.flatMap(({ start }) => (start === undefined ? [] : [start])) ?? [];
  const found = new Set<string>();
  const walk = (name: string, way: string[]): void => {
    const from = way.indexOf(name);
    if (from < 0) {
      for (const next of startedBy(name)) walk(next, [...way, name]);
      return;
    }
    const circle = way.slice(from);
    const key = [...circle].sort().join('\n');
    if (found.has(key)) return;
    found.add(key);
    findings.error(
      'CIRCLE',
      ['tasks', circle[0]!],
      `Tasks start each other in a circle: ${[...circle, name].join(' → ')}.`,
      {
        fix: 'Let one of them end instead.',
      },
    );
  };
  for (const name of Object.keys(flow.tasks)) walk(name, []);
}

function checkReached(name: string, task: FlowTask, findings: FlowFindings): void {
  const reached = new Set<number>();
  const walk = (index: number): void => {
    if (reached.has(index)) return;
    reached.add(index);
    for (const { to } of edgesOf(task, index)) walk(to);
  };
  walk(0);
  task.steps.forEach((_, index) => {
    if (reached.has(index)) return;
    findings.error(
      'STEP_UNREACHABLE',
      ['tasks', name, 'steps', index],
      `No way leads to ${stepName(task, index)} of task '${name}'.`,
      {
        fix: "Give it an 'id' and let a branch or 'next' lead to it, or remove it.",
      },
    );
  });
}

/** The slots that a condition says are filled. */
function filledBy({ filled = [], is = {}, above = {}, below = {} }: Condition = {}): string[] {
  return [...filled, ...Object.keys(is), ...Object.keys(above), ...Object.keys(below)];
}

/** A composite that is known has all the parts that it must have; those of a list have no value of their own. */
function withParts(flow: Flow, names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const { parts = [], many } = flow.slots[name] ?? {};
    return [name, ...(many === true ? [] : parts.filter((part) => flow.slots[part]?.required !== false))];
  });
}

/** Goes through the steps in an order in which each comes after all that lead to it, with the slots that are filled on every way. */
function checkFilled(name: string, task: FlowTask, flow: Flow, findings: FlowFindings): void {
  const filledAt = new Map<number, Set<string>>([[0, new Set()]]);
  for (const index of inOrder(task)) {
    const filled = filledAt.get(index);
    if (filled === undefined) continue;
    const step = task.steps[index]!;
    const said = step.reply ?? step.confirm;
    const path = ['tasks', name, 'steps', index, step.reply === undefined ? 'confirm' : 'reply'];
    if (said !== undefined) checkSaid(said, filled, path, flow, findings);
    const surely = [...(step.collect ?? []), ...(step.returns ?? [])].filter(
      (slot) => flow.slots[slot]?.required !== false,
    );
    const after = [...filled, ...withParts(flow, surely)];
    for (const { to, when } of edgesOf(task, index)) {
      const onThisWay = new Set([...after, ...withParts(flow, filledBy(when))]);
      const before = filledAt.get(to);
      filledAt.set(to, before === undefined ? onThisWay : new Set([...before].filter((slot) => onThisWay.has(slot))));
    }
  }
}

function inOrder(task: FlowTask): number[] {
  const order: number[] = [];
  const seen = new Set<number>();
  const walk = (index: number): void => {
    if (seen.has(index)) return;
    seen.add(index);
    for (const { to } of edgesOf(task, index)) walk(to);
    order.unshift(index);
  };
  walk(0);
  return order;
}

function checkSaid(
  name: string,
  filled: ReadonlySet<string>,
  path: (string | number)[],
  flow: Flow,
  findings: FlowFindings,
): void {
  const response = flow.responses[name];
  if (response === undefined) return;
  const lacking = new Set<string>();
  const check = (texts: readonly string[], surely: ReadonlySet<string>): void => {
    for (const slot of texts.flatMap(placeholdersOf)) {
      if (flow.slots[slot.name] !== undefined && !surely.has(slot.name)) lacking.add(slot.name);
    }
  };
  check([...(response.en ?? []), ...(response.zh ?? [])], filled);
  for (const { when, en = [], zh = [] } of response.cases) {
    check([...en, ...zh], new Set([...filled, ...withParts(flow, filledBy(when))]));
  }
  for (const slot of lacking) {
    findings.error('SLOT_MAY_BE_EMPTY', path, `Response '${name}' says {${slot}}, which may be empty here.`, {
      got: slot,
      allowed: [...filled].join(', ') || 'no slot: none is surely filled here',
      fix: `Collect '${slot}' before, or say it in a case with 'when: { filled: ${slot} }'.`,
    });
  }
}

function checkLeftOver({ flow, names }: FlowDocument, findings: FlowFindings): void {
  const steps = Object.values(flow.tasks).flatMap((task) => task.steps);
  const responses = Object.values(flow.responses);
  const conditions = [
    ...steps.flatMap(({ branch = [] }) => branch.map(({ when }) => when)),
    ...responses.flatMap(({ cases }) => cases.map(({ when }) => when)),
  ];
  const used = [
    ...steps.flatMap(({ collect = [], returns = [] }) => [...collect, ...returns]),
    ...conditions.flatMap(slotsOf),
    flow.policies.outOfHours.contact ?? [],
  ].flat();
  const slots = new Set(used.flatMap((name) => [name, ...(flow.slots[name]?.parts ?? [])]));
  for (const name of names.slots) {
    if (!slots.has(name))
      findings.warn('SLOT_UNUSED', ['slots', name], `No task collects slot '${name}'.`, {
        fix: 'Collect it, or remove it.',
      });
  }
  const said = new Set([
    ...steps.flatMap(({ reply, confirm }) => [reply, confirm]),
    ...Object.values(flow.intents).map(({ reply }) => reply),
  ]);
  for (const name of names.responses) {
    if (said.has(name) || isSystemName(name)) continue;
    findings.warn('RESPONSE_UNUSED', ['responses', name], `Response '${name}' is never said.`, {
      allowed: `responses of the bot itself: ${Object.keys(SYSTEM_RESPONSES).join(', ')}`,
      fix: 'Say it somewhere, or remove it.',
    });
  }
  const started = new Set([...steps.map(({ start }) => start), ...Object.values(flow.intents).map(({ task }) => task)]);
  for (const name of names.tasks) {
    if (started.has(name)) continue;
    findings.error('TASK_UNREACHABLE', ['tasks', name], `Nothing starts task '${name}'.`, {
      fix: `Give it an intent with 'task: ${name}', or remove it.`,
    });
  }
  const hours = new Set(Object.values(flow.teams).map((team) => team.hours));
  for (const name of names.hours) {
    if (!hours.has(name))
      findings.warn('HOURS_UNUSED', ['hours', name], `No team keeps the hours '${name}'.`, {
        fix: 'Name them at a team, or remove them.',
      });
  }
}
