import { lexiconSentiment } from '@proofline/learn/text';
import { type Language, type Localized, text as localized } from '@proofline/pipeline';
import { DENIED, NO_HURRY, URGENCY_RULES, type UrgencyRule } from './urgency-rules.js';

export const URGENCIES = ['low', 'normal', 'high'] as const;
export type UrgencyLevel = (typeof URGENCIES)[number];

/** Why a message is urgent, or is not. */
export interface UrgencyReason {
  rule: UrgencyRule['rule'] | 'anger' | 'no-progress' | 'no-hurry';
  /** As they stand in the message; empty where the reason is not in it. */
  words: string;
}

export interface Urgency {
  level: UrgencyLevel;
  reasons: UrgencyReason[];
}

/** The rules in words for people. */
export const URGENCY_NAMES: Readonly<Record<UrgencyReason['rule'], Localized>> = {
  'asked-for': localized('its own word for it', '客户明说紧急'),
  safety: localized('danger', '安全风险'),
  fraud: localized('fraud', '欺诈'),
  legal: localized('legal steps', '法律手段'),
  deadline: localized('a deadline', '时限'),
  outage: localized('an outage', '故障停用'),
  'repeated-contact': localized('another try after others in vain', '多次联系未果'),
  vulnerable: localized('somebody who cannot wait', '特殊人群'),
  anger: localized('anger', '愤怒'),
  'no-progress': localized('no progress', '对话无进展'),
  'no-hurry': localized('no hurry', '不着急'),
};

/** Points from which a message is urgent: one strong rule, or two others. */
const HIGH = 2;
/** So angry that it counts as a point. */
const ANGRY = -0.75;
/** Messages that led to nothing, running. */
const STALLED = 2;

/**
 * How urgent a message is, by rules that can be told to anybody: its own word for it, danger, fraud and legal steps alone; a
 * deadline, an outage, another try after others in vain, somebody who cannot wait, and anger two together. English and
 * Chinese, mixed or not. `stalled`: messages before this one that led to nothing.
 */
export function urgencyOf(text: string, { stalled = 0 }: { stalled?: number } = {}): Urgency {
  const calm = matchesOf(text, NO_HURRY.en)[0] ?? matchesOf(text, NO_HURRY.zh)[0];
  // `No emergency` must not be read as an emergency; spaces keep the places of all other words.
  const said = [NO_HURRY.en, NO_HURRY.zh].reduce(
    (rest, hurry) => rest.replace(hurry, (all) => ' '.repeat(all.length)),
    text,
  );
  const reasons: UrgencyReason[] = [];
  let points = 0;
  for (const { rule, weight, en, zh } of URGENCY_RULES) {
    const found =
      matchesOf(said, en).find((one) => isMeant(rule, said, one.index, DENIED.en)) ??
      matchesOf(said, zh).find((one) => isMeant(rule, said, one.index, DENIED.zh));
    if (found === undefined) continue;
    reasons.push({ rule, words: found[0] });
    points += weight;
  }
  const { score, words } = lexiconSentiment(said);
  if (score <= ANGRY) {
    const angriest = words.reduce((worst, word) => (word.value < worst.value ? word : worst));
    reasons.push({ rule: 'anger', words: angriest.text });
    points++;
  }
  if (stalled >= STALLED) {
    reasons.push({ rule: 'no-progress', words: '' });
    points++;
  }
  if (points >= HIGH) return { level: 'high', reasons };
  if (calm === undefined) return { level: 'normal', reasons };
  return { level: 'low', reasons: [...reasons, { rule: 'no-hurry', words: calm[0] }] };
}

function matchesOf(text: string, pattern: RegExp): RegExpExecArray[] {
  return [...text.matchAll(pattern)];
}

/** What is out of order is mostly said by a denial; of other rules a denial leaves nothing. */
function isMeant(rule: UrgencyRule['rule'], text: string, at: number, denied: RegExp): boolean {
  return rule === 'outage' || rule === 'repeated-contact' || !denied.test(text.slice(Math.max(0, at - 40), at));
}

/** A reason as a trace shows it: `deadline “today”`. */
export function reasonText({ rule, words }: UrgencyReason): string {
  return words === '' ? rule : `${rule} “${words}”`;
}

/** A reason as the people of a team read it: `danger “caught fire”`. */
export function reasonIn({ rule, words }: UrgencyReason, language: Language): string {
  const name = URGENCY_NAMES[rule][language];
  if (words === '') return name;
  return language === 'zh' ? `${name}“${words}”` : `${name} “${words}”`;
}
