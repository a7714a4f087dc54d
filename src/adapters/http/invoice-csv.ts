import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { CsvError, parse } from 'csv-parse';
import { z } from 'zod';
import { asciiDigits } from '../../domain/digits.ts';
import { ApiProblem, type ProblemCode } from './problems.ts';

/** What one upload may bring. */
export const CSV_BYTES = 5 * 1024 * 1024;
export const CSV_ROWS = 10_000;

/** The longest row that is read: far more than all of its fields may have together. */
const ROW_CHARACTERS = 16 * 1024;

/** So much is read at once; between, whoever is on the telephone is served. */
const PIECE_BYTES = 32 * 1024;
const ROWS_AT_ONCE = 100;

/** One row: what it asks for, or what is wrong with it. */
export type CsvRow<T> =
  | { readonly value: T }
  | { readonly problem: { readonly code: ProblemCode; readonly field: string | null } };

/**
 * Reads a CSV file with a header row (RFC 4180; a byte order mark is allowed, empty rows are passed over, digits may be
 * Persian), and each of its rows by a schema whose fields are the columns. A cell that is empty is left out.
 * Each row is judged for itself; a file that cannot be read is refused whole.
 * @throws ApiProblem for the file: not CSV, a column that is unknown, twice there or missing, or too many rows
 */
export async function readCsv<T extends z.ZodObject>(
  text: string,
  schema: T,
): Promise<readonly CsvRow<z.output<T>>[]> {
  let hasHeader = false;
  const parser = parse({
    bom: true,
    columns: (header: readonly string[]) => {
      hasHeader = true;
      return columnsOf(header, schema);
    },
    skip_empty_lines: true,
    trim: true,
    max_record_size: ROW_CHARACTERS,
    delimiter: ',',
  });
  const rows: CsvRow<z.output<T>>[] = [];
  const source = Readable.from(piecesOf(text)).pipe(parser);
  try {
    for await (const record of source) {
      if (rows.length % ROWS_AT_ONCE === 0) await setImmediate();
      if (rows.length === CSV_ROWS) throw new ApiProblem('too_many_rows');
      rows.push(readRow(record as Readonly<Record<string, string>>, schema));
    }
  } catch (error) {
    // What the parser says quotes the file: it goes no further.
    if (error instanceof CsvError) throw new ApiProblem('csv_malformed');
    throw error;
  }
  if (!hasHeader) throw new ApiProblem('csv_malformed');
  return rows;
}

/** Pieces of bytes: in pieces of text a letter of two units might be cut in the middle. */
function* piecesOf(text: string): Generator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}

/** @throws ApiProblem that names a column as our schema does */
function columnsOf(header: readonly string[], schema: z.ZodObject): string[] {
  const known = Object.keys(schema.shape);
  const columns = header.map((name) => {
    const column = known.find((each) => each.toLowerCase() === name.trim().toLowerCase());
    if (column !== undefined) return column;
    throw new ApiProblem('unknown_field', { field: /^[A-Za-z_]{1,32}$/.test(name) ? name : '?' });
  });
  if (new Set(columns).size < columns.length) throw new ApiProblem('csv_malformed');
  const missing = known.find(
    (column) => !columns.includes(column) && !z.safeParse(schema.shape[column], undefined).success,
  );
  if (missing !== undefined) throw new ApiProblem('missing_field', { field: missing });
  return columns;
}

function readRow<T extends z.ZodObject>(
  record: Readonly<Record<string, string>>,
  schema: T,
): CsvRow<z.output<T>> {
  const cells = Object.entries(record).filter(([, cell]) => cell !== '');
  const parsed = z.safeParse(schema, Object.fromEntries(cells));
  if (parsed.success) return { value: parsed.data };
  const [issue] = parsed.error.issues;
  const field = issue === undefined ? null : String(issue.path[0] ?? '');
  const isMissing = field !== null && !cells.some(([column]) => column === field);
  return { problem: { code: isMissing ? 'missing_field' : 'invalid_field', field } };
}

/** A time in a cell: its digits may be Persian, as those of every cell may. */
export const csvTime = z
  .string()
  .overwrite(asciiDigits)
  .pipe(z.iso.datetime({ offset: true }));
