import { ORDINARY_WORDS } from '../extraction/ordinary-words.js';
import { inSmallLetters } from '../extraction/small-letters.js';

export interface NamedPlace {
  text: string;
  start: number;
  end: number;
}

/** Capitalised without being names. */
const NO_NAMES = new Set(
  `i ok okay faq faqs id pin sms pdf url am pm monday tuesday wednesday thursday friday saturday sunday january february march april
  may june july august september october november december mon tue tues wed thu thur thurs fri sat sun jan feb mar apr jun jul aug
  sep sept oct nov dec english chinese usd eur gbp cny rmb hkd jpy vat gmt utc iban bic cet est pst q a re ps eta diy gps usb tv pc
  mr mrs ms dr miss sir madam dear hello hi thanks thank regards kind best internet wifi christmas easter bank holiday ai`.split(
    /\s+/,
  ),
);

const WORD = /(?<![\p{L}\p{N}@./_-])\p{Lu}[\p{L}\p{N}]*(?:['’-]\p{L}+)*/gu;
const SENTENCE_START = /(?:^|[.!?:;\n。！？：；"“([•*-])\s*$/;
/** After a name at the start of a sentence: `Anna will call you`. */
const ACTS_BEHIND = /^(?:'s|,? (?:will|is|has|can|from|at|shall|would|called|calls|and I|'ll)|'ll)\b/;
const TITLE = /\b(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.? $/;

/**
 * Names of people, firms and products in English letters: words with a capital that no sentence start explains. At a sentence
 * start, a word counts where a second name follows, a title precedes, or something is said that it does.
 * @param known words in small letters that may be said: of the sources, the slots, and those that are allowed
 * @param isForm whether a word is a form of a known one: at a sentence start, `Cancelling` of `cancelled`
 */
export function unknownEnglishNames(
  text: string,
  known: ReadonlySet<string>,
  isForm: (word: string) => boolean,
): NamedPlace[] {
  const found: NamedPlace[] = [];
  const words = [...text.matchAll(WORD)].map((match) => ({
    word: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
  for (const [at, { word, start, end }] of words.entries()) {
    const plain = inSmallLetters(word).replace(/['’]s$|['’](?:ll|re|ve|d|m)$/, '');
    if (NO_NAMES.has(plain) || known.has(plain) || plain.split('-').every((part) => known.has(part))) continue;
    const first = SENTENCE_START.test(text.slice(Math.max(0, start - 4), start));
    if (first && !TITLE.test(text.slice(Math.max(0, start - 6), start))) {
      const next = words[at + 1];
      const nameFollows = next !== undefined && next.start === end + 1 && !NO_NAMES.has(next.word.toLowerCase());
      const common = ORDINARY_WORDS.has(plain) || COMMON_STARTS.has(plain) || isForm(plain);
      if (common || !(nameFollows || ACTS_BEHIND.test(text.slice(end, end + 12)))) continue;
    }
    const last = found.at(-1);
    if (last !== undefined && text.slice(last.end, start) === ' ') {
      last.end = end;
      last.text = text.slice(last.start, end);
    } else found.push({ text: word, start, end });
  }
  return found;
}

const COMMON_STARTS = new Set(
  `the this that these those it we you they he she there here our your my his her their its if when while after before since once as at
  by for from in on of to with within without during under over between and or but so yes no not all any some every each both either
  refund refunds delivery deliveries shipping return returns order orders payment payments support service services everything
  everyone nobody nothing who what which where why how standard express customers items item products exchange exchanges warranty
  cancellation cancellations booking bookings please unfortunately currently express members`.split(/\s+/),
);

const SURNAMES =
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文';
const TITLED = new RegExp(
  `(?:[小老][${SURNAMES}]|[${SURNAMES}](?:[\\u4e00-\\u9fff]{1,2})??)(?=先生|女士|小姐|经理|老师|主管|专员|师傅|主任|医生|总监|工程师)`,
  'g',
);
const CUED = new RegExp(
  `(?:我是|我叫|名叫|专员|经理|主管|顾问|客服|工程师|师傅|同事|负责人|联系|找|由)(?:的)?(?:是|为|叫)?((?:[小老][${SURNAMES}])|[${SURNAMES}][\\u4e00-\\u9fff]{1,2})(?=$|[\\s\\p{P}]|将|会|为|给|来|联系|负责|跟|与|先生|女士|处理|今天|明天|后天|上午|下午|上门|已|正在|在|刚)`,
  'gu',
);
const FIRM = /([\u4e00-\u9fff]{2,4})(公司|银行|集团|快递|速运|保险|商城|超市|酒店|航空)/g;
const FUNCTION_CHARACTERS = /[的了在是和与及或您你我他她它们请将会可以能也都就还这那有把被给对于为到由从向用通过]/g;

/** Names in Chinese: people by surname with a title or a word that announces them, firms by what they call themselves. */
export function unknownChineseNames(text: string, isKnown: (name: string) => boolean): NamedPlace[] {
  const found: NamedPlace[] = [];
  const add = (name: string, start: number) => {
    if (!isKnown(name) && !found.some((one) => one.start <= start && start < one.end)) {
      found.push({ text: name, start, end: start + name.length });
    }
  };
  for (const match of text.matchAll(TITLED)) add(match[0], match.index);
  for (const match of text.matchAll(CUED)) add(match[1]!, match.index + match[0].length - match[1]!.length);
  for (const match of text.matchAll(FIRM)) {
    const own = match[1]!.split(FUNCTION_CHARACTERS).at(-1)!;
    if (own.length < 2) continue;
    const name = own + match[2]!;
    // What stands before the kind may be longer than the name: its last two characters decide.
    if (!isKnown(own.slice(-2) + match[2]!)) add(name, match.index + match[1]!.length - own.length);
  }
  return found;
}
