import { languageOf } from '@proofline/learn/text';
import { findPii, PII_KINDS, PII_TITLES, type PiiKind, percentText, text } from '@proofline/pipeline';
import { positions } from './check-classes.js';
import { rowsByLabel } from './labelled-rows.js';
import { countOf, type Findings } from './lint-finding.js';

/** A text that is so many times as long as the usual one, and longer than this, is no utterance. */
const LONG = { times: 10, characters: 500 };
/** A language in fewer of the rows is a stray. */
const SPOKEN = 0.1;
const NAMED = 12;

/** What single texts are like: empty, hardly anything, very long, emoji only, letters of two scripts in a word. */
export function checkTexts(findings: Findings): void {
  const { texts } = findings.train;
  const isEmpty = (said: string): boolean => said.trim() === '';
  findings.add('error', 'TEXT_EMPTY', positions(texts, isEmpty), {
    message: text('Rows without a text.', '部分行没有文本。'),
    fix: text('Take them out: they teach the model to guess.', '请删除：它们只会让模型学会猜测。'),
  });
  const wordless = (said: string): boolean => !isEmpty(said) && !/[\p{L}\p{N}]/u.test(said);
  findings.add('warning', 'TEXT_WITHOUT_WORDS', positions(texts, wordless), {
    message: text('Texts of emoji or signs only.', '仅含表情或符号的文本。'),
    fix: text('Take them out, unless a class is meant to catch them.', '请删除，除非有专门的类别用于识别此类文本。'),
  });
  findings.add('info', 'TEXT_SHORT', positions(texts, isShort), {
    message: text('Texts of one or two letters.', '只有一两个字符的文本。'),
    fix: text(
      'Keep them only where they mean one class wherever they are said.',
      '仅当其含义在任何场合都唯一时才保留。',
    ),
  });
  checkLength(findings);
  const lookalike = (said: string): boolean => said.split(/[^\p{L}\p{M}]+/u).some(mixesAlphabets);
  findings.add('warning', 'WORD_IN_TWO_ALPHABETS', positions(texts, lookalike), {
    message: text(
      'Words with letters of two alphabets (Latin, Greek, Cyrillic), which look alike and are not.',
      '单词中混用了两种字母（拉丁、希腊、西里尔），外形相似但并不相同。',
    ),
    fix: text('Write them in one alphabet: the model reads other words.', '请统一为一种字母：模型会视其为不同的词。'),
  });
}

/** One or two letters; of Chinese one character. */
function isShort(said: string): boolean {
  const letters = [...said.replace(/[^\p{L}\p{N}]+/gu, '')];
  return letters.length > 0 && letters.length <= (letters.some((one) => /\p{Script=Han}/u.test(one)) ? 1 : 2);
}

function mixesAlphabets(word: string): boolean {
  const scripts = [/\p{Script=Latin}/u, /\p{Script=Greek}/u, /\p{Script=Cyrillic}/u];
  return scripts.filter((script) => script.test(word)).length > 1;
}

function checkLength(findings: Findings): void {
  const { texts } = findings.train;
  const lengths = texts.map(({ length }) => length).sort((a, b) => a - b);
  const usual = lengths[Math.floor(lengths.length / 2)] ?? 0;
  const most = Math.max(LONG.characters, LONG.times * usual);
  findings.add(
    'warning',
    'TEXT_LONG',
    positions(texts, ({ length }) => length > most),
    {
      message: text(
        `Texts of more than ${most} characters, where the usual one has ${usual}.`,
        `超过 ${most} 个字符的文本，而一般文本为 ${usual} 个字符。`,
      ),
      fix: text(
        'Keep the sentence that says what is wanted: the rest drowns it.',
        '请只保留表达诉求的句子：其余内容会淹没重点。',
      ),
    },
  );
}

