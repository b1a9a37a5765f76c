import { describe, expect, it } from 'vitest';
import { guessOrder } from './guess-order.js';

/** The order found for levels in an order of no meaning. */
const order = (levels: readonly string[], name = 'x'): string[] | undefined =>
  guessOrder(
    name,
    [...levels].sort((a, b) => (a < b ? 1 : -1)),
  )?.ordered;

describe('guessOrder', () => {
  it.each([
    [['< 1 year', '1 year', '2 years', '9 years', '10+ years']],
    [['emp_lt_1', 'emp_1', 'emp_2', 'emp_ge_10']],
    [['5-9', '10-14', '15-19', '20+']],
    [['under $50,000', '$50,000 - $99,999', '$100,000 or more']],
    [['<5k', '5k-10k', '10k-1m', '1m+']],
    [['< 0 DM', '0 <= < 200 DM', '>= 200 DM']],
    [['0', '1', '2', '3+']],
    [['1年以下', '1至3年', '3至5年', '5年以上']],
    [['5千以下', '5千-1万', '1万-10万', '10万以上']],
  ])('reads ranges and bounds: %j', (levels) => {
    expect(order(levels)).toEqual(levels);
  });

  it.each([
    [['Low', 'Medium', 'High', 'Very_High']],
    [['low risk', 'medium risk', 'high risk']],
    [['Bad', 'Good', 'Better', 'Best']],
    [['Non-Travel', 'Travel_Rarely', 'Travel_Frequently']],
    [['Below_College', 'College', 'Bachelor', 'Master', 'Doctor']],
    [['hs drop out', 'hs', 'some college', 'college', 'master']],
    [['some high school', 'high school', "bachelor's degree"]],
    [['illiterate', 'basic.4y', 'basic.9y', 'high.school', 'professional.course', 'university.degree']],
    [['低风险', '中风险', '高风险']],
    [['高中及以下', '大专', '本科', '硕士及以上']],
    [['正常', '关注', '次级', '可疑', '损失']],
  ])('knows the words of a scale: %j', (levels) => {
    expect(order(levels)).toEqual(levels);
  });

  it('reads grades, letters alone only where the name says so', () => {
    expect(order(['A1', 'A5', 'B3', 'C1', 'C2'], 'sub_grade')).toEqual(['A1', 'A5', 'B3', 'C1', 'C2']);
    expect(order(['A', 'B', 'C', 'D'], 'grade')).toEqual(['A', 'B', 'C', 'D']);
    expect(order(['AAA', 'AA-', 'A+', 'A', 'BBB'], '信用等级')).toEqual(['AAA', 'AA-', 'A+', 'A', 'BBB']);
    expect(order(['A', 'B', 'C', 'D'], 'ward')).toBeUndefined();
    expect(order(['A1', 'B2', 'C3'], 'cabin')).toBeUndefined();
    // Codes of a code book.
    expect(order(['A11', 'A12', 'A13', 'A14'], 'A1')).toBeUndefined();
  });

  it.each([
    ['names with a number', ['branch 1', 'branch 2', 'branch 3']],
    ['ranges that overlap', ['1-2', '1-3', '2-4']],
    ['different things', ['< 2 years', '3 dogs', '> 9 cats']],
    ['a level without a place', ['< 0 DM', '0 <= < 200 DM', '>= 200 DM', 'no checking account']],
    ['a scale with a stranger', ['low', 'medium', 'high', 'purple']],
    ['names', ['married', 'single', 'widowed']],
    ['two levels', ['low', 'high']],
    ['two names of one place', ['low', 'medium', 'moderate', 'high']],
  ])('leaves alone %s', (_, levels) => {
    expect(order(levels)).toBeUndefined();
  });

  it('sets apart levels that say that nobody knows', () => {
    expect(guessOrder('emp', ['emp_1', 'emp_unk', 'emp_ge_2', 'emp_lt_1'])).toEqual({
      ordered: ['emp_lt_1', 'emp_1', 'emp_ge_2'],
      missing: ['emp_unk'],
    });
    expect(guessOrder('学历', ['本科', '未知', '高中', '博士'])).toEqual({
      ordered: ['高中', '本科', '博士'],
      missing: ['未知'],
    });
  });
});
