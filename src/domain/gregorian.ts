/** Days since the epoch up to 1 March of the year 0: a year that begins in March has its leap day at its end. */
const DAYS_BEFORE_EPOCH = 719_468;
const DAYS_IN_400_YEARS = 146_097;

/**
 * A day as a Gregorian date `2026-03-21`, counted without a calendar's help (Howard Hinnant, "chrono-compatible
 * low-level date algorithms", `civil_from_days`).
 * @param day whole days since 1 January 1970
 */
export function gregorianDate(day: number): string {
  const since = day + DAYS_BEFORE_EPOCH;
  const era = Math.floor(since / DAYS_IN_400_YEARS);
  const inEra = since - era * DAYS_IN_400_YEARS;
  const leapDays =
    Math.floor(inEra / 1_460) - Math.floor(inEra / 36_524) + Math.floor(inEra / (DAYS_IN_400_YEARS - 1));
  const yearOfEra = Math.floor((inEra - leapDays) / 365);
  const inYear = inEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  // March is 0. Months from March on have 31, 30, 31, 30, 31 days, again and again: 153 in five.
  const monthFromMarch = Math.floor((5 * inYear + 2) / 153);
  const dayOfMonth = inYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return [String(year).padStart(4, '0'), two(month), two(dayOfMonth)].join('-');
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
