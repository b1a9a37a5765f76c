import {
  joinParts,
  type PartDefinition,
  roleOf,
  withArticles,
  withEndsOfPeriods,
} from '../../extraction/join-parts.js';
import { own } from '../../names.js';
import type { Flow, FlowSlot } from '../flow/flow-shape.js';
import type { Entity, Understanding } from '../understanding.js';

/** The slots that a composite slot is made of; none of any other. */
export function partsOf(flow: Flow, name: string): readonly string[] {
  return flow.slots[name]?.parts ?? [];
}

/** Whether a slot is a list of composites, such as the lines of an order. */
export function isList(flow: Flow, name: string): boolean {
  return flow.slots[name]?.many === true;
}

/** The composite slot that a slot is a part of. */
export function compositeOf(flow: Flow, part: string): string | undefined {
  return Object.keys(flow.slots).find((name) => partsOf(flow, name).includes(part));
}

/** The labels of entities that may fill a slot. */
export function labelsFor(name: string, { entity, type }: FlowSlot): string[] {
  const byType = type === 'text' || type === 'composite' ? [] : type === 'date' ? ['date', 'datetime'] : [type];
  return [name, ...(entity === undefined ? [] : [entity]), ...byType];
}

function partDefinitions(flow: Flow, name: string): PartDefinition[] {
  return partsOf(flow, name).map((part) => {
    const slot = flow.slots[part]!;
    return { name: part, labels: labelsFor(part, slot), ...(slot.role === undefined ? {} : { role: slot.role }) };
  });
}

/** What was understood, with the entities that stand together as parts of a composite slot marked so. */
export function withGroups(flow: Flow, turn: Understanding, turnNumber: number): Understanding {
  const composites = Object.keys(flow.slots).filter((name) => partsOf(flow, name).length > 0);
  if (composites.length === 0) return turn;
  const definitions = composites.map((name) => ({ name, parts: partDefinitions(flow, name) }));
  const hasSpan = definitions.some(({ parts }) => ['from', 'to'].every((end) => isEndOfSpan(parts, end)));
  let entities = withArticles(turn.text, hasSpan ? withEndsOfPeriods(turn.entities) : turn.entities, definitions);
  for (const { name, parts } of definitions) {
    const groupOf = new Map(
      joinParts(turn.text, entities, parts).flatMap((joined, index) =>
        [...joined].map(([part, entity]) => [entity, { id: `${turnNumber}.${index}`, part }] as const),
      ),
    );
    entities = entities.map((entity) => {
      const group = groupOf.get(entity);
      return group === undefined ? entity : { ...entity, groups: { ...entity.groups, [name]: group } };
    });
  }
  return { ...turn, entities };
}

function isEndOfSpan(parts: readonly PartDefinition[], end: string): boolean {
  return parts.some(({ labels, role }) => role === end && labels.includes('date'));
}

/** Entities by the composite that they are parts of together, in order. */
export function groupsFor(name: string, entities: Iterable<Entity>): Entity[][] {
  const groups = new Map<string, Entity[]>();
  for (const entity of entities) {
    const id = own(entity.groups, name)?.id;
    if (id !== undefined) groups.set(id, [...(groups.get(id) ?? []), entity]);
  }
  return [...groups.values()];
}

/** Which part of a composite slot an entity of one of its groups is. */
export function partOf(name: string, { groups }: Entity): string {
  return groups![name]!.part;
}

/** The role of an entity as far as it matters for a slot; `old` and `new` of a change do where the slot says so itself. */
export function roleFor({ role }: FlowSlot, entity: Entity): string | undefined {
  return entity.role === role ? role : roleOf(entity);
}
