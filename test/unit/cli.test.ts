import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { createOperations, OperationFault, type OperationsPorts } from '../../src/application/operations.ts';
import type { Attempt, Invoice, Merchant, NewInvoice } from '../../src/application/ports.ts';
import { LineFault } from '../../src/application/ports.ts';
import { callCommand } from '../../src/cli/call.ts';
import { callsCommand } from '../../src/cli/calls.ts';
import type { Cli } from '../../src/cli/cli.ts';
import { configCommand } from '../../src/cli/config.ts';
import { failureOf } from '../../src/cli/failure.ts';
import { invoicesCommand } from '../../src/cli/invoices.ts';
import { merchantsCommand } from '../../src/cli/merchants.ts';
import { plainPaint } from '../../src/cli/paint.ts';
import { paymentsCommand } from '../../src/cli/payments.ts';
import { replayCommand } from '../../src/cli/replay.ts';
import { ConfigFault } from '../../src/config.ts';
import type { JournalEntry } from '../../src/domain/call/journal.ts';

const BOOKSHOP: Merchant = {
  merchantId: 'bookshop',
  name: { fa: 'کتاب', en: 'Book\u001b[2Jshop' },
  webhookUrl: null,
  lines: [
    {
      merchantId: 'bookshop',
      number: '1000',
      aliases: ['+982112345678'],
      sequence: 'abc',
      language: 'fa',
      bill: { type: 'fixed', amount: 500_000 },
      confirmCard: true,
    },
  ],
};

const ATTEMPT: Attempt = {
  attemptId: 'att_1',
  billId: 'bill_1',
  merchantId: 'bookshop',
  line: '1000',
  callId: 'call_1',
  orderId: '123456789012345678',
  amount: 500_000,
  sequence: 'abc',
  channel: 'phone',
  mobile: '+989121234567',
  cardFirst6: '603799',
  cardLast4: '1004',
  state: 'declined',
  notSentReason: null,
  refId: null,
  code: 51,
  surplus: false,
  preparedAt: Date.UTC(2026, 0, 15, 6, 30),
  dispatchedAt: null,
  settledAt: null,
};

const ARRIVAL: JournalEntry = {
  callId: 'call_1',
  seq: 1,
  at: ATTEMPT.preparedAt,
  flowVersion: 1,
  event: { type: 'CallArrived', did: '1000', callerNumber: null, presentation: 'withheld' },
  stage: 'nowhere',
  commands: [],
};

/** Books in memory. `taken` invoice codes are refused before one is free. */
function ports(taken = 0): OperationsPorts {
  let refusals = taken;
  const add = async (invoice: NewInvoice): Promise<Invoice | 'codeTaken' | 'noMerchant'> => {
    if (invoice.merchantId !== 'bookshop') return 'noMerchant';
    refusals -= 1;
    return refusals >= 0 ? 'codeTaken' : { ...invoice, status: 'open', createdAt: ATTEMPT.preparedAt };
  };
  const call = {
    callId: 'call_1',
    line: '1000',
    merchantId: 'bookshop',
    caller: null,
    startedAt: ATTEMPT.preparedAt,
    endedAt: ATTEMPT.preparedAt + 72_000,
    stage: 'ended',
    entries: 1,
  };
  const unused = () => Promise.reject(new Error('not used here'));
  return {
    merchants: { apply: async () => {}, list: async () => [BOOKSHOP], findLine: async () => null },
    invoices: { add, list: async () => [] },
    payments: {
      list: async () => [ATTEMPT],
      show: async (id) => (id === 'att_1' ? { attempt: ATTEMPT, evidence: [] } : null),
    },
    journal: {
      list: async () => [call],
      show: async (id) => (id === 'call_1' ? call : null),
      read: async () => [ARRIVAL],
      begin: unused,
      append: unused,
      note: unused,
    },
    system: {
      now: () => ATTEMPT.preparedAt,
      monotonicMs: () => 0,
      random64: () => 1_234_567n,
      newId: (kind) => `${kind}_new`,
      after: () => () => {},
    },
    callPlacer: null,
    checks: {},
    version: '0',
  };
}

/** Runs one command over books in memory. */
async function run(make: (cli: Cli) => Command, words: string, env = {}, taken = 0) {
  const out: string[] = [];
  let exitCode = 0;
  const cli: Cli = {
    environment: env,
    paint: plainPaint,
    out: (text) => out.push(text),
    exit: (code) => {
      exitCode = code;
    },
    books: (use) => use(createOperations(ports(taken))),
  };
  const program = new Command().exitOverride().addCommand(quiet(make(cli)));
  let error: unknown = null;
  await program.parseAsync(words.split(' '), { from: 'user' }).catch((thrown: unknown) => {
    error = thrown;
    exitCode = failureOf(thrown).exitCode;
  });
  return { out: out.join('\n'), exitCode, sentence: error === null ? null : failureOf(error).sentence };
}

function quiet(command: Command): Command {
  for (const below of command.commands) quiet(below);
  return command.exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
}

