import { describe, expect, it } from 'vitest';
import { PAN, PIN } from '../../support/fakes.ts';
import { LiveCall } from '../../support/live-call.ts';
import { settle } from '../../support/simulated-system.ts';

/** How to get to each stage, with what then keeps the books and the bank busy. */
const STAGES: Readonly<Record<string, (call: LiveCall) => Promise<unknown>>> = {
  arriving: async (call) => {
    call.merchants.findLine = () => new Promise(() => undefined);
    call.line.ring();
  },
  answering: async (call) => {
    call.line.ring();
    await call.system.advance(399);
  },
  greet: (call) => call.toGreeting(),
  'bill.find': async (call) => {
    call.policy = { bill: { type: 'invoice' } };
    await call.toGreeting();
    await call.listen();
    call.books.findInvoiceBill = () =>
      new Promise((resolve) => call.system.after(5_000, () => resolve('paid')));
    await call.keys('100016#');
  },
  'bill.invoice': async (call) => {
    call.policy = { bill: { type: 'invoice' } };
    await call.toGreeting();
    await call.listen();
    await call.keys('100');
  },
  'bill.tell': async (call) => {
    await call.toGreeting();
    await call.listen();
  },
  'bill.confirm': async (call) => {
    call.policy = { bill: { type: 'invoice' } };
    await call.toGreeting();
    await call.listen();
    await call.keys('100016#');
  },
  'mobile.ask': async (call) => {
    call.line.ring(null);
    await call.system.advance(400);
    await call.listen(2);
    await call.keys('0912');
  },
  'mobile.confirm': async (call) => {
    call.line.ring(null);
    await call.system.advance(400);
    await call.listen(2);
    await call.keys('09121234567');
  },
  'card.ask': async (call) => {
    await call.toCard();
    await call.keys(PAN.slice(0, 9));
  },
  'card.confirm': async (call) => {
    call.policy = { confirmCard: true };
    await call.toCard();
    await call.keys(PAN);
  },
  'attempt.commit': async (call) => {
    const { prepare } = call.books;
    call.books.prepare = (attempt) =>
      new Promise((resolve) => call.system.after(5_000, () => resolve(prepare.call(call.books, attempt))));
    await call.toPin();
  },
  'otp.wait': async (call) => {
    call.gateway.otpAnswering = new Promise((resolve) => call.system.after(5_000, resolve));
    await call.toPin();
    await call.keys('739');
  },
  'pin.ask': async (call) => {
    await call.toPin();
    await call.keys('739');
  },
  'pin.menu': async (call) => {
    await call.toPin();
    await call.keys('*');
  },
  reference: async (call) => {
    await call.toPay();
    await call.listen();
  },
  next: async (call) => {
    call.gateway.outcome = { type: 'declined', code: 51 };
    await call.toPay();
    await call.listen();
  },
  goodbye: async (call) => {
    await call.toCard();
    await call.listen();
    for (const _ of [1, 2, 3]) {
      await call.system.advance(16_000);
      if (call.stage === 'card.ask') await call.listen();
    }
  },
};

describe('a hang-up', () => {
  it.each(Object.keys(STAGES))(
    'in stage %s leaves no timer, no secret and no prepared attempt',
    async (stage) => {
      const call = new LiveCall();
      await STAGES[stage]?.(call);
      await settle();
      expect(call.stage).toBe(stage);
      call.line.leave();
      await call.system.advance(10_000);
      expect(call.stage).toBe('ended');
      expect(call.books.last).not.toBe('prepared');
      expect(call.system.waiting).toBe(0);
      expect(
        call.lent.flatMap((secret) => secret.expose((bytes) => [...bytes])).every((byte) => byte === 0),
      ).toBe(true);
      if (stage === 'arriving') return;
      expect([call.registry.size, call.log.errors]).toEqual([0, []]);
    },
  );

  it('before the dispatch sends nothing', async () => {
    const call = new LiveCall();
    await call.toPin();
    call.line.key(`${PIN}#`);
    call.line.leave();
    await settle();
    expect([call.gateway.pays, call.books.last, call.registry.size]).toEqual([[], 'notSent(hangup)', 0]);
  });

  it.each(['pay.wait', 'pay.record', 'verdict'] as const)(
    'in stage %s cancels nothing: the payment is recorded, and the call is over only then',
    async (stage) => {
      const call = new LiveCall();
      await call.toPin();
      const { promise, resolve } = Promise.withResolvers<void>();
      const { record } = call.books;
      call.books.record = async (result, by) => {
        await promise;
        return record.call(call.books, result, by);
      };
      call.spool.away = true;
      call.queue.away = true;
      if (stage === 'pay.wait') call.gateway.answering = promise;
      await call.keys(`${PIN}#`);
      if (stage === 'verdict') await call.system.advance(2_000);
      expect(call.stage).toBe(stage);
      call.line.leave();
      await settle();
      expect([call.registry.size, call.books.last]).toEqual([1, 'dispatched']);
      resolve();
      await settle();
      expect([call.stage, call.books.last, call.registry.size, call.system.waiting]).toEqual([
        'ended',
        'paid',
        0,
        0,
      ]);
      expect(call.gateway.pays).toHaveLength(1);
    },
  );
});
