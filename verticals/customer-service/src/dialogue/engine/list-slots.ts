import { isDeepStrictEqual } from 'node:util';
import { own } from '../../names.js';
import { formatSlot } from '../replies/format-value.js';
import { checkSlot } from '../slots/check-slot.js';
import type { CompositeValue, Entity, SimpleValue } from '../understanding.js';
import { fits, isUnsure, settle } from './candidates.js';
import { compositeOf, groupsFor, isList, partOf, partsOf } from './composites.js';
import { collectedBy } from './own-tasks.js';
import { missingPart } from './questions.js';
import type { TurnRun } from './turn-run.js';

/*
 * Composite slots that are lists. One item at a time is put together in the slots of its parts, where it is asked for, checked and
 * corrected like any slot; once complete it moves into the list. Parts that were said together wait in `frame.items` until it is
 * their turn.
 */

/** The composite slots of the task that are lists. */
export function listsOfTask(run: TurnRun): string[] {
  return run.task === undefined ? [] : collectedBy(run.task).filter((name) => isList(run.flow, name));
}

function itemsOf(run: TurnRun, name: string): readonly CompositeValue[] {
  return (run.slots[name]?.value ?? []) as readonly CompositeValue[];
}

/** Whether an item is being put together. */
function isBegun(run: TurnRun, name: string): boolean {
  return partsOf(run.flow, name).some((part) => run.slots[part] !== undefined);
}

/** Whether something of a list is still to be asked for. */
export function hasOpenItem(run: TurnRun, name: string): boolean {
  return isList(run.flow, name) && (isBegun(run, name) || (own(run.frame?.items, name) ?? []).length > 0);
}

/** Takes what a message says of lists: corrections of their items, and new ones. Entities that are used are deleted from `left`. */
export function takeItems(run: TurnRun, open: string | undefined, left: Set<Entity>): boolean {
  let taken = false;
  for (const name of listsOfTask(run)) {
    const groups = groupsFor(name, left).filter((group, _, all) => !answersOpen(run, name, open, group, all));
    for (const group of groups) {
      const isTaken =
        completeItem(run, name, group) || correctItem(run, name, group) || queueItem(run, name, group, open);
      if (!isTaken) continue;
      for (const entity of group) left.delete(entity);
      taken = true;
      if (run.state.pending !== undefined) return true;
    }
    buildItems(run, name, 'sure');
  }
  return taken;
}

/** A part alone is what was asked for; of several alike, where nothing else is known of the item, each begins one. */
function answersOpen(
  run: TurnRun,
  name: string,
  open: string | undefined,
  group: readonly Entity[],
  all: readonly Entity[][],
): boolean {
  if (open === undefined || compositeOf(run.flow, open) !== name || group.length > 1) return false;
  const answers = ([one, ...more]: readonly Entity[]): boolean =>
    more.length === 0 && fits(open, run.flow.slots[open]!, one!, true);
  return answers(group) && (isBegun(run, name) || all.filter(answers).length === 1);
}

/** Takes what was said before the task began. */
export function takeHeardItems(run: TurnRun, heard: readonly Entity[]): Set<Entity> {
  const used = new Set<Entity>();
  for (const name of listsOfTask(run)) {
    for (const group of groupsFor(name, heard)) {
      if (!queueItem(run, name, group, undefined)) continue;
      for (const entity of group) used.add(entity);
    }
    buildItems(run, name, 'sure');
  }
  return used;
}

function queueItem(run: TurnRun, name: string, group: Entity[], open: string | undefined): boolean {
  const asked = open !== undefined && compositeOf(run.flow, open) === name;
  // A number alone may count anything; a thing alone is one more, of which the number will be asked for.
  if (group.length === 1 && !asked && isQuantity(run, partOf(name, group[0]!))) return false;
  const frame = run.frame!;
  frame.items = { ...frame.items, [name]: [...(own(frame.items, name) ?? []), group] };
  for (const entity of group) run.outcome(entity, `kept for ${name}`);
  run.succeed();
  return true;
}