describe('a table for people', () => {
  test('merchants, without what a name could do to the terminal', async () => {
    const { out } = await run(merchantsCommand, 'merchants');
    expect(out).toMatch(/bookshop +Book \[2Jshop +1000 +\+982112345678 +fa +500,000 Rial +abc/);
  });

  test('payments, with what explains their state', async () => {
    const { out } = await run(paymentsCommand, 'payments list');
    expect(out).toMatch(
      /att_1 +15 Jan 2026, 10:00:00 +1000 +500,000 +6037 99\*\* \*\*\*\* 1004 .* declined \(51\)/,
    );
  });

  test('calls, and one of them as a timeline', async () => {
    expect((await run(callsCommand, 'calls')).out).toMatch(/call_1 .* withheld +1 min 12 s +ended/);
    expect((await run(callsCommand, 'calls show call_1')).out).toContain('calls 1000 from a withheld number');
  });
});

describe('--json', () => {
  test.each([
    [merchantsCommand, 'merchants --json'],
    [invoicesCommand, 'invoices list --json'],
    [invoicesCommand, 'invoices add --merchant bookshop --amount 500000 --json'],
    [paymentsCommand, 'payments list --json'],
    [paymentsCommand, 'payments show att_1 --json'],
    [callsCommand, 'calls list --json'],
    [callsCommand, 'calls show call_1 --json'],
    [replayCommand, 'replay call_1 --json'],
    [configCommand, 'config --json'],
  ] as const)('%o %s prints one document', async (make, words) => {
    expect(JSON.parse((await run(make, words)).out)).toBeTypeOf('object');
  });
});

describe('invoices add', () => {
  const add = (words: string, taken = 0) =>
    run(invoicesCommand, `invoices add --merchant bookshop ${words} --json`, {}, taken);

  test('makes a code with its check digit, again when it is taken', async () => {
    expect(JSON.parse((await add('--amount ۵۰۰٬۰۰۰', 3)).out)).toMatchObject({
      code: '12345674',
      amount: 500_000,
    });
  });

  test('gives up on codes in the end', async () => {
    expect(await add('--amount 1000', 1_000)).toMatchObject({
      exitCode: 1,
      sentence: expect.stringContaining('20 tries'),
    });
  });

  test('says which check digit would be right, and when a code is taken', async () => {
    expect((await add('--amount 1000 --code 12345678')).sentence).toContain('12345674 would be right');
    expect((await add('--amount 1000 --code ۱۲۳۴۵۶۷۴', 1)).sentence).toContain('12345674 already');
  });

  test.each([
    ['--amount 1500', 1, 'multiple of 1000'],
    ['--amount 0', 1, 'multiple of 1000'],
    ['--amount 1000 --code 12', 1, '6 to 11 digits'],
    ['--amount ten', 2, 'whole amount'],
    ['--amount -1000', 2, 'amount'],
    ['--amount 1000 --days 0', 2, 'from 1 to 3650'],
    ['', 2, '--amount'],
  ])('%s exits %i', async (words, exitCode, part) => {
    expect(await add(words)).toEqual({ out: '', exitCode, sentence: expect.stringContaining(part) });
  });

  test('an unknown merchant', async () => {
    const { sentence, exitCode } = await run(invoicesCommand, 'invoices add --merchant x --amount 1000');
    expect([exitCode, sentence]).toEqual([1, expect.stringContaining('There is no merchant x.')]);
  });
});

describe('exit codes', () => {
  test.each([
    [paymentsCommand, 'payments show att_9', 1, 'There is no payment att_9'],
    [callsCommand, 'calls show call_9', 1, 'There is no call call_9'],
    [replayCommand, 'replay call_9', 1, 'There is no call call_9'],
    [callCommand, 'call 1000 PJSIP/alice', 1, 'running server'],
    [paymentsCommand, 'payments list --state gone', 2, 'paid'],
    [callsCommand, 'calls list --limit 0', 2, 'from 1 to 1000'],
    [callsCommand, 'calls show call_1 --language ar', 2, 'fa'],
    [merchantsCommand, 'merchants --nope', 2, '--nope'],
  ] as const)('%o %s', async (make, words, exitCode, part) => {
    expect(await run(make, words)).toMatchObject({ exitCode, sentence: expect.stringContaining(part) });
  });

  test('a replay that differs prints where, and exits 1', async () => {
    const { out, exitCode } = await run(replayCommand, 'replay call_1 --json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      callId: 'call_1',
      identical: false,
      seq: 1,
      what: expect.any(String),
    });
  });

  test('config prints every problem and exits 2; without one it exits 0', async () => {
    expect(await run(configCommand, 'config')).toMatchObject({
      exitCode: 2,
      out: expect.stringContaining('5 problems:'),
    });
    const sandbox = { ARI_PASSWORD: 'a', PAYSTAR_BASE_URL: 'http://127.0.0.1:3900/api' };
    expect(await run(configCommand, 'config', sandbox)).toMatchObject({ exitCode: 0 });
  });
});

describe('an error becomes a sentence', () => {
  test.each([
    [new ConfigFault([]), 2, 'The configuration is wrong'],
    [new OperationFault('It cannot be done.'), 1, 'It cannot be done.'],
    [new LineFault('Asterisk does not answer.'), 1, 'Asterisk does not answer.'],
    [new TypeError('x is not a function'), 1, 'did not foresee: x is not a function'],
    ['a text', 1, 'a text'],
  ])('%o', (error, exitCode, part) => {
    const failure = failureOf(error);
    expect(failure).toMatchObject({ exitCode, sentence: expect.stringContaining(part) });
    expect(failure.sentence).not.toMatch(/\n\s+at /);
  });
});
