import { foldWidth } from '@proofline/pipeline';

const INSTRUCTION =
  /\b(?:ignor(?:e|ing)|disregard(?:ing)?|forget(?:ting)?|overrid(?:e|ing)) (?:all |any |the |my |your |these |those )*(?:previous|prior|above|earlier|preceding|existing|system|safety|original) (?:\w+ )?(?:instructions?|rules?|prompts?|guidelines?|directions?|polic(?:y|ies))|\bsystem prompt\b|\bdeveloper mode\b|\bjailbreak\w*\b|\bas an? (?:ai|large)(?: language)? model\b|\bmy (?:instructions|prompt|guidelines) (?:are|say|is)\b|\b(?:new|updated) instructions?:|<\/?(?:script|iframe|img|system|assistant|user)\b|(?:^|[.!?。!?\]])\s*(?:system|assistant|user)\s*:|\[\/?(?:INST|SYS)\]|<\|[a-z_]+\|>|!\[[^\]]*\]\(|忽略(?:之前|以上|前面|所有|上述|先前|一切)+(?:的|所有)*(?:指令|指示|规则|提示|要求|内容)|系统提示词?|开发者模式|越狱|无视(?:之前|以上|前面|所有|上述)+的?(?:指令|规则|提示|要求)|作为一?个?(?:AI|人工智能)(?:语言)?模型/gim;

/** Where a text gives orders to a machine, or pretends to be part of a prompt. Offsets are into the text. */
export function instructionsIn(text: string): { text: string; start: number; end: number }[] {
  return [...foldWidth(text).matchAll(INSTRUCTION)].map((match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
}
