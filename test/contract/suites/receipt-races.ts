import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { createCallJournal } from '../../../src/adapters/store/call-journal.ts';
import type { Database } from '../../../src/adapters/store/database.ts';
import { createReceiptOutbox } from '../../../src/adapters/store/receipt-outbox.ts';
import { createReceiptReader } from '../../../src/adapters/store/receipt-reader.ts';
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
