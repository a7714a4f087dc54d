import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MerchantsFileFault, parseMerchants, readMerchantsFile } from '../../src/adapters/merchants-file.ts';
import { Fault } from '../../src/application/fault.ts';
import type { Line, Merchant } from '../../src/application/ports.ts';
import { WEEKDAYS } from '../../src/domain/merchant/hours.ts';
import { tempFolder } from '../support/temp-folder.ts';

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

const FIXED = 'bill: { fixed: 1000 }';

/** Parses a file that stands beside others. */
function parse(text: string, beside: Readonly<Record<string, string>> = {}): Promise<readonly Merchant[]> {
  return parseMerchants(text, 'x.yaml', async (name) => {
    const content = beside[name];
    if (content === undefined) throw Object.assign(new Error('gone'), { code: 'ENOENT' });
    return content;
  });
}

async function problemsOf(
  text: string,
  beside?: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  try {
    await parse(text, beside);
  } catch (error) {
    if (error instanceof MerchantsFileFault)
      return error.problems.map(({ path, wrong }) => `${path}: ${wrong}`);
  }
  return [];
}

/** The only line of a file. */
async function lineOf(
  line: string,
  merchant?: string,
  beside?: Readonly<Record<string, string>>,
): Promise<Line> {
  const [bookshop] = await parse(file(line, merchant), beside);
  return bookshop?.lines[0] ?? expect.unreachable();
}

describe('what is read', () => {
  test('the example', async () => {
    const [bookshop, ...others] = await readMerchantsFile(EXAMPLE);
    expect(others).toEqual([]);
    expect(bookshop).toMatchObject({
      merchantId: 'bookshop',
      name: { en: 'Bookshop' },
      webhookUrl: null,
      blockedCallers: ['+989000000000'],
    });
    expect(bookshop?.lines.slice(0, 2)).toEqual([
      {
        merchantId: 'bookshop',
        number: '1000',
        aliases: ['+982112345678'],
        sequence: 'acd54b56ddd651a5cc3v',
        languages: ['fa'],
        bill: { type: 'fixed', amount: 500_000 },
        confirmCard: true,
        operator: null,
        hours: null,
        maxCalls: null,
        verify: null,
      },
      expect.objectContaining({ number: '1001', bill: { type: 'invoice' }, aliases: [] }),
    ]);
    const times = { from: 480, to: 780 };
    expect(bookshop?.lines.slice(2)).toMatchObject([
      {
        number: '1002',
        languages: ['fa', 'en'],
        bill: { type: 'open', min: 10_000, max: 500_000_000, unit: 'toman' },
        operator: '2000',
        maxCalls: 10,
        hours: {
          days: { wed: [times, { from: 900, to: 1_200 }], thu: [times] },
          closedDays: expect.arrayContaining(['2026-03-21', '2027-02-11', '2027-03-20']),
        },
      },
      { number: '1003', bill: { type: 'caller' }, languages: ['fa'], operator: null, hours: null },
    ]);
  });

  test('Persian digits, separators and a sequence with a space before it', async () => {
    const text = readFileSync(EXAMPLE, 'utf8')
      .replace('"1000"', '"۱۰۰۰"')
      .replace('fixed: 500000', 'fixed: ۵۰۰٬۰۰۰')
      .replace('sequence: acd54b56ddd651a5cc3v', 'sequence: " acd54b56ddd651a5cc3v"');
    const dates = { 'closed-days.example.txt': '' };
    expect(await parse(text, dates)).toEqual(await parse(readFileSync(EXAMPLE, 'utf8'), dates));
  });

  test.each<readonly [field: string, read: Partial<Line>]>([
    [FIXED, { languages: ['fa'], operator: null, maxCalls: null, hours: null, verify: null }],
    [`${FIXED}, language: en`, { languages: ['en'] }],
    [`${FIXED}, language: [en]`, { languages: ['en'] }],
    [`${FIXED}, language: [en, fa]`, { languages: ['en', 'fa'] }],
    ['bill: { caller: true }', { bill: { type: 'caller' } }],
    [
      'bill: { open: { min: 1000, max: ۲٬۰۰۰, unit: rial } }',
      { bill: { type: 'open', min: 1_000, max: 2_000, unit: 'rial' } },
    ],
    [
      'bill: { open: { min: 5000, max: 5000 } }',
      { bill: { type: 'open', min: 5_000, max: 5_000, unit: 'toman' } },
    ],
    [`${FIXED}, operator: "۲۰"`, { operator: '20' }],
    [`${FIXED}, maxCalls: 1000`, { maxCalls: 1_000 }],
    [`${FIXED}, maxCalls: "۳"`, { maxCalls: 3 }],
    [`${FIXED}, verify: none`, { verify: null }],
    [`${FIXED}, verify: shahkar`, { verify: { by: 'shahkar', whenDown: 'stop' } }],
    [`${FIXED}, verify: card, verifyDown: goOn`, { verify: { by: 'card', whenDown: 'goOn' } }],
    [`${FIXED}, verify: card, verifyDown: stop`, { verify: { by: 'card', whenDown: 'stop' } }],
    [`${FIXED}, receipts: false`, { receipts: false }],
    [`${FIXED}, receipts: true`, { receipts: true }],
  ])('%s', async (line, read) => {
    expect(await lineOf(line)).toMatchObject(read);
  });

  test('receipts: payers get them unless the merchant says otherwise', async () => {
    const receiptsOf = async (more: string) => (await parse(file(FIXED, more)))[0]?.receipts;
    expect(await receiptsOf('')).toBeUndefined();
    expect(await receiptsOf('    receipts: true\n')).toBeUndefined();
    expect(await receiptsOf('    receipts: false\n')).toBe(false);
  });

  test('blocked callers: mobiles in E.164 and once, other numbers as they are presented', async () => {
    const merchant =
      '    blockedCallers: ["0912 ", "۰۹۱۲۱۲۳۴۵۶۷", "989121234567", "02112345678", "+4915112345678"]\n';
    const [bookshop] = await parse(file(FIXED, merchant));
    expect(bookshop?.blockedCallers).toEqual(['0912', '+989121234567', '02112345678', '+4915112345678']);
  });
});

