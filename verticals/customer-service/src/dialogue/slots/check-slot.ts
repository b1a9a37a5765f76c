import type { Language } from '@proofline/pipeline';
import { own } from '../../names.js';
import { localTime } from '../flow/business-hours.js';
import type { Flow, FlowSlot } from '../flow/flow-shape.js';
import { formatValue, nameOf, slotLabel } from '../replies/format-value.js';
import type { SystemName } from '../replies/system-responses.js';
import type { Amount, EntityValue, SimpleValue, SlotValue } from '../understanding.js';
import { boundDate, isDate } from './bounds.js';

/** Why a value is refused: the system response that says so, and what it names. */
export interface Refusal {
  refused: SystemName;
  parameters: Record<string, string>;
}

export type CheckedValue = { value: SlotValue } | Refusal;

export interface SlotContext {
  flow: Flow;
  now: Date;
  language: Language;
}

const MAX_TEXT = 2_000;

const NOT_OF_TYPE: Readonly<Record<FlowSlot['type'], SystemName>> = {
  text: 'not_text',
  number: 'not_number',
  date: 'not_date',
  amount: 'not_amount',
  email: 'not_email',
  'order-id': 'not_order_id',
  list: 'not_list',
  pattern: 'not_pattern',
  composite: 'not_pattern',
};

/** That an answer holds nothing of the slot's type. */
export function notOfType(name: string, context: SlotContext): Refusal {
  const slot = context.flow.slots[name]!;
  return {
    refused: NOT_OF_TYPE[slot.type],
    parameters: { slot: slotLabel(slot, name, context.language), ...optionsOf(slot, context.language) },
  };
}

/** Whether a slot takes a value: of its type, within its bounds. The value comes back in the form that slots keep. */
export function checkSlot(name: string, given: EntityValue, context: SlotContext): CheckedValue {
  const slot = context.flow.slots[name]!;
  switch (slot.type) {
    case 'text':
      return checkText(slot, given, name, context);
    case 'number':
      return checkNumber(slot, given, name, context);
    case 'amount':
      return checkAmount(slot, given, name, context);
    case 'date':
      return checkDate(slot, given, name, context);
    case 'list':
      return checkList(slot, given, name, context);
    case 'composite':
      return slot.many === true ? checkItems(given, name, context) : checkParts(slot, given, name, context);
    default:
      return checkPattern(slot, given, name, context);
  }
}

/** Every part is one that its slot takes, and none is missing that must be there. */
function checkParts(slot: FlowSlot, whole: unknown, name: string, context: SlotContext): CheckedValue {
  const value: Record<string, SimpleValue> = {};
  const written = typeof whole === 'object' && whole !== null ? (whole as Record<string, EntityValue | undefined>) : {};
  for (const part of slot.parts ?? []) {
    const given = own(written, part);
    if (given === undefined) {
      if (context.flow.slots[part]!.required) return notOfType(name, context);
      continue;
    }
    const checked = checkSlot(part, given, context);
    if ('refused' in checked) return checked;
    value[part] = checked.value as SimpleValue;
  }
  return { value };
}

function checkItems(given: EntityValue, name: string, context: SlotContext): CheckedValue {
  if (!Array.isArray(given) || given.length === 0) return notOfType(name, context);
  const items = given.map((item) => checkParts(context.flow.slots[name]!, item, name, context));
  const refused = items.find((item) => 'refused' in item);
  return refused ?? { value: items.map((item) => (item as { value: Record<string, SimpleValue> }).value) };
}

function checkText(slot: FlowSlot, given: EntityValue, name: string, context: SlotContext): CheckedValue {
  const text = typeof given === 'string' ? given.trim() : '';
  if (!/[\p{L}\p{N}]/u.test(text)) return notOfType(name, context);
  const limit = slot.maxLength ?? MAX_TEXT;
  if (text.length > limit) return { refused: 'too_long', parameters: { limit: String(limit) } };
  return { value: text };
}

