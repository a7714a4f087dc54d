import { userInfo } from 'node:os';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { keyMaker } from '../../src/adapters/http/api-key.ts';
import { OperationFault } from '../../src/application/fault.ts';
import { createOperations, type OperationsPorts } from '../../src/application/operations.ts';
import type {
  ApiKey,
  ApiKeyStore,
  Attempt,
  Doubt,
  Evidence,
  Invoice,
  Line,
  Merchant,
  MerchantStore,
  NewInvoice,
  Resolution,
} from '../../src/application/ports.ts';
import { LineFault, SCOPES } from '../../src/application/ports.ts';
import { callCommand } from '../../src/cli/call.ts';
import { callsCommand } from '../../src/cli/calls.ts';
import type { Cli } from '../../src/cli/cli.ts';
import { configCommand } from '../../src/cli/config.ts';
import { failureOf } from '../../src/cli/failure.ts';
import { invoicesCommand } from '../../src/cli/invoices.ts';
import { keysCommand } from '../../src/cli/keys.ts';
import { merchantsCommand } from '../../src/cli/merchants.ts';
import { plainPaint } from '../../src/cli/paint.ts';
import { paymentsCommand } from '../../src/cli/payments.ts';
import { replayCommand } from '../../src/cli/replay.ts';
import { resolveCommand } from '../../src/cli/resolve.ts';
import { ConfigFault } from '../../src/config.ts';
import type { JournalEntry } from '../../src/domain/call/journal.ts';

