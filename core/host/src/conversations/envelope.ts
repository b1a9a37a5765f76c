import { type DialogueState, maskPii } from '@proofline/pipeline';
import type { Sealer } from '../sealing/sealer.js';
import type { Sender } from './conversation.entity.js';

/** Lines that are kept as they were said, for whoever takes them to the customer; and characters of them together. */
const MOST_LINES = 50;
const MOST_CHARACTERS = 100_000;

/** A line as it was said. */
export interface SpokenLine {
  seq: number;
  /** ISO 8601. */
  at: string;
  sender: Sender;
  text: string;
  source: string | null;
}

/** All that a conversation is gone on with. It holds what people said, so that it is kept sealed and goes when the conversation ends. */
export interface Envelope {
  state: DialogueState;
  /** What stands in transcripts for personal data that was named: the same for the same. */
  placeholders: [string, string][];
  recent: SpokenLine[];
}

/** What belongs to a conversation is sealed for the row that it stands in. */
export interface SealedRow {
  id: string;
  clientId: string;
  createdAt: Date;
}

export type SealedPart = 'conversation' | 'conversation reference' | 'conversation action' | 'handover';

export function sealPart(sealer: Sealer, part: SealedPart, row: SealedRow, value: unknown): Buffer {
  return sealer.seal(JSON.stringify(value), targetOf(part, row));
}

export function openPart<T>(sealer: Sealer, part: SealedPart, row: SealedRow, sealed: Buffer): T {
  return JSON.parse(sealer.open(sealed, targetOf(part, row))) as T;
}

function targetOf(part: SealedPart, { id, clientId, createdAt }: SealedRow) {
  return { client: clientId, purpose: part, name: id, at: createdAt };
}

/** The same, with these lines at the end and without those that are too much. */
export function withLines(recent: readonly SpokenLine[], added: readonly SpokenLine[]): SpokenLine[] {
  const kept: SpokenLine[] = [];
  let characters = 0;
  for (const line of [...recent, ...added].reverse()) {
    characters += line.text.length;
    if (kept.length > 0 && (kept.length === MOST_LINES || characters > MOST_CHARACTERS)) break;
    kept.push(line);
  }
  return kept.reverse();
}

/** Masks texts of one conversation: what was named before has the placeholder that it had. */
export class ConversationMasker {
  private readonly given: Map<string, string>;

  /** Masks nothing where personal data is kept. */
  constructor(
    { placeholders }: Pick<Envelope, 'placeholders'>,
    private readonly keepsPersonalData: boolean,
    /** What is personal whatever it looks like. */
    private readonly known: readonly string[],
  ) {
    this.given = new Map(placeholders);
  }

  mask(text: string): string {
    return this.keepsPersonalData ? text : maskPii(text, { given: this.given, known: this.known }).text;
  }

  get placeholders(): [string, string][] {
    return [...this.given];
  }
}
