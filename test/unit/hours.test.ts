import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isOpenAt,
  type OpeningHours,
  opensAt,
  type Stretch,
  WEEKDAYS,
} from '../../src/domain/merchant/hours.ts';

const WHOLE_DAY: Stretch = { from: 0, to: 1_440 };

/** A moment of Iran's time. */
const iran = (text: string) => Date.parse(`${text}+03:30`);

const SHOP: OpeningHours = {
  days: {
    sat: [
      { from: 8 * 60, to: 13 * 60 },
      { from: 15 * 60, to: 20 * 60 },
    ],
    thu: [WHOLE_DAY],
  },
  closedDays: ['2026-03-21'],
};

describe('a line is', () => {
  test.each([
    ['closed in the minute before it opens', '2026-11-21T07:59:59.999', false],
    ['open from the first minute', '2026-11-21T08:00:00', true],
    ['open in the last minute', '2026-11-21T12:59:59.999', true],
    ['closed when a stretch ends', '2026-11-21T13:00:00', false],
    ['open in the second stretch', '2026-11-21T15:00:00', true],
    ['closed on a day that is not named', '2026-11-22T10:00:00', false],
    ['closed on a closed day, whatever its weekday', '2026-03-21T10:00:00', false],
    ['open at midnight of a whole day', '2026-11-19T00:00:00', true],
    ['open to the end of a whole day', '2026-11-19T23:59:59.999', true],
    ['closed when the whole day is over', '2026-11-20T00:00:00', false],
  ])('%s', (_what, at, isOpen) => {
    expect(isOpenAt(SHOP, iran(at))).toBe(isOpen);
  });

  test('judged in Iran’s time, not in that of the server: 20:30 in London is the next day there', () => {
    const thursday = { days: { thu: [WHOLE_DAY] }, closedDays: [] };
    expect(isOpenAt(thursday, Date.parse('2026-11-18T20:29:59Z'))).toBe(false);
    expect(isOpenAt(thursday, Date.parse('2026-11-18T20:30:00Z'))).toBe(true);
  });

  test('judged alike in summer: Iran has had no summer time since 2022', () => {
    const eight = { days: { sat: [{ from: 480, to: 481 }] }, closedDays: [] };
    expect(isOpenAt(eight, Date.parse('2026-07-18T04:30:00Z'))).toBe(true);
  });
});

describe('a line opens next', () => {
  const next = (at: string, hours = SHOP) => {
    const opens = opensAt(hours, iran(at));
    return opens === null ? null : new Date(opens).toISOString();
  };
  const utc = (at: string) => new Date(iran(at)).toISOString();

  test.each([
    ['now, when it is open', '2026-11-21T09:30:15', '2026-11-21T09:30:15'],
    ['today, before its first stretch', '2026-11-21T07:00:00', '2026-11-21T08:00:00'],
    ['today, between two stretches', '2026-11-21T13:00:00', '2026-11-21T15:00:00'],
    ['on another day, after the last one', '2026-11-21T20:00:00', '2026-11-26T00:00:00'],
    ['on a day that is not closed', '2026-03-20T12:00:00', '2026-03-26T00:00:00'],
  ])('%s', (_what, at, opens) => {
    expect(next(at)).toBe(utc(opens));
  });

  test('never, when it has no hours', () => {
    expect(next('2026-11-21T09:00:00', { days: { sat: [] }, closedDays: [] })).toBeNull();
  });
});

const moments = fc.date({ min: new Date('1890-01-01Z'), max: new Date('2410-01-01Z'), noInvalidDate: true });

test('weekday, minute and date are those of a calendar, on any day', () => {
  fc.assert(
    fc.property(moments, (moment) => {
      const there = new Date(moment.getTime() + 3.5 * 3_600_000);
      const minute = there.getUTCHours() * 60 + there.getUTCMinutes();
      const weekday = WEEKDAYS[there.getUTCDay()] ?? 'fri';
      const days = { [weekday]: [{ from: minute, to: minute + 1 }] };
      const date = there.toISOString().slice(0, 10);
      expect(isOpenAt({ days, closedDays: [] }, moment.getTime())).toBe(true);
      expect(isOpenAt({ days, closedDays: [date] }, moment.getTime())).toBe(false);
      expect(isOpenAt({ days, closedDays: [] }, moment.getTime() + 60_000)).toBe(false);
    }),
    {
      numRuns: 2_000,
      examples: ['2024-02-29T12:00Z', '2000-02-29T12:00Z', '1900-02-28T21:00Z'].map((at) => [new Date(at)]),
    },
  );
});
