import { describe, expect, it } from 'vitest';
import { EntityExtractor, type EntitySettings } from './extract-entities.js';

/** Monday, nine in the morning in Shanghai. */
const MOMENT = { now: new Date('2026-11-23T01:00:00Z'), timeZone: 'Asia/Shanghai' };

const SETTINGS: EntitySettings = {
  lists: [
    {
      label: 'color',
      entries: [
        { value: 'red', synonyms: ['crimson'] },
        { value: 'white' },
        { value: 'black' },
        { value: '红色', synonyms: ['红'] },
        { value: '蓝色' },
      ],
    },
    { label: 'city', entries: [{ value: 'Paris' }, { value: 'New York' }, { value: '北京' }, { value: '上海' }] },
    {
      label: 'product',
      entries: [{ value: 'headphones', synonyms: ['head set'] }, { value: 'charger' }, { value: '智能手表' }],
    },
  ],
  ids: [
    { label: 'order', pattern: 'ORD-\\d{6}' },
    { label: 'member', pattern: 'M\\d{8}', checksum: 'luhn' },
  ],
  patterns: [{ label: 'plate', pattern: '[A-Z]{2} \\d{3}' }],
};

const extractor = new EntityExtractor(SETTINGS);

/** `label=value@role` of every entity, in order. */
function read(text: string, using = extractor): string {
  return using
    .extract(text, MOMENT)
    .entities.map(({ label, value, role }) => {
      const shown = typeof value === 'object' ? Object.values(value).join(' ') : value;
      return `${label}=${shown}${role === undefined ? '' : `@${role}`}`;
    })
    .join('; ');
}

