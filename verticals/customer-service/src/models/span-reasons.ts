import type { SpanReason } from '@proofline/learn';
import { type Localized, text } from '@proofline/pipeline';

type Part = SpanReason['parts'][number];

/** Where a word stands, seen from one of the span. */
function place(offset: number): Localized {
  if (offset === 0) return text('the word', '该词');
  const n = Math.abs(offset);
  if (offset < 0) return n === 1 ? text('the word before', '前一个词') : text(`the word ${n} before`, `前第 ${n} 个词`);
  return n === 1 ? text('the word after', '后一个词') : text(`the word ${n} after`, `后第 ${n} 个词`);
}

/** A tag of training with its sign of how usual it was, as in `U-city!`. */
function usualTag(value: string): Localized {
  const label = value.slice(2).replace(/[!+]$/, '');
  const degree = value.endsWith('!') ? 'nearly always' : value.endsWith('+') ? 'often' : 'sometimes';
  const grad = value.endsWith('!') ? '几乎总是' : value.endsWith('+') ? '常' : '有时';
  if (value.startsWith('O')) return text(`was ${degree} unmarked in training`, `在训练中${grad}未标注`);
  return text(`was ${degree} part of '${label}' in training`, `在训练中${grad}属于“${label}”`);
}

/** One attribute with its value in words. */
function inWords({ attribute, offset, value }: Part): Localized {
  const { en, zh } = place(offset);
  if (value === undefined) {
    return offset < 0 || attribute === 'before'
      ? text('it stands at the beginning', '位于开头')
      : text('it stands at the end', '位于结尾');
  }
  if (attribute.startsWith('prefix')) return text(`${en} begins with '${value}'`, `${zh}以“${value}”开头`);
  if (attribute.startsWith('suffix')) return text(`${en} ends with '${value}'`, `${zh}以“${value}”结尾`);
  switch (attribute) {
    case 'gram3':
      return text(`${en} has '${value.replace(/[$^]/g, '')}' in it`, `${zh}含有“${value.replace(/[$^]/g, '')}”`);
    case 'lower':
      return text(`${en} is '${value}'`, `${zh}是“${value}”`);
    case 'shape':
      return text(`${en} is written like '${value}'`, `${zh}的写法如“${value}”`);
    case 'seen':
      return value === '0'
        ? text(`${en} is new`, `${zh}未曾见过`)
        : text(`${en} is known from training`, `${zh}在训练中出现过`);
    case 'slot': {
      const tag = usualTag(value);
      return text(`${en} ${tag.en}`, `${zh}${tag.zh}`);
    }
    case 'phrase':
      return text(
        `${en} belongs to a phrase that was marked '${value.slice(2)}' in training`,
        `${zh}属于训练中标注为“${value.slice(2)}”的短语`,
      );
    case 'before':
      return text(`the nearest usual word before is '${value}'`, `之前最近的常用词是“${value}”`);
    case 'after':
      return text(`the nearest usual word after is '${value}'`, `之后最近的常用词是“${value}”`);
    default:
      return text(`the text has the word '${value}'`, `文本中有“${value}”`);
  }
}

/** A feature in plain words; undefined for the one that every word has. */
export function featureInWords({ parts }: SpanReason): Localized | undefined {
  if (parts.length === 0) return undefined;
  const all = parts.map(inWords);
  return text(all.map(({ en }) => en).join(', and '), all.map(({ zh }) => zh).join('，且'));
}
