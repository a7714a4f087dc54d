import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { CsvReply } from './route.ts';

/**
 * Sends rows as they come (RFC 4180), no faster than they are taken. When not even the first can be read it rejects, and
 * nothing is sent: a file that breaks off is for what fails later.
 */
export async function sendCsv(response: Response, reply: CsvReply): Promise<void> {
  const rest = lines(reply);
  const first = await rest.next();
  response.status(200).set({
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': `attachment; filename="${reply.fileName}"`,
    'cache-control': 'no-store',
  });
  await pipeline(Readable.from(joined(first, rest), { objectMode: false }), response);
}

/** The line of the columns comes with the first row, or alone when there is none. */
async function* lines({ columns, rows }: CsvReply): AsyncGenerator<string> {
  let head = csvLine(columns);
  for await (const row of rows) {
    yield head + csvLine(row);
    head = '';
  }
  if (head !== '') yield head;
}

async function* joined(first: IteratorResult<string>, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  if (first.done !== true) yield first.value;
  yield* rest;
}

function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** What a spreadsheet would take for a formula (OWASP, "CSV Injection"). */
const FORMULA = /^[\t\r\n]*[=+\-@\uff0b\uff0d\uff1d\uff20]/;

/** A text that begins like a formula gets an apostrophe, which spreadsheets take for "this is text". */
function csvCell(cell: string | number | null): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}