describe('EntityExtractor', () => {
  it.each([
    ['twenty-five tickets', 'number=25'],
    ['a dozen eggs, half a dozen more', 'number=12; number=6'],
    ['one hundred and twenty three', 'number=123'],
    ['two thousand five hundred', 'number=2500'],
    ['the red one and one of them', 'color=red'],
    ['one ticket', 'number=1'],
    ['the twenty first and the 3rd', 'ordinal=21; ordinal=3'],
    ['wait a second', ''],
    ['2 million, 3k', 'number=2000000; number=3000'],
    ['1,200.50 or 1.200,50', 'number=1200.5; number=1200.5'],
    ['1,200 and 1.200 and 12,5', 'number=1200; number=1.2; number=12.5'],
    ['iPhone 15 256 GB', 'number=15; number=256'],
    ['version 1.2.3 of A12', ''],
    ['-0', 'number=0'],
    ['it is .5 kg or -.5, No.5, 1.5', 'number=0.5; number=-0.5; number=5; number=1.5'],
    ['二十五张，两百个', 'number=25; number=200'],
    ['1.5万，1万2，三千五，一万零三百', 'number=15000; number=12000; number=3500; number=10300'],
    ['１２个', 'number=12'],
    ['等一下，十分感谢，千万别，万一，一起', ''],
    ['第三个', 'ordinal=3'],
    ['三四天', ''],
  ])('reads numbers: %s', (text, expected) => expect(read(text)).toBe(expected));

  it.each([
    ['$12 or 12 bucks', 'amount=12 USD; amount=12 USD'],
    ['$.50 and .5 percent', 'amount=0.5 USD; percent=0.5'],
    ['EUR 1,200.50 or €1.200,50', 'amount=1200.5 EUR; amount=1200.5 EUR'],
    ['￥３００', 'amount=300 CNY'],
    ['五块五，3元5角，99.9美元', 'amount=5.5 CNY; amount=3.5 CNY; amount=99.9 USD'],
    ['三块蛋糕', 'number=3'],
    ['20%, 20 percent, 百分之二十, 八折, 八五折', 'percent=20; percent=20; percent=20; percent=20; percent=15'],
    ['within 3 days, two and a half hours', 'duration=3 day; duration=2.5 hour'],
    ['1 hour 30 minutes, 5 business days', 'duration=90 minute; duration=5 businessDay'],
    ['两个半小时，3个工作日，两周内', 'duration=2.5 hour; duration=3 businessDay; duration=2 week'],
    ['10USD, 30min, 2hrs, 5dollars', 'amount=10 USD; duration=30 minute; duration=2 hour; amount=5 USD'],
    ['1小时30分，半年，半个月', 'duration=90 minute; duration=6 month; duration=15 day'],
    ['一年半，30分，半年后，15pro', 'duration=1.5 year; number=30; date=2027-05-23'],
    ['3~5天, 3-5 pieces', 'number=3; duration=5 day; number=3; number=5'],
  ])('reads amounts, percentages and durations: %s', (text, expected) => expect(read(text)).toBe(expected));

  it.each([
    ['tomorrow', 'date=2026-11-24'],
    ['next Tuesday', 'date=2026-12-01'],
    ['on Tuesday at 3pm', 'datetime=2026-11-24T15:00'],
    ['Monday', 'date=2026-11-30'],
    ['last Friday', 'date=2026-11-20'],
    ['in 3 days', 'date=2026-11-26'],
    ['Dec 5th, 2026', 'date=2026-12-05'],
    ['5 Jan', 'date=2027-01-05'],
    ['2026-12-05 15:00', 'datetime=2026-12-05T15:00'],
    ['2026-12-01T14:30:00Z', 'datetime=2026-12-01T22:30'],
    ['03/04/2026, 13/04/2026, 5.12.2026', 'date=2026-03-04; date=2026-04-13; date=2026-12-05'],
    ['half past three, quarter to 5 pm', 'time=03:30; time=16:45'],
    ['on the 5th', 'date=2026-12-05'],
    ['next week', 'period=2026-11-30 2026-12-06'],
    ['between 2 and 4 pm', 'period=14:00 16:00'],
    ['from 3 December', 'date=2026-12-03@from'],
    ['from 3 to 7 December', 'period=2026-12-03 2026-12-07'],
    ['until Friday', 'date=2026-11-27@to'],
    ['from Monday to Friday', 'period=2026-11-30 2026-12-04; date=2026-11-30@from; date=2026-12-04@to'],
    ['from july 4th to the 8th', 'period=2027-07-04 2027-07-08; date=2027-07-04@from; date=2027-07-08@to'],
    [
      'between 7:00 and 10:30, open from 8:00 to 5 pm',
      'period=07:00 10:30; time=07:00; time=10:30; period=08:00 17:00',
    ],
    ['24/7, sun cream, march with me, I may come', ''],
    ['明天，大后天', 'date=2026-11-24; date=2026-11-26'],
    ['周二，下周三，上周五，礼拜天', 'date=2026-11-24; date=2026-12-02; date=2026-11-20; date=2026-11-29'],
    ['后天下午三点', 'datetime=2026-11-25T15:00'],
    ['今晚八点', 'datetime=2026-11-23T20:00'],
    ['12月5日下午3点半', 'datetime=2026-12-05T15:30'],
    ['二零二六年十二月五日', 'date=2026-12-05'],
    ['下个月5号，5号，5号线', 'date=2026-12-05; date=2026-12-05; number=5'],
    ['三天后，半小时后，半个月后', 'date=2026-11-26; datetime=2026-11-23T09:30; date=2026-12-08'],
    [
      '3月的账单，改到五月，3月份',
      'period=2027-03-01 2027-03-31; period=2027-05-01 2027-05-31; period=2027-03-01 2027-03-31',
    ],
    ['12月5日到9日', 'period=2026-12-05 2026-12-09; date=2026-12-05'],
    ['下午2点到4点', 'period=14:00 16:00; time=14:00; time=16:00'],
    ['晚上10点到早上6点', 'period=22:00 06:00; time=22:00; time=06:00'],
    ['明晚10点到早上6点', 'period=2026-11-24T22:00 2026-11-25T06:00; datetime=2026-11-24T22:00; time=06:00'],
    ['下周，本周末，月底', 'period=2026-11-30 2026-12-06; period=2026-11-28 2026-11-29; date=2026-11-30'],
    ['有一点问题', ''],
  ])('reads dates and times: %s', (text, expected) => expect(read(text)).toBe(expected));

  it.each([
    ['tonight at 8', 'datetime=2026-11-23T20:00'],
    ['at 8 tonight', 'datetime=2026-11-23T20:00'],
    ['tomorrow evening at 8:30', 'datetime=2026-11-24T20:30'],
    ['Friday night at 9', 'datetime=2026-11-27T21:00'],
    ['tomorrow morning at 8', 'datetime=2026-11-24T08:00'],
    ['at 8 in the evening', 'time=20:00'],
    ['tonight at 1 am', 'datetime=2026-11-24T01:00'],
    ['9 to 5', 'period=09:00 17:00'],
    ['open 22:00 to 06:00', 'period=22:00 06:00'],
    ['今晚12点，明天24点', 'datetime=2026-11-24T00:00; datetime=2026-11-25T00:00'],
    ['明天凌晨12点，晚上1点', 'datetime=2026-11-24T00:00; time=01:00'],
    ['12月24日凌晨3点', 'datetime=2026-12-24T03:00'],
  ])('reads the half of the day that words name: %s', (text, expected) => expect(read(text)).toBe(expected));

  it.each([
    ['12/1-12/5', 'period=2026-12-01 2026-12-05; date=2026-12-01; date=2026-12-05'],
    ['2026.12.1-2026.12.5', 'period=2026-12-01 2026-12-05; date=2026-12-01; date=2026-12-05'],
    ['2/3/2026-2/5/2026', 'period=2026-02-03 2026-02-05; date=2026-02-03; date=2026-02-05'],
    ['12/13/26', 'date=2026-12-13'],
    ['13/45/26, 1/2/3, 12/5-7, ORD-12/5', 'number=7'],
  ])('reads dates in digits, and spans of them: %s', (text, expected) => expect(read(text)).toBe(expected));

  it.each([
    // It has begun: the year that is left out is not the next one.
    ['away from Nov 20 to Dec 5', 'period=2026-11-20 2026-12-05; date=2026-11-20@from; date=2026-12-05@to'],
    ['11月20日到12月5日', 'period=2026-11-20 2026-12-05; date=2026-11-20; date=2026-12-05@to'],
    ['from 20-25 Nov', 'period=2026-11-20 2026-11-25'],
    ['5号到明天', 'period=2026-11-05 2026-11-24; date=2026-11-05; date=2026-11-24@to'],
    ['2027-12-20 to Jan 5', 'period=2027-12-20 2028-01-05; date=2027-12-20; date=2028-01-05'],
    ['Dec 20 to Jan 5', 'period=2026-12-20 2027-01-05; date=2026-12-20; date=2027-01-05'],
    ['上周一到周五', 'period=2026-11-16 2026-11-20; date=2026-11-16; date=2026-11-20@to'],
    // A slip of the customer: two days, and no span.
    ['Dec 10 to Dec 5', 'date=2026-12-10; date=2026-12-05'],
    ['2027-01-05 to 2026-12-01', 'date=2027-01-05; date=2026-12-01'],
  ])('reads spans that end after they begin: %s', (text, expected) => expect(read(text)).toBe(expected));

  it('takes no number and no year that cannot be written', () => {
    for (const text of ['二'.repeat(400), `1${'亿'.repeat(60)}元`, '9'.repeat(300), '99999999天以前', '9999年后']) {
      for (const { value } of extractor.extract(text, MOMENT).entities) {
        expect(JSON.stringify(value)).not.toMatch(/null|e\+|"[+-]/);
      }
    }
    expect(read('99999999 days ago')).toBe('duration=99999999 day');
  });

  it('reads the order of day and month as the client writes it', () => {
    expect(read('03/04/2026', new EntityExtractor({ dateOrder: 'dmy' }))).toBe('date=2026-04-03');
  });

  it.each(['31 Feb', 'Feb 30, 2026', '2026-02-31', '31/04/2026', '2月31日', '2026年2月29日'])(
    'refuses a day that no calendar has: %s',
    (text) => {
      const { entities, refused } = extractor.extract(text, MOMENT);
      expect(entities).toEqual([]);
      expect(refused).toEqual([{ type: 'date', code: 'NO_SUCH_DAY', text, start: 0, end: text.length }]);
    },
  );

  it.each([
    ['mail bob.x+1@Shop.co.uk', 'email=bob.x+1@shop.co.uk'],
    ['联系bob@x.cn吧，请访问https://a.cn/b吧', 'email=bob@x.cn; url=https://a.cn/b'],
    ['www.shop.com/x?y=1, ok.', 'url=www.shop.com/x?y=1'],
    ['call 138 1234 5678 or +1 415 555 2671', 'phone=+8613812345678; phone=+14155552671'],
    ['order 20261123000123', 'number=20261123000123'],
    ['ORD-123456 but not XORD-123456 or ORD-1234567', 'order=ORD-123456'],
    ['AB 123', 'plate=AB 123'],
    ['M10000008', 'member=M10000008'],
  ])('reads contacts, ids and patterns: %s', (text, expected) => expect(read(text)).toBe(expected));

  it('refuses an id whose checksum is wrong', () => {
    expect(extractor.extract('M10000009', MOMENT).refused).toEqual([
      { type: 'id', code: 'CHECKSUM', text: 'M10000009', start: 0, end: 9 },
    ]);
  });

  it('names every pattern that cannot be used', () => {
    const settings = {
      patterns: [
        { label: 'a', pattern: '(?=x)y' },
        { label: 'b', pattern: 'x*' },
      ],
    };
    expect(() => new EntityExtractor(settings)).toThrow(
      expect.objectContaining({ code: 'PATTERN_INVALID', problems: [expect.anything(), expect.anything()] }),
    );
  });

  it('keeps linear time for a pattern that would backtrack', () => {
    const evil = new EntityExtractor({ patterns: [{ label: 'evil', pattern: '(a+)+!' }] });
    expect(read(`${'a'.repeat(50_000)}`, evil)).toBe('');
  });

  it.each([
    ['hedphones and chargers', 'product=headphones; product=charger'],
    ['a wihte head set', 'color=white; product=headphones'],
    ['New Yrok', 'city=New York@'],
    ['write and block', ''],
    ['redo the credit of paris', 'city=Paris'],
    ['红的，红包', 'color=红色'],
    ['智能手边', 'product=智能手表'],
  ])('reads lists with typos, never inside other words: %s', (text, expected) => {
    expect(read(text)).toBe(expected.replace('@', ''));
  });

  it.each([
    ['from Paris to New York', 'city=Paris@from; city=New York@to'],
    ['从北京到上海', 'city=北京@from; city=上海@to'],
    ['把红色换成蓝色', 'color=红色@old; color=蓝色@new'],
    ['replace the red one with black', 'color=red@old; color=black@new'],
  ])('gives roles: %s', (text, expected) => expect(read(text)).toBe(expected));

  it('says where in the text as it was given', () => {
    // Its small letter has two characters.
    const [colour] = extractor.extract('İİ: the red one', MOMENT).entities;
    expect(colour).toMatchObject({ text: 'red', start: 8, end: 11 });
    const [entity] = extractor.extract('共３００元。', MOMENT).entities;
    expect(entity).toMatchObject({ text: '３００元', start: 1, end: 5, value: { amount: 300, currency: 'CNY' } });
  });

  it('takes 100,000 characters of anything', () => {
    for (const part of ['31 Feb ', '1-', '从周一到周五', '12月5日到9日', '😀', 'Tuesday to Friday ', '一']) {
      const text = part.repeat(Math.ceil(100_000 / part.length)).slice(0, 100_000);
      for (const { start, end, text: written } of extractor.extract(text, MOMENT).entities) {
        if (text.slice(start, end) !== written) throw new Error(`${part}: ${start}`);
      }
    }
    expect(extractor.extract('', MOMENT)).toEqual({ entities: [], refused: [] });
  });
});
