import type { Localized } from '../text/localized.js';

/** `monthlyIncome`, `monthly_income` and `Monthly Income` as `monthly income`; other scripts stay as they are. */
export function wordsOf(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_.\-/\\()[\]:#]+/g, ' ')
    .trim()
    .toLowerCase();
}

/** A test of names for words (a regular expression, at the beginning of a word) or for what Chinese names hold. */
export function named(words: string, chinese?: string): (name: string) => boolean {
  const latin = new RegExp(`(?:^|\\s)(?:${words})(?=\\s|$|\\d)`);
  const han = chinese === undefined ? undefined : new RegExp(chinese);
  return (name) => latin.test(wordsOf(name)) || (han?.test(name) ?? false);
}

export const isTargetName = named(
  'target|label|outcome|credit risk|creditability|risk flag|class|default|defaulted|is default|bad|good bad|bad flag|default flag|serious dlqin\\d*yrs|serious dlqin|default payment next month|loan status|churn|churned|fraud|y',
  '^(?:是否违约|违约标志|违约|目标|标签|好坏标志|逾期标志)$',
);

/** An outcome that is welcome, or the absence of the other one: its affirmation is not the event that a risk is about. */
export const isFavourableName = named(
  '(?:re)?paid|paid ?back|repay|good|goods|approved|approval|accepted|accept|granted|performing|healthy|success|successful|survived|solvent|creditworthy|creditworthiness|(?:no|non|not) ?(?:default|defaulted|bad|fraud|churn)|nondefault|compliant|retained',
  '还清|结清|已还|未违约|良好|批准|通过|正常|^好',
);

export const isIdName = named(
  'id|ids|uuid|guid|key|no|nr|number|num|ref|reference|account|contract|application|loan id|customer|client|index|row|unnamed|rownum|row number|record',
  '编号|序号|账号|合同号|客户号|流水号|单号|^号码$',
);

/** Names of somebody or something that may come back in several rows. */
export const isEntityName = named(
  '(?:customer|client|borrower|member|user|patient|household|account|store|company|applicant|person)(?: (?:id|no|nr|number|key|code))?',
  '客户(?:编号|号)|用户(?:编号|号)|患者(?:编号|号)|门店(?:编号|号)',
);

export const isEntityIdName = named(
  '(?:customer|client|borrower|member|user|patient|household|account|store|company|applicant|person) (?:id|no|nr|number|key)',
  '客户(?:编号|号)|用户(?:编号|号)|患者(?:编号|号)|门店(?:编号|号)',
);

export const isCodeName = named(
  'sex|gender|marital|marriage|married|education|type|code|cat|category|class|region|state|district|province|city|country|purpose|occupation|job|profession|industry|sector|branch|channel|product|segment|housing|property|employment type|zip|postcode|postal|plz|group|flag|status',
  '性别|婚姻|学历|教育|类型|类别|代码|地区|省|市|用途|职业|行业|渠道|产品|状态|邮编',
);

const PERSON_AGE =
  /^(?:(?:applicant|borrower|client|customer|patient|person) )?age(?: (?:in )?years?)?$|^alter$|^年龄$/;

/** The age of a person in years and nothing else: `age of account` is one in months as often as not. */
export function isPersonAgeName(name: string): boolean {
  return PERSON_AGE.test(wordsOf(name));
}

const PERSONAL: readonly [(name: string) => boolean, Localized][] = [
  [named('e ?mail|e mail address|email address', '邮箱|电子邮件'), { en: 'an e-mail address', zh: '电子邮箱' }],
  [
    named('phone|telephone|mobile|tel|phone number|mobile number', '电话|手机'),
    { en: 'a telephone number', zh: '电话号码' },
  ],
  [
    named('name|first name|last name|surname|full name|customer name|client name|applicant name', '姓名|名字'),
    { en: 'a name', zh: '姓名' },
  ],
  [named('address|street|home address|addr', '地址|住址'), { en: 'an address', zh: '地址' }],
  [
    named(
      'ssn|social security|passport|national id|tax id|id card|iban|card number|account number',
      '身份证|护照|银行卡|社保号',
    ),
    { en: 'an official number', zh: '证件或账户号码' },
  ],
  [
    named('dob|birth|birthday|birthdate|date of birth|birth date|geburtsdatum', '出生|生日'),
    { en: 'a date of birth', zh: '出生日期' },
  ],
];

/** The personal detail that a column's name stands for. */
export function personalDetail(name: string): Localized | undefined {
  return PERSONAL.find(([test]) => test(name))?.[1];
}

export const isBirthName = PERSONAL.at(-1)![0];

const UNITS: readonly [RegExp, string][] = [
  [/[（(\s_.]eur\)?$|€/i, 'EUR'],
  [/[（(\s_.]usd\)?$|\(\$\)|US\$/i, 'USD'],
  [/[（(\s_.]gbp\)?$|£/i, 'GBP'],
  [/[（(\s_.](?:cny|rmb)\)?$|[（(](?:元|人民币)[)）]$/i, 'CNY'],
  [/[（(\s_.](?:pct|percent)\)?$|[（(]%[)）]$/i, '%'],
  [/[（(\s_.]months?\)?$|[（(](?:个)?月[)）]$/i, 'months'],
  [/[（(\s_.](?:years?|yrs)\)?$|[（(]年[)）]$/i, 'years'],
  [/[（(\s_.]days?\)?$|[（(][天日][)）]$/i, 'days'],
];

/** The unit that a column's name ends in. */
export function unitInName(name: string): string | undefined {
  return UNITS.find(([pattern]) => pattern.test(name))?.[1];
}
