import type { Json } from '@proofline/learn';
import { languageOf } from '@proofline/learn/text';
import { type Frame, takeFrame } from '@proofline/pipeline';
import { joinedText } from '../models/joined-text.js';
import { reasonText, urgencyOf } from './urgency.js';

/** The language of a text, how urgent it is, and by which words. */
export function notesOfText(frame: Frame, row: number): Record<string, Json> {
  const columns = [...frame.columns].filter(([, { kind }]) => kind === 'text').map(([name]) => name);
  const said = joinedText(takeFrame(frame, [row]), columns)[0]!;
  const { level, reasons } = urgencyOf(said);
  return { language: languageOf(said).language, urgency: level, urgencyReasons: reasons.map(reasonText).join('; ') };
}
