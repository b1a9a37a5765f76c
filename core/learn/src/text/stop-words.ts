import { createRequire } from 'node:module';

export const STOP_WORD_LANGUAGES = ['en', 'zh'] as const;
export type StopWordLanguage = (typeof STOP_WORD_LANGUAGES)[number];

const require = createRequire(import.meta.url);
/** Beside natural's list, which has single characters alone: pronouns, question words, modals and what makes a request polite. */
const CHINESE =
  '我们 你们 您 您们 他们 她们 它 它们 咱们 自己 我的 你的 您的 这个 那个 这些 那些 这里 那里 这样 那样 怎么 怎样 怎么样 如何 什么 什么样 为什么 为何 哪里 哪儿 哪个 哪些 多少 几个 可以 可不可以 能 能不能 能否 能够 可否 会不会 是不是 有没有 没有 没 不能 不会 不是 不要 想 想要 要 需要 应该 必须 请问 请 麻烦 谢谢 您好 你好 帮 帮我 帮忙 一下 一个 一张 一些 一点 一样 现在 已经 还是 还有 但是 因为 所以 如果 的话 以及 而且 然后 就是 之后 以后 之前 以前 时候 吗 呢 吧 啊 呀 把 被 给 让 用 对 从 到 上 下 里 中 去 过 掉 才 再 只 太 最 非常';
const words: Partial<Record<StopWordLanguage, Set<string>>> = {};

/** Whether a word, in lower case, is among the most common ones of its language (natural's lists, their numbers and signs left out). */
export function isStopWord(word: string, language: StopWordLanguage = 'en'): boolean {
  words[language] ??= language === 'en' ? english() : chinese();
  return words[language].has(word);
}

function english(): Set<string> {
  return new Set(listOf('stopwords').filter((one) => /^[a-z]+$/.test(one)));
}

function chinese(): Set<string> {
  return new Set([...listOf('stopwords_zh').filter((one) => /^\p{Script=Han}+$/u.test(one)), ...CHINESE.split(' ')]);
}

function listOf(name: string): string[] {
  return (require(`natural/lib/natural/util/${name}.js`) as { words: string[] }).words;
}
