import { describe, expect, it } from 'vitest';
import { jalaliToGregorian } from '../../src/domain/jalali.ts';
import { isNationalId, ownsCard, ownsMobile, people, STRANGER } from '../../src/sandbox/people.ts';
import { testCards } from '../../src/sandbox/test-cards.ts';

describe('the people of the sandbox', () => {
  it.each(people)(
    '$name has a valid national id, one day in both calendars, and cards that are paid',
    (person) => {
      expect(isNationalId(person.nationalId)).toBe(true);
      const [year = 0, month = 0, day = 0] = person.jalaliBirthDate.split('-').map(Number);
      expect(jalaliToGregorian({ year, month, day })).toBe(person.birthDate);
      const paid = testCards
        .filter(({ pay }) => pay.charges && pay.reply === 'plain')
        .map(({ number }) => number);
      expect(paid).toEqual(expect.arrayContaining([...person.cards]));
    },
  );

  it('own their mobiles and cards alone, and everybody but the stranger owns any other', () => {
    const [sara, omid] = people;
    if (sara === undefined || omid === undefined) throw new Error('there are no people');
    const [mobile = ''] = sara.mobiles;
    const [card = ''] = sara.cards;
    expect([sara, omid].map(({ nationalId }) => ownsMobile(nationalId, mobile))).toEqual([true, false]);
    expect(ownsMobile(omid.nationalId, '09120000000')).toBe(true);
    expect(ownsMobile(STRANGER, '09120000000')).toBe(false);
    expect(ownsCard(sara.nationalId, sara.birthDate, card)).toBe(true);
    expect(ownsCard(sara.nationalId, omid.birthDate, card)).toBe(false);
    expect(ownsCard(omid.nationalId, sara.birthDate, card)).toBe(false);
    expect(ownsCard(omid.nationalId, omid.birthDate, '6037990000000519')).toBe(true);
    expect(ownsCard(STRANGER, sara.birthDate, '6037990000000519')).toBe(false);
  });

  it.each([
    ['0084575395', true],
    ['0084575396', false],
    ['1111111111', false],
    ['84575395', false],
    ['00845753951', false],
    [STRANGER, true],
  ])('national id %s: %j', (text, valid) => {
    expect(isNationalId(text)).toBe(valid);
  });
});
