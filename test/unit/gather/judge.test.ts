import { describe, expect, it } from 'vitest';
import type { GatherRequest } from '../../../src/domain/gather/gather.ts';
import { judge } from '../../../src/domain/gather/judge.ts';

const CARD: GatherRequest = { kind: 'card', ref: 'card.1' };
const keyed = (request: GatherRequest, digits: string, count = digits.length) =>
  judge(request, Buffer.from(digits), count);

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

  it('a PIN leaves as its length', () => {
    expect(keyed({ kind: 'pin', ref: 'pin.1' }, '12345')).toEqual({ type: 'pin', length: 5 });
    expect(keyed({ kind: 'pin', ref: 'pin.1' }, '1234')).toEqual({
      type: 'malformed',
      why: 'length',
      count: 4,
    });
  });

  it('an invoice code leaves when its check digit is right', () => {
    expect(keyed({ kind: 'invoice' }, '1234566')).toEqual({ type: 'invoice', code: '1234566' });
    expect(keyed({ kind: 'invoice' }, '1234567')).toMatchObject({ type: 'malformed', why: 'checkDigit' });
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
