import { expect, test } from 'vitest';
import { payaLeavesAt, transferLimitsAt } from '../../../src/domain/payout/timing.ts';

const iran = (text: string) => Date.parse(`${text}+03:30`);

test.each([
  // The seed's table: 2020-10-07 was a Wednesday.
  ['2020-10-07T03:14', '2020-10-07T03:45'],
  ['2020-10-07T03:15', '2020-10-07T10:45'],
  ['2020-10-07T10:14', '2020-10-07T10:45'],
  ['2020-10-07T10:15', '2020-10-07T13:45'],
  ['2020-10-07T13:15', '2020-10-08T03:45'],
  // A Thursday's last cycle, and a Friday, leave on Saturday.
  ['2020-10-08T13:15', '2020-10-10T03:45'],
  ['2020-10-09T02:00', '2020-10-10T03:45'],
  // A cycle more since 15 January 2022, a Saturday.
  ['2022-01-13T13:15', '2022-01-15T03:45'],
  ['2022-01-15T13:15', '2022-01-15T17:45'],
  // Other times since 10 July 2025, a Thursday, and one of them on holidays.
  ['2025-07-09T10:00', '2025-07-09T10:45'],
  ['2025-07-10T09:14', '2025-07-10T09:45'],
  ['2025-07-10T09:15', '2025-07-10T12:45'],
  ['2025-07-10T18:15', '2025-07-11T03:45'],
  ['2025-07-11T03:15', '2025-07-12T03:45'],
])('what is registered at %s leaves at %s', (at, leaves) => {
  expect(payaLeavesAt(iran(at), [])).toBe(iran(leaves));
});

test('holidays are as Fridays', () => {
  expect(payaLeavesAt(iran('2020-10-07T02:00'), ['2020-10-07', '2020-10-08'])).toBe(iran('2020-10-10T03:45'));
  expect(payaLeavesAt(iran('2025-07-12T09:00'), ['2025-07-12'])).toBe(iran('2025-07-13T03:45'));
});

test.each([
  ['2022-01-14T23:59', 150_000_000, 500_000_000],
  ['2022-01-15T00:00', 500_000_000, 1_000_000_000],
  ['2025-05-03T23:59', 500_000_000, 1_000_000_000],
  ['2025-05-04T00:00', 1_000_000_000, 2_000_000_000],
])('at %s Satna begins with %i and Paya ends with %i', (at, satnaFrom, payaUpTo) => {
  expect(transferLimitsAt(iran(at))).toEqual({ satnaFrom, payaUpTo });
});
