import { isDeepStrictEqual } from 'node:util';
import { formatSlot } from '../replies/format-value.js';
import { checkSlot, type Refusal } from '../slots/check-slot.js';
import type { Entity, EntityValue } from '../understanding.js';
import { candidatesFor, chosen, fits, isPartOfList, isUnsure, settle, takeWhole, wholes } from './candidates.js';
import { compositeOf, isList } from './composites.js';
import { hasOpenItem, takeItems, takeOutItems } from './list-slots.js';
import { collectedBy, slotsOfTask } from './own-tasks.js';
import { currentStep, openSlot } from './questions.js';
import type { TurnRun } from './turn-run.js';

/** What the entities of a turn did. */
export type TakenEntities =
  | { taken: 'nothing' }
  /** Slots were filled, changed or emptied: the task goes on. */
  | { taken: 'slots' }
  /** A question about a value stands now. */
  | { taken: 'question' }
  | { taken: 'refused'; slot: string; refusal: Refusal };

/** Lets the entities of a turn answer the open question, correct what was said before, or fill slots ahead. */
export function takeEntities(run: TurnRun): TakenEntities {
  const open = openSlot(run);
  const task = run.task;
  if (run.frame === undefined || task === undefined) return { taken: 'nothing' };
  const names = slotsOfTask(run.flow, task);
  let taken: TakenEntities = takeBack(run, names);
  const left = new Set(run.turn.entities.filter(({ negated }) => negated !== true));
  const composed = takeComposites(run, open, left);
  if (composed.taken !== 'nothing') taken = composed;
  if (taken.taken === 'question') return taken;
  const corrected = correct(run, names, open, left);
  if (corrected.taken !== 'nothing') taken = corrected;
  if (taken.taken === 'question' || taken.taken === 'refused') return taken;
  if (open !== undefined && run.slots[open] === undefined) {
    const found = candidatesFor(run, open, [...left], true);
    const [first] = found.refused;
    if (found.valid.length > 0) {
      for (const { entity } of found.valid) left.delete(entity);
      settle(run, open, chosen(found));
      taken = run.state.pending === undefined ? { taken: 'slots' } : { taken: 'question' };
    } else if (first !== undefined && taken.taken === 'nothing') {
      run.outcome(first.entity, first.refusal.refused);
      taken = { taken: 'refused', slot: open, refusal: first.refusal };
    }
  }
  const kept = Object.keys(run.flow.slots).filter((name) => run.flow.slots[name]!.keep && !names.includes(name));
  if (fillAhead(run, [...names, ...kept], left) && taken.taken === 'nothing') taken = { taken: 'slots' };
  return taken;
}

/** What stands together as a composite goes before what stands alone. */
function takeComposites(run: TurnRun, open: string | undefined, left: Set<Entity>): TakenEntities {
  const collected = collectedBy(run.task!);
  let any = takeOutItems(run);
  if (takeItems(run, open, left)) any = true;
  const whole = open === undefined ? undefined : compositeOf(run.flow, open);
  const choice = whole === undefined || isList(run.flow, whole) ? [] : wholes(run, whole, left);
  if (choice.length > 1 && run.state.pending === undefined) {
    settle(run, whole!, choice);
    return { taken: 'question' };
  }
  for (const name of collected) {
    const used = new Set<Entity>();
    if (takeWhole(run, name, left, used)) any = true;
    for (const entity of used) left.delete(entity);
  }
  for (const name of collected) if (any && isList(run.flow, name)) rewind(run, name);
  if (run.state.pending !== undefined) return { taken: 'question' };
  return { taken: any ? 'slots' : 'nothing' };
}

/** `not Tuesday`: a value that is filled is wanted no more. */
function takeBack(run: TurnRun, names: readonly string[]): TakenEntities {
  let taken: TakenEntities = { taken: 'nothing' };
  for (const entity of run.turn.entities) {
    if (entity.negated !== true) continue;
    const name = names.find((one) => {
      const filled = run.slots[one];
      return filled !== undefined && isDeepStrictEqual(filled.value, valueFor(run, one, entity));
    });
    if (name === undefined) continue;
    const replaced = run.turn.entities.some(
      (other) => other.negated !== true && fits(name, run.flow.slots[name]!, other, true),
    );
    run.outcome(entity, `not wanted for ${name}`);
    if (replaced) continue;
    run.say('unset', { old: formatSlot(run.flow, name, run.slots[name]!.value, run.state.language) });
    run.unfill(name);
    run.succeed();
    rewind(run, name);
    taken = { taken: 'slots' };
  }
  return taken;
}

