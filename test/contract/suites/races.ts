import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/adapters/store/database.ts';
import { createLeftovers } from '../../../src/adapters/store/leftovers.ts';
import type { NewAttempt } from '../../../src/application/ports.ts';
import {
  BOOKSHOP,
  type BooksKit,
  booksKit,
  cardHash,
  OF_PANEL,
  OWNER,
  PAID,
  panelOwner,
  resultOf,
  UNKNOWN,
  unique,
} from './books-kit.ts';
import { LEFT } from './leftovers.ts';

/** What must hold when many processes act on the same books at once. */
export function raceSuite(use: () => Database): void {
  let kit: BooksKit;
  beforeAll(async () => {
    kit = booksKit(use());
    await kit.merchants.apply([BOOKSHOP]);
  });
  const dispatchAll = (attempts: readonly NewAttempt[]) =>
    Promise.all(attempts.map(({ attemptId }) => kit.payments.dispatch(attemptId, OWNER)));
  const prepareMany = (given: readonly Partial<NewAttempt>[]) =>
    Promise.all(given.map((one) => kit.prepared(one)));
  const count = (answers: readonly string[], answer: string) =>
    answers.filter((one) => one === answer).length;

  describe('races', () => {
    it('lets one of 50 dispatches of one bill win; the others are not sent, with the reason', async () => {
      const billId = await kit.bill();
      const attempts = await prepareMany(Array.from({ length: 50 }, () => ({ billId })));
      const answers = await dispatchAll(attempts);
      expect([count(answers, 'dispatched'), count(answers, 'billBusy')]).toEqual([1, 49]);
      const stored = await Promise.all(attempts.map((attempt) => kit.stored(attempt)));
      expect(stored.filter(({ state }) => state === 'dispatched')).toHaveLength(1);
      const lost = stored.filter(
        ({ state, notSentReason }) => state === 'notSent' && notSentReason === 'billBusy',
      );
      expect(lost).toHaveLength(49);
    });

    it('lets one of 50 calls and 50 panels win one bill, and tells the others why', async () => {
      const { billId, invoiceId } = await kit.invoice({ code: '40000008' });
      const calls = await prepareMany(Array.from({ length: 50 }, () => ({ billId })));
      const panels = await prepareMany(Array.from({ length: 50 }, () => ({ ...OF_PANEL, billId })));
      const answers = await Promise.all([
        ...panels.map(({ attemptId }) => kit.payments.dispatch(attemptId, panelOwner())),
        ...calls.map(({ attemptId }) => kit.payments.dispatch(attemptId, OWNER)),
      ]);
      expect([count(answers, 'dispatched'), count(answers, 'billBusy')]).toEqual([1, 99]);
      expect(await kit.panel.findInvoiceById('bookshop', invoiceId)).toBe('busy');
    });

    it('lets one of 20 panels win that name one mobile, whatever their bills', async () => {
      const panels = await prepareMany(Array.from({ length: 20 }, () => OF_PANEL));
      const owner = panelOwner();
      const answers = await Promise.all(
        panels.map(({ attemptId }) => kit.payments.dispatch(attemptId, owner)),
      );
      expect([count(answers, 'dispatched'), count(answers, 'payerBusy')]).toEqual([1, 19]);
    });

    it('gives an order that 50 ask for at once one bill, with one of their amounts', async () => {
      const order = { merchantId: 'bookshop', line: '1000', orderId: unique('order') };
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          kit.panel.openOrder({ ...order, billId: unique('bill'), amount: 771_000 + 1_000 * (n % 2) }),
        ),
      );
      const bills = answers.filter((answer) => typeof answer !== 'string');
      expect(new Set(bills.map(({ billId }) => billId)).size).toBe(1);
      expect([bills.length, answers.filter((answer) => answer === 'amountDiffers').length]).toEqual([25, 25]);
      const left = await kit.sql(
        `select from bills where bill_id not in (select bill_id from orders) and amount in (771000, 772000)`,
      );
      expect(left).toEqual([]);
    });

    it.each(['cardHash', 'mobile'] as const)('lets one of 20 bills of one %s win', async (by) => {
      const { [by]: shared } = await kit.prepared();
      const answers = await dispatchAll(
        await prepareUnlimited(Array.from({ length: 20 }, () => ({ [by]: shared }))),
      );
      expect([count(answers, 'dispatched'), count(answers, 'payerBusy')]).toEqual([1, 19]);
    });

    /** The hourly limit of PINs is for `prepare`'s own tests. */
    const prepareUnlimited = async (given: readonly Partial<NewAttempt>[]) => {
      const attempts: NewAttempt[] = [];
      for (const one of given) {
        attempts.push(await kit.prepared(one));
        await kit.sql(`update card_hashes set last_used_at = now()`);
        await agePrepared();
      }
      return attempts;
    };
    const agePrepared = async () => {
      await kit.sql('alter table attempts disable trigger guard');
      await kit.sql(
        `update attempts set prepared_at = prepared_at - interval '2 hours' where state = 'prepared'`,
      );
      await kit.sql('alter table attempts enable trigger guard');
    };

    it('does not deadlock when bills, cards and mobiles cross', async () => {
      const cards = Array.from({ length: 4 }, () => cardHash());
      const mobiles = ['+989120000001', '+989120000002', '+989120000003'];
      const bills = await Promise.all(Array.from({ length: 6 }, () => kit.bill()));
      const at = <T>(list: readonly T[], index: number) => list[index % list.length] as T;
      const attempts = await prepareUnlimited(
        Array.from({ length: 40 }, (_, n) => ({
          billId: at(bills, n * 5),
          cardHash: at(cards, n),
          mobile: at(mobiles, n * 7),
          line: n % 2 === 0 ? '1000' : '2000',
        })),
      );
      const outcomes = attempts.map(async (attempt) => {
        const answer = await kit.payments.dispatch(attempt.attemptId, OWNER);
        if (answer === 'dispatched') await kit.payments.record(resultOf(attempt, PAID), 'queue');
        return answer;
      });
      const answers = await Promise.all(outcomes);
      expect(count(answers, 'dispatched')).toBeGreaterThan(0);
      expect(answers).not.toContain('expired');
    });

    it('gives a card two tries, however many lines race for them', async () => {
      const card = cardHash();
      await kit.merchants.apply([sixLines()]);
      const attempts = await prepareUnlimited(
        Array.from({ length: 6 }, (_, n) => ({ cardHash: card, line: `60${n}` })),
      );
      const answers = await dispatchAll(attempts);
      expect([count(answers, 'dispatched'), count(answers, 'pinBudget')]).toEqual([2, 4]);
    });

    it('counts the same evidence once when it arrives by ten roads at once', async () => {
      const attempt = await kit.dispatched();
      const result = resultOf(attempt, PAID);
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => kit.payments.record(result, 'queue')),
      );
      expect(answers.filter(({ recorded }) => recorded)).toHaveLength(1);
      expect(answers.every(({ state, surplus }) => state === 'paid' && !surplus)).toBe(true);
      const told = await kit.sql('select 1 from outbox where attempt_id = $1', [attempt.attemptId]);
      expect(told).toHaveLength(1);
    });

    it('calls one of two charges of a bill surplus when both are proven at once', async () => {
      for (let round = 0; round < 5; round += 1) {
        const first = await kit.settled({ type: 'declined', code: 51 });
        const second = await kit.settled({ type: 'declined', code: 51 }, { billId: first.billId });
        const both = [first, second].map((attempt) => kit.payments.record(resultOf(attempt, PAID), 'queue'));
        expect((await Promise.all(both)).map(({ surplus }) => surplus).sort()).toEqual([false, true]);
      }
    });

    it('lets a dispatch or a hang-up win, never both', async () => {
      for (let round = 0; round < 10; round += 1) {
        const attempt = await kit.prepared();
        const [answer, aside] = await Promise.all([
          kit.payments.dispatch(attempt.attemptId, OWNER),
          kit.payments.setAside(attempt.attemptId, 'hangup'),
        ]);
        expect([answer, aside]).toEqual(aside ? ['notPrepared', true] : ['dispatched', false]);
        expect((await kit.stored(attempt)).state).toBe(aside ? 'notSent' : 'dispatched');
      }
    });

    it('settles what was left once, however many sweep at once', async () => {
      const attempts = await prepareMany(Array.from({ length: 8 }, () => ({})));
      await dispatchAll(attempts);
      for (const attempt of attempts) await kit.aged('dispatched_at', attempt, 700);
      const sweepers = Array.from({ length: 4 }, () => createLeftovers(use()));
      const states = await Promise.all(
        sweepers.flatMap((sweeper) => attempts.map(({ attemptId }) => sweeper.settle(attemptId, LEFT))),
      );
      expect(states.filter((state) => state === 'unknown')).toHaveLength(8);
      expect(states.filter((state) => state === null)).toHaveLength(24);
      const told = await kit.sql('select attempt_id from outbox where attempt_id = any($1)', [
        attempts.map(({ attemptId }) => attemptId),
      ]);
      expect(told).toHaveLength(8);
    });

    it('lets the bank or the sweeper be first; the books end as the bank says', async () => {
      for (let round = 0; round < 5; round += 1) {
        const attempt = await kit.dispatched();
        await kit.aged('dispatched_at', attempt, 700);
        const [settlement] = await Promise.all([
          kit.payments.record(resultOf(attempt, { type: 'paid', refId: unique('ref') }), 'queue'),
          createLeftovers(use()).settle(attempt.attemptId, LEFT),
        ]);
        expect(settlement).toMatchObject({ moved: true, state: 'paid', alarms: [] });
        expect((await kit.stored(attempt)).state).toBe('paid');
      }
    });

    it('does not sweep away a prepared attempt that is dispatched at the same time', async () => {
      for (let round = 0; round < 10; round += 1) {
        const attempt = await kit.prepared({ expiresInMs: 30 });
        await new Promise((resolve) => setTimeout(resolve, 20 + 2 * round));
        const [answer, swept] = await Promise.all([
          kit.payments.dispatch(attempt.attemptId, OWNER),
          createLeftovers(use()).settle(attempt.attemptId, LEFT),
        ]);
        const { state } = await kit.stored(attempt);
        if (answer === 'dispatched') expect([state, swept]).toEqual(['dispatched', null]);
        else expect(state).toBe(swept === null && answer === 'notPrepared' ? 'prepared' : 'notSent');
      }
    });

    it('waits for a cancellation that holds the bill, and sees it', async () => {
      const attempt = await kit.prepared();
      const { promise: cancelled, resolve: cancel } = Promise.withResolvers<void>();
      const held = Promise.withResolvers<void>();
      const editing = use()
        .db.transaction()
        .execute(async (books) => {
          await books
            .selectFrom('bills')
            .select('billId')
            .where('billId', '=', attempt.billId)
            .forUpdate()
            .execute();
          held.resolve();
          await cancelled;
          await books
            .updateTable('bills')
            .set({ cancelledAt: new Date() })
            .where('billId', '=', attempt.billId)
            .execute();
        });
      await held.promise;
      const dispatching = kit.payments.dispatch(attempt.attemptId, OWNER);
      const waits = new Promise((resolve) => setTimeout(resolve, 200, 'waits'));
      const first = await Promise.race([dispatching, waits]);
      cancel();
      await editing;
      expect([first, await dispatching]).toEqual(['waits', 'billClosed']);
    });

    it('keeps a late verdict and a new dispatch of one bill apart', async () => {
      for (let round = 0; round < 5; round += 1) {
        const next = await kit.prepared();
        const inDoubt = await kit.settled(UNKNOWN, { billId: next.billId });
        const [, answer] = await Promise.all([
          kit.payments.record(resultOf(inDoubt, PAID), 'queue'),
          kit.payments.dispatch(next.attemptId, OWNER),
        ]);
        expect(['billPaid', 'billBusy', 'billUnknown']).toContain(answer);
      }
    });
  });
}

function sixLines() {
  const [first] = BOOKSHOP.lines;
  if (first === undefined) throw new Error('The bookshop has no line.');
  return {
    ...BOOKSHOP,
    lines: Array.from({ length: 6 }, (_, n) => ({ ...first, number: `60${n}`, aliases: [] })),
  };
}