describe('opening hours', () => {
  const hoursOf = async (hours: string) => (await lineOf(`${FIXED}, hours: ${hours}`)).hours;
  const morning = { from: 480, to: 780 };

  test('name days and stretches of the Iranian week, in any digits', async () => {
    const hours = await hoursOf(
      '{ sat-mon: "15:00–20:30، ۸:۰۰-۱۳:۰۰", Thu: 08:00-13:00, fri: "00:00-24:00" }',
    );
    const two = [morning, { from: 900, to: 1_230 }];
    expect(hours).toEqual({
      days: { sat: two, sun: two, mon: two, thu: [morning], fri: [{ from: 0, to: 1_440 }] },
      closedDays: [],
    });
  });

  test('may name all the week at once, and two stretches may touch', async () => {
    const hours = await hoursOf('{ sat-fri: "08:00-10:00, 10:00-13:00" }');
    expect(Object.keys(hours?.days ?? {}).toSorted()).toEqual(WEEKDAYS.toSorted());
  });

  test.each([
    ['{}', '', 'Give the hours as { sat-wed'],
    ['always', '', 'Give the hours as { sat-wed'],
    ['{ saturday: "08:00-13:00" }', '.saturday', 'Name a day'],
    ['{ sat-mon-wed: "08:00-13:00" }', '.sat-mon-wed', 'Name a day'],
    ['{ thu-sun: "08:00-13:00" }', '.thu-sun', 'The week goes from sat to fri, so thu is not before sun.'],
    ['{ sat-wed: "08:00-13:00", mon: "08:00-13:00" }', '.mon', 'mon has its hours already.'],
    ['{ sat: 8 }', '.sat', 'Give times of the day in quotes'],
    ['{ sat: "" }', '.sat', '"" is no stretch of a day.'],
    ['{ sat: closed }', '.sat', '"closed" is no stretch of a day.'],
    ['{ sat: "08:00-13:00," }', '.sat', '"" is no stretch of a day.'],
    ['{ sat: "08:00-24:01" }', '.sat', '08:00-24:01 has no such time'],
    ['{ sat: "08:60-13:00" }', '.sat', '08:60-13:00 has no such time'],
    ['{ sat: "08:00-08:00" }', '.sat', '08:00-08:00 is empty.'],
    [
      '{ sat: "20:00-02:00" }',
      '.sat',
      'Write two stretches: 20:00-24:00 on this day, and 00:00-02:00 on the next.',
    ],
    ['{ sat: "20:00-00:00" }', '.sat', '20:00-00:00 goes to midnight: write 20:00-24:00.'],
    ['{ sat: "08:00-13:00, 12:59-15:00" }', '.sat', 'Two stretches of this day overlap.'],
  ])('%s is refused', async (hours, field, sentence) => {
    const [problem, ...others] = await problemsOf(file(`${FIXED}, hours: ${hours}`));
    expect(problem).toContain(`merchants[0].lines[0].hours${field}: `);
    expect(problem).toContain(sentence);
    expect(others).toEqual([]);
  });
});

