import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import type { OpenBankingOperations } from '../../src/application/open-banking-operations.ts';
import type { Operations } from '../../src/application/operations.ts';
import type { BankConsent } from '../../src/application/ports.ts';
import type { Cli } from '../../src/cli/cli.ts';
import { failureOf } from '../../src/cli/failure.ts';
import { ibanCommand } from '../../src/cli/iban.ts';
import { plainPaint } from '../../src/cli/paint.ts';
import { sanbodCommand } from '../../src/cli/sanbod.ts';

const IBAN = 'IR410590011981302618257001';
const AT = Date.UTC(2026, 0, 15, 6, 30);
const CONSENT: BankConsent = {
  consentId: 'con_1',
  provider: '059',
  account: '119-813-2618257-1\u001b[2J',
  status: 'connected',
  askedAt: AT,
  linkEndsAt: AT + 900_000,
  settledAt: AT + 60_000,
  revokedAt: null,
  renewedAt: AT + 60_000,
  renewAt: AT + 3_600_000,
};

/** Runs one command; also what was asked of the operations. */
async function run(words: string[], given: { keyed?: string; told?: boolean } = {}) {
  const { keyed = '', told = true } = given;
  const asked: unknown[] = [];
  const operations: OpenBankingOperations = {
    async connectBank(request) {
      asked.push(request);
      return {
        url: 'https://bank.example/login?a=1',
        consent: { ...CONSENT, status: 'asked', account: null },
      };
    },
    bankConsents: async () => [CONSENT, { ...CONSENT, consentId: 'con_2', status: 'expired', account: null }],
    async revokeBank(consentId) {
      asked.push(consentId);
      const why = told ? null : 'Sanbod did not confirm it: HTTP 503.';
      return { consent: CONSENT, atSanbod: told ? 'confirmed' : 'unconfirmed', why };
    },
    async convertIban(question) {
      asked.push(question);
      const isDeposit = question.from === 'iban' || (question.from === 'card' && question.to === 'deposit');
      return isDeposit
        ? { kind: 'deposit', value: '119-813-2618257-1', traceId: 'abc' }
        : { kind: 'iban', value: IBAN, traceId: 'abc' };
    },
  };
  const out: string[] = [];
  let exitCode = 0;
  const cli: Cli = {
    environment: {},
    paint: plainPaint,
    out: (text) => out.push(text),
    exit: (code) => {
      exitCode = code;
    },
    books: (use) => use(operations as Operations),
  };
  const questions: string[] = [];
  const iban = ibanCommand(cli, async (question) => {
    questions.push(question);
    return keyed;
  });
  const program = new Command()
    .exitOverride()
    .addCommand(quiet(iban))
    .addCommand(quiet(sanbodCommand(cli)));
  const error: unknown = await program.parseAsync(words, { from: 'user' }).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  const failure = error === null ? null : failureOf(error);
  return { out: out.join('\n'), asked, questions, failure, exitCode };
}

function quiet(command: Command): Command {
  for (const below of command.commands) quiet(below);
  return command.exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
}

describe('zangpay iban check', () => {
  test('asks nobody, whatever way it is written', async () => {
    const { out, asked, exitCode } = await run([
      'iban',
      'check',
      'ir41',
      '0590-0119',
      '8130',
      '2618',
      '2570',
      '۰۱',
    ]);
    expect(out).toContain('IR41 0590 0119 8130 2618 2570 01');
    expect(out).toContain('Sina Bank, بانک سینا (059)');
    expect(asked).toEqual([]);
    expect(exitCode).toBe(0);
  });

  test.each([
    ['590011981302618257001', 'noCountry'],
    ['DE89370400440532013000', 'otherCountry'],
    ['IR4105900119813026182570O1', 'notDigits'],
    ['IR41059001198130261825700', 'length'],
    ['IR410590011981302618257002', 'checkDigits'],
  ])('%s is told as %s, with exit code 1', async (text, fault) => {
    const told = await run(['iban', 'check', text, '--json']);
    expect(JSON.parse(told.out)).toEqual({ valid: false, fault, why: expect.stringMatching(/\.$/) });
    expect(told.exitCode).toBe(1);
    expect((await run(['iban', 'check', text])).out).toMatch(/^(This is no IBAN|The check digits are wrong)/);
  });

  test('gives one document', async () => {
    const { out } = await run(['iban', 'check', IBAN, '--json']);
    expect(JSON.parse(out)).toEqual({
      valid: true,
      iban: IBAN,
      bankCode: '059',
      bank: { fa: 'بانک سینا', en: 'Sina Bank' },
    });
  });
});

