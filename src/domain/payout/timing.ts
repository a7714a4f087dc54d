import { gregorianDate } from '../gregorian.ts';
import { inIranAt, momentInIran, weekdayOf } from '../merchant/hours.ts';
import type { Rial } from '../payment/amount.ts';

/**
 * When Paya's cycles leave and how much may go which way, as they came to be decreed (contracts.md 6.7). It is dated
 * data: a new decree is a new row at the end. It informs and refuses nothing: what the bank says wins.
 */

/** A cycle of Paya: what was registered before `until` leaves at `sent`. Minutes after midnight in Iran. */
interface Cycle {
  readonly until: number;
  readonly sent: number;
}

interface CycleDecree {
  /** The first day in Iran, as a Gregorian date. */
  readonly since: string;
  readonly cycles: readonly Cycle[];
  /** Those that leave on public holidays and Fridays too. */
  readonly onHolidays: readonly Cycle[];
}

function cycle(sent: string): Cycle {
  const [hour = 0, minute = 0] = sent.split(':').map(Number);
  return { until: hour * 60 + minute - 30, sent: hour * 60 + minute };
}

const FIRST = cycle('03:45');
const CYCLES: readonly CycleDecree[] = [
  { since: '0001-01-01', cycles: [FIRST, cycle('10:45'), cycle('13:45')], onHolidays: [] },
  { since: '2022-01-15', cycles: [FIRST, cycle('10:45'), cycle('13:45'), cycle('17:45')], onHolidays: [] },
  {
    since: '2025-07-10',
    cycles: [FIRST, cycle('09:45'), cycle('12:45'), cycle('18:45')],
    onHolidays: [FIRST],
  },
];

/** What one order may be, in Rial. */
export interface TransferLimits {
  readonly satnaFrom: Rial;
  readonly payaUpTo: Rial;
}

const LIMITS: readonly (TransferLimits & { readonly since: string })[] = [
  { since: '0001-01-01', satnaFrom: 150_000_000, payaUpTo: 500_000_000 },
  { since: '2022-01-15', satnaFrom: 500_000_000, payaUpTo: 1_000_000_000 },
  { since: '2025-05-04', satnaFrom: 1_000_000_000, payaUpTo: 2_000_000_000 },
];

const LOOK_AHEAD_DAYS = 40;

/**
 * When an order by Paya leaves that is registered at a moment; null when no day within weeks has a cycle.
 * @param holidays public holidays as Gregorian dates; Fridays need not be among them
 */
export function payaLeavesAt(epochMs: number, holidays: readonly string[]): number | null {
  const { day: today, minute } = inIranAt(epochMs);
  for (let day = today; day <= today + LOOK_AHEAD_DAYS; day += 1) {
    const date = gregorianDate(day);
    const decree = inForce(CYCLES, date);
    const isHoliday = weekdayOf(day) === 'fri' || holidays.includes(date);
    const cycles = isHoliday ? decree.onHolidays : decree.cycles;
    const next = cycles.find(({ until }) => day > today || minute < until);
    if (next !== undefined) return momentInIran(day, next.sent);
  }
  return null;
}

/** The limits in force at a moment. */
export function transferLimitsAt(epochMs: number): TransferLimits {
  const { satnaFrom, payaUpTo } = inForce(LIMITS, gregorianDate(inIranAt(epochMs).day));
  return { satnaFrom, payaUpTo };
}

/** The last one that had begun; both tables begin before everything. */
function inForce<T extends { readonly since: string }>(decrees: readonly T[], date: string): T {
  const found = decrees.findLast(({ since }) => since <= date) ?? decrees[0];
  if (found === undefined) throw new Error('a table of decrees is empty');
  return found;
}
