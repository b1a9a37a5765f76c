import { describe, expect, it } from 'vitest';
import { isAgeName, isLanguageName, protectedAttribute } from './protected-names.js';

const meaning = (name: string): string | undefined => protectedAttribute(name)?.en;

describe('protectedAttribute', () => {
  it.each([
    ['sex', 'sex gender CODE_GENDER personal_status_sex applicantGender female is_male Male women 性别 男 女性'],
    ['pregnancy', 'pregnant pregnancy_status 是否怀孕'],
    [
      'race or ethnic origin',
      'race RACE applicant_race_1 race_code racial_group ethnic ethnicity ethnic_group black White pct_black is_asian hispan hispanic HispanicOrigin latino afam african_american 民族 种族',
    ],
    ['religion', 'religion religious_affiliation faith 宗教 宗教信仰'],
    [
      'national origin',
      'nationality foreign foreigner foreign_worker foreignworker citizen citizenship national_origin birth_country country_of_birth countryOfBirth residence_country home_country_code place_of_birth immigrant 国籍 是否外籍',
    ],
    ['disability', 'disability disab_flag disabled disabilities handicap is_disabled 残疾 是否残疾'],
    [
      'marital status',
      'marital marital_status MaritalStatus maritalstatus MARRIAGE married is_married divorced NAME_FAMILY_STATUS 婚姻 婚姻状况',
    ],
  ])('knows names of %s', (attribute, names) => {
    for (const name of names.split(' ')) expect(meaning(name), name).toBe(attribute);
  });

  it('does not take other things for people', () => {
    const names =
      'blacklist black_list blacklisted white_list whitelist white_label white_collar black_friday traceability trace race_car racecar brace terrace embrace ' +
      'average package mileage page stage wage storage language months_at_residence residence_since age senior_citizen ' +
      'merchant_country ip_country country country_risk foreign_currency foreign_exchange_fee account_disabled good_faith_deposit ' +
      'essex sextant malefactor middle_name 男装消费 女装';
    for (const name of names.split(' ')) {
      expect(meaning(name), name).toBeUndefined();
    }
  });
});

describe('isAgeName', () => {
  it('knows a person by years, by band and as old', () => {
    for (const name of 'age AGE applicant_age age_in_years age_group ageBand age_at_application senior_citizen SeniorCitizen elderly 年龄 客户年龄'.split(
      ' ',
    )) {
      expect(isAgeName(name), name).toBe(true);
    }
    for (const name of 'average mileage package stage account_age vehicle_age age_of_account file_age seniority senior_lien 账户年龄'.split(
      ' ',
    )) {
      expect(isAgeName(name), name).toBe(false);
    }
  });
});

describe('isLanguageName', () => {
  it('knows what somebody speaks', () => {
    for (const name of ['language', 'native_language', 'preferredLanguage', 'mother_tongue', '母语']) {
      expect(isLanguageName(name), name).toBe(true);
    }
    for (const name of ['programming_language', 'contract_language', 'language_school_fees']) {
      expect(isLanguageName(name), name).toBe(false);
    }
  });
});