describe('conversions', () => {
  test.each([
    ['of-card', 'iban', 'IR41 0590 0119 8130 2618 2570 01'],
    ['deposit-of-card', 'deposit', '119-813-2618257-1'],
  ])('%s asks for the card and never takes it as an argument', async (name, to, shown) => {
    const { out, asked, questions } = await run(['iban', name], { keyed: '۵۰۲۲ 2913-0198‌4702' });
    expect(questions).toEqual(['Card number: ']);
    expect(asked).toEqual([{ from: 'card', to, card: '5022291301984702' }]);
    expect(out).toContain(shown);
    expect(out).not.toContain('5022291301984702');
    const wrong = await run(['iban', name, '5022291301984702']);
    expect(wrong.failure?.exitCode).toBe(2);
    expect(wrong.failure?.sentence).toMatch(/never an argument/);
    expect(JSON.stringify([wrong.out, wrong.failure?.sentence])).not.toContain('5022291301984702');
    expect(wrong.asked).toEqual([]);
  });

  test('an account needs its bank', async () => {
    const { asked } = await run(['iban', 'of-deposit', '119.813.1', '--bank', '۰۵۹']);
    expect(asked).toEqual([{ from: 'deposit', depositNumber: '119.813.1', provider: '059' }]);
    expect((await run(['iban', 'of-deposit', '119.813.1'])).failure?.exitCode).toBe(2);
    expect((await run(['iban', 'of-deposit', '119.813.1', '--bank', '59'])).failure?.exitCode).toBe(2);
  });

  test('an IBAN gives its account, as one document too', async () => {
    const { out, asked } = await run(['iban', 'to-deposit', IBAN, '--json']);
    expect(asked).toEqual([{ from: 'iban', iban: IBAN }]);
    expect(JSON.parse(out)).toEqual({ kind: 'deposit', value: '119-813-2618257-1', traceId: 'abc' });
  });
});

describe('zangpay sanbod', () => {
  test('connect prints the page to open, for Pasargad unless another bank is named', async () => {
    const { out, asked } = await run(['sanbod', 'connect']);
    expect(asked).toEqual([{ provider: '057', account: null }]);
    expect(out.split('\n')).toContain('https://bank.example/login?a=1');
    const other = await run(['sanbod', 'connect', '--provider', '059', '--account', '119-1', '--json']);
    expect(other.asked).toEqual([{ provider: '059', account: '119-1' }]);
    expect(JSON.parse(other.out)).toMatchObject({ url: 'https://bank.example/login?a=1' });
    expect((await run(['sanbod', 'connect', '--provider', 'sina'])).failure?.exitCode).toBe(2);
  });

  test('status shows consents, and nothing that moves a cursor', async () => {
    const { out } = await run(['sanbod', 'status']);
    expect(out).toMatch(/con_1 +059 Sina Bank +119-813-2618257-1 \[2J +connected/);
    expect(out).toMatch(/con_2 .*link expired/);
    expect((await run(['sanbod'])).out).toBe(out);
  });

  test('revoke says what Sanbod said, and exits with 1 while it has not confirmed', async () => {
    const good = await run(['sanbod', 'revoke', 'con_1']);
    expect(good).toMatchObject({ asked: ['con_1'], exitCode: 0 });
    expect(good.out).toContain('Sanbod has confirmed it.');
    const doubtful = await run(['sanbod', 'revoke', 'con_1'], { told: false });
    expect(doubtful.exitCode).toBe(1);
    expect(doubtful.out).toContain('HTTP 503');
    expect(doubtful.out).toContain('Run this again');
  });
});
