import { named, wordsOf } from './column-names.js';

/**
 * How surely a name says that its column is filled in after the outcome: `certain` names hold nothing else; `likely` ones
 * are payments and arrears, which may also be those of earlier loans; `possible` ones are a state of the loan at a time that
 * the name does not tell.
 */
export type AfterwardsGrade = 'certain' | 'likely' | 'possible';

const isCertain = named(
  [
    '(?:\\w+ )*(?:after(?! tax(?:es)?| deductions?)|afterwards)',
    'recover(?:y|ies|ed)',
    'charged? ?offs?|write ?offs?|written ?off',
    'settled|settlements?|hardship|deferral|payment ?plan|pymnt ?plan',
    'collections? ?(?:fees?|cost|recovery|status|after)|collected',
    'closed ?date|closing ?date|date ?closed|default ?date|date ?of ?default|outcome ?date',
    'lgd|loss given default|default amount|loss amount',
    // A loan's own accounts as Lending Club and its likes publish them.
    'total ?pymnts?|total ?rec|out ?prncp|last ?pymnt|next ?pymnt|last ?payment ?date|last ?fico|last ?credit ?pull',
  ].join('|'),
  '结清日期|核销|回收金额|回收率|追偿|代偿|坏账|呆账|违约日期|违约后|催收|销户日期',
);

const isLikely = named(
  '(?:re)?paid\\w*|total ?(?:re)?payments?|last ?payments?|late ?(?:fee|charge)s?|days ?past ?due|(?:current|max|total) ?dpd',
  '逾期天数|逾期金额|还款总额|累计还款|已还|实还|滞纳金|罚息|结清',
);

const POSSIBLE =
  /^(?:(?:current|outstanding|remaining|closing|ending|loan) )*(?:balance|principal)$|^(?:当前|贷款|期末)?余额$|剩余本金|未还本金/;

/** What lies before the application: counts within the last year, months since, former loans. */
const isHistory = named(
  'histor\\w*|prev\\w*|prior|former|past(?! due)|ever|before|within|(?:in |the )?last ?\\d+|last (?:year|month|quarter)|(?:mths|months?) since|number of times?',
  '历史|过去|以往|此前|之前|曾|近\\s*[\\d一二三四五六七八九十半]|最近|贷前|放款前|申请前',
);

/** Whether, and how surely, a name speaks of something that is known only after the outcome. */
export function afterwardsName(name: string): AfterwardsGrade | undefined {
  if (isHistory(name)) return undefined;
  return isCertain(name)
    ? 'certain'
    : isLikely(name)
      ? 'likely'
      : POSSIBLE.test(wordsOf(name))
        ? 'possible'
        : undefined;
}
