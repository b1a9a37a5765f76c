import { Rng } from '@proofline/learn';
import type { Language } from '@proofline/pipeline';
import { type Circumstances, holds } from '../engine/holds.js';
import type { Flow } from '../flow/flow-shape.js';
import { formatSlot } from './format-value.js';
import { type Format, fillIn, placeholdersOf } from './placeholders.js';
import { isSystemName, SYSTEM_RESPONSES } from './system-responses.js';

export interface ReplyContext {
  flow: Flow;
  language: Language;
  circumstances: Circumstances;
  /** Values of the bot itself, by name: `{team}`. */
  parameters: Readonly<Record<string, string>>;
  /** Decides which variant is said. */
  seed: string;
  /** Texts that are not said again where there is another. */
  avoid: readonly string[];
  /** Where the texts are no response of the flow: the questions for a slot. */
  texts?: readonly string[];
}

export interface RenderedReply {
  text: string;
  template: string;
  /** Which of the variants, from 0, and of the cases, where one of them held. */
  variant: number;
  case?: number;
}

/**
 * A response by its name, in words: the first case that holds, one of its variants, with slots and parameters filled in.
 * `undefined` where every variant has a placeholder that nothing fills, so that none ever reaches a customer.
 */
export function renderReply(name: string, context: ReplyContext): RenderedReply | undefined {
  const { texts, at } = context.texts === undefined ? textsOf(name, context) : { texts: context.texts, at: undefined };
  const variants = texts.flatMap((template, variant) => {
    const text = filled(template, context);
    return text === undefined ? [] : [{ text, variant }];
  });
  const fresh = variants.filter(({ text }) => !context.avoid.includes(text));
  const choice = fresh.length > 0 ? fresh : variants;
  const chosen = choice[new Rng(`${context.seed}/${name}`).int(Math.max(1, choice.length))];
  return chosen === undefined ? undefined : { ...chosen, template: name, ...(at === undefined ? {} : { case: at }) };
}

function textsOf(
  name: string,
  { flow, language, circumstances }: ReplyContext,
): { texts: readonly string[]; at?: number } {
  const response = flow.responses[name];
  if (response !== undefined) {
    const at = response.cases.findIndex(({ when }) => holds(when, circumstances));
    if (at >= 0) return { texts: response.cases[at]![language] ?? [], at };
    return { texts: response[language] ?? [] };
  }
  return { texts: isSystemName(name) ? SYSTEM_RESPONSES[name][language] : [] };
}

function filled(template: string, { flow, language, circumstances, parameters }: ReplyContext): string | undefined {
  const worded = (name: string, format?: string): string | undefined => {
    if (Object.hasOwn(parameters, name)) return parameters[name];
    const slot = flow.slots[name];
    const known = circumstances.slots[name];
    return slot === undefined || known === undefined
      ? undefined
      : formatSlot(flow, name, known.value, language, format as Format | undefined);
  };
  const open = placeholdersOf(template).some(({ name, format }) => worded(name, format) === undefined);
  if (open) return undefined;
  const text = fillIn(template, ({ name, format }) => worded(name, format)!);
  // `{slot} cannot be before …`: a label at the beginning of a sentence.
  const begins = template.startsWith('{') && Object.keys(parameters).some((name) => template.startsWith(`{${name}}`));
  return begins ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text;
}
