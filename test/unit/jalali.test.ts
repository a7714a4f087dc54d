import { describe, expect, test } from 'vitest';
import { isJalaliDate, jalaliMonthLength, jalaliOfDay, jalaliToGregorian } from '../../src/domain/jalali.ts';

const PERSIAN = new Intl.DateTimeFormat('en-u-ca-persian-nu-latn', {
  timeZone: 'UTC',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
});

/** The same day by the calendar of the language. */
function jalaliOf(gregorian: string) {
  const part = Object.fromEntries(
    PERSIAN.formatToParts(new Date(gregorian)).map(({ type, value }) => [type, Number(value)]),
  );
  return { year: part.year, month: part.month, day: part.day };
}

const DAY_MS = 86_400_000;

describe('the Persian calendar', () => {
  test('has every day from 1300 to 1450 once, in order, where the calendar of the language has it', () => {
    const days: string[] = [];
    for (let year = 1300; year <= 1450; year += 1) {
      for (let month = 1; month <= 12; month += 1) {
        for (let day = 1; day <= (jalaliMonthLength(year, month) ?? 0); day += 1) {
          const date = { year, month, day };
          const gregorian = jalaliToGregorian(date);
          if (!isJalaliDate(date)) expect.unreachable(`${gregorian} is a day`);
          const there = jalaliOf(gregorian);
          if (there.year !== year || there.month !== month || there.day !== day) {
            expect({ gregorian, ...there }).toEqual({ gregorian, ...date });
          }
          expect(jalaliOfDay(Date.parse(gregorian) / DAY_MS)).toEqual(date);
          days.push(gregorian);
        }
      }
    }
    expect(days.at(0)).toBe('1921-03-21');
    expect(days.at(-1)).toBe('2072-03-19');
    const span = (Date.parse('2072-03-19') - Date.parse('1921-03-21')) / DAY_MS + 1;
    expect([days.length, new Set(days).size]).toEqual([span, span]);
  });

  test.each([
    ['1358/01/01', '1979-03-21'],
    ['1370/05/12', '1991-08-03'],
    ['1399/12/30', '2021-03-20'],
    ['1403/12/30', '2025-03-20'],
    ['1405/01/01', '2026-03-21'],
  ])('%s is %s', (jalali, gregorian) => {
    const [year = 0, month = 0, day = 0] = jalali.split('/').map(Number);
    expect(jalaliToGregorian({ year, month, day })).toBe(gregorian);
  });

  test('has a thirtieth of Esfand in leap years alone', () => {
    const leap = [];
    for (let year = 1370; year <= 1412; year += 1) {
      if (isJalaliDate({ year, month: 12, day: 30 })) leap.push(year);
    }
    // From 1370 to 1375 and from 1403 to 1408 there are five years between two of them.
    expect(leap).toEqual([1370, 1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408, 1412]);
  });

  test.each([
    [1404, 12, 30],
    [1404, 7, 31],
    [1404, 13, 1],
    [1404, 0, 1],
    [1404, 1, 0],
    [1404, 1, 32],
    [1249, 1, 1],
    [1500, 1, 1],
  ])('has no %i/%i/%i', (year, month, day) => {
    expect(isJalaliDate({ year, month, day })).toBe(false);
  });
});
