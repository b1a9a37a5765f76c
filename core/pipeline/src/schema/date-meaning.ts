import { type Localized, text } from '../text/localized.js';
import { afterwardsName } from './afterwards-names.js';
import { isBirthName, named, wordsOf } from './column-names.js';

/**
 * What a column of dates stands for, by its name. Of the first four, the first that a file has is the time of the case;
 * `unknown` may be; the last three are dates of something else.
 */
export type DateMeaning =
  | 'application'
  | 'origination'
  | 'observation'
  | 'general'
  | 'unknown'
  | 'birth'
  | 'afterwards'
  | 'history';

/** Meanings that a split may go by, the best first. */
export const TIMES_OF_THE_CASE: readonly DateMeaning[] = [
  'application',
  'origination',
  'observation',
  'general',
  'unknown',
];

export const DATE_MEANINGS: Readonly<Record<DateMeaning, Localized>> = {
  application: text('the date of the application', '申请日期'),
  origination: text('the date of the decision, the contract or the payment out', '审批、签约或放款日期'),
  observation: text('the date of the observation', '观察日期'),
  general: text('the date of the case', '业务日期'),
  unknown: text('a date', '日期'),
  birth: text('a date of birth', '出生日期'),
  afterwards: text('a date that is known only after the case was decided', '业务决定之后才可知的日期'),
  history: text('a date from before the case', '业务发生之前的日期'),
};

const MEANINGS: readonly (readonly [DateMeaning, (name: string) => boolean])[] = [
  ['birth', isBirthName],
  ['observation', named('(?:period|month|quarter|year|reporting) end')],
  ['afterwards', (name) => afterwardsName(name) !== undefined],
  [
    'afterwards',
    named(
      'last \\w+|latest \\w+|next \\w+|closed?|closing|close date|default|defaulted|maturity|matures|matured|end|ended|ends|due|expiry|expires|expiration|repaid|repay|repayment|paid|paid off|payoff|settled?|termination|terminated|cancelled|canceled|final|finish|finished|delinquen\\w*|overdue|arrears|bad|collection|collections|outcome|status date|updated?|modified|changed|extracted|extract|loaded|load date',
      '结清|核销|回收|违约|逾期|催收|销户|还款|还清|到期|最近|最后|末次|更新|修改|终止|结束|关闭|下次|应还|坏账',
    ),
  ],
  ['origination', named('first payment|first pymnt|first due|first instal?lment', '首次放款|首期')],
  [
    'application',
    named('applied|application|applications|apply|app|request|requested|submission|submitted', '申请|进件|申报|提交'),
  ],
  [
    'history',
    named(
      'earliest|oldest|first|since|employment|employed|hire|hired|job|registration|registered|joined|join|marriage|graduation|founded|established|built|residence',
      '入职|首次|注册|成立|结婚|最早|毕业|入网|参加工作',
    ),
  ],
  [
    'origination',
    named(
      'origination|originated|orig|issue|issued|booking|booked|disbursement|disbursed|disbursal|funded|funding|grant|granted|open|opened|opening|start|started|contract|agreement|signed|loan|credit|decision|decided|approval|approved|value date',
      '放款|发放|起息|起始|签约|合同|授信|审批|批准|开户|贷款|借款|开始|成交|决定',
    ),
  ],
  [
    'observation',
    named(
      'snapshot|observation|observed|as of|as at|reporting|report|statement|month|period|vintage|cohort|quarter|year',
      '观察|观测|统计|报告|快照|账期|月份|年月|季度|年度|年份|数据日期',
    ),
  ],
  ['general', named('date|time|timestamp|datetime|day|created|created at|\\w*datum', '日期|时间|日$')],
];

export function dateMeaning(name: string): DateMeaning {
  return MEANINGS.find(([, test]) => test(name))?.[0] ?? 'unknown';
}

/** A name that says date or time and nothing else could be meant: whole numbers under it may be one in disguise. */
export const isDateName = named(
  '(?:\\w+ )*(?:date|datetime|timestamp|time|dt|ts)|(?:applied|created|issued|opened|booked|submitted|approved|funded|disbursed)(?: at| on)?|issue d|\\w*datum',
  '日期|时间',
);

/** A name of nothing but a span of the calendar, with or without whose it is. */
const CALENDAR =
  /^(?:(?:application|issue|origination|orig|booking|reporting|report|snapshot|observation|contract|loan|disbursement) )?(?:month|period|vintage|cohort|quarter|week|year|yr)$|^(?:申请|放款|发放|观察|统计|报告|账单|贷款)?(?:月份|年月|账期|季度|年份|年度)$/;

/** A name of how long something took or is ago, not of when it was. */
const SPAN =
  /(?:^|\s)(?:since|until|till|to|from|before|after|days|weeks|months|years|number|count)(?:\s|$)|距|天数|月数|年数/;

/** Whether a column that holds no dates that can be told is still called one, so that its reader must be told. */
export function isCalendarName(name: string): boolean {
  const words = wordsOf(name);
  return CALENDAR.test(words) || (/(?:^|\s)(?:date|datetime|timestamp)$|日期$/.test(words) && !SPAN.test(words));
}

/** Whether numbers such as 2019 under this name are the year of the case; a `year` alone may be that of a car. */
export function isYearName(name: string): boolean {
  return /\w (?:year|yr)$|^(?:\w+ )?(?:vintage|cohort)$|.(?:年份|年度)$/.test(wordsOf(name)) && isCalendarName(name);
}
