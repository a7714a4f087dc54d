import { sql, type Transaction } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { createCallJournal } from '../../../src/adapters/store/call-journal.ts';
import type { Database } from '../../../src/adapters/store/database.ts';
import { createReceiptOutbox } from '../../../src/adapters/store/receipt-outbox.ts';
import { createReceiptReader } from '../../../src/adapters/store/receipt-reader.ts';
import type { Tables } from '../../../src/adapters/store/schema.ts';
import { BOOKSHOP, type BooksKit, booksKit, OWNER, resultOf, unique } from './books-kit.ts';

/** Promises of receipts that are written in the moment in which the result is. */
export function receiptRaceSuite(use: () => Database): void {
  let kit: BooksKit;
  beforeAll(async () => {
    kit = booksKit(use());
    await kit.merchants.apply([BOOKSHOP]);
  });

  describe('a receipt that is promised', () => {
    it('is not lost between a promise that is being committed and a result that is planned meanwhile', async () => {
      const callId = unique('call');
      await createCallJournal(use()).begin({
        ...{ callId, channelId: unique('chan'), line: '1000', caller: null, merchantId: 'bookshop' },
        ...{ at: Date.now(), owner: OWNER.owner },
      });
      const { attemptId, orderId } = await kit.dispatched({ callId });
      const [isWritten, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const promising = use()
        .db.transaction()
        .execute(async (books) => {
          const commands = JSON.stringify([{ type: 'OweReceipt', attemptId, owed: 'result' }]);
          await sql`insert into journal (call_id, seq, at, flow_version, event, stage, commands)
            values (${callId}, 1, now(), 2, '{"type":"CallerDeadline"}', 'verdict', ${commands})`.execute(
            books,
          );
          isWritten.resolve();
          await goOn.promise;
        });
      await isWritten.promise;
      const recorded = kit.payments.record(
        resultOf({ attemptId, orderId }, { type: 'declined', code: 51 }),
        'queue',
      );
      const outbox = createReceiptOutbox(use());
      for (let nth = 0; nth < 20; nth += 1) {
        await outbox.plan();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      goOn.resolve();
      await promising;
      expect(await recorded).toMatchObject({ state: 'declined' });
      while ((await outbox.plan()) > 0);
      expect(await createReceiptReader(use()).list({ attemptId, limit: 5 })).toMatchObject([
        { kind: 'notPaid' },
      ]);
    });

    it('is not lost when it is committed between what a plan has seen and what it locks', async () => {
      const callId = unique('call');
      await createCallJournal(use()).begin({
        ...{ callId, channelId: unique('chan'), line: '1000', caller: null, merchantId: 'bookshop' },
        ...{ at: Date.now(), owner: OWNER.owner },
      });
      const { attemptId } = await kit.settled({ type: 'declined', code: 51 }, { callId });
      const outbox = createReceiptOutbox(use());
      const { hurry, goOn } = await dawdlingPlans(use());
      const planned = outbox.plan();
      await hurry(async (books) => {
        const commands = JSON.stringify([{ type: 'OweReceipt', attemptId, owed: 'result' }]);
        await sql`insert into journal (call_id, seq, at, flow_version, event, stage, commands)
          values (${callId}, 1, now(), 2, '{"type":"CallerDeadline"}', 'verdict', ${commands})`.execute(
          books,
        );
      });
      await goOn(planned);
      while ((await outbox.plan()) > 0);
      expect(await createReceiptReader(use()).list({ attemptId, limit: 5 })).toMatchObject([
        { kind: 'notPaid' },
      ]);
    });

    it('is planned once by many at once', async () => {
      const attempts = [];
      for (let nth = 0; nth < 10; nth += 1) {
        attempts.push(await kit.settled({ type: 'paid', refId: '123456789012' }));
      }
      await Promise.all(Array.from({ length: 8 }, () => createReceiptOutbox(use()).plan()));
      while ((await createReceiptOutbox(use()).plan()) > 0);
      for (const { attemptId } of attempts) {
        expect(await createReceiptReader(use()).list({ attemptId, limit: 5 })).toHaveLength(1);
      }
    });
  });
}

const GATE = 470_114;

/**
 * Makes every look at the outbox stop between what it sees and what it locks, until `goOn`, which waits for it to end. `hurry` waits until one has
 * stopped there, and does its work in a transaction that stops nowhere.
 */
async function dawdlingPlans({ db }: Database) {
  await sql`
    create function zangpay.dawdle() returns boolean language plpgsql volatile as $$
    begin
      if coalesce(current_setting('zangpay.hurry', true), '') = '' then
        perform pg_advisory_xact_lock_shared(${sql.lit(GATE)});
      end if;
      return true;
    end $$;
    alter table zangpay.outbox rename to outbox_itself;
    create view zangpay.outbox as select * from zangpay.outbox_itself where zangpay.dawdle();
  `.execute(db);
  const [isShut, mayOpen] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const gate = db.transaction().execute(async (books) => {
    await sql`select pg_advisory_xact_lock(${GATE})`.execute(books);
    isShut.resolve();
    await mayOpen.promise;
  });
  await isShut.promise;
  const waits = async () => {
    const { rows } =
      await sql`select from pg_locks where locktype = 'advisory' and objid = ${GATE} and not granted`.execute(
        db,
      );
    return rows.length > 0;
  };
  return {
    async hurry(work: (books: Transaction<Tables>) => Promise<void>) {
      while (!(await waits())) await new Promise((resolve) => setTimeout(resolve, 5));
      await db.transaction().execute(async (books) => {
        await sql`select set_config('zangpay.hurry', 'yes', true)`.execute(books);
        await work(books);
      });
    },
    async goOn(planned: Promise<unknown>) {
      mayOpen.resolve();
      await Promise.all([gate, planned]);
      await sql`
        drop view zangpay.outbox;
        alter table zangpay.outbox_itself rename to outbox;
        drop function zangpay.dawdle();
      `.execute(db);
    },
  };
}
