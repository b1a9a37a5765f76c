import { createRequire } from 'node:module';
import { type Problem, ProoflineError } from '@proofline/learn';
import { satisfies, valid, validRange } from 'semver';
import type { Candidate, Task } from '../task/task.js';
import type { Localized } from '../text/localized.js';
import { checkAs } from '../text/located-document.js';
import type { DialogueEngine } from './dialogue-engine.js';

/** A vertical as plain data and functions: a PoC runs it without a platform. */
export interface Vertical {
  /** kebab-case, equal to the folder and the last part of the package's name. */
  id: string;
  title: Localized;
  summary: Localized;
  version: string;
  /** The range of @proofline/pipeline it works with. */
  compatibility: string;
  // biome-ignore lint/suspicious/noExplicitAny: tasks of one vertical differ in truth and prediction; each is typed where it is defined
  tasks: readonly Task<any, any>[];
  /** Of a vertical that talks to people. It is loaded when somebody does: nothing else waits for it. */
  dialogue?: () => Promise<DialogueEngine>;
}

const ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
/** Of the installed @proofline/pipeline. */
const { version: PIPELINE_VERSION } = createRequire(import.meta.url)('../../package.json') as { version: string };
/** What every run measures besides the metrics of a kind; see `RUN_MEASURES`. */
const RUN_MEASURE_NAMES = ['predictMsPer1000', 'explainMsPerRow', 'modelMB'];

/** Checks a declaration when it is loaded, all problems in one message, and returns it unchanged. */
export function defineVertical(vertical: Vertical): Vertical {
  const problems: Problem[] = [];
  const add: Add = (path, message, fix) => {
    problems.push({ code: 'VERTICAL_INVALID', message: `${path}: ${message}`, where: { path }, fix });
  };
  checkHead(vertical, add);
  const { tasks } = vertical;
  if (!Array.isArray(tasks) || tasks.length === 0) add('tasks', 'there is none.', 'Declare at least one task.');
  else {
    repeated(tasks.map(({ id }) => id)).forEach((id) => {
      add('tasks', `'${id}' is declared twice.`, 'Give each task an id of its own.');
    });
    for (const task of tasks) checkTask(vertical.id, task, add);
  }
  if (problems.length > 0) {
    throw new ProoflineError(
      'invalid-input',
      'VERTICAL_INVALID',
      `Vertical '${vertical.id}' cannot be loaded:\n${problems.map(({ message, fix }) => `- ${message} ${fix}`).join('\n')}`,
      { problems },
    );
  }
  return vertical;
}

type Add = (path: string, message: string, fix: string) => void;

function checkHead({ id, title, summary, version, compatibility }: Vertical, add: Add): void {
  if (!ID.test(id)) add('id', `'${id}' is not kebab-case.`, "Write it like 'credit-risk'.");
  checkText('title', title, add);
  checkText('summary', summary, add);
  if (valid(version) === null) add('version', `'${version}' is no version.`, "Write it like '1.2.3'.");
  if (validRange(compatibility) === null) {
    add('compatibility', `'${compatibility}' is no range of versions.`, "Write it like '^0.1.0'.");
  } else if (!satisfies(PIPELINE_VERSION, compatibility)) {
    add(
      'compatibility',
      `it works with @proofline/pipeline ${compatibility}; this is ${PIPELINE_VERSION}.`,
      'Install a version of the vertical that was made for this one.',
    );
  }
}

function checkTask(vertical: string, task: Task, add: Add): void {
  const path = `tasks.${task.id}`;
  if (!ID.test(task.id)) add(path, `its id is not kebab-case.`, "Write it like 'default'.");
  checkText(`${path}.title`, task.title, add);
  const metrics = Object.keys(task.kind.metrics);
  if (!metrics.includes(task.primaryMetric)) {
    add(
      `${path}.primaryMetric`,
      `kind '${task.kind.id}' has no metric '${task.primaryMetric}'.`,
      `Name one of ${metrics.join(', ')}.`,
    );
  }
  const known = [...metrics, ...Object.keys(task.measures ?? {}), ...RUN_MEASURE_NAMES];
  for (const { metric } of task.criteria) {
    if (!known.includes(metric))
      add(`${path}.criteria`, `nobody measures '${metric}'.`, `Name one of ${known.join(', ')}.`);
  }
  if (task.tooGood !== undefined && !metrics.includes(task.tooGood.metric)) {
    add(`${path}.tooGood`, `nobody measures '${task.tooGood.metric}'.`, `Name one of ${metrics.join(', ')}.`);
  }
  checkShapes(path, task, add);
  const { candidates } = task;
  const baselines = candidates.filter(({ baseline }) => baseline === true);
  if (baselines.length !== 1) {
    add(
      `${path}.candidates`,
      `${baselines.length} of them are the trivial baseline.`,
      "Set 'baseline: true' on exactly one.",
    );
  }
  repeated(candidates.map(({ name }) => name)).forEach((name) => {
    add(`${path}.candidates`, `'${name}' is declared twice.`, 'Give each candidate a name of its own.');
  });
  for (const candidate of candidates) checkCandidate(`${vertical}.${task.id}`, candidate, candidates, add);
  if (task.examples.length === 0)
    add(`${path}.examples`, 'there is none.', 'Give at least one row: forms and documentation show it.');
}