describe('closed days', () => {
  const holidays = { 'a.txt': '1405/01/01\n', 'b.txt': '2026-03-21\n1405/01/02', 'c.txt': '2026-03-23' };

  test('of a line with hours, of one without, and of all lines of a merchant', async () => {
    const hours = 'hours: { sat: "08:00-13:00" }';
    const days = { sat: [{ from: 480, to: 780 }] };
    expect((await lineOf(`${FIXED}, ${hours}, closedDays: a.txt`, '', holidays)).hours).toEqual({
      days,
      closedDays: ['2026-03-21'],
    });
    const whole = await lineOf(`${FIXED}, closedDays: a.txt`, '', holidays);
    expect(Object.values(whole.hours?.days ?? {})).toEqual(WEEKDAYS.map(() => [{ from: 0, to: 1_440 }]));
    const both = await lineOf(`${FIXED}, ${hours}, closedDays: b.txt`, '    closedDays: a.txt\n', holidays);
    expect(both.hours).toEqual({ days, closedDays: ['2026-03-21', '2026-03-22'] });
    const apart = await lineOf(`${FIXED}, ${hours}, closedDays: c.txt`, '    closedDays: a.txt\n', holidays);
    expect(apart.hours?.closedDays).toEqual(['2026-03-21', '2026-03-23']);
  });

  test('are read from a file beside the merchants file', async () => {
    const folder = tempFolder();
    try {
      writeFileSync(join(folder.path, 'm.yaml'), file(`${FIXED}, closedDays: ./days.txt`));
      await expect(readMerchantsFile(join(folder.path, 'm.yaml'))).rejects.toThrow(
        /line 5, column \d+, merchants\[0\]\.lines\[0\]\.closedDays: \.\/days\.txt cannot be read: there is no such file\.$/,
      );
      writeFileSync(join(folder.path, 'days.txt'), '1403/12/30\n');
      const [bookshop] = await readMerchantsFile(join(folder.path, 'm.yaml'));
      expect(bookshop?.lines[0]?.hours?.closedDays).toEqual(['2025-03-20']);
    } finally {
      await folder.remove();
    }
  });

  test('whose file is not there are told where it is first named', async () => {
    const text = file(`${FIXED}, closedDays: d.txt`, '    closedDays: d.txt\n');
    expect(await problemsOf(text)).toEqual([
      'merchants[0].closedDays: d.txt cannot be read: there is no such file.',
    ]);
  });

  test('that are wrong are told once with their file and line, whoever names it', async () => {
    const text = file(`${FIXED}, closedDays: d.txt`, '    closedDays: d.txt\n');
    await expect(parse(text, { 'd.txt': '# 1405\n\n  1405/12/30\n2026-02-30\n' })).rejects.toThrow(
      /^x\.yaml cannot be applied:\n {2}d\.txt, line 3, column 3: There is no 1405\/12\/30: .*\n {2}d\.txt, line 4, column 1: There is no 2026-02-30: .*$/,
    );
  });
});

describe('who pays', () => {
  test.each([
    ['verify: yes', 'verify', /none, shahkar or card/],
    ['verify: card, verifyDown: maybe', 'verifyDown', /goOn or stop/],
    ['verifyDown: goOn', 'verifyDown', /Write verify: shahkar or verify: card/],
    ['verify: none, verifyDown: stop', 'verifyDown', /Write verify: shahkar or verify: card/],
  ])('%s is refused', async (line, field, wrong) => {
    const [problem, ...others] = await problemsOf(file(`${FIXED}, ${line}`));
    expect(problem).toContain(`merchants[0].lines[0].${field}: `);
    expect(problem).toMatch(wrong);
    expect(others).toEqual([]);
  });
});

