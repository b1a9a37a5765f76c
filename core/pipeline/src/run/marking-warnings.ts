import type { Problem } from '@proofline/learn';
import { type Localized, text } from '../text/localized.js';

const CHINESE: Readonly<Record<string, (lines: number, first: string) => string>> = {
  TAG_REPAIRED: (lines, first) =>
    `${lines} 行的标签延续了并不存在的片段（${first}）：已按 conlleval 的做法视为片段的开头。`,
  SPAN_MOVED: (lines, first) => `${lines} 行的片段切断了词或带有空格（${first}）：已扩展为完整的词。`,
};

/** What was read otherwise than a file of marked texts has it: whoever marked the texts should know. */
export function markingWarnings(found: readonly Problem[]): Localized[] {
  return found.flatMap(({ code, message, fix = '', count = 1, got, where }) => {
    const chinese = CHINESE[code];
    if (chinese === undefined) return [];
    const first = [where?.row === undefined ? '' : `第 ${where.row} 行`, got ?? ''].filter(Boolean).join('：');
    return [text(`${message} ${fix}`.trim(), chinese(count, first))];
  });
}
