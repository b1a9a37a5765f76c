/** Matches a whole text that is one of these, written as regular expressions. */
function words(...texts: string[]): RegExp {
  return new RegExp(`^(?:${texts.join('|')})$`);
}

/**
 * Scales whose order is the same for everybody, from the smallest to the largest, in lower case and with blanks for
 * underscores and hyphens. A list of levels is ordered by one of them only when every level is in it.
 */
export const WORD_SCALES: readonly (readonly RegExp[])[] = [
  [
    words('none', 'no', 'zero', 'nil', '无'),
    words('extremely low', 'lowest', '极低'),
    words('very low', '很低', '非常低'),
    words('low', 'little', 'minor', '低'),
    words('low (?:to )?(?:medium|moderate)', 'medium low', '较低', '中低'),
    words('medium', 'med', 'moderate', 'middle', 'mid', 'average', 'normal', '中', '中等', '一般', '正常'),
    words('medium (?:to )?high', 'moderate high', '较高', '中高'),
    words('high', 'quite rich', '高'),
    words('very high', 'rich', '很高', '非常高'),
    words('extremely high', 'highest', 'critical', '极高'),
  ],
  [
    words('very small', 'micro', 'tiny', 'xs', '微', '微型'),
    words('small', 's', '小', '小型'),
    words('medium', 'mid', 'm', '中', '中型'),
    words('large', 'big', 'l', '大', '大型'),
    words('very large', 'huge', 'xl', 'extra large', '特大', '特大型'),
  ],
  [
    words('terrible', 'worst', 'very poor', 'very bad', '极差', '很差', '非常差'),
    words('poor', 'bad', '差'),
    words('below average', '较差'),
    words('fair', 'average', 'acceptable', 'satisfactory', '一般', '中', '中等', '合格'),
    words('good', '良', '良好', '好', '较好'),
    words('better', 'very good', 'great', '很好', '非常好'),
    words('excellent', 'best', '优', '优秀', '极好'),
    words('outstanding', 'exceptional', '卓越'),
  ],
  [
    words('never', 'non', '从不', '从未'),
    words('rarely', 'seldom', 'hardly ever', '很少'),
    words('occasionally', 'sometimes', '偶尔', '有时'),
    words('often', 'frequently', '经常'),
    words('very often', 'usually', 'mostly', '通常'),
    words('always', '总是'),
  ],
  [
    words('strongly disagree', '非常不同意'),
    words('disagree', '不同意'),
    words('neutral', 'neither agree nor disagree', '中立', '一般'),
    words('agree', '同意'),
    words('strongly agree', '非常同意'),
  ],
  [
    words('very (?:dis|un)satisfied', '非常不满意'),
    words('(?:dis|un)satisfied', '不满意'),
    words('neutral', '一般'),
    words('satisfied', '满意'),
    words('very satisfied', '非常满意'),
  ],
  [words('bronze'), words('silver'), words('gold'), words('platinum'), words('diamond')],
  [words('铜牌?'), words('银牌?'), words('金牌?'), words('白金', '铂金'), words('钻石')],
  [words('正常'), words('关注'), words('次级'), words('可疑'), words('损失')],
  education(),
];

/** Schools by what is reached; where countries differ (college below or beside bachelor), the lower is taken first. */
function education(): RegExp[] {
  return [
    words('none', 'no (?:formal )?(?:education|schooling)', 'illiterate', 'uneducated', '文盲', '无'),
    words('preschool', '学前'),
    words('1st 4th', 'basic 4y'),
    words('5th 6th', 'primary(?: school)?', 'elementary(?: school)?', 'basic 6y', '小学', '小学及以下'),
    words('7th 8th'),
    words('9th', 'lower secondary', 'middle(?: school)?', 'junior high(?: school)?', 'basic 9y', '初中', '初中及以下'),
    words('10th'),
    words('11th'),
    words('12th'),
    words(
      'hs drop ?out',
      'some (?:high ?school|hs)',
      'less than (?:high ?school|hs)',
      'no (?:high ?school|hs)',
      'below (?:high ?school|hs)',
    ),
    words(
      'high ?school(?: (?:graduate|grad|diploma))?',
      'hs(?: grad| graduate| diploma)?',
      'senior high(?: school)?',
      'upper secondary',
      'secondary(?: school| / secondary special)?',
      'ged',
      '高中',
      '高中及以下',
    ),
    words('中专', '高中/中专', '中专/高中', '高中及中专', '中专及高中', '技校', '职高', '中专/技校'),
    words('vocational(?: school)?', 'trade school', 'professional course', 'technical(?: school)?'),
    words('some college', 'incomplete higher', 'below college'),
    words('assoc voc'),
    words('associates?(?: degree)?', 'assoc(?:iate)? acdm'),
    words('college', '大专', '专科', '大专及以下', '大学专科'),
    words(
      'bachelors?(?: degree)?',
      'university(?: degree)?',
      'undergraduate',
      'higher education',
      'tertiary',
      '本科',
      '大学',
      '大学本科',
      '学士',
      '本科及以上',
    ),
    words(
      'masters?(?: degree)?',
      'graduate(?: school| degree)',
      'post ?graduate',
      '硕士',
      '研究生',
      '硕士研究生',
      '研究生及以上',
      '硕士及以上',
    ),
    words('prof(?:essional)? school', 'professional degree'),
    words('doctor(?:ate|al)?(?: degree)?', 'ph ?d', 'academic degree', '博士', '博士研究生', '博士及以上'),
  ];
}