const BOOKSHOP: Merchant = {
  merchantId: 'bookshop',
  name: { fa: 'کتاب', en: 'Book\u001b[2Jshop' },
  webhookUrl: null,
  blockedCallers: [],
  lines: [
    {
      merchantId: 'bookshop',
      number: '1000',
      aliases: ['+982112345678'],
      sequence: 'abc',
      languages: ['fa'],
      bill: { type: 'fixed', amount: 500_000 },
      confirmCard: true,
      operator: null,
      hours: null,
      maxCalls: null,
      verify: null,
    },
    {
      merchantId: 'bookshop',
      number: '1001',
      aliases: [],
      sequence: 'abc',
      languages: ['fa', 'en'],
      bill: { type: 'open', min: 10_000, max: 5_000_000, unit: 'toman' },
      confirmCard: true,
      operator: '2000',
      hours: { days: { sat: [{ from: 540, to: 1_020 }] }, closedDays: ['2026-03-21'] },
      maxCalls: 3,
      verify: { by: 'card', whenDown: 'goOn' },
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

const INVOICE: Invoice = {
  invoiceId: 'inv_1',
  merchantId: 'bookshop',
  billId: 'bill_1',
  code: '12345674',
  amount: 500_000,
  description: 'Three books',
  mobile: '+989121234567',
  orderId: null,
  status: 'open',
  createdAt: ATTEMPT.preparedAt,
  expiresAt: null,
  cancelledAt: null,
  charge: null,
};
const INVOICES = [INVOICE, { ...INVOICE, code: '12345682', mobile: null, status: 'paid' as const }];

const DOUBT: Doubt = {
  ...ATTEMPT,
  state: 'unknown',
  code: null,
  owner: 'support',
  since: ATTEMPT.preparedAt + 60_000,
  dueAt: ATTEMPT.preparedAt + 86_460_000,
  overdue: true,
};

const EVIDENCE: Evidence = {
  evidenceId: 'evd_1',
  outcome: { type: 'paid', refId: '777' },
  trace: { httpStatus: null, code: null, tookMs: 0, note: 'Panel export, row 14' },
  source: 'person',
  who: 'sara',
  recordedBy: 'database',
  moved: true,
  learnedAt: ATTEMPT.preparedAt,
  recordedAt: ATTEMPT.preparedAt,
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

/** What was asked of the resolver. */
const resolutions: Resolution[] = [];

/** Books in memory. `taken` invoice codes are refused before one is free. */
function ports(taken = 0, given: Partial<MerchantStore> = {}): OperationsPorts {
  let refusals = taken;
  const add = async (invoice: NewInvoice): Promise<Invoice | 'codeTaken' | 'noMerchant'> => {
    if (invoice.merchantId !== 'bookshop') return 'noMerchant';
    refusals -= 1;
    return refusals >= 0 ? 'codeTaken' : { ...INVOICE, ...invoice };
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
    inspector: { inspect: unused },
    merchants: {
      apply: async () => {},
      list: async () => [BOOKSHOP],
      findLine: async () => null,
      firstLine: async () => null,
      ...given,
    },
    invoices: {
      add,
      list: async () => INVOICES,
      page: unused,
      show: async ({ invoiceId }) => (invoiceId === 'inv_1' ? INVOICE : null),
      cancel: async ({ invoiceId }) =>
        invoiceId === 'inv_1' ? { ...INVOICE, status: 'cancelled' } : 'processing',
      change: async (_, { expiresAt = 0 }) => (expiresAt === null ? 'cancelled' : { ...INVOICE, expiresAt }),
    },
    payments: {
      list: async () => [ATTEMPT],
      doubts: async () => [DOUBT, { ...DOUBT, attemptId: 'att_2', overdue: false }],
      show: async (id) => (id === 'att_1' ? { attempt: ATTEMPT, evidence: [EVIDENCE] } : null),
    },
    resolver: {
      async resolve(resolution) {
        const { attemptId, finding } = resolution;
        resolutions.push(resolution);
        if (attemptId === 'att_9') return { refused: 'noAttempt' };
        if (attemptId === 'att_paid') return { refused: 'state', state: 'paid' };
        if (finding.type === 'notPaid') return { refused: 'tooEarly', waitMs: 61_000 };
        return { recorded: true, moved: true, state: 'paid', surplus: true, alarms: ['surplus'] };
      },
    },
    journal: {
      list: async () => [call],
      show: async (id) => (id === 'call_1' ? call : null),
      read: async () => [ARRIVAL],
      callOn: unused,
      begin: unused,
      take: unused,
      append: unused,
      note: unused,
    },
    webhooks: { list: unused, show: unused, resend: unused, secretVersion: unused, rotate: unused },
    receiptReader: {
      ...{ list: unused, show: unused, resend: unused },
      ...{ optOut: unused, optIn: unused, optOuts: unused },
    },
    webhookKeys: { secretOf: () => 'whsec_', sign: () => '', wellKnown: true },
    system: {
      now: () => ATTEMPT.preparedAt,
      monotonicMs: () => 0,
      random64: () => 1_234_567n,
      newId: (kind) => `${kind}_new`,
      after: () => () => {},
    },
    apiKeys,
    keyMaker,
    openBanking: null,
    callPlacer: null,
    checks: {},
    verifiesPayers: false,
    draining: () => false,
    version: '0',
  };
}

const KEY: ApiKey = {
  keyId: 'key_1',
  merchantId: 'bookshop',
  mode: 'test',
  prefix: 'zk_test_abcdefgh',
  scopes: ['payments:read'],
  ips: [],
  createdAt: ATTEMPT.preparedAt,
  expiresAt: null,
  lastUsedAt: null,
  revokedAt: null,
};

/** What was asked of the store of keys. */
const keysAsked: unknown[] = [];

const apiKeys: ApiKeyStore = {
  async add({ hash: _, expiresInMs, ...key }) {
    keysAsked.push({ ...key, expiresInMs });
    const expiresAt = expiresInMs === null ? null : ATTEMPT.preparedAt + expiresInMs;
    return key.merchantId === 'bookshop' ? { ...KEY, ...key, expiresAt } : 'noMerchant';
  },
  list: async (filter) => {
    keysAsked.push(filter);
    return [KEY, { ...KEY, keyId: 'key_2', revokedAt: 1 }, { ...KEY, keyId: 'key_3', expiresAt: 1 }];
  },
  async show(keyId) {
    if (!keyId.startsWith('key_')) return null;
    return { ...KEY, keyId, expiresAt: keyId === 'key_3' ? KEY.createdAt + 5_000 : null };
  },
  find: async () => null,
  noteUse: async () => undefined,
  async rotate(keyId, next, overlapMs) {
    keysAsked.push({ keyId, overlapMs, expiresInMs: next.expiresInMs });
    return keyId === 'key_2' ? 'notInForce' : { ...KEY, keyId: next.keyId, prefix: next.prefix };
  },
  revoke: async (keyId) => (keyId === 'key_1' ? { ...KEY, revokedAt: 1 } : null),
};

/** Runs one command over books in memory. */
async function run(
  make: (cli: Cli) => Command,
  words: string | readonly string[],
  env = {},
  taken = 0,
  merchants: Partial<MerchantStore> = {},
) {
  const out: string[] = [];
  let exitCode = 0;
  const cli: Cli = {
    environment: env,
    paint: plainPaint,
    out: (text) => out.push(text),
    exit: (code) => {
      exitCode = code;
    },
    books: (use) => use(createOperations(ports(taken, merchants))),
  };
  const program = new Command().exitOverride().addCommand(quiet(make(cli)));
  let error: unknown = null;
  await program
    .parseAsync(typeof words === 'string' ? words.split(' ') : words, { from: 'user' })
    .catch((thrown: unknown) => {
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
    expect(out).toMatch(
      /bookshop +Book \[2Jshop +1000 +\+982112345678 +fa +500,000 Rial +- +- +any +abc +always/,
    );
    expect(out).toMatch(
      /1001 +- +fa en +keyed in Toman, 10,000 to 5,000,000 Rial +card, or go on +2000 +3 +abc +Sat 9-17, 1 day off/,
    );
  });

  test.each<[Line['bill'], string]>([
    [{ type: 'invoice' }, 'by invoice code'],
    [{ type: 'caller' }, 'invoices of the caller'],
    [{ type: 'open', min: 1_000, max: 2_000, unit: 'rial' }, 'keyed in Rial, 1,000 to 2,000 Rial'],
  ])('merchants, with a bill that is %j', async (bill, words) => {
    const lines = BOOKSHOP.lines.map((line) => ({ ...line, bill }));
    const list = async () => [{ ...BOOKSHOP, lines }];
    const { out } = await run(merchantsCommand, 'merchants', {}, 0, { list });
    expect(out).toContain(`  ${words}  `);
  });

  test('invoices, with the mobile of their payer', async () => {
    const { out } = await run(invoicesCommand, 'invoices list');
    expect(out).toMatch(
      /12345674 +bookshop +500,000 +open +09121234567 +15 Jan 2026, 10:00:00 +- +Three books/,
    );
    expect(out).toMatch(/12345682 +bookshop +500,000 +paid +- +15 Jan/);
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

describe('payments in doubt', () => {
  test('are shown with who answers for them, by when, and whether that is past', async () => {
    const { out } = await run(paymentsCommand, 'payments --unknown');
    expect(out).toMatch(
      /att_1 +15 Jan 2026, 10:01:00 +support +16 Jan 2026, 10:01:00 OVERDUE +bookshop +500,000 .* 123456789012345678/,
    );
    expect(out).toMatch(/att_2 .* 16 Jan 2026, 10:01:00 +bookshop/);
  });

  test('show who settled them and why', async () => {
    const { out } = await run(paymentsCommand, 'payments show att_1');
    expect(out).toMatch(/paid +sara \(person\) +- +- +database +yes +Panel export, row 14/);
  });
});

describe('keys', () => {
  const keys = (words: string) => run(keysCommand, `keys ${words}`);

  test('are made for the sandbox with every scope, unless said otherwise, and shown once', async () => {
    const { out } = await keys('create --merchant bookshop');
    expect(out).toMatch(/Key +zk_test_[0-9A-Za-z]{8}_[0-9A-Za-z]{43}\n/);
    expect(out).toContain('shown this once');
    expect(keysAsked.at(-1)).toMatchObject({ mode: 'test', scopes: SCOPES, ips: [], expiresInMs: null });
    const live =
      '--live --scopes payments:write,payments:read --expires-days 2 --ip 192.0.2.7 10.0.0.0/8,::1';
    const json = JSON.parse((await keys(`create --merchant bookshop ${live} --json`)).out);
    expect(json).toMatchObject({ apiKey: { keyId: 'key_new', mode: 'live' } });
    expect(json.key).toMatch(/^zk_live_/);
    expect(json.apiKey.prefix).toBe(json.key.slice(0, 16));
    expect(keysAsked.at(-1)).toMatchObject({
      scopes: ['payments:read', 'payments:write'],
      ips: ['192.0.2.7', '10.0.0.0/8', '::1'],
      expiresInMs: 2 * 86_400_000,
    });
  });

  test.each([
    ['create', 2, '--merchant'],
    ['create --merchant nobody', 1, 'There is no merchant nobody.'],
    ['create --merchant bookshop --scopes all', 2, 'payments:read'],
    ['create --merchant bookshop --ip 10.0.0.0/33', 2, 'such as 192.0.2.7'],
    ['create --merchant bookshop --live --test', 2, 'cannot be used'],
    ['rotate nothing', 1, 'There is no key nothing.'],
    ['rotate key_2', 1, 'revoked or has expired'],
    ['revoke key_9', 1, 'There is no key key_9.'],
  ])('%s is refused with %i', async (words, exitCode, sentence) => {
    const refused = await keys(words);
    expect(refused.exitCode).toBe(exitCode);
    expect(refused.sentence).toContain(sentence);
  });

  test('are listed with how they stand', async () => {
    const { out } = await keys('list --merchant bookshop --limit 3');
    expect(keysAsked.at(-1)).toEqual({ merchantId: 'bookshop', limit: 3 });
    expect(out).toMatch(/key_1 +zk_test_abcdefgh +bookshop +in force +15 Jan 2026, 10:00:00 +never/);
    expect(out).toMatch(/key_2 .* revoked/);
    expect(out).toMatch(/key_3 .* expired/);
  });

  test('are rotated with an overlap, and revoked', async () => {
    expect((await keys('rotate key_1 --overlap-hours 48')).out).toMatch(/Key +zk_test_/);
    expect(keysAsked.at(-1)).toEqual({ keyId: 'key_1', overlapMs: 48 * 3_600_000, expiresInMs: null });
    await keys('rotate key_3');
    expect(keysAsked.at(-1)).toEqual({ keyId: 'key_3', overlapMs: 24 * 3_600_000, expiresInMs: 5_000 });
    expect((await keys('revoke key_1')).out).toBe('Key key_1 of bookshop is revoked.');
    expect(JSON.parse((await keys('revoke key_1 --json')).out)).toMatchObject({ revokedAt: 1 });
  });
});

describe('resolve', () => {
  const resolve = (...words: string[]) => run(resolveCommand, ['resolve', ...words]);
  const evidence = ['--evidence', 'Panel export, row 14'];

  test('says what was found, by whom and why, and what must be looked at', async () => {
    const { out } = await resolve('att_1', '--paid', '--ref', '۷۷۷', ...evidence, '--who', ' sara ');
    expect(out).toContain('Payment att_1 is');
    expect(out).toContain('Look at this: a bill was paid twice: a refund is due.');
    expect(resolutions.at(-1)).toEqual({
      evidenceId: 'evd_new',
      attemptId: 'att_1',
      finding: { type: 'paid', refId: '777' },
      sentence: 'Panel export, row 14',
      who: 'sara',
      at: ATTEMPT.preparedAt,
    });
  });

  test('takes the name of the user', async () => {
    await resolve('att_1', '--paid', '--ref', '777', ...evidence);
    expect(resolutions.at(-1)?.who).toBe(userInfo().username);
  });

  test.each([
    [['att_1', '--not-paid', ...evidence], 1, 'Say so in 2 min.'],
    [['att_9', '--paid', '--ref', '7', ...evidence], 1, 'There is no payment att_9'],
    [['att_paid', '--paid', '--ref', '7', ...evidence], 1, 'is paid and cannot be settled this way'],
    [['att_1', '--paid', '--ref', '000', ...evidence], 1, '000 is no reference'],
    [['att_1', '--paid', '--ref', ' ', ...evidence], 1, 'Nothing is no reference'],
    [['att_1', '--paid', '--ref', '7', '--evidence', '  '], 1, 'The evidence must be a text'],
    [['att_1', '--paid', '--ref', '7', '--evidence', 'x'.repeat(501)], 1, 'at most 500'],
    [['att_1', '--paid', '--ref', '7', ...evidence, '--who', ' '], 1, 'The name must be a text'],
    [['att_1', '--paid', '--ref', '7', '--evidence', 'card ۶۰۳۷۹۹۱۸۴۶۲۷۵۳۱۵'], 1, 'never kept'],
    [['att_1', '--paid', '--ref', '7', '--evidence', 'card 6037-9918-4627-5315.'], 1, 'never kept'],
    [['att_1', '--paid', '--ref', '7', ...evidence, '--who', '6037 9918 4627 5315'], 1, 'never kept'],
    [['att_1', '--paid', ...evidence], 2, 'needs its reference'],
    [['att_1', ...evidence], 2, 'Say which'],
    [['att_1', '--paid', '--not-paid', ...evidence], 2, 'cannot be used with'],
    [['att_1', '--not-paid', '--ref', '7', ...evidence], 2, 'cannot be used with'],
    [['att_1', '--paid', '--ref', '7'], 2, '--evidence'],
  ])('%j exits %i', async (words, exitCode, part) => {
    const asked = resolutions.length;
    expect(await resolve(...words)).toEqual({ out: '', exitCode, sentence: expect.stringContaining(part) });
    const refusedByBooks = part.startsWith('Say so') || /no payment|is paid/.test(part);
    expect(resolutions.length - asked).toBe(refusedByBooks ? 1 : 0);
  });

  test('lets order ids, references and half a card be named', async () => {
    const sentence =
      'Orders 606037991846275315 and 603799184627531560, reference 6037991846275316, card 603799******5315';
    expect((await resolve('att_1', '--paid', '--ref', '7', '--evidence', sentence)).exitCode).toBe(0);
  });
});

describe('--json', () => {
  test.each([
    [merchantsCommand, 'merchants --json'],
    [invoicesCommand, 'invoices list --json'],
    [invoicesCommand, 'invoices add --merchant bookshop --amount 500000 --json'],
    [paymentsCommand, 'payments list --json'],
    [paymentsCommand, 'payments show att_1 --json'],
    [paymentsCommand, 'payments --unknown --json'],
    [resolveCommand, 'resolve att_1 --paid --ref 777 --evidence x --json'],
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
    '09121234567',
    '+989121234567',
    '00989121234567',
    '9121234567',
    '۰۹۱۲۱۲۳۴۵۶۷',
    ' 0912 123-4567 ',
  ])('keeps the mobile %j as one', async (mobile) => {
    const words = ['invoices', 'add', '--merchant', 'bookshop', '--amount', '1000', '--mobile', mobile];
    const { out } = await run(invoicesCommand, [...words, '--json']);
    expect(JSON.parse(out)).toMatchObject({ mobile: '+989121234567' });
    expect((await run(invoicesCommand, words)).out).toMatch(/Mobile +09121234567/);
  });

  test('keeps no mobile where none is given', async () => {
    expect(JSON.parse((await add('--amount 1000')).out)).toMatchObject({ mobile: null });
  });

  test.each([
    ['--amount 1000 --mobile 02112345678', 1, '02112345678 is no Iranian mobile number'],
    ['--amount 1000 --mobile 0912123456', 1, 'such as 09121234567'],
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

describe('an invoice', () => {
  test.each([
    ['invoices show inv_1', /Status +open/],
    ['invoices cancel inv_1', /Status +cancelled/],
    ['invoices extend inv_1 --days 7', /Expires +\d+ \w+ 20\d\d/],
  ])('%s', async (words, facts) => {
    expect((await run(invoicesCommand, words)).out).toMatch(facts);
  });

  test.each([
    ['invoices show inv_9', 1, 'There is no invoice inv_9'],
    ['invoices cancel inv_9', 1, 'A payment of inv_9 is under way'],
    ['invoices extend inv_1 --days never', 1, 'inv_1 was cancelled'],
    ['invoices extend inv_1', 2, '--days'],
    ['invoices extend inv_1 --days 0', 2, 'from 1 to 3650'],
  ])('%s exits %i', async (words, exitCode, part) => {
    const sentence = expect.stringContaining(part);
    expect(await run(invoicesCommand, words)).toEqual({ out: '', exitCode, sentence });
  });
});

describe('exit codes', () => {
  test.each([
    [paymentsCommand, 'payments show att_9', 1, 'There is no payment att_9'],
    [callsCommand, 'calls show call_9', 1, 'There is no call call_9'],
    [replayCommand, 'replay call_9', 1, 'There is no call call_9'],
    [callCommand, 'call 1000 PJSIP/alice', 1, 'running server'],
    [paymentsCommand, 'payments list --state gone', 2, 'paid'],
    [paymentsCommand, 'payments list --unknown --state paid', 2, 'cannot be used with'],
    [paymentsCommand, 'payments --unknown --call call_1', 2, 'cannot be used with'],
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
