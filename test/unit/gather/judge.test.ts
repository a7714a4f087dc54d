import { describe, expect, it } from 'vitest';
import type { GatherRequest } from '../../../src/domain/gather/gather.ts';
import { judge } from '../../../src/domain/gather/judge.ts';
import { NO_HABIT } from '../../../src/domain/payment/pin-habit.ts';

const CARD: GatherRequest = { kind: 'card', ref: 'card.1' };
const NATIONAL: GatherRequest = { kind: 'nationalId', ref: 'nationalId.1' };
const BIRTH: GatherRequest = { kind: 'birthDate', ref: 'birthDate.1' };
const keyed = (request: GatherRequest, digits: string, count = digits.length) =>
  judge(request, Buffer.from(digits), count, '2026-03-21');

describe('what was keyed', () => {
  it('a card leaves as its first six, its last four and its bank', () => {
    expect(keyed(CARD, '6037991234567893')).toEqual({
      type: 'card',
      card: { first6: '603799', last4: '7893', bank: 'melli' },
    });
    expect(keyed(CARD, '9999991234567893')).toMatchObject({ card: { bank: null } });
  });

  it('a card with a wrong check digit leaves as a count', () => {
    expect(keyed(CARD, '6037991234567894')).toEqual({ type: 'malformed', why: 'checkDigit', count: 16 });
  });

  it('a national id stays, and leaves as nothing but that it is one', () => {
    expect(keyed(NATIONAL, '0837194628')).toEqual({ type: 'nationalId' });
    expect(keyed(NATIONAL, '0837194629')).toEqual({ type: 'malformed', why: 'checkDigit', count: 10 });
    expect(keyed(NATIONAL, '083719462')).toEqual({ type: 'malformed', why: 'length', count: 9 });
  });

  it('a birth date stays, and leaves as nothing but that it is one', () => {
    expect(keyed(BIRTH, '13700512')).toEqual({ type: 'birthDate' });
    // 1403 was a leap year and 1404 was not.
    expect(keyed(BIRTH, '14031230')).toEqual({ type: 'birthDate' });
    for (const digits of ['14041230', '13701301', '13700732', '12991229', '19910803', '00000000']) {
      expect(keyed(BIRTH, digits)).toEqual({ type: 'malformed', why: 'notBirthDate', count: 8 });
    }
  });

  it('nobody is born after today', () => {
    // 1 Farvardin 1405 is the day of these tests.
    expect(keyed(BIRTH, '14050101')).toEqual({ type: 'birthDate' });
    expect(keyed(BIRTH, '14050102')).toMatchObject({ why: 'notBirthDate' });
  });

  it('a PIN leaves as its length', () => {
    expect(keyed({ kind: 'pin', ref: 'pin.1', habit: NO_HABIT, deafMs: 0 }, '12345')).toEqual({
      type: 'pin',
      length: 5,
    });
    expect(keyed({ kind: 'pin', ref: 'pin.1', habit: NO_HABIT, deafMs: 0 }, '1234')).toEqual({
      type: 'malformed',
      why: 'length',
      count: 4,
    });
  });

  it('an invoice code leaves when its check digit is right', () => {
    expect(keyed({ kind: 'invoice' }, '1234566')).toEqual({ type: 'invoice', code: '1234566' });
    expect(keyed({ kind: 'invoice' }, '1234567')).toMatchObject({ type: 'malformed', why: 'checkDigit' });
  });

  it('an amount leaves as a number when it is within its bounds', () => {
    const AMOUNT: GatherRequest = { kind: 'amount', min: 1_000, max: 50_000_000 };
    expect(keyed(AMOUNT, '0050000')).toEqual({ type: 'amount', value: 50_000 });
    expect(keyed(AMOUNT, '12')).toEqual({ type: 'malformed', why: 'length', count: 2 });
    for (const digits of ['999', '50000001', '58921000000']) {
      expect(keyed(AMOUNT, digits)).toMatchObject({ type: 'malformed', count: digits.length });
    }
  });

  it('the beginning of a card leaves as a count, also where it would be an amount or a code', () => {
    const ANY: GatherRequest = { kind: 'amount', min: 1, max: 99_999_999_999 };
    expect(keyed(ANY, '603799100')).toEqual({ type: 'malformed', why: 'card', count: 9 });
    expect(keyed(ANY, '60379910')).toEqual({ type: 'amount', value: 60_379_910 });
    // Its check digit is right.
    expect(keyed({ kind: 'invoice' }, '60379910007')).toEqual({ type: 'malformed', why: 'card', count: 11 });
  });

  it('a mobile leaves in E.164, and a landline does not', () => {
    expect(keyed({ kind: 'mobile' }, '09121234567')).toEqual({ type: 'mobile', mobile: '+989121234567' });
    expect(keyed({ kind: 'mobile' }, '02188776655')).toMatchObject({ type: 'malformed', why: 'notMobile' });
  });

  it('a choice is one of those offered', () => {
    expect(keyed({ kind: 'choice', keys: '13' }, '3')).toEqual({ type: 'choice', key: '3' });
    expect(keyed({ kind: 'choice', keys: '13' }, '2')).toMatchObject({
      type: 'malformed',
      why: 'notOffered',
    });
  });

  it('what was too long leaves as a count, and never as its digits', () => {
    expect(keyed({ kind: 'invoice' }, '', 16)).toEqual({ type: 'malformed', why: 'tooLong', count: 16 });
  });
});
