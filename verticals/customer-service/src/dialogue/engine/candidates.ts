import { isDeepStrictEqual } from 'node:util';
import type { FlowSlot } from '../flow/flow-shape.js';
import { checkSlot, type Refusal } from '../slots/check-slot.js';
import type { FilledSlot, Frame } from '../state.js';
import type { Entity } from '../understanding.js';
import { slotsOfTask, taskOf } from './own-tasks.js';
import { pose } from './questions.js';
import type { TurnRun } from './turn-run.js';

/** Whether an entity may fill a slot: by its label, and by its role where the slot has one. */
export function fits(name: string, slot: FlowSlot, entity: Entity, answersIt: boolean): boolean {
  const named = entity.label === name || entity.label === slot.entity;
  const typed = entity.label === slot.type || (slot.type === 'date' && entity.label === 'datetime');
  // A bare number is an amount where one is asked for.
  const isBareAmount = slot.type === 'amount' && entity.label === 'number' && answersIt;
  if (!named && (slot.type === 'text' || (!typed && !isBareAmount))) return false;
  if (slot.role === undefined || entity.role === slot.role) return true;
  // Without a role, `to Paris` and `Paris` look alike: only the answer to the very question tells.
  return entity.role === undefined && answersIt;
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
  const used = new Set<Entity>();
  for (const name of slotsOfTask(taskOf(run.flow, frame.task)!)) {
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

export function isUnsure(run: TurnRun, { entity }: Candidate): boolean {
  return entity.confidence < run.flow.policies.thresholds.entity;
}

/** Fills a slot, before it is asked for, with what the customer has said earlier; true where that raises a question. */
export function fillFromHeard(run: TurnRun, frame: Frame, name: string): boolean {
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
