import { editDistance } from '@proofline/pipeline';
import type { Act } from './flow/flow-shape.js';

/**
 * What customers say in any conversation, read from the text itself: a human and a yes or no must be had without a model.
 * English and Chinese; a message in another language has none of them.
 */
export interface ReadActs {
  /** The message begins with a yes or no. */
  answer?: 'affirm' | 'deny';
  /** All that the message says. */
  act?: Act | 'skip' | 'ticket' | 'callback';
  /** Which of several it means, from 0; -1 is none of them. */
  choice?: number;
}

const YES =
  "yes|yep|yeah|yup|ya|y|ok|okay|sure|correct|right|exactly|indeed|of course|please do|go ahead|that is right|that's right|that is correct|that's correct|sounds good|perfect|是|是的|对|对的|好|好的|好啊|可以|可以的|行|没错|没问题|确认|确定|嗯|嗯嗯|需要|要|要的|继续";
const NO =
  "no|nope|nah|n|not really|no thanks|no thank you|wrong|incorrect|that is wrong|that's wrong|that is not right|that's not right|不|不是|不是的|不对|不用|不用了|不要|不行|不需要|没有|错了|否|不可以|不继续";

const WHOLE: readonly [NonNullable<ReadActs['act']>, RegExp][] = [
  ['affirm', new RegExp(`^(?:${YES})(?: please| thanks| thank you)?$`, 'u')],
  ['deny', new RegExp(`^(?:${NO})$`, 'u')],
  [
    'cancel',
    /^(?:please )?(?:cancel|stop|abort|quit|never ?mind|forget (?:it|that|about it)|leave it|cancel (?:it|that|this|everything)|i changed my mind|取消|取消吧|算了|算了吧|不办了|不弄了|别办了|停|不了)(?: please)?$/u,
  ],
  [
    'repeat',
    /^(?:(?:sorry |pardon |wait )?(?:what (?:did you ask(?: me)?|was (?:that|the question|your question)|do you mean|do you need(?: from me)?)|(?:can|could) you (?:please )?(?:repeat|say) (?:that|it|the question)(?: again)?(?: please)?|(?:please )?repeat(?: that)?|say that again|come again|pardon(?: me)?|sorry what)|你(?:刚才|刚刚)?(?:问|说)(?:的是|了|的)?什么|您(?:刚才|刚刚)?(?:问|说)(?:的是|了|的)?什么|再说一(?:遍|次)|请?重复一(?:遍|下)|什么意思)$/u,
  ],
  [
    'greet',
    /^(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening|day)|hi there|hello there|你好|您好|你好啊|早上好|下午好|晚上好|在吗|哈喽|嗨)$/u,
  ],
  [
    'thanks',
    /^(?:ok |okay |great |perfect )?(?:thanks|thank you|thx|cheers|many thanks|thanks a lot|thank you (?:very|so) much|great|谢谢|谢谢你|谢谢您|多谢|非常感谢|感谢|谢了)$/u,
  ],
  [
    'goodbye',
    /^(?:bye|bye bye|goodbye|good bye|see you|see ya|that is all|that's all|that is it|that's it|再见|拜拜|没事了|没别的了)(?: thanks| thank you)?$/u,
  ],
  [
    'skip',
    /^(?:skip|skip (?:it|that|this)|i (?:do not|don't) (?:know|have (?:it|one|that))|no idea|none|not sure|跳过|不知道|没有|不清楚|不记得)$/u,
  ],
  [
    'callback',
    /^(?:(?:a )?call ?back(?: please)?|(?:please )?call me(?: back)?|phone me|arrange (?:a )?callback|回电|回电话|打电话给我|给我回电(?:话)?|安排回电)$/u,
  ],
  [
    'ticket',
    /^(?:(?:a )?ticket(?: please)?|(?:please )?(?:leave|open|create) (?:a |the )?(?:ticket|message)|工单|留言|提交工单|留个言)$/u,
  ],
];

const CHOICES: readonly [number, RegExp][] = [
  [
    -1,
    /^(?:neither|none|none of (?:them|these|those)|something else|neither of (?:them|these)|other|另一个问题|都不是|别的|其他|其它|都不对)$/u,
  ],
  [
    0,
    /^(?:(?:option |number |no )?(?:1|one|a)|(?:the )?(?:first|former)(?: one| option)?|第?一个?|第1个|1号|前者|前面那个)$/u,
  ],
  [
    1,
    /^(?:(?:option |number |no )?(?:2|two|b)|(?:the )?(?:second|latter)(?: one| option)?|第?二个?|第2个|2号|后者|后面那个)$/u,
  ],
];

const PERSON =
  'human|humans|person|agent|agents|representative|operator|somebody|someone|employee|adviser|advisor|colleague|manager|supervisor';
const DEMAND = new RegExp(
  `\\b(?:talk|speak|chat|connect|transfer|want|need|get|give|put|like|prefer|real|live|actual|forward|pass)\\b[^.!?]{0,30}\\b(?:${PERSON})\\b|\\b(?:${PERSON}) (?:please|now)\\b|\\bno (?:more )?bots?\\b|\\b(?:talk|speak) to a bot\\b`,
  'u',
);
const SHORT_DEMAND = new RegExp(
  `^(?:a |an |the )?(?:real |live )?(?:${PERSON}|customer service|support|human being)(?: please| now)*$`,
  'u',
);
const REFUSED = new RegExp(
  `\\b(?:no|not|don't|dont|do not|never|without)\\b[^.!?,]{0,25}\\b(?:${PERSON})\\b|\\bno need\\b|\\b(?:are|is) (?:you|this|it) (?:a |an )?(?:real )?(?:${PERSON})\\b`,
  'u',
);
const DEMAND_ZH =
  /人工|真人|客服(?:人员|专员|代表)?(?:$|吧|谢谢|，|。)|(?:找|叫|转|换|和|跟|与)(?:个|一个|一位|位)?(?:人|客服|经理|主管)|活人/u;
const REFUSED_ZH =
  /(?:不用|不要|不需要|不想|别|无需|不必)(?:再)?(?:给我)?(?:转|找|叫|接|要)?(?:到)?(?:人工|真人|客服|人)/u;

/** Lower case, without punctuation at the ends and between words; apostrophes stay. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/[^\p{L}\p{N}'@]+/gu, ' ')
    .trim();
}

export function readActs(text: string): ReadActs {
  // No act is longer; a text of many pages is not searched for one.
  if (text.length > 500) return {};
  const said = plain(text);
  if (said === '') return {};
  const choice = CHOICES.find(([, form]) => form.test(said))?.[0];
  const act = wantsHuman(text) ? 'human' : WHOLE.find(([, form]) => form.test(said))?.[0];
  const answer = answerOf(said, text);
  return {
    ...(act === undefined ? {} : { act }),
    ...(answer === undefined ? {} : { answer }),
    ...(choice === undefined ? {} : { choice }),
  };
}

const OPENS_YES = new RegExp(`^(?:${YES})(?= |$)`, 'u');
const OPENS_NO = new RegExp(`^(?:${NO})(?= |$)`, 'u');
/** `不是周二，是周三`: a no that runs into what is wrong. */
const OPENS_NO_ZH = /^(?:不对|不是|错了|不用|不要)/u;

function answerOf(said: string, text: string): ReadActs['answer'] {
  if (OPENS_NO.test(said) || OPENS_NO_ZH.test(said)) return 'deny';
  if (!OPENS_YES.test(said)) return undefined;
  // `right now I need …` begins with no yes; a yes stands alone or has a comma behind it, or a word that goes on from it.
  const rest = said.replace(OPENS_YES, '').trim();
  const stands =
    rest === '' ||
    /^[\p{L}' ]+?\s*[,，.!。！]/u.test(text.trim()) ||
    /^(?:please|that|it|and|the|thanks)\b/u.test(rest);
  return stands ? 'affirm' : undefined;
}

/** Whether the customer asks for a human, with a letter wrong here and there, and does not refuse one. */
export function wantsHuman(text: string): boolean {
  if (text.length > 500) return false;
  const said = plain(text).split(' ').map(mended).join(' ');
  if (REFUSED.test(said) || REFUSED_ZH.test(text))
    return /\b(?:talk|speak) to a bot\b|\bno (?:more )?bots?\b/u.test(said);
  return SHORT_DEMAND.test(said) || DEMAND.test(said) || DEMAND_ZH.test(text.trim());
}

/** `humna` → `human`: a word one slip away from one that names a person. */
function mended(word: string): string {
  if (word.length < 4) return word;
  return (
    ['human', 'agent', 'person', 'operator', 'representative'].find(
      (name) => word[0] === name[0] && Math.abs(word.length - name.length) <= 1 && editDistance(word, name) === 1,
    ) ?? word
  );
}
