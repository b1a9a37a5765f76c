import type { Path } from '@proofline/pipeline';
import { RE2JS } from 're2js';
import { isName, nameLike } from '../../names.js';
import { isDateBound } from '../slots/bounds.js';
import type { FlowDocument } from './flow-document.js';
import type { FlowFindings } from './flow-findings.js';
import { type FlowSlot, SLOT_TYPES } from './flow-shape.js';

/** Which keys a type of slot understands, besides those of every slot. */
const KEYS_OF: Readonly<Record<string, readonly FlowSlot['type'][]>> = {
  min: ['number', 'amount', 'date'],
  max: ['number', 'amount', 'date'],
  currency: ['amount'],
  pattern: ['pattern', 'order-id', 'text'],
  values: ['list'],
  maxLength: ['text'],
  parts: ['composite'],
  many: ['composite'],
  text: ['composite'],
};

/** What only a slot that an entity fills has: a composite is filled by its parts. */
const KEYS_OF_SIMPLE = ['entity', 'role', 'example'] as const;

/** Names have a form that templates can hold, and slots the keys of their type. */
export function checkSlots({ flow, names }: FlowDocument, findings: FlowFindings): void {
  for (const [section, all] of Object.entries(names)) {
    for (const name of all) {
      if (isName(name)) continue;
      findings.error('NAME_INVALID', [section, name], `'${name}' cannot be a name.`, {
        got: name,
        allowed: 'letters, digits, _ and -, a letter first; not __proto__',
        fix: `Write '${nameLike(name)}'.`,
      });
    }
  }
  for (const [name, slot] of Object.entries(flow.slots)) checkSlot(name, slot, findings);
}

function checkSlot(name: string, slot: FlowSlot, findings: FlowFindings): void {
  const path: Path = ['slots', name];
  for (const [key, types] of Object.entries(KEYS_OF)) {
    if (slot[key as keyof FlowSlot] === undefined || types.includes(slot.type)) continue;
    findings.error('SLOT_KEY', [...path, key], `A slot of type ${slot.type} has no '${key}'.`, {
      got: slot.type,
      allowed: types.join(', '),
      fix: `Remove '${key}', or change the type.`,
    });
  }
  for (const key of slot.type === 'composite' ? KEYS_OF_SIMPLE : []) {
    if (slot[key] === undefined) continue;
    findings.error('SLOT_KEY', [...path, key], `A slot of type composite has no '${key}'.`, {
      got: slot.type,
      allowed: SLOT_TYPES.filter((type) => type !== 'composite').join(', '),
      fix: `Write '${key}' at the part that it is about.`,
    });
  }
  const needs = (key: 'values' | 'pattern' | 'parts', fix: string): void => {
    if (slot[key] === undefined)
      findings.error('SLOT_KEY_MISSING', path, `Slot '${name}' of type ${slot.type} lacks '${key}'.`, { fix });
  };
  if (slot.type === 'list') needs('values', 'List its values, each with its name in each language.');
  if (slot.type === 'pattern') needs('pattern', 'Give the regular expression that an answer matches.');
  if (slot.type === 'composite') needs('parts', 'Name the slots that it is made of.');
  else if (slot.required && slot.ask === undefined) {
    findings.error('SLOT_WITHOUT_QUESTION', path, `Slot '${name}' is required, but there is no question for it.`, {
      fix: "Add 'ask', or 'required: false'.",
    });
  }
  for (const key of ['ask', 'hint'] as const) {
    if (!/[{}]/.test(JSON.stringify([slot[key]?.en, slot[key]?.zh]))) continue;
    findings.error('PLACEHOLDER_IN_QUESTION', [...path, key], `A question for slot '${name}' has a brace.`, {
      fix: 'Ask without the value of another slot; it may still be empty.',
    });
  }
  for (const key of ['min', 'max'] as const) checkBound(slot, key, [...path, key], findings);
  if (slot.pattern !== undefined && !isPattern(slot.pattern)) {
    findings.error(
      'PATTERN_INVALID',
      [...path, 'pattern'],
      `'${slot.pattern}' is no regular expression that can be used.`,
      {
        allowed: 'without look-around and back-references',
        fix: 'Correct it; in YAML, put it into single quotes.',
      },
    );
  }
  if (
    slot.example !== undefined &&
    slot.pattern !== undefined &&
    isPattern(slot.pattern) &&
    !matches(slot.pattern, slot.example)
  ) {
    findings.error(
      'EXAMPLE_INVALID',
      [...path, 'example'],
      `The example '${slot.example}' does not match the pattern.`,
      {
        got: slot.example,
        allowed: slot.pattern,
        fix: 'Give an example that the slot would take.',
      },
    );
  }
}

function checkBound(slot: FlowSlot, key: 'min' | 'max', path: Path, findings: FlowFindings): void {
  const bound = slot[key];
  if (bound === undefined) return;
  const wantsDate = slot.type === 'date';
  if (wantsDate ? isDateBound(bound) : typeof bound === 'number') return;
  findings.error('BOUND_INVALID', path, `'${key}' of a slot of type ${slot.type} is ${JSON.stringify(bound)}.`, {
    got: JSON.stringify(bound),
    allowed: wantsDate ? 'a date as 2026-03-01, or today, today+3, today-30' : 'a number',
    fix: 'Give a bound of that form.',
  });
}

function isPattern(pattern: string): boolean {
  try {
    // Both of those that read it: the one that looks for it in a message, the other that checks an answer.
    RE2JS.compile(pattern);
    new RegExp(pattern, 'iu');
    return true;
  } catch {
    return false;
  }
}

function matches(pattern: string, example: string): boolean {
  return new RegExp(`^(?:${pattern})$`, 'iu').test(example);
}
