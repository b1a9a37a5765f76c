import type { Spotted } from './contacts.js';

const TITLE = '(?:Mr|Mrs|Ms|Miss|Dr|Prof)\\.?';
const NAME = "\\p{Lu}[\\p{L}'’-]{1,30}";
const NAMES = `${NAME}(?: (?:(?:van|von|de|der|den|la|le|da|di|bin|al|del|O)\\b ?)*${NAME}){0,3}`;
/** Not names, though they may follow a cue with a capital. */
const NO_NAME =
  /^(?:I|The|A|An|My|Your|Our|This|That|It|We|You|He|She|They|Not|No|Yes|Please|Thanks|Thank|Sorry|Hello|Hi|Still|Very|Just|Going|Having|Trying|Looking|Waiting|Calling|Writing|Interested|Order|Account|Customer|Support|Service|Team|Sir|Madam|There|All|Here|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December)$/;

const ENGLISH_NAME = [
  `(?:[Mm]y (?:full |first |last |given |family )?name(?:'s| is)|[Tt]he name(?:'s| is)|[Nn]ame on (?:the )?(?:card|order|account)(?: is)?:?|[Cc]ard ?holder(?: name)?(?: is)?:?|[Ff]ull [Nn]ame:|[Nn]ame:|[Cc]ustomer:|[Cc]ontact(?: person)?:|[Rr]ecipient:|[Aa]ttn\\.?:?) ?(${NAMES})`,
  `(?:I am|I'm|[Tt]his is|[Ss]peaking with|[Ss]poke (?:to|with)|[Cc]alled|[Bb]ehalf of) (${NAME} ${NAMES}|${TITLE} ${NAMES})`,
  `(?:^|[\\n,;.!?] ?)(?:[Rr]egards|[Bb]est(?: regards| wishes)?|[Ss]incerely|[Cc]heers|[Tt]hanks|[Tt]hank you),? *\\n? *(${NAMES})(?=\\s*(?:$|\\n))`,
  `(?:[Dd]ear|[Hh]ello|[Hh]i|[Hh]ey) (${TITLE} ${NAMES}|${NAMES})(?=\\s*[,!.\\n]|$)`,
  `(?<!\\p{L})(${TITLE} ${NAMES})`,
].map((form) => new RegExp(form, 'gu'));

const SURNAME =
  '欧阳|司马|上官|诸葛|[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文]';
const GIVEN = '[\\u4e00-\\u9fff]{1,2}';
const ENDS = '(?=$|[\\s\\p{P}A-Za-z0-9]|的|是|在|想|要|电话|手机|先生|女士|小姐|您好|你好|，)';
const CHINESE_NAME = [
  `(?:我叫|我的名字是|名字叫|姓名(?:是|为)?[:：]?|名字(?:是)?[:：]|收货人(?:是|为)?[:：]?|收件人(?:是|为)?[:：]?|联系人(?:是|为)?[:：]?|持卡人(?:是|为)?[:：]?|本人姓名[:：]?|户名[:：]?|我是(?!不))\\s*((?:${SURNAME})${GIVEN})${ENDS}`,
  `((?:${SURNAME})(?:${GIVEN})?)(?=先生|女士|小姐)`,
].map((form) => new RegExp(form, 'gu'));

