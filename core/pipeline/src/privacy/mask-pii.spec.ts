import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isResidentId, isSocialSecurityNumber, passesLuhn, passesMod97 } from './checksums.js';
import { findPii, maskPii, PiiMasker } from './mask-pii.js';
import { measurePii, type PiiExample } from './measure-pii.js';

const examples = readFileSync(new URL('../../../../fixtures/customer-service/pii.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as PiiExample);

describe('checksums', () => {
  it('knows the published examples', () => {
    expect([passesLuhn('4111111111111111'), passesLuhn('4111111111111112'), passesLuhn('')]).toEqual([
      true,
      false,
      false,
    ]);
    // GB82 WEST 1234 5698 7654 32, its first four characters moved to the end.
    expect([passesMod97('WEST12345698765432GB82'), passesMod97('WEST12345698765432GB83')]).toEqual([true, false]);
    expect([isResidentId('11010519491231002X'), isResidentId('110105194912310021')]).toEqual([true, false]);
    expect(isResidentId('11010519491331002X')).toBe(false);
    expect([isSocialSecurityNumber('123-45-6789'), isSocialSecurityNumber('666-45-6789')]).toEqual([true, false]);
  });
});

describe('maskPii', () => {
  it.each([
    ['My name is Anna Smith, mail anna@x.com', 'My name is [NAME_1], mail [EMAIL_1]'],
    ['my name is anna smith and my order is late', 'my name is [NAME_1] and my order is late'],
    ['my name is not on the list', 'my name is not on the list'],
    ['Call +1 (415) 555-2671 or 415-555-2671', 'Call [PHONE_1] or [PHONE_1]'],
    ['card 4111 1111 1111 1111', 'card [CARD_1]'],
    ['to DE89 3704 0044 0532 0130 00 please', 'to [IBAN_1] please'],
    ['my ssn: 123-45-6789, born on 12/03/1985', 'my ssn: [SSN_1], born on [BIRTH_DATE_1]'],
    ['from 192.168.1.10 and 2001:db8::ff00:42:8329', 'from [IP_1] and [IP_2]'],
    ['I live at 221B Baker Street, London, NW1 6XE', 'I live at [ADDRESS_1]'],
    ['Dear Mr. Smith,\nfine.\nBest regards,\nJohn Doe', 'Dear [NAME_1],\nfine.\nBest regards,\n[NAME_2]'],
    ['This is Tom Becker. Tom Becker again.', 'This is [NAME_1]. [NAME_1] again.'],
    ['我叫张伟，电话13812345678', '我叫[NAME_1]，电话[PHONE_1]'],
    ['身份证11010519491231002X，生日是1990年5月6日', '身份证[RESIDENT_ID_1]，生日是[BIRTH_DATE_1]'],
    ['收货人：李娜，寄到上海市浦东新区世纪大道100号', '收货人：[NAME_1]，寄到[ADDRESS_1]'],
    ['王先生您好，卡号６２２２０２１２３４５６７８９４', '[NAME_1]先生您好，卡号[CARD_1]'],
  ])('masks %s', (text, expected) => expect(maskPii(text).text).toBe(expected));

  it.each([
    ['John Smith', ['John Smith'], '[PERSONAL_1]'],
    [
      'Thank you, JOHN SMITH. Johnsmith, John Smithers',
      ['John Smith'],
      'Thank you, [PERSONAL_1]. Johnsmith, John Smithers',
    ],
    ['my name is John Smith', ['John Smith'], 'my name is [PERSONAL_1]'],
    ['李雷先生，您好', ['李雷'], '[PERSONAL_1]先生，您好'],
    ['（４１５）在５号楼', ['５号楼'], '（４１５）在[PERSONAL_1]'],
    ['bob@x.com', ['bob@x.com'], '[EMAIL_1]'],
    ['O, is it you? O', ['O'], 'O, is it you? O'],
    [' O ', ['O', ''], ' [PERSONAL_1] '],
    ['a (b) [c]', ['(b) [c]', 'a.c'], 'a [PERSONAL_1]'],
  ])('masks what is known to be personal: %s', (text, known, expected) =>
    expect(maskPii(text, { known }).text).toBe(expected),
  );

  it.each([
    'order 20261123000123, ORD-123456, #12345678',
    'tracking 1Z999AA10123456784 and SF1234567890123',
    'order 4111111111111111',
    'invoice 12345678, ref 555-123-4567',
    'version 1.2.3.4 at 12:30:45 on 2026-11-23',
    'I paid $1,200.50 for the iPhone 15 Pro Max 256',
    'I am Very Angry. This is Late. Dear Customer, thank you',
    '订单号2026112300012345678，我在人民路上等',
    'a card 4111 1111 1111 1112 that is none',
  ])('leaves alone what only looks like it: %s', (text) => expect(maskPii(text)).toEqual({ text, spans: [] }));

  it('says where each was, in the text as it was given', () => {
    expect(findPii('Ｍail bob@x.com now')).toEqual([
      { kind: 'email', text: 'bob@x.com', start: 5, end: 14, placeholder: '[EMAIL_1]' },
    ]);
  });

  it('keeps the kinds that are asked for, and reads nothing else into them', () => {
    expect(maskPii('ssn 123-45-6789, bob@x.com', { keep: ['ssn'] }).text).toBe('ssn 123-45-6789, [EMAIL_1]');
  });

  it('gives a value one placeholder in all messages of a conversation', () => {
    const masker = new PiiMasker();
    expect(masker.mask('bob@x.com').text).toBe('[EMAIL_1]');
    expect(masker.mask('ann@x.com or BOB@x.com').text).toBe('[EMAIL_2] or [EMAIL_1]');
  });

  it('takes 100,000 characters of anything', () => {
    for (const part of ['1 ', 'a@', 'John ', '路1号', 'DE89 ', '::', 'My name is Tom. ']) {
      const text = part.repeat(Math.ceil(100_000 / part.length)).slice(0, 100_000);
      expect(maskPii(text).spans.every(({ start, end, text: written }) => text.slice(start, end) === written)).toBe(
        true,
      );
    }
  });

  it('finds what the generated messages hold, and nothing else', () => {
    const all = measurePii(examples).find(({ kind }) => kind === 'all')!;
    expect(examples.length).toBeGreaterThan(250);
    expect(all.precision).toBeGreaterThanOrEqual(0.98);
    expect(all.recall).toBeGreaterThanOrEqual(0.93);
  });

  it('measures misses and false alarms', () => {
    const spans = [{ kind: 'name' as const, start: 0, end: 5 }];
    const [email, name, all] = measurePii([{ text: 'Alice wrote a@b.com', spans }]);
    expect(email).toEqual({ kind: 'email', precision: 0, recall: Number.NaN, found: 1, there: 0 });
    expect(name).toEqual({ kind: 'name', precision: Number.NaN, recall: 0, found: 0, there: 1 });
    expect(all).toEqual({ kind: 'all', precision: 0, recall: 0, found: 1, there: 1 });
  });
});
