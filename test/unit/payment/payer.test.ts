import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INVOICE_CODE_MAX, invoiceCode, isInvoiceCode } from '../../../src/domain/merchant/invoice.ts';
import { nationalMobile, readMobile } from '../../../src/domain/merchant/mobile.ts';
import { BANK_IDS, bankOf, holdsCard, isCardNumber, showCard } from '../../../src/domain/payment/card.ts';

const ascii = (digits: string) => Uint8Array.from(digits, (digit) => digit.charCodeAt(0));
const digits = (min: number, max = min) => fc.stringMatching(new RegExp(`^[0-9]{${min},${max}}$`));

describe('a mobile', () => {
  /** call.md, "Numbers of a caller". */
  it.each([
    ['+989121234567', '+989121234567'],
    ['00989121234567', '+989121234567'],
    ['989121234567', '+989121234567'],
    ['09121234567', '+989121234567'],
    ['9121234567', '+989121234567'],
    [' 09121234567 ', '+989121234567'],
    ['09001234567', '+989001234567'],
    ['09411234567', '+989411234567'],
    ['09501234567', null],
    ['09911234567', '+989911234567'],
    ['02188776655', null],
    ['982188776655', null],
    ['+982188776655', null],
    ['0912123456', null],
    ['091212345678', null],
    ['+9809121234567', null],
    ['+449121234567', null],
    ['anonymous', null],
    ['', null],
    ['09121234567;tag=1', null],
    ['۰۹۱۲۱۲۳۴۵۶۷', null],
  ])('%j is read as %j', (text, mobile) => {
    expect(readMobile(text)).toBe(mobile);
  });

  it('is the same in every spelling, and is keyed in 11 digits', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^9[0-49][0-9]{8}$/), (local) => {
        const spellings = ['+98', '0098', '98', '0', ''].map((prefix) => readMobile(prefix + local));
        expect(new Set(spellings)).toEqual(new Set([`+98${local}`]));
        expect(nationalMobile(`+98${local}`)).toBe(`0${local}`);
      }),
    );
  });
});

describe('an invoice code', () => {
  it('has a check digit that is right, and no other is', () => {
    fc.assert(
      fc.property(digits(5, 10), fc.integer({ min: 1, max: 9 }), (body, off) => {
        const code = invoiceCode(body);
        expect(code).toMatch(new RegExp(`^${body}\\d$`));
        expect(isInvoiceCode(code)).toBe(true);
        expect(isInvoiceCode(body + ((Number(code.at(-1)) + off) % 10))).toBe(false);
      }),
    );
  });

  it('sees one wrong digit anywhere', () => {
    fc.assert(
      fc.property(digits(5, 10), fc.nat(9), fc.integer({ min: 1, max: 9 }), (body, at, off) => {
        const code = invoiceCode(body);
        const place = at % code.length;
        const wrong = (Number(code[place]) + off) % 10;
        expect(isInvoiceCode(code.slice(0, place) + wrong + code.slice(place + 1))).toBe(false);
      }),
    );
  });

  it('is 6 to 11 digits, so that no card can be one', () => {
    const other = fc.string().filter((text) => !/^\d{6,11}$/.test(text));
    fc.assert(
      fc.property(other, (text) => {
        expect(isInvoiceCode(text)).toBe(false);
      }),
    );
    expect([isInvoiceCode('000000000000'), isInvoiceCode('00000'), INVOICE_CODE_MAX]).toEqual([
      false,
      false,
      11,
    ]);
  });
});

describe('a card', () => {
  it('is 16 digits whose Luhn sum is right', () => {
    fc.assert(
      fc.property(digits(15), fc.nat(9), (body, last) => {
        const sum = [...`${body}${last}`].reduceRight(
          ([total, twice], digit) => {
            const weighed = Number(digit) * (twice ? 2 : 1);
            return [total + Math.floor(weighed / 10) + (weighed % 10), !twice] as [number, boolean];
          },
          [0, false] as [number, boolean],
        )[0];
        expect(isCardNumber(ascii(`${body}${last}`))).toBe(sum % 10 === 0);
      }),
    );
    expect(isCardNumber(ascii('603799184627531'))).toBe(false);
    expect(isCardNumber(ascii('60379918462753150'))).toBe(false);
    expect(isCardNumber(new Uint8Array())).toBe(false);
  });

  it('is named by its bank, and shown by first six and last four only', () => {
    expect([bankOf('603799'), bankOf('610433'), bankOf('999999')]).toEqual(['melli', 'mellat', null]);
    expect(BANK_IDS.length).toBeGreaterThan(25);
    expect(showCard({ first6: '603799', last4: '5315' })).toBe('6037 99** **** 5315');
  });

  it.each([
    ['5892100000001006', true],
    ['order 5892-1000-0000-1006', true],
    ['۵۸۹۲ ۱۰۰۰ ۰۰۰۰ ۱۰۰۶', true],
    ['5892.1000.0000.1006', true],
    ['58/92/10/00/00/00/10/06', true],
    ['4111 1111 1111 1111', true],
    // No bank of Iran begins like this, and it is not written as a card.
    ['4111.1111.1111.1111', false],
    ['5892100000001007', false],
    ['15892100000001006', false],
    ['5892  1000  0000  1006', false],
  ])('is found in %j: %s', (text, found) => {
    expect(holdsCard(text)).toBe(found);
  });
});
