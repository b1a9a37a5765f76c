import type { EntityType } from '../../extraction/entity.js';
import type { EntitySettings } from '../../extraction/extract-entities.js';
import type { TypesOfLabels } from '../../extraction/join-entities.js';
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

/** What fills a slot of each type; a text is taken as it stands, and a composite is filled by its parts. */
const ENTITY_OF_SLOT: Readonly<Record<Exclude<FlowSlot['type'], 'composite'>, EntityType>> = {
  text: 'pattern',
  number: 'number',
  date: 'date',
  amount: 'amount',
  email: 'email',
  'order-id': 'id',
  list: 'list',
  pattern: 'pattern',
};

/** The labels of entities that the slots of a flow take, besides the types that rules find, and what their values are. */
export function typesOfSlots({ slots }: Flow): TypesOfLabels {
  return Object.fromEntries(
    Object.entries(slots).flatMap(([name, { entity, type }]) =>
      type === 'composite'
        ? []
        : (entity === undefined ? [name] : [name, entity]).map((label) => [label, ENTITY_OF_SLOT[type]]),
    ),
  );
}
