import type { Language } from '@proofline/pipeline';
import { own } from '../../names.js';
import type { Flow, FlowSlot, Phrase } from '../flow/flow-shape.js';
import { isDate } from '../slots/bounds.js';
import type { CompositeValue, SimpleValue, SlotValue } from '../understanding.js';
import { dateFormat, listFormat, numberFormat } from './formatters.js';
import { type Format, fillIn, placeholdersOf } from './placeholders.js';

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', zh: 'zh-CN' };

/** A phrase in a language; in another where it has none of it. */
export function phraseIn(phrase: Phrase | undefined, language: Language): string | undefined {
  return phrase?.[language] ?? phrase?.en ?? phrase?.zh;
}

export function slotLabel(slot: FlowSlot, name: string, language: Language): string {
  return phraseIn(slot.label, language) ?? name;
}

/** What a value of a list is called. */
export function nameOf(slot: FlowSlot, value: string, language: Language): string {
  const texts = slot.values?.[value];
  return texts?.[language]?.[0] ?? texts?.en?.[0] ?? texts?.zh?.[0] ?? value;
}

/** What a slot of a flow holds, as a reply says it. */
export function formatSlot(flow: Flow, name: string, value: SlotValue, language: Language, format?: Format): string {
  const slot = flow.slots[name]!;
  if (slot.type !== 'composite') return formatValue(value as SimpleValue, slot, language, format);
  const said = [value as CompositeValue | readonly CompositeValue[]]
    .flat()
    .map((one) => formatParts(flow, slot, one, language));
  return listFormat(LOCALES[language]).format(said);
}

/** By the text of the slot where it speaks of no part that is missing, else one part after the other. */
function formatParts(flow: Flow, { parts = [], text }: FlowSlot, value: CompositeValue, language: Language): string {
  const said = (part: string): string | undefined => {
    const known = own(value, part);
    return known === undefined ? undefined : formatSlot(flow, part, known, language);
  };
  const template = phraseIn(text, language);
  if (template !== undefined && placeholdersOf(template).every(({ name }) => said(name) !== undefined))
    return fillIn(template, ({ name }) => said(name)!);
  return parts.flatMap((part) => said(part) ?? []).join(' ');
}

/** A simple value as a reply says it: a date, amount or number by the habits of the language, a value of a list by its name. */
export function formatValue(value: SimpleValue, slot: FlowSlot, language: Language, format?: Format): string {
  const locale = LOCALES[language];
  if (typeof value === 'number') return numberFormat(locale, { maximumFractionDigits: 6 }).format(value);
  if (typeof value === 'object') return formatAmount(value.amount, value.currency, locale);
  if (slot.type === 'list') return nameOf(slot, value, language);
  if (slot.type === 'date' && isDate(value)) return formatDate(value, locale, format);
  return value;
}

function formatAmount(amount: number, currency: string | undefined, locale: string): string {
  return numberFormat(
    locale,
    currency === undefined ? { minimumFractionDigits: 2, maximumFractionDigits: 2 } : { style: 'currency', currency },
  ).format(amount);
}

function formatDate(date: string, locale: string, format: Format | undefined): string {
  const at = new Date(`${date}T00:00:00Z`);
  const options: Intl.DateTimeFormatOptions =
    format === undefined ? { weekday: 'long', day: 'numeric', month: 'long' } : { dateStyle: format };
  return dateFormat(locale, { ...options, timeZone: 'UTC' }).format(at);
}
