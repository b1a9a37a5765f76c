import type { CalendarUnit } from './durations.js';

/** What a rule can recognise. A slot names one of these, and takes nothing else. */
export const ENTITY_TYPES = [
  'number',
  'ordinal',
  'amount',
  'percent',
  'date',
  'time',
  'datetime',
  'period',
  'duration',
  'email',
  'phone',
  'url',
  'id',
  'list',
  'pattern',
] as const;

export type EntityType = (typeof ENTITY_TYPES)[number];

/** Money: the number, and its currency as ISO 4217 has it. */
export interface Amount {
  amount: number;
  currency: string;
}

export interface Duration {
  count: number;
  unit: CalendarUnit;
}

/** Both ends belong to it. Dates, times and moments as the entities of these types have them. */
export interface Period {
  from: string;
  to: string;
}

/**
 * What an entity means, by type:
 * number, ordinal, percent: a number (percent 20 is 20 %); amount, duration, period: their objects;
 * date `2026-11-24`; time `15:00`; datetime `2026-11-24T15:00`, all wall-clock in the customer's time zone;
 * e-mail in small letters, phone in E.164, URL as written; id as its pattern has it; list: the entry's name; pattern: the text.
 */
export type EntityValue = number | string | Amount | Duration | Period;

/** Which part an entity plays: `from` and `to` of a way or a span, `old` and `new` of a change. */
export type EntityRole = 'from' | 'to' | 'old' | 'new';

/** The value that a correction takes back. */
export interface Replaced {
  label: string;
  value: EntityValue;
  text: string;
  start: number;
  end: number;
}

/** `start` and `end` are UTF-16 offsets into the text as it was given, `end` exclusive. */
export interface Entity {
  /** Name of the list, pattern or id; for everything else the type. */
  label: string;
  type: EntityType;
  value: EntityValue;
  text: string;
  start: number;
  end: number;
  /** In (0, 1]; 1 where the form leaves no doubt. */
  confidence: number;
  role?: EntityRole;
  /** Said not to hold: it must not fill a slot, and takes its value out of one. */
  negated?: true;
  /** What it stands in for: an entity of the same text, or what was said in an earlier turn. */
  corrects?: Replaced | 'earlier';
}

/** Something that looks like an entity and cannot be one, with the reason, so that a slot can be asked for again with it. */
export interface Refusal {
  type: EntityType;
  text: string;
  start: number;
  end: number;
  /** Stable code: `NO_SUCH_DAY`, `NO_SUCH_TIME`, `CHECKSUM`. */
  code: 'NO_SUCH_DAY' | 'NO_SUCH_TIME' | 'CHECKSUM';
}

/** What a recogniser returns; `label` is there where it is not the type. */
export interface Candidate {
  type: EntityType;
  label?: string;
  value: EntityValue;
  start: number;
  end: number;
  confidence: number;
}

/** What a recogniser finds in one text. */
export interface Found {
  candidates: Candidate[];
  refused: Omit<Refusal, 'text'>[];
}
