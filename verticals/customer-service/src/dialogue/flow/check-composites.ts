import { labelsFor } from '../engine/composites.js';
import { placeholdersOf } from '../replies/placeholders.js';
import type { FlowDocument } from './flow-document.js';
import type { FlowFindings } from './flow-findings.js';
import type { FlowSlot } from './flow-shape.js';

/** Composite slots are made of slots that exist, that something finds, and that can be told from each other. */
export function checkComposites(document: FlowDocument, findings: FlowFindings): void {
  const { flow } = document;
  const wholeOf = new Map<string, string>();
  for (const [name, slot] of Object.entries(flow.slots)) {
    if (slot.type !== 'composite') continue;
    slot.parts?.forEach((part, index) => {
      checkPart(name, part, index, document, findings);
      const other = wholeOf.get(part);
      if (other === undefined) wholeOf.set(part, name);
      else {
        findings.error(
          'PART_TWICE',
          ['slots', name, 'parts', index],
          `Slot '${part}' is a part of '${other}' already.`,
          {
            got: part,
            fix: 'Give each composite parts of its own; they may share the same entity.',
          },
        );
      }
    });
    checkAlike(name, slot, document, findings);
    checkText(name, slot, findings);
  }
  checkCollectedParts(document, wholeOf, findings);
}

function checkPart(
  name: string,
  part: string,
  index: number,
  { flow, names }: FlowDocument,
  findings: FlowFindings,
): void {
  const path = ['slots', name, 'parts', index];
  findings.reference('slot', part, path, names.slots);
  const slot = flow.slots[part];
  if (slot === undefined) return;
  const circle = circleFrom(name, part, flow.slots);
  if (circle !== undefined) {
    findings.error('COMPOSITE_CIRCLE', path, `Composite '${name}' is a part of itself: ${circle.join(' → ')}.`, {
      fix: 'Make it of simple slots.',
    });
    return;
  }
  if (slot.type === 'composite') {
    findings.error('PART_COMPOSITE', path, `Part '${part}' of '${name}' is a composite itself.`, {
      got: 'composite',
      allowed: 'number, date, amount, email, order-id, list, pattern',
      fix: `Name the parts of '${part}' instead.`,
    });
  } else if (slot.type === 'text' && slot.entity === undefined) {
    findings.error(
      'PART_NOT_FOUND',
      path,
      `No rule finds part '${part}' of '${name}' in a message: a text may be anything.`,
      {
        got: 'text',
        allowed: 'number, date, amount, email, order-id, list, pattern; a text with the entity of a trained model',
        fix: "Give it one of these types, or an 'entity'.",
      },
    );
  }
  if (flow.slots[name]?.many === true && slot.keep) {
    findings.error(
      'PART_KEPT',
      ['slots', part, 'keep'],
      `Slot '${part}' is a part of the list '${name}', and has no value of its own to keep.`,
      {
        fix: `Remove 'keep' here, or write it at '${name}'.`,
      },
    );
  }
}

/** The way from a composite back to itself, by way of one of its parts. */
function circleFrom(name: string, part: string, slots: Readonly<Record<string, FlowSlot>>): string[] | undefined {
  const seen = new Set<string>();
  const walk = (at: string, way: string[]): string[] | undefined => {
    if (at === name) return [...way, at];
    if (seen.has(at)) return undefined;
    seen.add(at);
    for (const next of slots[at]?.parts ?? []) {
      const circle = walk(next, [...way, at]);
      if (circle !== undefined) return circle;
    }
    return undefined;
  };
  return walk(part, [name]);
}

/** What the rules find of these types has the name of its slot or entity for a label. */
const NAMED_BY_SLOT: ReadonlySet<string> = new Set(['list', 'pattern', 'order-id']);

function checkAlike(name: string, { parts = [] }: FlowSlot, { flow }: FlowDocument, findings: FlowFindings): void {
  parts.forEach((part, index) => {
    const slot = flow.slots[part];
    if (slot === undefined) return;
    const alike = parts.slice(0, index).find((other) => {
      const before = flow.slots[other];
      if (before === undefined || (before.role !== undefined && slot.role !== undefined && before.role !== slot.role))
        return false;
      const labels = labelsFor(other, before);
      return (
        other === part || labelsFor(part, slot).some((label) => labels.includes(label) && !NAMED_BY_SLOT.has(label))
      );
    });
    if (alike === undefined) return;
    findings.error(
      'PARTS_ALIKE',
      ['slots', name, 'parts', index],
      `Nothing tells part '${part}' from part '${alike}'.`,
      {
        got: `${alike}, ${part}`,
        fix: "Give both a 'role', such as from and to, or an 'entity' each.",
      },
    );
  });
}

function checkText(name: string, { parts = [], text }: FlowSlot, findings: FlowFindings): void {
  for (const language of ['en', 'zh'] as const) {
    for (const { name: part } of placeholdersOf(text?.[language] ?? '')) {
      findings.reference('part', part, ['slots', name, 'text', language], parts);
    }
  }
}

/** The parts of a list are filled anew for each item, so nothing else may collect, return or say them. */
function checkCollectedParts(
  { flow }: FlowDocument,
  wholeOf: ReadonlyMap<string, string>,
  findings: FlowFindings,
): void {
  for (const [task, { steps }] of Object.entries(flow.tasks)) {
    steps.forEach((step, at) => {
      for (const key of ['collect', 'returns'] as const) {
        step[key]?.forEach((slot, index) => {
          const whole = wholeOf.get(slot);
          if (whole === undefined || flow.slots[whole]?.many !== true) return;
          findings.error(
            'PART_OF_LIST',
            ['tasks', task, 'steps', at, key, index],
            `Slot '${slot}' is a part of the list '${whole}', and has a value in each of its items.`,
            { got: slot, allowed: whole, fix: `Write '${whole}'.` },
          );
        });
      }
    });
  }
}
