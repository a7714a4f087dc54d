import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNationalId } from '../../../src/domain/identity/national-id.ts';

const isOne = (digits: string) => isNationalId(Buffer.from(digits));

describe('a national id', () => {
  it.each(['0837194628', '0069471282', '0012345679', '1234567891', '0000000140'])(
    '%s has a right check digit',
    (digits) => {
      expect(isOne(digits)).toBe(true);
    },
  );

  it.each([
    '837194628',
    '00837194628',
    '083719462a',
    '0837194627',
    '1111111111',
    '0000000000',
    '9999999999',
    '',
  ])('%s is none', (digits) => {
    expect(isOne(digits)).toBe(false);
  });

  it('has one right check digit for any nine digits that are not all alike', () => {
    const nine = fc
      .string({ unit: fc.constantFrom(...'0123456789'), minLength: 9, maxLength: 9 })
      .filter((digits) => new Set(digits).size > 1);
    fc.assert(
      fc.property(nine, (body) => {
        const right = [...'0123456789'].filter((check) => isOne(body + check));
        expect(right).toHaveLength(1);
      }),
    );
  });

  it('is not one any more when one digit is mistyped', () => {
    fc.assert(
      fc.property(fc.nat(9), fc.integer({ min: 1, max: 9 }), (at, by) => {
        const right = '0837194628';
        const wrong = (Number(right.charAt(at)) + by) % 10;
        expect(isOne(right.slice(0, at) + wrong + right.slice(at + 1))).toBe(false);
      }),
    );
  });
});