function isQuantity(run: TurnRun, part: string): boolean {
  const { type } = run.flow.slots[part]!;
  return type === 'number' || type === 'amount';
}

/**
 * Moves items that are complete into the list, and begins the next that waits. `sure` ahead of the question for the list: only
 * those about which nothing has to be asked.
 */
export function buildItems(run: TurnRun, name: string, which: 'sure' | 'all'): void {
  for (;;) {
    if (isBegun(run, name)) {
      if (missingPart(run, name) !== undefined) return;
      closeItem(run, name);
    }
    const waiting = own(run.frame?.items, name) ?? [];
    const [next, ...others] = waiting;
    if (next === undefined || (which === 'sure' && !needsNoQuestion(run, name, next))) return;
    run.frame!.items = { ...run.frame!.items, [name]: others };
    beginItem(run, name, next);
    if (run.state.pending !== undefined) return;
  }
}

function needsNoQuestion(run: TurnRun, name: string, group: readonly Entity[]): boolean {
  const given = new Set(group.map((entity) => partOf(name, entity)));
  return (
    partsOf(run.flow, name).every((part) => given.has(part) || run.flow.slots[part]!.ask === undefined) &&
    group.every((entity) => {
      const checked = checkSlot(partOf(name, entity), entity.value, run.context);
      return !('refused' in checked) && entity.confidence >= run.flow.policies.thresholds.entity;
    })
  );
}

function beginItem(run: TurnRun, name: string, group: readonly Entity[]): void {
  const frame = run.frame!;
  const parts = partsOf(run.flow, name);
  frame.skipped = frame.skipped.filter((slot) => !parts.includes(slot));
  for (const part of parts) delete frame.attempts[part];
  fillParts(run, name, group);
}

function fillParts(run: TurnRun, name: string, group: readonly Entity[]): void {
  for (const entity of group) {
    const part = partOf(name, entity);
    const checked = checkSlot(part, entity.value, run.context);
    if ('refused' in checked) {
      run.outcome(entity, checked.refused);
      run.say(checked.refused, checked.parameters);
      continue;
    }
    const filled = { value: checked.value, text: entity.text, confidence: entity.confidence };
    if (!isUnsure(run, { entity, filled }) || run.state.pending !== undefined) {
      run.fill(part, filled);
      run.outcome(entity, `filled ${part}`);
    } else settle(run, part, [{ entity, filled }]);
  }
}

/** `two salads`, where it is being asked how many salads: what is missing of the item that is being put together. */
function completeItem(run: TurnRun, name: string, group: readonly Entity[]): boolean {
  const known = partsOf(run.flow, name).filter((part) => run.slots[part] !== undefined && !isQuantity(run, part));
  const saysSo = (part: string): boolean =>
    group.some(
      (entity) =>
        partOf(name, entity) === part && isDeepStrictEqual(checkedValue(run, part, entity), run.slots[part]!.value),
    );
  if (known.length === 0 || !known.every(saysSo)) return false;
  fillParts(
    run,
    name,
    group.filter((entity) => !known.includes(partOf(name, entity))),
  );
  run.succeed();
  return true;
}

function closeItem(run: TurnRun, name: string): void {
  const filled = partsOf(run.flow, name).flatMap((part) => {
    const known = run.slots[part];
    return known === undefined ? [] : [[part, known] as const];
  });
  const item = Object.fromEntries(filled.map(([part, { value }]) => [part, value as SimpleValue]));
  const texts = [run.slots[name]?.text ?? '', ...filled.map(([, { text }]) => text)];
  const confidence = Math.min(run.slots[name]?.confidence ?? 1, ...filled.map(([, known]) => known.confidence));
  for (const [part] of filled) run.unfill(part);
  run.fill(name, { value: [...itemsOf(run, name), item], text: texts.join(' ').trim(), confidence });
  run.note('item', `${name}: ${formatSlot(run.flow, name, item, run.state.language)}`);
}

