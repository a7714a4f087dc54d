import { describe, expect, it } from 'vitest';
import { createVault } from '../../../src/adapters/vault.ts';
import { type VerifyPayerPorts, verifyPayer } from '../../../src/application/verify-payer.ts';
import type { CommandOf } from '../../../src/domain/call/command.ts';
import {
  BIRTH_DATE,
  BORN,
  FakeCounters,
  FakeLog,
  FakeRegister,
  NATIONAL_ID,
  PAN,
} from '../../support/fakes.ts';
import { SimulatedSystem, settle } from '../../support/simulated-system.ts';

const MOBILE = '+989121234567';
const BY_MOBILE = { by: 'shahkar', nationalId: 'nationalId.2' } as const;
const BY_CARD = { by: 'card', nationalId: 'nationalId.2', birthDate: 'birthDate.3' } as const;

class Question {
  readonly register = new FakeRegister();
  readonly rateCounters = new FakeCounters();
  readonly system = new SimulatedSystem();
  readonly log = new FakeLog();
  readonly vault = createVault().open('call_1');

  constructor() {
    for (const [ref, digits] of [
      ['card.1', PAN],
      ['nationalId.2', NATIONAL_ID],
      ['birthDate.3', BIRTH_DATE],
    ] as const) {
      this.vault.begin(ref);
      for (const digit of digits) this.vault.append(ref, digit);
    }
  }

  ask(
    details: CommandOf<'CheckPayer'>['details'],
    {
      caller = MOBILE,
      mobile = MOBILE,
      ...special
    }: Partial<VerifyPayerPorts> & { caller?: string | null; mobile?: string } = {},
  ) {
    const { register: identity, rateCounters, system, log, vault } = this;
    const command = { type: 'CheckPayer', check: 1, mobile, pan: 'card.1', details } as const;
    const caps = { checksPerPayerDay: 2, otpCaps: { otpsPerLineHour: 3 } };
    const ports = { identity, rateCounters, ...caps, system, log, ...special };
    return verifyPayer(ports, { callId: 'call_1', line: '1000', caller, vault, command });
  }
}

describe('who pays', () => {
  it('is asked about by national id and mobile, leading zeros kept', async () => {
    const question = new Question();
    expect(await question.ask(BY_MOBILE)).toEqual({
      type: 'PayerChecked',
      check: 1,
      finding: 'matched',
      tookMs: 0,
    });
    expect(question.register.asked).toEqual([{ nationalId: '0837194628', mobile: MOBILE }]);
  });

  it('is asked about by card, national id and the Gregorian date of a birth date keyed in Jalali', async () => {
    const question = new Question();
    question.register.finding = 'mismatched';
    expect(await question.ask(BY_CARD)).toMatchObject({ finding: 'mismatched' });
    expect(question.register.asked).toEqual([{ nationalId: NATIONAL_ID, pan: PAN, birthDate: BORN }]);
  });

  it('leaves nothing of it in the log', async () => {
    const question = new Question();
    await question.ask(BY_CARD);
    const text = JSON.stringify(question.log.lines);
    for (const secret of [PAN, NATIONAL_ID, BIRTH_DATE, BORN]) expect(text).not.toContain(secret);
  });
});

describe('a register that gives no answer', () => {
  it('is unavailable where none is set up, with an error that says so', async () => {
    const question = new Question();
    expect(await question.ask(BY_MOBILE, { identity: null })).toMatchObject({ finding: 'unavailable' });
    expect(question.log.errors).toEqual(['a line verifies its payers, and no identity service is set up']);
  });

  it('is unavailable when it says so, and when it breaks its word and rejects', async () => {
    const question = new Question();
    question.register.finding = 'unavailable';
    expect(await question.ask(BY_MOBILE)).toMatchObject({ finding: 'unavailable' });
    question.register.answering = Promise.reject(new Error('it is away'));
    expect(await question.ask(BY_MOBILE)).toMatchObject({ finding: 'unavailable' });
  });

  it('is unavailable after 15 s, and its late answer is nobody’s', async () => {
    const question = new Question();
    question.register.answering = new Promise(() => undefined);
    const asked = question.ask(BY_MOBILE);
    await settle();
    await question.system.advance(15_000);
    expect(await asked).toMatchObject({ finding: 'unavailable', tookMs: 15_000 });
  });

  it('is not asked when the caller has left and the vault is wiped', async () => {
    const question = new Question();
    question.vault.wipe();
    expect(await question.ask(BY_CARD)).toMatchObject({ finding: 'unavailable' });
    expect(question.register.asked).toEqual([]);
  });
});

describe('whoever tries details out', () => {
  it('is not asked about more often in a day than is allowed', async () => {
    const question = new Question();
    const findings = [];
    for (let nth = 0; nth < 3; nth += 1) findings.push((await question.ask(BY_MOBILE)).finding);
    expect(findings).toEqual(['matched', 'matched', 'tooOften']);
    expect(question.register.asked).toHaveLength(2);
  });

  it('is counted by the number that calls too, whatever mobile is keyed', async () => {
    const question = new Question();
    const caller = '02188001122';
    for (const end of ['1', '2']) await question.ask(BY_MOBILE, { caller, mobile: `+98912000000${end}` });
    const third = await question.ask(BY_MOBILE, { caller, mobile: '+989120000003' });
    expect(third.finding).toBe('tooOften');
    // A withheld number is nobody's.
    const withheld = await question.ask(BY_MOBILE, { caller: null, mobile: '+989120000004' });
    expect(withheld.finding).toBe('matched');
  });

  it('is stopped by their line where their number is withheld and they key ever another mobile', async () => {
    const question = new Question();
    const findings = [];
    for (const end of ['1', '2', '3', '4']) {
      const guess = { caller: null, mobile: `+98912000000${end}` };
      findings.push((await question.ask(BY_CARD, guess)).finding);
    }
    expect(findings).toEqual(['matched', 'matched', 'matched', 'tooOften']);
    expect(question.register.asked).toHaveLength(3);
    expect(question.log.errors).toHaveLength(1);
  });

  it('is counted once where the mobile is the caller’s own, in any spelling', async () => {
    const question = new Question();
    await question.ask(BY_MOBILE, { caller: '09121234567' });
    expect([...question.rateCounters.hits]).toEqual([
      ['verify:+989121234567', 1],
      ['verify:line:1000', 1],
    ]);
  });

  it('is not asked about while nothing can be counted', async () => {
    const question = new Question();
    question.rateCounters.away = true;
    expect(await question.ask(BY_MOBILE)).toMatchObject({ finding: 'unavailable' });
    expect(question.register.asked).toEqual([]);
  });
});
