import type { Line, Merchant } from '../application/ports.ts';
import { type DatesRead, readDates } from './dates-file.ts';
import { WHOLE_WEEK } from './hours-schema.ts';
import type { DeclaredMerchant } from './merchants-schema.ts';

/** A file of dates that a merchants file names. */
export interface DatesFile {
  readonly name: string;
  /** The field that names it first. */
  readonly path: readonly PropertyKey[];
  /** What it holds, or why it cannot be read. */
  readonly read: DatesRead | NodeJS.ErrnoException;
}

/** Reads every file of dates once, whoever names it. @param readBeside resolves to the text of a file */
export function readDatesFiles(
  declared: readonly DeclaredMerchant[],
  readBeside: (name: string) => Promise<string>,
): Promise<readonly DatesFile[]> {
  const paths = new Map<string, readonly PropertyKey[]>();
  const note = (name: string | null, path: readonly PropertyKey[]) => {
    if (name !== null && !paths.has(name)) paths.set(name, [...path, 'closedDays']);
  };
  declared.forEach(({ closedDays, lines }, m) => {
    note(closedDays, ['merchants', m]);
    lines.forEach((line, l) => {
      note(line.closedDays, ['merchants', m, 'lines', l]);
    });
  });
  const files = [...paths].map(async ([name, path]) => {
    const read = await readBeside(name).then(readDates, (error: NodeJS.ErrnoException) => error);
    return { name, path, read };
  });
  return Promise.all(files);
}

/**
 * Puts the dates into the hours of the lines that are closed on them: those of the merchant and the line's own. A
 * line with dates and without hours is open at any time of every other day.
 */
export function withClosedDays(
  declared: readonly DeclaredMerchant[],
  datesOf: (name: string) => readonly string[],
): readonly Merchant[] {
  return declared.map(({ closedDays, lines, ...merchant }) => ({
    ...merchant,
    lines: lines.map(({ days, closedDays: own, ...line }): Line => {
      const names = [closedDays, own].filter((name) => name !== null);
      if (days === null && names.length === 0) return { ...line, hours: null };
      const dates = new Set(names.flatMap(datesOf));
      return { ...line, hours: { days: days ?? WHOLE_WEEK, closedDays: [...dates].sort() } };
    }),
  }));
}
