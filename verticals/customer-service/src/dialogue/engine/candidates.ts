import { isDeepStrictEqual } from 'node:util';
import type { FlowSlot } from '../flow/flow-shape.js';
import { checkSlot, type Refusal } from '../slots/check-slot.js';
import type { FilledSlot, Frame } from '../state.js';
import type { Entity } from '../understanding.js';
import { compositeOf, groupsFor, isList, labelsFor, partOf, partsOf, roleFor } from './composites.js';
import { takeHeardItems } from './list-slots.js';
import { collectedBy, slotsOfTask, taskOf } from './own-tasks.js';
import { pose } from './questions.js';
import type { TurnRun } from './turn-run.js';

/** Whether an entity may fill a slot: by its label, and by its role where the slot has one. */
export function fits(name: string, slot: FlowSlot, entity: Entity, answersIt: boolean): boolean {
  // A bare number is an amount where one is asked for.
  const isBareAmount = slot.type === 'amount' && entity.label === 'number' && answersIt;
  if (!labelsFor(name, slot).includes(entity.label) && !isBareAmount) return false;
  const role = roleFor(slot, entity);
  if (slot.role === undefined || role === slot.role) return true;
  // Without a role, `to Paris` and `Paris` look alike: only the answer to the very question tells.
  return role === undefined && answersIt;
}

export interface Candidate {
  entity: Entity;
  filled: FilledSlot;
}

export interface Candidates {
  /** Valid ones, each value once. */
  valid: Candidate[];
  refused: { entity: Entity; refusal: Refusal }[];
}

export function candidatesFor(run: TurnRun, name: string, entities: readonly Entity[], answersIt: boolean): Candidates {
  const slot = run.flow.slots[name]!;
  const found: Candidates = { valid: [], refused: [] };
  for (const entity of entities) {
    if (entity.negated === true || !fits(name, slot, entity, answersIt)) continue;
    const checked = checkSlot(name, entity.value, run.context);
    if ('refused' in checked) {
      found.refused.push({ entity, refusal: checked });
      continue;
    }
    const same = found.valid.findIndex(({ filled }) => isDeepStrictEqual(filled.value, checked.value));
    if (same >= 0 && found.valid[same]!.filled.confidence >= entity.confidence) continue;
    const candidate = { entity, filled: { value: checked.value, text: entity.text, confidence: entity.confidence } };
    if (same >= 0) found.valid[same] = candidate;
    else found.valid.push(candidate);
  }
  return found;
}

/** Where one of two alike replaces the other, it alone counts. */
export function chosen({ valid }: Candidates): Candidate[] {
  const correcting = valid.filter(({ entity }) => entity.corrects !== undefined);
  return correcting.length === 1 ? correcting : valid;
}

/** Fills the slots of a task that begins with what has been said so far. */
export function prefill(run: TurnRun, frame: Frame): void {
  const task = taskOf(run.flow, frame.task)!;
  const used = takeHeardItems(run, frame.heard);
  for (const name of collectedBy(task)) takeWhole(run, name, frame.heard, used);
  for (const name of slotsOfTask(run.flow, task)) {
    if (isPartOfList(run, name) || (used.size > 0 && run.slots[name] !== undefined)) continue;
    const [only, ...others] = chosen(
      candidatesFor(
        run,
        name,
        frame.heard.filter((one) => !used.has(one)),
        false,
      ),
    );
    if (only === undefined || others.length > 0 || isUnsure(run, only)) continue;
    run.fill(name, only.filled);
    run.outcome(only.entity, `filled ${name}`);
    used.add(only.entity);
  }
  frame.heard = frame.heard.filter((entity) => !used.has(entity));
}

/** Parts of lists are filled item by item only. */
export function isPartOfList({ flow }: TurnRun, name: string): boolean {
  const whole = compositeOf(flow, name);
  return whole !== undefined && isList(flow, whole);
}

/**
 * Fills the parts of a composite slot, none of which is known, with those that stand together in one place, before any of them
 * could be taken from another; what is used is added to `used`.
 */
export function takeWhole(run: TurnRun, name: string, entities: Iterable<Entity>, used: Set<Entity>): boolean {
  const parts = partsOf(run.flow, name);
  if (parts.length === 0 || isList(run.flow, name) || parts.some((part) => run.slots[part] !== undefined)) return false;
  const [only, ...others] = groupsFor(name, entities).filter((group) => group.length > 1);
  if (only === undefined || others.length > 0) return false;
  let any = false;
  for (const entity of only) {
    const part = partOf(name, entity);
    const checked = checkSlot(part, entity.value, run.context);
    const filled = 'refused' in checked ? undefined : { ...checked, text: entity.text, confidence: entity.confidence };
    if (filled === undefined || isUnsure(run, { entity, filled })) continue;
    run.fill(part, filled);
    run.outcome(entity, `filled ${part}`);
    used.add(entity);
    any = true;
  }
  return any;
}

/** The composites that stand whole in a message, as candidates for their slot. */
export function wholes(run: TurnRun, name: string, entities: Iterable<Entity>): Candidate[] {
  return groupsFor(name, entities).flatMap((group) => {
    const value = Object.fromEntries(group.map((entity) => [partOf(name, entity), entity.value]));
    const checked = checkSlot(name, value, run.context);
    if ('refused' in checked) return [];
    const text = group.map((entity) => entity.text).join(' ');
    return [
      { entity: group[0]!, filled: { ...checked, text, confidence: Math.min(...group.map((one) => one.confidence)) } },
    ];
  });
}

export function isUnsure(run: TurnRun, { entity }: Candidate): boolean {
  return entity.confidence < run.flow.policies.thresholds.entity;
}

/** Fills a slot, before it is asked for, with what the customer has said earlier; true where that raises a question. */
export function fillFromHeard(run: TurnRun, frame: Frame, name: string): boolean {
  if (isPartOfList(run, name)) return false;
  const whole = compositeOf(run.flow, name);
  const choice = whole === undefined ? [] : wholes(run, whole, frame.heard);
  if (choice.length > 1) {
    frame.heard = frame.heard.filter(({ groups }) => groups?.[whole!] === undefined);
    settle(run, whole!, choice);
    return true;
  }
  const found = candidatesFor(run, name, frame.heard, false);
  if (found.valid.length === 0) return false;
  frame.heard = frame.heard.filter((entity) => !found.valid.some((candidate) => candidate.entity === entity));
  settle(run, name, chosen(found));
  return true;
}

/** One value fills the slot, if need be after a question whether it is meant; of two the customer chooses. */
export function settle(run: TurnRun, name: string, candidates: Candidate[]): void {
  const [first, second] = candidates;
  for (const { filled } of candidates) run.notePersonal(name, filled);
  if (second !== undefined) {
    run.note('choose-value', name);
    run.state.pending = { kind: 'pick', slot: name, options: candidates.slice(0, 2).map(({ filled }) => filled) };
    for (const { entity } of candidates) run.outcome(entity, `one of two for ${name}`);
    pose(run);
    return;
  }
  if (isUnsure(run, first!)) {
    run.note('verify-value', `${name}: confidence ${first!.entity.confidence.toFixed(2)}`);
    run.state.pending = { kind: 'verify', slot: name, filled: first!.filled };
    run.outcome(first!.entity, `too unsure for ${name}`);
    pose(run);
    return;
  }
  run.fill(name, first!.filled);
  run.outcome(first!.entity, `filled ${name}`);
}