/** Gives parts of an item in the list other values; false where the message rather names another item. */
function correctItem(run: TurnRun, name: string, group: readonly Entity[]): boolean {
  const items = itemsOf(run, name);
  const parts: Record<string, SimpleValue> = {};
  for (const entity of group) {
    const checked = checkSlot(partOf(name, entity), entity.value, run.context);
    if ('refused' in checked) return false;
    parts[partOf(name, entity)] = checked.value as SimpleValue;
  }
  const at = itemMeant(run, name, group, parts);
  if (at < 0) return false;
  const [old, changed] = [items[at]!, { ...items[at]!, ...parts }];
  if (isDeepStrictEqual(old, changed)) {
    for (const entity of group) run.outcome(entity, `${name} says so already`);
    return true;
  }
  for (const entity of group) run.outcome(entity, `corrected ${name}`);
  const confidence = Math.min(...group.map((entity) => entity.confidence));
  const filled = { value: items.with(at, changed), text: group.map(({ text }) => text).join(' '), confidence };
  if (confidence < run.flow.policies.thresholds.entity) {
    settle(run, name, [{ entity: group.find((entity) => entity.confidence === confidence)!, filled }]);
    return true;
  }
  run.fill(name, filled);
  run.note('correction', name);
  const said = (item: CompositeValue): string => formatSlot(run.flow, name, item, run.state.language);
  run.say('corrected', { slot: run.slotLabel(name), old: said(old), new: said(changed) });
  return true;
}

/** Which item of the list gets other values, by its index; -1 for none. */
function itemMeant(
  run: TurnRun,
  name: string,
  group: readonly Entity[],
  parts: Readonly<Record<string, SimpleValue>>,
): number {
  const items = itemsOf(run, name);
  const agrees = (item: CompositeValue, part: string): boolean => isDeepStrictEqual(own(item, part), parts[part]);
  const given = Object.keys(parts);
  for (const { corrects, groups } of group) {
    if (typeof corrects !== 'object') continue;
    // What it replaces was said in this same message, where the list does not hold it.
    return items.findLastIndex((item) => isDeepStrictEqual(own(item, groups![name]!.part), corrects.value));
  }
  if (group.some(({ corrects }) => corrects === 'earlier')) {
    const alike = items.map((item) => given.filter((part) => agrees(item, part)).length);
    return alike.lastIndexOf(Math.max(...alike, 0));
  }
  // `three pizzas` after `two pizzas`: the same thing, in another number.
  const things = given.filter((part) => !isQuantity(run, part));
  if (things.length > 0) {
    return given.length < 2 ? -1 : items.findIndex((item) => things.every((part) => agrees(item, part)));
  }
  return items.length === 1 ? 0 : -1;
}

/** `not the pizza`: takes out the items that a message denies; true where there were some. */
export function takeOutItems(run: TurnRun): boolean {
  let taken = false;
  for (const name of listsOfTask(run)) {
    for (const entity of run.turn.entities) {
      if (entity.negated !== true || isReplaced(run, entity)) continue;
      const parts = partsOf(run.flow, name).filter(
        (part) => !isQuantity(run, part) && fits(part, run.flow.slots[part]!, entity, true),
      );
      const [out, kept] = parted(itemsOf(run, name), (item) =>
        parts.some((part) => isDeepStrictEqual(own(item, part), checkedValue(run, part, entity))),
      );
      if (out.length === 0) continue;
      taken = true;
      run.outcome(entity, `not wanted in ${name}`);
      run.say('unset', { old: formatSlot(run.flow, name, out, run.state.language) });
      if (kept.length === 0) run.unfill(name);
      else run.fill(name, { ...run.slots[name]!, value: kept });
      run.succeed();
    }
  }
  return taken;
}

function isReplaced({ turn }: TurnRun, { text }: Entity): boolean {
  return turn.entities.some(({ corrects }) => typeof corrects === 'object' && corrects.text === text);
}

function checkedValue(run: TurnRun, part: string, { value }: Entity): unknown {
  const checked = checkSlot(part, value, run.context);
  return 'refused' in checked ? value : checked.value;
}

function parted<T>(all: readonly T[], isFirst: (one: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}
