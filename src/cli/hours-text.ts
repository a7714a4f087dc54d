import type { OpeningHours, Stretch, Weekday } from '../domain/merchant/hours.ts';
import { count } from './format.ts';

/** A week as it is lived in Iran. */
const WEEK: readonly Weekday[] = ['sat', 'sun', 'mon', 'tue', 'wed', 'thu', 'fri'];

/** `Sat-Wed 9-13 16-20, Thu 9-13:30, 2 days off`; `always` for a line without hours. */
export function hoursText(hours: OpeningHours | null): string {
  if (hours === null) return 'always';
  const days = runsOf(hours).map(({ from, to, open }) => `${daysText(from, to)} ${open}`);
  const off = hours.closedDays.length;
  const daysOff = off === 0 ? [] : [count(off, 'day off', 'days off')];
  return [...(days.length === 0 ? ['never'] : days), ...daysOff].join(', ');
}

/** Days one after the other that are open alike. */
function runsOf({ days }: OpeningHours): { from: Weekday; to: Weekday; open: string }[] {
  const runs: { from: Weekday; to: Weekday; open: string }[] = [];
  for (const day of WEEK) {
    const open = (days[day] ?? []).map(stretchText).join(' ');
    const last = runs.at(-1);
    if (last?.open === open) last.to = day;
    else runs.push({ from: day, to: day, open });
  }
  return runs.filter(({ open }) => open !== '');
}

function daysText(from: Weekday, to: Weekday): string {
  return from === to ? nameOf(from) : `${nameOf(from)}-${nameOf(to)}`;
}

function nameOf(day: Weekday): string {
  return `${day[0]?.toUpperCase()}${day.slice(1)}`;
}

function stretchText({ from, to }: Stretch): string {
  return `${timeText(from)}-${timeText(to)}`;
}

/** `9`, `13:30`. */
function timeText(minutes: number): string {
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}
