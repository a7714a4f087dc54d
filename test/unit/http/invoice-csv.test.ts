import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { amount, text } from '../../../src/adapters/http/fields.ts';
import { CSV_ROWS, readCsv } from '../../../src/adapters/http/invoice-csv.ts';
import { ApiProblem } from '../../../src/adapters/http/problems.ts';

/** What the routes' own tests do not show (test/contract/api-invoices.test.ts). */

const COLUMNS = z.object({ amount, description: text(40).optional() });

test('whatever a file holds, it is read or refused by a problem of ours that quotes nothing of it', async () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'amount',
      'description',
      ',',
      ';',
      '"',
      '""',
      '\n',
      '\r\n',
      '\ufeff',
      '1000',
      '۱۰۰۰',
      '\0',
    ),
    fc.string({ unit: 'grapheme', maxLength: 20 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.array(piece, { maxLength: 30 }), async (withHeader, pieces) => {
      const body = (withHeader ? 'amount,description\n' : '') + pieces.join('');
      try {
        const rows = await readCsv(body, COLUMNS);
        for (const row of rows) expect(Object.keys(row)).toHaveLength(1);
      } catch (error) {
        expect(error).toBeInstanceOf(ApiProblem);
        expect(['csv_malformed', 'unknown_field', 'missing_field']).toContain((error as ApiProblem).code);
        expect(['?', 'amount', undefined]).toContain(
          /^[A-Za-z_]{1,32}$/.test((error as ApiProblem).facts.field ?? '')
            ? 'amount'
            : (error as ApiProblem).facts.field,
        );
      }
    }),
    { numRuns: 500 },
  );
});

test('as many rows as a file may have are read, and calls go on meanwhile', async () => {
  let turns = 0;
  const others = setInterval(() => {
    turns += 1;
  }, 1);
  const rows = await readCsv(`amount,description\n${'1000,"سه 📚 کتاب"\n'.repeat(CSV_ROWS)}`, COLUMNS);
  clearInterval(others);
  expect(rows).toHaveLength(CSV_ROWS);
  const value = { amount: 1_000, description: 'سه 📚 کتاب' };
  expect(rows.every((row) => 'value' in row && row.value.description === value.description)).toBe(true);
  expect(rows[0]).toEqual({ value });
  expect(turns).toBeGreaterThan(2);
});
