import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MerchantsFileFault, parseMerchants, readMerchantsFile } from '../../src/adapters/merchants-file.ts';
import { Fault } from '../../src/application/fault.ts';

const EXAMPLE = join(import.meta.dirname, '../../merchants.example.yaml');

/** A file with one merchant and one line, the line's fields as given. */
function file(line: string, merchant = ''): string {
  return `merchants:
  - id: bookshop
    name: { fa: کتاب, en: Bookshop }
${merchant}    lines:
      - { number: "1000", sequence: abc, ${line} }
`;
}

function problemsOf(text: string): readonly string[] {
  try {
    parseMerchants(text, 'x.yaml');
  } catch (error) {
    if (error instanceof MerchantsFileFault)
      return error.problems.map(({ path, wrong }) => `${path}: ${wrong}`);
  }
  return [];
}

describe('what is read', () => {
  test('the example', async () => {
    const [bookshop, ...others] = await readMerchantsFile(EXAMPLE);
    expect(others).toEqual([]);
    expect(bookshop).toMatchObject({ merchantId: 'bookshop', name: { en: 'Bookshop' }, webhookUrl: null });
    expect(bookshop?.lines).toEqual([
      {
        merchantId: 'bookshop',
        number: '1000',
        aliases: ['+982112345678'],
        sequence: 'acd54b56ddd651a5cc3v',
        language: 'fa',
        bill: { type: 'fixed', amount: 500_000 },
        confirmCard: true,
      },
      expect.objectContaining({ number: '1001', bill: { type: 'invoice' }, aliases: [] }),
    ]);
  });

  test('Persian digits, separators and a sequence with a space before it', () => {
    const text = readFileSync(EXAMPLE, 'utf8')
      .replace('"1000"', '"۱۰۰۰"')
      .replace('fixed: 500000', 'fixed: ۵۰۰٬۰۰۰')
      .replace('sequence: acd54b56ddd651a5cc3v', 'sequence: " acd54b56ddd651a5cc3v"');
    expect(parseMerchants(text, 'x.yaml')).toEqual(parseMerchants(readFileSync(EXAMPLE, 'utf8'), 'x.yaml'));
  });
});

describe('what is refused because it is not built yet, by name', () => {
  test.each([
    ['bill: { caller: true }', 'merchants[0].lines[0].bill.caller'],
    ['bill: { open: { min: 10000, max: 20000 } }', 'merchants[0].lines[0].bill.open'],
    ['bill: { invoice: true }, language: [fa, en]', 'merchants[0].lines[0].language'],
    ['bill: { invoice: true }, verify: shahkar', 'merchants[0].lines[0].verify'],
    ['bill: { invoice: true }, operator: "2000"', 'merchants[0].lines[0].operator'],
  ])('%s', (line, path) => {
    const [problem, ...others] = problemsOf(file(line));
    expect(problem).toContain(`${path}: `);
    expect(problem).toContain('not built yet');
    expect(others).toEqual([]);
  });

  test('webhook', () => {
    const text = file('bill: { invoice: true }', '    webhook: { url: "https://panel.example" }\n');
    expect(problemsOf(text)).toEqual([expect.stringMatching(/^merchants\[0\]\.webhook: .*not built yet/)]);
  });
});

describe('what is wrong', () => {
  test.each([
    ['an amount that is no multiple of 1000', 'bill: { fixed: 500500 }', 'bill.fixed'],
    ['a fraction', 'bill: { fixed: 1000.5 }', 'bill.fixed'],
    ['no bill', 'language: fa', 'bill'],
    ['two bills', 'bill: { fixed: 1000, invoice: true }', 'bill'],
    ['a misspelt field', 'bill: { fixed: 1000 }, confirmcard: true', 'confirmcard'],
    ['another language', 'bill: { fixed: 1000 }, language: ar', 'language'],
    ['an alias without quotes', 'bill: { fixed: 1000 }, aliases: [02112345678]', 'aliases[0]'],
    ['a number twice', 'bill: { fixed: 1000 }, aliases: ["1000"]', 'aliases[0]'],
  ])('%s', (_what, line, field) => {
    expect(problemsOf(file(line))).toEqual([expect.stringContaining(`merchants[0].lines[0].${field}: `)]);
  });

  test('every problem is told at once, with its place in the file', () => {
    const text = file('sequence: "", bill: { fixed: 1 }, operator: "2"')
      .replace('sequence: abc, ', '')
      .replace('bookshop', 'Book Shop');
    expect(() => parseMerchants(text, 'm.yaml')).toThrow(
      /^m\.yaml cannot be applied:\n {2}line 2, column 9, merchants\[0\]\.id: .*\n {2}line 5, column 37, .*sequence: .*\n {2}line 5, column 56, .*fixed: .*\n {2}line 5, column 71, .*operator: .*$/,
    );
  });

  test.each([
    ['merchants: ['],
    [''],
    ['- 1'],
    ['merchants: 5'],
    ['merchants: [1]'],
    ['a: 1'],
    ['a: 1\na: 2'],
  ])('a file that holds %j', (text) => {
    expect(problemsOf(text)).not.toEqual([]);
  });

  test('a file that is not there', async () => {
    await expect(readMerchantsFile('/nowhere/m.yaml')).rejects.toThrow(Fault);
    await expect(readMerchantsFile('/nowhere/m.yaml')).rejects.toThrow('there is no such file');
  });
});
