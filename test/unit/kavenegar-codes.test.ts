import { describe, expect, it } from 'vitest';
import { deliveryOf } from '../../src/adapters/kavenegar/delivery.ts';
import { type ReturnClass, remedyOf, returnCodeOf } from '../../src/adapters/kavenegar/return-codes.ts';

/** contracts.md 7, "Return codes", row by row. */
const TABLE: Readonly<Record<number, ReturnClass>> = {
  200: 'accepted',
  400: 'message',
  401: 'account',
  402: 'later',
  403: 'account',
  404: 'account',
  405: 'account',
  406: 'message',
  407: 'account',
  409: 'later',
  411: 'message',
  412: 'account',
  413: 'message',
  414: 'message',
  416: 'account',
  417: 'message',
  418: 'account',
  419: 'message',
  420: 'message',
  422: 'message',
  424: 'account',
  426: 'account',
  428: 'message',
  429: 'account',
  430: 'account',
  431: 'message',
  432: 'account',
  451: 'later',
  501: 'account',
};

describe('Kavenegar’s return codes', () => {
  it.each(Object.entries(TABLE))('%s is %s', (code, is) => {
    expect(returnCodeOf(Number(code))).toMatchObject({ is, en: expect.stringMatching(/^[a-z]|^a /) });
  });

  it.each(Object.entries(TABLE))('%s (%s) names what to do where a person has to do it', (code, is) => {
    const remedy = remedyOf(Number(code));
    if (is === 'account') expect(remedy).toMatch(new RegExp(`^Kavenegar says that .+ \\(${code}\\): .+\\.$`));
    else expect(remedy).toBeUndefined();
  });

  it.each([0, 199, 201, 415, 500])('%i is not in the table', (code) => {
    expect(returnCodeOf(code)).toBeNull();
  });
});

describe('how far a message has come', () => {
  it.each([
    [1, 'queued'],
    [2, 'queued'],
    [4, 'underway'],
    [5, 'underway'],
    [6, 'undelivered'],
    [10, 'delivered'],
    [11, 'undelivered'],
    [13, 'undelivered'],
    [14, 'blocked'],
    [100, 'lost'],
    [3, null],
    [0, null],
    [Number.NaN, null],
  ])('%d is %s', (status, delivery) => {
    expect(deliveryOf(status)).toBe(delivery);
  });
});
