import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDates } from '../../src/adapters/dates-file.ts';

describe('a file of dates', () => {
  test.each([
    ['1405/01/01', '2026-03-21'],
    ['1405-1-1', '2026-03-21'],
    ['۱۴۰۵/۰۱/۰۱', '2026-03-21'],
    ['٢٠٢٦-٠٣-٢١', '2026-03-21'],
    ['2026/3/21', '2026-03-21'],
    ['1403/12/30', '2025-03-20'],
    ['1408/12/30', '2030-03-20'],
    ['1404/12/29', '2026-03-20'],
    ['2028-02-29', '2028-02-29'],
    ['\u200f۱۴۰۵/۰۶/۳۱\u200e  # a note', '2026-09-22'],
  ])('reads %s', (written, date) => {
    expect(readDates(written)).toEqual({ dates: [date], problems: [] });
  });

  test('has its dates in order and once, and leaves out notes and empty lines', () => {
    const text = '\ufeff# our holidays\r\n\r\n2026-03-22 # one\r\n1405/01/01\n  \n2026-03-21\n';
    expect(readDates(text)).toEqual({ dates: ['2026-03-21', '2026-03-22'], problems: [] });
    expect(readDates('')).toEqual({ dates: [], problems: [] });
  });

  test.each([
    ['1405/12/30', 'There is no 1405/12/30: month 12 of that year has days 1 to 29.'],
    ['1403/12/31', 'There is no 1403/12/31: month 12 of that year has days 1 to 30.'],
    ['1405/07/31', 'There is no 1405/07/31: month 7 of that year has days 1 to 30.'],
    ['1405/13/01', 'There is no 1405/13/01: a year has months 1 to 12.'],
    ['1405/00/01', 'There is no 1405/00/01: a year has months 1 to 12.'],
    ['1405/01/00', 'There is no 1405/01/00: month 1 of that year has days 1 to 31.'],
    ['2026-02-30', 'There is no 2026-02-30: month 2 of that year has days 1 to 28.'],
    ['2026-02-00', 'There is no 2026-02-00: month 2 of that year has days 1 to 28.'],
    ['2026-13-01', 'There is no 2026-13-01: a year has months 1 to 12.'],
    ['1305/01/01', '1305/01/01 has no year from 1400 to 1499 (Jalali) or 2021 to 2120 (Gregorian).'],
    ['01/01/1405', '"01/01/1405" is no date. Write one a line, such as 1405/01/01 or 2026-03-21.'],
    ['1405/01-01', '"1405/01-01" is no date. Write one a line, such as 1405/01/01 or 2026-03-21.'],
    [
      '1405/01/01 1405/01/02',
      '"1405/01/01 1405/01/02" is no date. Write one a line, such as 1405/01/01 or 2026-03-21.',
    ],
    ['Nowruz', '"Nowruz" is no date. Write one a line, such as 1405/01/01 or 2026-03-21.'],
  ])('refuses %s', (written, wrong) => {
    expect(readDates(`# 1\n2026-03-21\n   ${written}`)).toEqual({
      dates: ['2026-03-21'],
      problems: [{ line: 3, column: 4, wrong }],
    });
  });

  test('reads any day alike in both calendars, by the calendar of the language', () => {
    const jalali = new Intl.DateTimeFormat('en-u-ca-persian', {
      timeZone: 'UTC',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
    });
    const from = new Date('2021-03-21');
    const days = fc.date({ min: from, max: new Date('2120-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(days, (day) => {
        const part = Object.fromEntries(jalali.formatToParts(day).map(({ type, value }) => [type, value]));
        const { dates } = readDates(`${part.year}/${part.month}/${part.day}`);
        expect(dates).toEqual([day.toISOString().slice(0, 10)]);
      }),
      { numRuns: 500 },
    );
  });
});