describe('a webhook', () => {
  const withUrl = (url: string) => file('bill: { invoice: true }', `    webhook: { url: "${url}" }\n`);

  test.each([
    'https://panel.example/hooks?shop=1',
    'http://127.0.0.1:8080/hooks',
    'http://[::1]/hooks',
    'http://panel:3000/',
    'http://panel.localhost/',
  ])('is told to %s', async (url) => {
    const [bookshop] = await parse(withUrl(url));
    expect(bookshop?.webhookUrl).toBe(url);
  });

  test.each([
    ['http://panel.example/hooks', 'Give an https:// address'],
    ['http://8.8.8.8/hooks', 'Give an https:// address'],
    ['ftp://panel.example/hooks', 'Give an https:// address'],
    ['https://user:hush@panel.example/', 'without a user'],
    ['https://panel.example/#top', 'without a fragment'],
    ['panel.example', 'Give a URL'],
    [`https://panel.example/${'x'.repeat(2_000)}`, 'Give a URL'],
  ])('is not told to %s', async (url, sentence) => {
    const problems = await problemsOf(withUrl(url));
    expect(problems).toEqual([expect.stringContaining(sentence)]);
    expect(problems[0]).toMatch(/^merchants\[0\]\.webhook\.url: /);
    expect(problems[0]).not.toContain('hush');
  });

  test('has a URL and nothing else', async () => {
    expect(await problemsOf(file('bill: { invoice: true }', '    webhook: {}\n'))).toEqual([
      'merchants[0].webhook.url: Give a URL such as https://panel.example/hooks.',
    ]);
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
    ['a language twice', 'bill: { fixed: 1000 }, language: [fa, fa]', 'language'],
    ['three languages', 'bill: { fixed: 1000 }, language: [fa, en, ar]', 'language'],
    ['no language', 'bill: { fixed: 1000 }, language: []', 'language'],
    ['caller: false', 'bill: { caller: false }', 'bill.caller'],
    ['a smallest amount above the largest', 'bill: { open: { min: 2000, max: 1000 } }', 'bill.open'],
    ['an open amount that no bill may have', 'bill: { open: { min: 500, max: 2000 } }', 'bill.open.min'],
    ['an open amount without a limit', 'bill: { open: { min: 1000 } }', 'bill.open.max'],
    ['another unit', 'bill: { open: { min: 1000, max: 2000, unit: dollar } }', 'bill.open.unit'],
    ['an open amount without limits', 'bill: { open: true }', 'bill.open'],
    ['an open and a fixed amount', 'bill: { fixed: 1000, open: { min: 1000, max: 2000 } }', 'bill'],
    ['an operator without quotes', 'bill: { fixed: 1000 }, operator: 2000', 'operator'],
    ['an operator with a letter', 'bill: { fixed: 1000 }, operator: "2a"', 'operator'],
    ['an operator of 16 digits', 'bill: { fixed: 1000 }, operator: "1234567890123456"', 'operator'],
    ['no calls at all', 'bill: { fixed: 1000 }, maxCalls: 0', 'maxCalls'],
    ['too many calls', 'bill: { fixed: 1000 }, maxCalls: 1001', 'maxCalls'],
    ['receipts by another word', 'bill: { fixed: 1000 }, receipts: yes please', 'receipts'],
    ['half a call', 'bill: { fixed: 1000 }, maxCalls: 1.5', 'maxCalls'],
    ['a list of dates', 'bill: { fixed: 1000 }, closedDays: [1405/01/01]', 'closedDays'],
    ['an alias without quotes', 'bill: { fixed: 1000 }, aliases: [02112345678]', 'aliases[0]'],
    ['a number twice', 'bill: { fixed: 1000 }, aliases: ["1000"]', 'aliases[0]'],
  ])('%s', async (_what, line, field) => {
    const problems = await problemsOf(file(line));
    expect(problems).toEqual([expect.stringContaining(`merchants[0].lines[0].${field}: `)]);
  });

  test.each([
    ['a blocked caller without quotes', 'blockedCallers: [9121234567]', 'blockedCallers[0]'],
    ['a blocked caller with a letter', 'blockedCallers: ["0912", "withheld"]', 'blockedCallers[1]'],
    ['no list of blocked callers', 'blockedCallers: "0912"', 'blockedCallers'],
    ['no name of a file', 'closedDays: ""', 'closedDays'],
    ['receipts by another word', 'receipts: never', 'receipts'],
  ])('%s', async (_what, merchant, field) => {
    const problems = await problemsOf(file(FIXED, `    ${merchant}\n`));
    expect(problems).toEqual([expect.stringContaining(`merchants[0].${field}: `)]);
  });

  test('every problem is told at once, with its place in the file', async () => {
    const text = file('sequence: "", bill: { fixed: 1 }, operator: "a"')
      .replace('sequence: abc, ', '')
      .replace('bookshop', 'Book Shop');
    await expect(parse(text)).rejects.toThrow(
      /^x\.yaml cannot be applied:\n {2}line 2, column 9, merchants\[0\]\.id: .*\n {2}line 5, column 37, .*sequence: .*\n {2}line 5, column 56, .*fixed: .*\n {2}line 5, column 71, .*operator: .*$/,
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
  ])('a file that holds %j', async (text) => {
    expect(await problemsOf(text)).not.toEqual([]);
  });

  test('a file that is not there', async () => {
    await expect(readMerchantsFile('/nowhere/m.yaml')).rejects.toThrow(Fault);
    await expect(readMerchantsFile('/nowhere/m.yaml')).rejects.toThrow('there is no such file');
  });
});