/** Which languages are spoken, rows in a stray one, and classes that lack one of them. */
export function checkLanguages(findings: Findings): void {
  const { texts } = findings.train;
  const read = texts.map(languageOf);
  const rowsOf = new Map(
    (['en', 'zh', 'other'] as const).map((one) => [
      one,
      positions(read, (at, row) => at.language === one && /\p{L}/u.test(texts[row]!)),
    ]),
  );
  const worded = [...rowsOf.values()].reduce((sum, rows) => sum + rows.length, 0);
  const names = {
    en: text('English or another in Latin letters', '英文或其他拉丁字母语言'),
    zh: text('Chinese', '中文'),
    other: text('another script', '其他文字'),
  };
  const spoken = [...rowsOf].filter(([, rows]) => rows.length > 0 && rows.length >= SPOKEN * worded);
  const strays = [...rowsOf].filter(([, rows]) => rows.length > 0 && rows.length < SPOKEN * worded);
  for (const [language, rows] of strays) {
    findings.add('info', 'LANGUAGE_STRAY', rows, {
      message: text(
        `${countOf(rows.length, 'text is', 'texts are')} in ${names[language].en}, where nearly all are in another language.`,
        `${rows.length} 条文本为${names[language].zh}，而其余几乎都是另一种语言。`,
      ),
      fix: text(
        'Too few to learn that language from: add more, or take them out.',
        '数量太少，无法学习该语言：请补充或删除。',
      ),
    });
  }
  findings.add(
    'info',
    'LANGUAGES_MIXED_IN_TEXT',
    positions(read, ({ mixed }) => mixed),
    {
      message: text('Texts that mix scripts.', '混用多种文字的文本。'),
      fix: text('Right where customers write so.', '若客户确实这样书写，则无需处理。'),
    },
  );
  if (spoken.length < 2) return;
  const lacking = [...rowsByLabel(findings.train)].flatMap(([name, rows]) => {
    const missing = spoken.filter(([language]) => rows.every((row) => read[row]!.language !== language));
    return missing.map(([language]) => ({ name, language, rows }));
  });
  if (lacking.length === 0) return;
  const shown = (language: 'en' | 'zh'): string =>
    lacking
      .slice(0, NAMED)
      .map((one) => `${one.name} (${names[one.language][language]})`)
      .join(language === 'en' ? ', ' : '、');
  const shares = spoken.map(([language, rows]) => [names[language], percentText(rows.length / worded)] as const);
  findings.push('warning', 'CLASS_LACKS_LANGUAGE', [], {
    message: text(
      `The texts are in ${shares.map(([name, share]) => `${name.en} (${share.en})`).join(' and ')}, and there are classes that lack one: ${shown('en')}.`,
      `文本的语言为${shares.map(([name, share]) => `${name.zh}（${share.zh}）`).join('与')}，而以下类别缺少某种语言：${shown('zh')}。`,
    ),
    fix: text(
      'Add examples in that language: what it says there will be taken for another class.',
      '请补充该语言的示例：否则相应的说法会被归入其他类别。',
    ),
  });
}

/** Personal data in the texts, by kind. */
export function checkPersonalData(findings: Findings): void {
  const rows = new Map<PiiKind, number[]>(PII_KINDS.map((kind) => [kind, []]));
  findings.train.texts.forEach((said, row) => {
    for (const kind of new Set(findPii(said).map((span) => span.kind))) rows.get(kind)!.push(row);
  });
  for (const kind of PII_KINDS) {
    const own = rows.get(kind)!;
    findings.add('warning', `PERSONAL_DATA_${kind.toUpperCase().replace('-', '_')}`, own, {
      message: text(
        `${countOf(own.length, 'text holds', 'texts hold')} ${PII_TITLES[kind].en}.`,
        `${own.length} 条文本含有${PII_TITLES[kind].zh}。`,
      ),
      fix: text(
        'Mask them before the file goes anywhere; the model learns nothing from them.',
        '请在文件流转前遮盖：模型不会从中学到任何东西。',
      ),
    });
  }
}