/** In chats names are typed small: `my name is anna smith`. Only right after these words, and not what else may follow them. */
const SMALL_NAME =
  /(?:\bmy (?:full |first |last )?name(?:'s| is)|\bname:) ((?!(?:not?|what|on|in|the|a|an|at|also|still|right|correct|wrong|missing|spel\w*|misspel\w*|incorrect\w*|different|there|here|same|too|written|listed|changed|unknown)\b)[a-z][a-z'-]{1,20}(?: (?!(?:and|but|from|with|on|in|at|my|i|the|is|please|order|not|or|for|to|of|as)\b)[a-z][a-z'-]{1,20})?)(?=[,.;!?\n]|$| (?:and|but|from|with|my|i|please|order)\b)/g;

/**
 * Names after words that announce one (`my name is`, `Dear`, 我叫, 收货人), with a title, or under a letter, and the same name
 * wherever else the text has it. Others stay: best effort.
 */
export function findNames(text: string): Spotted[] {
  const found: Spotted[] = [];
  for (const form of [...ENGLISH_NAME, SMALL_NAME, ...CHINESE_NAME]) {
    for (const match of text.matchAll(form)) {
      const written = match[1]!;
      if (NO_NAME.test(written.split(' ')[0]!)) continue;
      const start = match.index + match[0].lastIndexOf(written);
      found.push({ start, end: start + written.length, value: nameOf(written) });
    }
  }
  const names = new Set(found.map(({ start, end }) => text.slice(start, end)));
  // More names than a message has are no names, and each costs a pass over the text.
  return names.size > MOST_NAMES ? found : [...found, ...[...names].flatMap((name) => everywhere(text, name))];
}

const MOST_NAMES = 20;
const nameOf = (written: string): string => written.toLowerCase().replace(/^(?:mr|mrs|ms|miss|dr|prof)\.? /, '');

function everywhere(text: string, name: string): Spotted[] {
  // 王 of 王先生 is in many words.
  if (name.length < 2) return [];
  const found: Spotted[] = [];
  const letter = /[\p{Script=Latin}\d]/u;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    const end = at + name.length;
    if (letter.test(text[at - 1] ?? ' ') || (letter.test(name.at(-1)!) && letter.test(text[end] ?? ' '))) continue;
    found.push({ start: at, end, value: nameOf(name) });
  }
  return found;
}

const STREET =
  'Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Place|Pl|Square|Sq|Terrace|Way|Close|Crescent|Highway|Hwy|Parkway|Pkwy';
const ENGLISH_ADDRESS = new RegExp(
  `(?<![\\w-])\\d{1,5}[A-Za-z]?,? (?:[NSEW]\\.? )?(?:\\p{Lu}[\\p{L}'.-]{1,20} ){1,4}(?:${STREET})\\b\\.?(?:,? (?:Apt|Apartment|Unit|Suite|Ste|Flat|Floor|#)\\.? ?[\\w-]{1,6})?(?:, (?:\\p{Lu}[\\p{L}'.-]{1,20} ?){1,3})?(?:,? [A-Z]{2}(?= \\d{5}))?(?:,? (?:\\d{5}(?:-\\d{4})?|[A-Z]{1,2}\\d[A-Z\\d]? ?\\d[A-Z]{2})(?!\\w))?`,
  'gu',
);
const CHINESE_ADDRESS =
  /(?:[\u4e00-\u9fff]{2,8}?(?:省|自治区))?(?:[\u4e00-\u9fff]{2,6}?(?:市|自治州|地区))?(?:[\u4e00-\u9fff]{1,6}?(?:区|县|旗|镇|乡))?[\u4e00-\u9fff0-9]{1,12}?(?:路|街|大道|巷|弄|胡同|村|小区|花园|大厦|广场)(?:[\u4e00-\u9fff]{0,8}?)(?:\d{1,5}|[一二三四五六七八九十百]{1,4})(?:号楼|号院|号|弄|栋|幢|座)(?:[\u4e00-\u9fffA-Za-z0-9-]{0,12}?(?:室|房|层|单元|号楼|栋|户|\d{3,4}(?!\d)))*/g;
const CHINESE_LEAD = /^.*(?:地址[是为]?|寄[到给往]|送[到往]|住在|住址[是为]?|搬到|发[到往]|改[到成为]|在|到)/;

/** Street addresses with a number: `221B Baker Street, London`, 北京市朝阳区建国路88号. Others stay: best effort. */
export function findAddresses(text: string): Spotted[] {
  const english = [...text.matchAll(ENGLISH_ADDRESS)].map((match) => {
    const written = match[0].trimEnd();
    return { start: match.index, end: match.index + written.length, value: written.toLowerCase() };
  });
  const chinese = [...text.matchAll(CHINESE_ADDRESS)].map((match) => {
    const lead = CHINESE_LEAD.exec(match[0].slice(0, 16))?.[0].length ?? 0;
    const written = match[0].slice(lead);
    return { start: match.index + lead, end: match.index + match[0].length, value: written };
  });
  return [...english, ...chinese];
}

const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*';
const DAY = `\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}|\\d{1,2}[-/.]\\d{1,2}[-/.]\\d{2,4}|${MONTH}\\.? \\d{1,2}(?:st|nd|rd|th)?,? \\d{4}|\\d{1,2}(?:st|nd|rd|th)?(?: of)? ${MONTH},? \\d{4}|\\d{2,4}年\\d{1,2}月\\d{1,2}[日号]?|\\d{1,2}月\\d{1,2}[日号]|\\d{8}(?!\\d)`;
const BORN = new RegExp(
  `(?:\\b(?:born(?: on)?|birth ?da(?:y|te)|date of birth|d\\.?o\\.?b\\.?)\\b(?: is| was|:)*|出生(?:日期|年月日|于)?(?:是|为|:)?|生日(?:是|为|:)?|生于)[ :]{0,3}(${DAY})`,
  'gi',
);
const BORN_BEHIND = new RegExp(`(${DAY})(?=出生|生的|是我的?生日| is my birthday)`, 'gi');

/** Days of birth, where words say that they are. */
export function findBirthDates(text: string): Spotted[] {
  return [BORN, BORN_BEHIND].flatMap((form) =>
    [...text.matchAll(form)].map((match) => {
      const written = match[1]!;
      const start = match.index + match[0].lastIndexOf(written);
      return { start, end: start + written.length, value: written };
    }),
  );
}
