import type { Flow, FlowTask } from '../flow/flow-shape.js';

export type MessageKind = 'ticket' | 'callback';

/** Tasks of the bot itself, which no flow has to write: leaving a message for a team that is closed. */
const LABELS = {
  ticket: { en: 'your message', zh: '留言' },
  callback: { en: 'the callback', zh: '回电' },
} as const;

export function messageTask(kind: MessageKind): string {
  return `@${kind}`;
}

export function isMessageTask(name: string): boolean {
  return name === '@ticket' || name === '@callback';
}

/** A task by its name, of the flow or of the bot itself. */
export function taskOf(flow: Flow, name: string): FlowTask | undefined {
  if (isMessageTask(name)) {
    const ticket = name.slice(1) as MessageKind;
    const { contact } = flow.policies.outOfHours;
    return { label: LABELS[ticket], steps: [...(contact === undefined ? [] : [{ collect: [contact] }]), { ticket }] };
  }
  return flow.tasks[name];
}

/** The slots that a task may ask for; of a composite slot, its parts. */
export function slotsOfTask(flow: Flow, task: FlowTask): string[] {
  return [...new Set(collectedBy(task).flatMap((name) => flow.slots[name]?.parts ?? [name]))];
}

/** The slots that the steps of a task collect. */
export function collectedBy(task: FlowTask): string[] {
  return [...new Set(task.steps.flatMap(({ collect = [] }) => collect))];
}
