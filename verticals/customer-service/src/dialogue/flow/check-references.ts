import type { Path } from '@proofline/pipeline';
import { FORMATS, placeholdersOf } from '../replies/placeholders.js';
import { isSystemName, SYSTEM_RESPONSES } from '../replies/system-responses.js';
import { isTimeZone } from './business-hours.js';
import type { FlowDocument } from './flow-document.js';
import type { FlowFindings } from './flow-findings.js';
import type { Condition, FlowResponse, FlowStep } from './flow-shape.js';

/** What a step does; exactly one of them. */
export const STEP_KINDS = [
  'collect',
  'confirm',
  'reply',
  'action',
  'branch',
  'handover',
  'ticket',
  'start',
  'end',
] as const;
const INTENT_KINDS = ['task', 'reply', 'team', 'act', 'knowledge'] as const;

/** Every name that the flow mentions exists, and every entry does one thing. */
export function checkReferences(document: FlowDocument, findings: FlowFindings): void {
  const { flow, names } = document;
  for (const section of ['intents', 'teams'] as const) {
    if (names[section].size > 0) continue;
    findings.error(`NO_${section.toUpperCase()}`, [section], `The flow has no ${section}.`, {
      fix: section === 'teams' ? 'Add the team that gets what the bot cannot do.' : 'Add what customers may want.',
    });
  }
  zone(flow.timeZone, ['timeZone'], findings);
  for (const [name, intent] of Object.entries(flow.intents)) {
    const path = ['intents', name];
    oneOf('intent', name, intent, INTENT_KINDS, path, findings);
    findings.reference('task', intent.task, [...path, 'task'], names.tasks);
    findings.reference('response', intent.reply, [...path, 'reply'], responseNames(document));
    findings.reference('team', intent.team, [...path, 'team'], names.teams);
  }
  for (const [name, team] of Object.entries(flow.teams)) {
    findings.reference('hours entry', team.hours, ['teams', name, 'hours'], names.hours);
  }
  for (const [name, hours] of Object.entries(flow.hours)) zone(hours.timeZone, ['hours', name, 'timeZone'], findings);
  const { defaultTeam, escalation, outOfHours } = flow.policies;
  findings.reference('team', defaultTeam, ['policies', 'defaultTeam'], names.teams);
  findings.reference('team', escalation?.team, ['policies', 'escalation', 'team'], names.teams);
  findings.reference('slot', outOfHours.contact, ['policies', 'outOfHours', 'contact'], names.slots);
  for (const [name, task] of Object.entries(flow.tasks)) {
    const ids = task.steps.flatMap(({ id }) => (id === undefined ? [] : [id]));
    task.steps.forEach((step, index) => {
      checkStep(step, ['tasks', name, 'steps', index], ids, document, findings);
    });
    ids.forEach((id, index) => {
      if (ids.indexOf(id) === index) return;
      findings.error('STEP_TWICE', ['tasks', name, 'steps'], `Task '${name}' has two steps with the id '${id}'.`, {
        fix: 'Give each step an id of its own.',
      });
    });
  }
  for (const [name, response] of Object.entries(flow.responses)) checkResponse(name, response, document, findings);
}

function zone(name: string | undefined, path: Path, findings: FlowFindings): void {
  if (name === undefined || isTimeZone(name)) return;
  findings.error('TIME_ZONE_UNKNOWN', path, `There is no time zone '${name}'.`, {
    got: name,
    allowed: 'a name of the IANA list, e.g. Europe/London, Asia/Shanghai, UTC',
    fix: 'Name the place whose clocks count.',
  });
}

function oneOf(
  noun: string,
  name: string,
  entry: object,
  kinds: readonly string[],
  path: Path,
  findings: FlowFindings,
): void {
  const given = kinds.filter(
    (kind) => Object.hasOwn(entry, kind) && (entry as Record<string, unknown>)[kind] !== undefined,
  );
  if (given.length === 1) return;
  const title = `${noun[0]!.toUpperCase()}${noun.slice(1)} '${name}'`;
  findings.error(
    `${noun.toUpperCase()}_KIND`,
    path,
    given.length === 0 ? `${title} does nothing.` : `${title} does several things: ${given.join(', ')}.`,
    { got: given.join(', ') || 'none', allowed: kinds.join(', '), fix: `Give it exactly one of ${kinds.join(', ')}.` },
  );
}

function responseNames({ names }: FlowDocument): string[] {
  const own = Object.entries(SYSTEM_RESPONSES).flatMap(([name, { parameters }]) =>
    (parameters as readonly string[]).length === 0 ? [name] : [],
  );
  return [...names.responses, ...own.filter((name) => !names.responses.has(name))];
}

