import type { Rng } from '@proofline/learn';
import type { Language } from '@proofline/pipeline';
import { own } from '../../names.js';
import { addDays, localTime } from '../flow/business-hours.js';
import type { Flow, FlowSlot } from '../flow/flow-shape.js';
import { boundDate } from '../slots/bounds.js';

const TEXTS: Readonly<Record<Language, readonly string[]>> = {
  en: [
    'The parcel was left in the rain.',
    'It is not what I hoped for.',
    'Please ring twice.',
    'The box was open and one part is missing',
  ],
  zh: ['包裹被雨淋湿了。', '和描述的不一样。', '请放在门口。', '盒子被打开过，少了一个零件'],
};

/** Words in which a customer could give a valid value for a slot. */
export function sampleWords(flow: Flow, name: string, language: Language, now: Date, rng: Rng): string {
  const slot = flow.slots[name]!;
  switch (slot.type) {
    case 'date':
      return sampleDate(slot, flow, now, rng);
    case 'list':
      return sampleOfList(slot, language, rng);
    case 'amount':
    case 'number':
      return String(sampleNumber(slot, rng));
    case 'email':
      return `customer${rng.int(1000)}@example.com`;
    case 'composite':
      return (slot.parts ?? [])
        .map((part) => `${leadOf(flow.slots[part]!, language)}${sampleWords(flow, part, language, now, rng)}`)
        .join(' ');
    case 'text':
      return pick(TEXTS[language], rng);
    default:
      return samplePattern(slot, rng);
  }
}

/** The word before a part that says which of several alike it is. */
function leadOf({ role = '' }: FlowSlot, language: Language): string {
  const leads: Readonly<Record<string, Record<Language, string>>> = {
    from: { en: 'from ', zh: '从' },
    to: { en: 'to ', zh: '到' },
  };
  return own(leads, role)?.[language] ?? '';
}

export function pick<T>(from: readonly T[], rng: Rng): T {
  return from[rng.int(from.length)]!;
}

function sampleDate(slot: FlowSlot, flow: Flow, now: Date, rng: Rng): string {
  const today = localTime(now, flow.timeZone).date;
  const first = typeof slot.min === 'string' ? boundDate(slot.min, today) : today;
  const last = typeof slot.max === 'string' ? boundDate(slot.max, today) : addDays(first, 20);
  const days = Math.max(0, Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000));
  return addDays(first, rng.int(days + 1));
}

function sampleOfList(slot: FlowSlot, language: Language, rng: Rng): string {
  const texts = pick(Object.values(slot.values ?? {}), rng);
  return pick(texts[language] ?? texts.en ?? texts.zh ?? [''], rng);
}

function sampleNumber(slot: FlowSlot, rng: Rng): number {
  const low = typeof slot.min === 'number' ? slot.min : 1;
  const high = typeof slot.max === 'number' ? slot.max : low + 1000;
  return Math.floor(low + rng.next() * (high - low));
}

/** The example with other digits and letters, if the pattern takes it. */
function samplePattern(
  { type, pattern, example = type === 'order-id' ? 'AB-123456' : '' }: FlowSlot,
  rng: Rng,
): string {
  const other = example
    .replace(/\d/g, () => String(rng.int(10)))
    .replace(/[A-Z]/g, () => String.fromCharCode(65 + rng.int(26)));
  return pattern === undefined || new RegExp(`^(?:${pattern})$`, 'iu').test(other) ? other : example;
}
