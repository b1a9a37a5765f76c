import type { EntitySettings } from '../../extraction/extract-entities.js';
import type { Flow, FlowSlot } from '../flow/flow-shape.js';

/** Order numbers of a flow that says nothing of their form. */
const ANY_ORDER_ID = '[A-Z]{0,4}-?\\d{5,12}';

/** What the slots of a flow can take, as the extractor of entities wants to know it. */
export function entitySettings(flow: Flow): EntitySettings {
  const slots = Object.entries(flow.slots);
  const ofType = (type: FlowSlot['type']): [string, FlowSlot][] => slots.filter(([, slot]) => slot.type === type);
  const pattern = ([name, slot]: [string, FlowSlot]) => ({
    label: slot.entity ?? name,
    pattern: slot.pattern ?? ANY_ORDER_ID,
    ignoreCase: true,
  });
  return {
    dateOrder: flow.dateOrder,
    lists: ofType('list').map(([name, { entity, values = {} }]) => ({
      label: entity ?? name,
      entries: Object.entries(values).map(([value, { en = [], zh = [] }]) => ({ value, synonyms: [...en, ...zh] })),
    })),
    ids: ofType('order-id').map(pattern),
    patterns: ofType('pattern').map(pattern),
  };
}
