import { describe, expect, it } from 'vitest';
import { createCardHasher } from '../../../src/adapters/card-hasher.ts';
import { commitAttempt } from '../../../src/application/commit-attempt.ts';
import { NO_RECEIPTS } from '../../../src/application/ports.ts';
import type { CommandOf } from '../../../src/domain/call/command.ts';
import { POLICY } from '../../support/conversation.ts';
import { FakeBooks, FakeHabits, FakeLog, OTP_CAPS, PAN, secretOf } from '../../support/fakes.ts';
import { SimulatedSystem } from '../../support/simulated-system.ts';

const COMMAND: CommandOf<'CommitAttempt'> = {
  type: 'CommitAttempt',
  bill: { billId: 'bill_1', amount: 500_000, invoiceId: null },
  mobile: '+989121234567',
  card: { first6: '603799', last4: '5315', bank: 'melli' },
  pan: 'card.1',
};

async function commit(books = new FakeBooks(), command = COMMAND, receipts = NO_RECEIPTS) {
  const [system, log] = [new SimulatedSystem(), new FakeLog()];
  const cardHasher = createCardHasher(Buffer.alloc(32, 1));
  const pinHabits = new FakeHabits();
  const ports = { payments: books, system, log, cardHasher, pinHabits, otpCaps: OTP_CAPS, receipts };
  const answer = await commitAttempt(ports, {
    callId: 'call_1',
    policy: POLICY,
    command,
    pan: secretOf(PAN),
  });
  return { answer, books, system, log };
}

describe('committing an attempt', () => {
  it('freezes bill, order id, amount, card, sequence and payer', async () => {
    const { answer, books } = await commit();
    const [attempt] = books.prepared;
    expect(attempt).toMatchObject({
      billId: 'bill_1',
      callId: 'call_1',
      line: '1000',
      amount: 500_000,
      sequence: POLICY.sequence,
      channel: 'phone',
      mobile: '+989121234567',
      cardFirst6: '603799',
      cardLast4: '5315',
      cardHash: { hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(attempt?.orderId).toMatch(/^\d{18}$/);
    expect(attempt?.expiresInMs).toBeGreaterThan(POLICY.limits.pinLifeMs);
    const { attemptId, orderId } = attempt ?? {};
    expect(answer).toMatchObject({ attemptId, orderId, amount: 500_000, pinLifeMs: 120_000 });
    expect(JSON.stringify([answer, attempt])).not.toContain(PAN.slice(6, 12));
  });

  it('writes the bill of a fixed line with it, and none for an invoice', async () => {
    const opened: string[] = [];
    class Watched extends FakeBooks {
      override async openBill(bill: Parameters<FakeBooks['openBill']>[0]) {
        opened.push(bill.billId);
        return super.openBill(bill);
      }
    }
    await commit(new Watched());
    await commit(new Watched(), {
      ...COMMAND,
      bill: { billId: 'bill_2', amount: 1_000, invoiceId: 'inv_1' },
    });
    expect(opened).toEqual(['bill_1']);
  });

  it('says that the payer is texted, and never when that is not certain', async () => {
    const asked: string[][] = [];
    const willText = async (line: string, mobile: string) => {
      asked.push([line, mobile]);
      return true;
    };
    const texted = await commit(new FakeBooks(), COMMAND, { willText });
    expect([texted.answer, asked]).toMatchObject([{ receipt: true }, [['1000', '+989121234567']]]);
    expect((await commit()).answer).toMatchObject({ receipt: false });
    const away = await commit(new FakeBooks(), COMMAND, {
      willText: () => Promise.reject(new Error('away')),
    });
    expect(away.answer).toMatchObject({ receipt: false });
    expect(away.log.lines.map(({ message }) => message)).toEqual([
      'whether a payer is texted could not be read',
    ]);
  });

  it('tells why it was refused, and takes a failing store for one that is down', async () => {
    const books = new FakeBooks();
    books.refusePrepare = 'pinBudget';
    expect((await commit(books)).answer).toBe('pinBudget');
    books.away = true;
    const { answer, log } = await commit(books);
    expect([answer, log.errors]).toEqual(['storeDown', ['an attempt could not be committed']]);
  });
});
