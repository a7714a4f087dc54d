import { describe, expect, it } from 'vitest';
import { requestOtp } from '../../../src/application/request-otp.ts';
import type { OtpOutcome } from '../../../src/domain/payment/outcome.ts';
import { NO_HABIT } from '../../../src/domain/payment/pin-habit.ts';
import { FakeBooks, FakeGateway, FakeLog, PAN, secretOf } from '../../support/fakes.ts';

const ATTEMPT = {
  attemptId: 'att_1',
  orderId: '1',
  amount: 500_000,
  sequence: 'sequence',
  mobile: '+989121234567',
  pinLifeMs: 120_000,
  cardFirst6: '603799',
  habit: NO_HABIT,
};

async function ask(otp: OtpOutcome, away = false) {
  const [payments, gateway, log] = [new FakeBooks(), new FakeGateway(), new FakeLog()];
  payments.states.set('att_1', { state: 'prepared', reason: null });
  payments.away = away;
  gateway.otp = otp;
  const reply = await requestOtp({ payments, gateway, log }, ATTEMPT, secretOf(PAN));
  return { reply, state: payments.last, log, asked: gateway.otps };
}

describe('asking for a dynamic PIN', () => {
  it.each<[OtpOutcome, string]>([
    [{ type: 'accepted' }, 'prepared'],
    [{ type: 'unknown' }, 'prepared'],
    [{ type: 'refused', code: 14 }, 'notSent(otpRefused)'],
    [{ type: 'notConnected' }, 'notSent(notConnected)'],
    [{ type: 'priceMismatch' }, 'notSent(priceMismatch)'],
  ])('%j leaves the attempt %s', async (otp, state) => {
    const asked = await ask(otp);
    expect(asked.reply.outcome).toEqual(otp);
    expect(asked.state).toBe(state);
    expect(asked.asked).toEqual([{ orderId: '1', pan: PAN }]);
  });

  it('tells the answer also when the books are away', async () => {
    const { reply, state, log } = await ask({ type: 'refused', code: null }, true);
    expect([reply.outcome.type, state]).toEqual(['refused', 'prepared']);
    expect(log.errors).toEqual(['an attempt could not be set aside']);
  });

  it('logs no digit of the card', async () => {
    const { log } = await ask({ type: 'accepted' });
    expect(JSON.stringify(log.lines)).not.toContain(PAN.slice(6, 12));
  });
});
