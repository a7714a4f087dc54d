import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import type { Operations } from '../../src/application/operations.ts';
import type { Receipt } from '../../src/application/ports.ts';
import { createReceiptOperations } from '../../src/application/receipt-operations.ts';
import type { Cli } from '../../src/cli/cli.ts';
import { failureOf } from '../../src/cli/failure.ts';
import { plainPaint } from '../../src/cli/paint.ts';
import { receiptsCommand } from '../../src/cli/receipts.ts';

const AT = Date.UTC(2026, 0, 15, 6, 30);
const WAITING: Receipt = {
  ...{
    receiptId: 'rcp_1',
    attemptId: 'att_1',
    merchantId: 'bookshop',
    kind: 'paid',
    mobile: '+989121234567',
  },
  ...{ state: 'waiting', why: 'the SMS service refused it with code 409', code: 409, tries: 2 },
  ...{ messageId: null, delivery: null, createdAt: AT, nextTryAt: AT + 60_000, sentAt: null },
  facts: {
    ...{
      kind: 'paid',
      afterDoubt: false,
      mayPayAgain: false,
      language: 'en',
      merchantName: 'Book\u001b[2Jshop',
    },
    ...{ amount: 500_000, refId: '123456789012', cardLast4: '1234', at: AT },
  },
};
const SENT: Receipt = {
  ...WAITING,
  ...{ receiptId: 'rcp_2', state: 'sent', why: null, code: null, nextTryAt: null, messageId: '77' },
  ...{ delivery: 'delivered', sentAt: AT },
};

/** Runs one command over two receipts; also what was asked of the store. */
async function run(words: string) {
  const asked: unknown[] = [];
  const keep =
    <T>(given: T) =>
    async (one: unknown) => {
      asked.push(one);
      return given;
    };
  const operations = createReceiptOperations({
    receiptReader: {
      list: keep([WAITING, SENT]),
      show: async (id) => (id === 'rcp_1' ? WAITING : null),
      async resend(selection) {
        asked.push(selection);
        return 'parked' in selection ? 12 : Number(selection.receiptId === 'rcp_1');
      },
      async optOut(payer) {
        asked.push(payer);
        return payer.merchantId !== 'nobody';
      },
      optIn: keep(1),
      optOuts: keep([{ mobile: '+989121234567', merchantId: null, since: AT }]),
    },
  });
  const out: string[] = [];
  const cli: Cli = {
    environment: {},
    paint: plainPaint,
    out: (text) => out.push(text),
    exit: () => {},
    books: (use) => use(operations as Operations),
  };
  const program = new Command().exitOverride().addCommand(quiet(receiptsCommand(cli)));
  const error: unknown = await program.parseAsync(words.split(' '), { from: 'user' }).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return { out: out.join('\n'), asked, failure: error === null ? null : failureOf(error) };
}

function quiet(command: Command): Command {
  for (const below of command.commands) quiet(below);
  return command.exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
}

describe('receipts list', () => {
  test('shows what became of each', async () => {
    const { out, asked } = await run('receipts');
    expect(asked).toEqual([{ limit: 20 }]);
    expect(out).toMatch(
      /rcp_1 +bookshop +15 Jan 2026, 10:00:00 +paid +09121234567 +waiting +- +2 +the SMS service refused/,
    );
    expect(out).toMatch(/rcp_2 .* sent +delivered +2 +-$/m);
  });

  test('asks for what was asked, as JSON when told so', async () => {
    const words =
      'receipts list --merchant bookshop --mobile ۰۹۱۲۱۲۳۴۵۶۷ --payment att_1 --state parked --limit 5 --json';
    const { out, asked } = await run(words);
    const mobile = '+989121234567';
    expect(asked).toEqual([
      { merchantId: 'bookshop', mobile, attemptId: 'att_1', state: 'parked', limit: 5 },
    ]);
    expect(JSON.parse(out)).toHaveLength(2);
    expect((await run('receipts list --state lost')).failure?.exitCode).toBe(2);
    expect((await run('receipts list --mobile 02112345678')).failure?.exitCode).toBe(2);
  });
});

describe('receipts show', () => {
  test('shows its text, without what it could do to the terminal', async () => {
    const { out } = await run('receipts show rcp_1');
    expect(out).toMatch(/Refused with +409/);
    expect(out).toMatch(/Next try +15 Jan 2026, 10:01:00/);
    expect(out).toContain('\nBook [2Jshop\nYour payment was made.\n');
    expect(JSON.parse((await run('receipts show rcp_1 --json')).out)).toMatchObject({
      receiptId: 'rcp_1',
      text: expect.stringContaining('Reference: 123456789012'),
    });
  });

  test('says that there is none', async () => {
    expect((await run('receipts show rcp_9')).failure).toMatchObject({
      ...{ exitCode: 1, sentence: expect.stringContaining('There is no receipt rcp_9') },
    });
  });
});

describe('receipts resend', () => {
  test('takes one, or all that are parked', async () => {
    expect(await run('receipts resend rcp_1')).toMatchObject({
      ...{ asked: [{ receiptId: 'rcp_1' }], out: '1 receipt will be sent again.' },
    });
    expect((await run('receipts resend --parked')).asked).toEqual([{ parked: true }]);
    expect(await run('receipts resend --parked --merchant bookshop')).toMatchObject({
      asked: [{ parked: true, merchantId: 'bookshop' }],
      out: '12 receipts will be sent again.',
    });
    expect((await run('receipts resend rcp_9')).failure?.sentence).toContain('There is no receipt rcp_9');
  });

  test.each(['', ' --merchant bookshop', ' rcp_1 --parked'])(
    'takes nothing else: resend%s',
    async (words) => {
      expect((await run(`receipts resend${words}`)).failure?.exitCode).toBe(2);
    },
  );
});

describe('a payer who wants no receipts', () => {
  test('is noted, of one merchant or of all', async () => {
    expect(await run('receipts opt-out 09121234567')).toMatchObject({
      asked: [{ mobile: '+989121234567', merchantId: null }],
      out: '09121234567 gets no receipts of any merchant any more.',
    });
    const one = await run('receipts opt-out +989121234567 --merchant bookshop --json');
    expect(JSON.parse(one.out)).toEqual({ mobile: '+989121234567', merchantId: 'bookshop' });
    expect((await run('receipts opt-out 09121234567 --merchant nobody')).failure).toMatchObject({
      ...{ exitCode: 1, sentence: expect.stringContaining('There is no merchant nobody') },
    });
    expect((await run('receipts opt-out 021')).failure?.exitCode).toBe(2);
  });

  test('is shown, and forgotten', async () => {
    expect((await run('receipts opt-outs --mobile 09121234567')).out).toMatch(
      /09121234567 +any merchant +15 Jan 2026, 10:00:00/,
    );
    expect(await run('receipts opt-in 09121234567')).toMatchObject({
      asked: [{ mobile: '+989121234567', merchantId: null }],
      out: '1 opt-out of 09121234567 ended.',
    });
  });
});
