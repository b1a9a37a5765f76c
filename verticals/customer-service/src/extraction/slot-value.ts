import type { Entity, EntityType, EntityValue } from './entity.js';

/** What a slot takes. `label` names the list, pattern or id of a slot of these types. */
export interface SlotType {
  type: EntityType;
  label?: string;
}

/**
 * The value of an entity for a slot, or undefined where the slot does not take it. A slot takes its own type, and what holds it
 * without doubt: a day or a time out of a moment, a day as a period of one day.
 */
export function slotValue(entity: Entity, slot: SlotType): EntityValue | undefined {
  if (entity.negated) return undefined;
  if (slot.label !== undefined && slot.label !== entity.label) return undefined;
  if (slot.type === entity.type) return entity.value;
  if (entity.type === 'datetime' && (slot.type === 'date' || slot.type === 'time')) {
    const [day, time] = String(entity.value).split('T');
    return slot.type === 'date' ? day : time;
  }
  if (entity.type === 'date' && slot.type === 'period') return { from: String(entity.value), to: String(entity.value) };
  return undefined;
}
