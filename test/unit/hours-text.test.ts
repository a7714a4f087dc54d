import { expect, test } from 'vitest';
import { hoursText } from '../../src/cli/hours-text.ts';
import type { OpeningHours } from '../../src/domain/merchant/hours.ts';

const WHOLE = [{ from: 540, to: 1_020 }];
const SPLIT = [
  { from: 540, to: 780 },
  { from: 965, to: 1_440 },
];

test.each<[string, OpeningHours | null]>([
  ['always', null],
  ['never', { days: {}, closedDays: [] }],
  ['never, 1 day off', { days: { fri: [] }, closedDays: ['2026-03-21'] }],
  ['Sat 9-17', { days: { sat: WHOLE }, closedDays: [] }],
  ['Sat-Sun 9-17, Tue 9-17', { days: { sat: WHOLE, sun: WHOLE, tue: WHOLE }, closedDays: [] }],
  [
    'Sat-Mon 9-17, Thu-Fri 9-13 16:05-24, 2 days off',
    {
      days: { thu: SPLIT, fri: SPLIT, sat: WHOLE, sun: WHOLE, mon: WHOLE },
      closedDays: ['2026-03-21', '2026-03-22'],
    },
  ],
])('%s', (text, hours) => {
  expect(hoursText(hours)).toBe(text);
});