/** Defaults of a task must be what the task itself would accept. */
function checkShapes(path: string, { costsShape, settingsShape, options }: Task, add: Add): void {
  const costs = Object.keys(options?.costs ?? {});
  if (costsShape !== undefined && typeof costsShape.safeParse !== 'function') {
    add(`${path}.costsShape`, 'it is no zod schema.', 'Write costsShape: z.strictObject({ … }).');
  } else if (costsShape === undefined && costs.length > 0) {
    add(`${path}.costsShape`, `the task has costs (${costs.join(', ')}) and does not say which it knows.`, 'Add it.');
  } else if (costsShape !== undefined && costs.length > 0) {
    for (const { message } of checkAs(costsShape, options!.costs, { path: ['options', 'costs'], code: 'VERTICAL' })) {
      add(`${path}.options`, message, 'Change the default or the shape.');
    }
  }
  if (settingsShape !== undefined && typeof settingsShape !== 'function') {
    add(`${path}.settingsShape`, 'it is no function.', 'Write settingsShape: (schema) => z.strictObject({ … }).');
  }
}

function checkCandidate(
  prefix: string,
  candidate: Candidate<unknown, unknown>,
  all: readonly Candidate<unknown, unknown>[],
  add: Add,
): void {
  const { name, title } = candidate;
  const expected = new RegExp(`^${prefix.replaceAll('.', '\\.')}\\.[a-z0-9-]+\\.v\\d+$`);
  if (!expected.test(name))
    add(name, 'this is no versioned name of the task.', `Write it like '${prefix}.algorithm.v1'.`);
  checkText(`${name}.title`, title, add);
  if ('blend' in candidate) {
    for (const member of candidate.blend.members) {
      const found = all.find((one) => one.name === member);
      if (found === undefined)
        add(name, `its member '${member}' is not a candidate.`, 'Name candidates of the same task.');
      else if ('blend' in found) add(name, `its member '${member}' is a blend.`, 'Name candidates that are fitted.');
    }
    return;
  }
  if (candidate.optionsShape !== undefined && typeof candidate.optionsShape !== 'function') {
    add(name, "'optionsShape' is no function.", 'Write optionsShape: (schema) => z.strictObject({ … }).');
  }
  const declared = candidate.parameters ?? {};
  for (const parameter of candidate.tuned ?? []) {
    if (!(parameter in declared)) add(name, `'${parameter}' is tuned but not declared.`, "Add it to 'parameters'.");
  }
  for (const [k, point] of (candidate.startingPoints ?? []).entries()) {
    for (const [parameter, value] of Object.entries(point)) {
      const spec = declared[parameter];
      if (spec === undefined) {
        add(name, `starting point ${k + 1} sets '${parameter}', which is not declared.`, "Add it to 'parameters'.");
      } else if (spec.type === 'choice' ? !spec.choices.includes(value as string) : isOutside(spec, value)) {
        add(
          name,
          `starting point ${k + 1} sets '${parameter}' to ${String(value)}, outside its range.`,
          'Widen the range or change the point.',
        );
      }
    }
  }
}

function isOutside(spec: { type: string; min?: number; max?: number }, value: unknown): boolean {
  if (spec.type === 'boolean') return typeof value !== 'boolean';
  if (typeof value !== 'number') return true;
  return value < (spec.min ?? Number.NEGATIVE_INFINITY) || value > (spec.max ?? Number.POSITIVE_INFINITY);
}

function checkText(path: string, given: Localized | undefined, add: Add): void {
  for (const language of ['en', 'zh'] as const) {
    if (typeof given?.[language] !== 'string' || given[language] === '') {
      add(path, `it has no text in '${language}'.`, 'Write text(english, chinese).');
    }
  }
}

function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, k) => names.indexOf(name) !== k))];
}