function valueFor(run: TurnRun, name: string, entity: Entity): EntityValue | undefined {
  if (!fits(name, run.flow.slots[name]!, entity, true)) return undefined;
  const checked = checkSlot(name, entity.value, run.context);
  return 'refused' in checked ? entity.value : checked.value;
}

/** Another value for a slot that is filled already. */
function correct(run: TurnRun, names: readonly string[], open: string | undefined, left: Set<Entity>): TakenEntities {
  let taken: TakenEntities = { taken: 'nothing' };
  for (const entity of [...left]) {
    const name = correctedSlot(run, names, open, entity);
    if (name === undefined) continue;
    left.delete(entity);
    const checked = checkSlot(name, entity.value, run.context);
    if ('refused' in checked) {
      run.outcome(entity, checked.refused);
      return { taken: 'refused', slot: name, refusal: checked };
    }
    const old = run.slots[name]!;
    if (isDeepStrictEqual(old.value, checked.value)) {
      run.outcome(entity, `${name} says so already`);
      continue;
    }
    const filled = { value: checked.value, text: entity.text, confidence: entity.confidence };
    if (entity.confidence < run.flow.policies.thresholds.entity) {
      settle(run, name, [{ entity, filled }]);
      return { taken: 'question' };
    }
    run.fill(name, filled);
    run.outcome(entity, `corrected ${name}`);
    run.note('correction', name);
    const { language } = run.state;
    run.say('corrected', {
      slot: run.slotLabel(name),
      old: formatSlot(run.flow, name, old.value, language),
      new: formatSlot(run.flow, name, checked.value, language),
    });
    rewind(run, name);
    taken = { taken: 'slots' };
  }
  return taken;
}

/** The filled slot that an entity gives another value; `undefined` where it rather answers the open question. */
function correctedSlot(
  run: TurnRun,
  names: readonly string[],
  open: string | undefined,
  entity: Entity,
): string | undefined {
  const { corrects } = entity;
  const filled = names.filter(
    (name) => run.slots[name] !== undefined && fits(name, run.flow.slots[name]!, entity, corrects !== undefined),
  );
  if (corrects !== undefined) {
    const meant =
      corrects === 'earlier'
        ? undefined
        : filled.find(
            (name) =>
              isDeepStrictEqual(run.slots[name]!.value, corrects.value) || run.slots[name]!.text === corrects.text,
          );
    if (meant !== undefined) return meant;
    // The value it replaces was said in this same message, so it is no slot's yet.
    const inThisMessage = corrects !== 'earlier';
    if (!(inThisMessage && open !== undefined && fits(open, run.flow.slots[open]!, entity, true))) return filled.at(-1);
    return undefined;
  }
  if (open !== undefined && fits(open, run.flow.slots[open]!, entity, true)) return undefined;
  // A long answer in words may mention much; it corrects nothing by the way.
  if (open !== undefined && run.flow.slots[open]!.type === 'text') return undefined;
  return filled.at(-1);
}

/** Fills slots that are empty with values that are surely meant for them; whether there was one. */
export function fillAhead(run: TurnRun, names: readonly string[], left: Set<Entity>): boolean {
  let any = false;
  for (const name of names) {
    if (run.slots[name] !== undefined || run.state.pending !== undefined || isPartOfList(run, name)) continue;
    const [only, ...others] = chosen(candidatesFor(run, name, [...left], false));
    if (only === undefined || others.length > 0 || isUnsure(run, only)) continue;
    run.fill(name, only.filled);
    run.outcome(only.entity, `filled ${name} ahead`);
    left.delete(only.entity);
    any = true;
  }
  return any;
}

/** Back to where a slot is collected, if the task has since branched on it or acted with it. */
export function rewind(run: TurnRun, name: string): void {
  const { frame, task } = run;
  if (frame === undefined || task === undefined) return;
  const whole = compositeOf(run.flow, name) ?? name;
  const collected = task.steps.findIndex(({ collect = [] }) => collect.includes(name) || collect.includes(whole));
  if (collected < 0 || collected >= frame.step) return;
  const between = task.steps.slice(collected, frame.step);
  const mattered =
    run.slots[name] === undefined ||
    hasOpenItem(run, name) ||
    between.some((step) => step.branch !== undefined || step.action !== undefined);
  if (!mattered) return;
  frame.step = collected;
  delete frame.waiting;
}

export function isConfirming(run: TurnRun): boolean {
  return run.state.pending === undefined && currentStep(run)?.confirm !== undefined;
}
