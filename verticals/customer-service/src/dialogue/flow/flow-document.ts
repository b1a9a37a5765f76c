import type { PlacedProblem, z } from '@proofline/pipeline';
import { named } from '../../names.js';
import {
  type Flow,
  flowShape,
  hoursShape,
  intentShape,
  knowledgeShape,
  policiesShape,
  responseShape,
  slotShape,
  taskShape,
  teamShape,
} from './flow-shape.js';

export const SECTIONS = {
  intents: intentShape,
  slots: slotShape,
  responses: responseShape,
  tasks: taskShape,
  teams: teamShape,
  hours: hoursShape,
} as const;

export type Section = keyof typeof SECTIONS;

/** A flow file as it was written: what of it has the right form, and every name that stands in it. */
export interface FlowDocument {
  /** Entries whose form is wrong are left out; their problems are said elsewhere. */
  flow: Flow;
  names: Readonly<Record<Section, ReadonlySet<string>>>;
}

/** A problem of a flow; a warning where the bot works all the same. */
export interface FlowProblem extends PlacedProblem {
  severity: 'error' | 'warning';
}

/** Takes what can be read of a flow file, so that references are checked although an entry has a fault of form. */
export function flowDocument(root: unknown): FlowDocument {
  const whole = flowShape.safeParse(root);
  const names = Object.fromEntries(
    (Object.keys(SECTIONS) as Section[]).map((section) => [section, new Set(Object.keys(entriesOf(root, section)))]),
  ) as unknown as FlowDocument['names'];
  if (whole.success) return { flow: whole.data, names };
  const top = (typeof root === 'object' && root !== null ? root : {}) as Record<string, unknown>;
  const languages = flowShape.shape.languages.safeParse(top.languages);
  const policies = policiesShape.safeParse(top.policies ?? {});
  return {
    names,
    flow: {
      version: 1,
      languages: languages.success ? languages.data : [],
      timeZone: typeof top.timeZone === 'string' ? top.timeZone : 'UTC',
      dateOrder: 'dmy',
      policies: policies.success ? policies.data : policiesShape.parse({}),
      knowledge: knowledgeShape.parse({}),
      intents: wellFormed(root, 'intents', intentShape),
      slots: wellFormed(root, 'slots', slotShape),
      responses: wellFormed(root, 'responses', responseShape),
      tasks: wellFormed(root, 'tasks', taskShape),
      teams: wellFormed(root, 'teams', teamShape),
      hours: wellFormed(root, 'hours', hoursShape),
    },
  };
}

function entriesOf(root: unknown, section: Section): Record<string, unknown> {
  const entries = (root as Record<string, unknown> | null)?.[section];
  return typeof entries === 'object' && entries !== null && !Array.isArray(entries)
    ? (entries as Record<string, unknown>)
    : {};
}

function wellFormed<S extends z.ZodType>(root: unknown, section: Section, shape: S): Record<string, z.output<S>> {
  return named(
    Object.fromEntries(
      Object.entries(entriesOf(root, section)).flatMap(([name, entry]) => {
        const parsed = shape.safeParse(entry);
        return parsed.success ? [[name, parsed.data]] : [];
      }),
    ),
  );
}