function checkStep(step: FlowStep, path: Path, ids: string[], document: FlowDocument, findings: FlowFindings): void {
  const { names } = document;
  oneOf('step', step.id ?? String((path.at(-1) as number) + 1), step, STEP_KINDS, path, findings);
  step.collect?.forEach((slot, index) => {
    findings.reference('slot', slot, [...path, 'collect', index], names.slots);
  });
  step.returns?.forEach((slot, index) => {
    findings.reference('slot', slot, [...path, 'returns', index], names.slots);
  });
  if (step.returns !== undefined && step.action === undefined) {
    findings.error('RETURNS_WITHOUT_ACTION', [...path, 'returns'], 'Only an action returns slots.', {
      fix: "Add 'action', or remove 'returns'.",
    });
  }
  for (const key of ['confirm', 'reply'] as const) {
    findings.reference('response', step[key], [...path, key], responseNames(document));
  }
  findings.reference('task', step.start, [...path, 'start'], names.tasks);
  findings.reference('team', step.handover?.team, [...path, 'handover', 'team'], names.teams);
  findings.reference('step', step.next, [...path, 'next'], ids);
  step.branch?.forEach(({ when, to }, index) => {
    findings.reference('step', to, [...path, 'branch', index, 'to'], ids);
    checkCondition(when, [...path, 'branch', index, 'when'], document, findings);
  });
}

/** The slots that a condition speaks of. */
export function slotsOf({ filled = [], empty = [], is = {}, above = {}, below = {} }: Condition): string[] {
  return [...filled, ...empty, ...Object.keys(is), ...Object.keys(above), ...Object.keys(below)];
}

function checkCondition(when: Condition, path: Path, { flow, names }: FlowDocument, findings: FlowFindings): void {
  for (const slot of slotsOf(when)) findings.reference('slot', slot, path, names.slots);
  if (Object.keys(when).length === 0) {
    findings.error('CONDITION_EMPTY', path, 'The condition says nothing, so it always holds.', {
      allowed: 'filled, empty, is, above, below, hours, sentiment, urgency',
      fix: 'Say when it holds.',
    });
  }
  for (const [name, values] of Object.entries(when.is ?? {})) {
    if (flow.slots[name]?.type === 'composite') {
      findings.error('CONDITION_OF_COMPOSITE', [...path, 'is', name], `Slot '${name}' is a composite.`, {
        got: 'composite',
        allowed: 'filled, empty; one of its parts',
        fix: "Compare a part, or use 'filled'.",
      });
    }
    const allowed = flow.slots[name]?.values;
    if (allowed === undefined) continue;
    for (const value of values) findings.reference('value', value, [...path, 'is', name], Object.keys(allowed));
  }
  for (const key of ['above', 'below'] as const) {
    for (const name of Object.keys(when[key] ?? {})) {
      const type = names.slots.has(name) ? flow.slots[name]?.type : undefined;
      if (type === undefined || type === 'number' || type === 'amount') continue;
      findings.error('CONDITION_NOT_NUMERIC', [...path, key, name], `Slot '${name}' is of type ${type}.`, {
        got: type,
        allowed: 'number, amount',
        fix: `Compare a number, or use 'is'.`,
      });
    }
  }
}

function checkResponse(name: string, response: FlowResponse, document: FlowDocument, findings: FlowFindings): void {
  const parameters: readonly string[] = isSystemName(name) ? SYSTEM_RESPONSES[name].parameters : [];
  const known = [...parameters, ...document.names.slots];
  const check = (texts: Pick<FlowResponse, 'en' | 'zh'>, path: Path): void => {
    for (const language of ['en', 'zh'] as const) {
      texts[language]?.forEach((text) => {
        checkTemplate(text, [...path, language], known, document, findings);
      });
    }
  };
  check(response, ['responses', name]);
  response.cases.forEach((one, index) => {
    check(one, ['responses', name, 'cases', index]);
    checkCondition(one.when, ['responses', name, 'cases', index, 'when'], document, findings);
  });
}

function checkTemplate(
  text: string,
  path: Path,
  known: string[],
  { flow }: FlowDocument,
  findings: FlowFindings,
): void {
  for (const { name, format } of placeholdersOf(text)) {
    findings.reference('slot', name, path, known);
    if (format === undefined) continue;
    if (flow.slots[name] !== undefined && flow.slots[name].type !== 'date') {
      findings.error('FORMAT_NOT_OF_DATE', path, `'{${name}:${format}}': only a date has a format.`, {
        fix: `Write '{${name}}'.`,
      });
    }
    if (!(FORMATS as readonly string[]).includes(format)) {
      findings.error('FORMAT_UNKNOWN', path, `'{${name}:${format}}': there is no format '${format}'.`, {
        got: format,
        allowed: FORMATS.join(', '),
        fix: `Write one of them, or '{${name}}'.`,
      });
    }
  }
  // What looks like a placeholder and is none would reach the customer as it stands.
  const rest = text.replace(/\{[\p{L}_][\p{L}\p{N}_-]*(?::[a-z]+)?\}/gu, '');
  if (/[{}]/.test(rest)) {
    findings.error('PLACEHOLDER_BROKEN', path, `'${text}' has a brace that belongs to no placeholder.`, {
      allowed: '{slot} or {slot:short}',
      fix: 'Write the name of a slot in braces, without spaces, or leave the brace out.',
    });
  }
}