function checkNumber(slot: FlowSlot, given: EntityValue, name: string, context: SlotContext): CheckedValue {
  const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
  if (typeof value !== 'number' || !Number.isFinite(value)) return notOfType(name, context);
  return withinBounds(slot, value, value, name, context);
}

function checkAmount(slot: FlowSlot, given: EntityValue, name: string, context: SlotContext): CheckedValue {
  const written: Partial<Amount> = typeof given === 'object' ? given : { amount: Number(given) };
  const { amount } = written;
  if (typeof amount !== 'number' || !Number.isFinite(amount)) return notOfType(name, context);
  const currency = written.currency ?? slot.currency;
  if (slot.currency !== undefined && currency !== slot.currency) {
    const named = new Intl.DisplayNames(context.language, { type: 'currency' }).of(slot.currency) ?? slot.currency;
    return {
      refused: 'wrong_currency',
      parameters: { slot: slotLabel(slot, name, context.language), currency: named },
    };
  }
  const value: Amount = { amount, ...(currency === undefined ? {} : { currency }) };
  return withinBounds(slot, amount, value, name, context);
}

function withinBounds(
  slot: FlowSlot,
  size: number,
  value: number | Amount,
  name: string,
  context: SlotContext,
): CheckedValue {
  const refuse = (refused: SystemName, limit: number): Refusal => ({
    refused,
    parameters: {
      slot: slotLabel(slot, name, context.language),
      limit: formatValue(typeof value === 'object' ? { ...value, amount: limit } : limit, slot, context.language),
    },
  });
  if (typeof slot.min === 'number' && size < slot.min) return refuse('too_small', slot.min);
  if (typeof slot.max === 'number' && size > slot.max) return refuse('too_large', slot.max);
  return { value };
}

function checkDate(slot: FlowSlot, given: EntityValue, name: string, context: SlotContext): CheckedValue {
  // Of a moment, `2026-11-24T15:00`, the day.
  const day = typeof given === 'string' ? given.slice(0, 10) : '';
  if (!isDate(day)) return notOfType(name, context);
  const today = localTime(context.now, context.flow.timeZone).date;
  const refuse = (refused: SystemName, limit: string): Refusal => ({
    refused,
    parameters: {
      slot: slotLabel(slot, name, context.language),
      limit: formatValue(limit, slot, context.language),
    },
  });
  if (typeof slot.min === 'string') {
    const first = boundDate(slot.min, today);
    if (day < first) return refuse('too_early', first);
  }
  if (typeof slot.max === 'string') {
    const last = boundDate(slot.max, today);
    if (day > last) return refuse('too_late', last);
  }
  return { value: day };
}

function checkList(slot: FlowSlot, given: EntityValue, name: string, context: SlotContext): CheckedValue {
  const wanted = (typeof given === 'string' ? given : '').trim().toLowerCase();
  for (const [value, { en = [], zh = [] }] of Object.entries(slot.values ?? {})) {
    if ([value, ...en, ...zh].some((synonym) => synonym.toLowerCase() === wanted)) return { value };
  }
  return notOfType(name, context);
}

const EMAIL = /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]{2,}$/;

function checkPattern(slot: FlowSlot, given: EntityValue, name: string, context: SlotContext): CheckedValue {
  if (typeof given === 'object') return notOfType(name, context);
  const value = String(given).trim();
  const form = slot.pattern === undefined ? undefined : new RegExp(`^(?:${slot.pattern})$`, 'iu');
  const fits = value !== '' && (form?.test(value) ?? true) && (slot.type !== 'email' || EMAIL.test(value));
  if (fits) return { value: slot.type === 'order-id' ? value.toUpperCase() : value };
  return { refused: 'wrong_form', parameters: { slot: slotLabel(slot, name, context.language), value } };
}

function optionsOf(slot: FlowSlot, language: Language): Record<string, string> {
  if (slot.values === undefined) return {};
  const separator = language === 'zh' ? '、' : ', ';
  return {
    options: Object.keys(slot.values)
      .map((value) => nameOf(slot, value, language))
      .join(separator),
  };
}
