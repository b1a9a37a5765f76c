import type { Localized } from '../text/localized.js';
import { isPersonAgeName, named, wordsOf } from './column-names.js';

/** Colours of cars, lists and labels, too: they stand for people only where they are the whole name. */
const WHOLE_NAME_RACE =
  /^(?:(?:is|race|ethnicity|pct|percent|share) )?(?:black|white|asian)(?: (?:pct|percent|share))?$/;

const isRaceWord = named(
  'race(?! (?:cars?|times?|tracks?|horses?))|racial|ethnic\\w*|skin colou?r|hispan\\w*|latin[aox]s?|afam|afro ?american|african ?american|caucasian|indigenous|(?:native|asian) american',
  '种族|民族|族裔',
);

/** Countries of a sale, a card or a company: nobody comes from there. */
const NOBODYS_COUNTRY =
  /(?:^|\s)(?:merchant|store|shop|branch|bank|ip|company|employer|supplier|vendor|seller|ship|shipping|billing|destination|dest|transaction|txn|product|issuer|issuing|card|collateral|property|device) country(?: code)?$/;
const isSomebodysCountry = named('\\w+ ?country(?: code)?(?=$)|(?:country|place) ?of ?(?:birth|origin)|birth ?place');

const isOriginWord = named(
  'nationality|citizenship|(?<!senior )citizens?|foreign(?:ers?| ?born| ?workers?| ?nationals?)?(?! (?:currency|exchange|trade|transactions?|debt|loans?|bank|assets?|income|deposits?|investments?|amount|fx))|national ?origin|immigra\\w*|migrants?',
  '国籍|外籍|出生国|移民',
);

const PROTECTED: readonly [(name: string) => boolean, Localized][] = [
  [named('sex|gender|geschlecht|(?:fe)?males?|wom[ae]n', '性别|^[男女]性?$'), { en: 'sex', zh: '性别' }],
  [named('pregnan\\w*|maternity', '怀孕|孕妇|妊娠'), { en: 'pregnancy', zh: '怀孕' }],
  [
    (name) => isRaceWord(name) || WHOLE_NAME_RACE.test(wordsOf(name)),
    { en: 'race or ethnic origin', zh: '种族或民族' },
  ],
  [named('religio\\w*|(?<!good )faith', '宗教|信仰'), { en: 'religion', zh: '宗教' }],
  [
    (name) => isOriginWord(name) || (isSomebodysCountry(name) && !NOBODYS_COUNTRY.test(wordsOf(name))),
    { en: 'national origin', zh: '国籍' },
  ],
  [
    named(
      'disab(?!le)\\w*|(?<!(?:account|card|login|user|auto ?pay|feature|service|alerts?) )disabled|handicap\\w*',
      '残疾|残障',
    ),
    { en: 'disability', zh: '残疾' },
  ],
  [
    named(
      'marital\\w*|marriage|married|divorced|widow(?:ed|er)?|civil ?status|family ?status|familienstand',
      '婚姻|婚否|已婚',
    ),
    { en: 'marital status', zh: '婚姻状况' },
  ],
];

/** The protected attribute that a column's name stands for. Age is left to the user (`isAgeName`): laws differ. */
export function protectedAttribute(name: string): Localized | undefined {
  return PROTECTED.find(([test]) => test(name))?.[1];
}

const isAgeWord = named(
  'age (?:at|of (?:the )?(?:applicant|borrower|client|customer|person))|age ?(?:group|band|range|bracket|class|cat|category|bucket)|senior ?citizens?|elderly',
  '(?:^|申请人|客户|借款人|用户)年龄|老年人',
);

/** A person's age in any form: years, a band, or being old enough for something. */
export function isAgeName(name: string): boolean {
  return isPersonAgeName(name) || isAgeWord(name);
}

/** A language that somebody speaks. It tells of the origin, but laws seldom name it: it is said, and left to the user. */
export const isLanguageName = named(
  '(?:(?:first|native|home|mother|primary|preferred|spoken|applicant|customer|client) ?)?(?:language|tongue)(?: (?:code|preference))?(?=$)(?<!(?:programming|query|markup|contract|document|website|site|app) language)',
  '母语|语言',
);
