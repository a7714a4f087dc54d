import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Books } from '../../../src/adapters/store/books.ts';
import { lockCardOf } from '../../../src/adapters/store/card-budget.ts';
import type { Database } from '../../../src/adapters/store/database.ts';
import { BOOKSHOP, type BooksKit, booksKit, cardHash, PAID, resultOf } from './books-kit.ts';

/** The counter of a merchant's webhooks among the locks of payments (migration 012). */
export function webhookRaceSuite(use: () => Database): void {
  let kit: BooksKit;
  beforeAll(async () => {
    kit = booksKit(use());
    await kit.merchants.apply([BOOKSHOP]);
  });

  /**
   * One transaction settles an attempt and then wants its card; another has that card and then sets an attempt aside.
   * @param before runs first in both
   */
  async function crossAtTheCard(before: (books: Books) => Promise<unknown>): Promise<void> {
    const card = cardHash();
    const settled = await kit.dispatched({ cardHash: card });
    const late = await kit.prepared({ cardHash: card, line: '2000' });
    const move = (books: Books, attemptId: string, to: object) =>
      books
        .updateTable('attempts')
        .set({ settledAt: new Date(), ...to })
        .where('attemptId', '=', attemptId)
        .execute();
    const [hasMoved, hasCard] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await Promise.all([
      use()
        .db.transaction()
        .execute(async (books) => {
          await before(books);
          await move(books, settled.attemptId, { state: 'declined', code: 51 });
          hasMoved.resolve();
          await hasCard.promise;
          await lockCardOf(books, card);
        }),
      use()
        .db.transaction()
        .execute(async (books) => {
          await before(books);
          await hasMoved.promise;
          await lockCardOf(books, card);
          hasCard.resolve();
          await move(books, late.attemptId, { state: 'notSent', notSentReason: 'pinBudget' });
        }),
    ]);
  }

  describe('the counter of webhooks', () => {
    it('is the last lock of a transaction, so that none waits for it in a circle', async () => {
      await crossAtTheCard(async () => undefined);
    });

    it('would not be without the deferral: then the two wait for each other', async () => {
      const planted = (books: Books) => sql`set constraints all immediate`.execute(books);
      await expect(crossAtTheCard(planted)).rejects.toThrow(/deadlock/);
    });

    it('is held by no process that stops in mid-transaction', async () => {
      const [stopped, other] = [await kit.dispatched(), await kit.dispatched()];
      const [hasMoved, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const stopping = use()
        .db.transaction()
        .execute(async (books) => {
          await books
            .updateTable('attempts')
            .set({ state: 'declined', code: 51, settledAt: new Date() })
            .where('attemptId', '=', stopped.attemptId)
            .execute();
          hasMoved.resolve();
          await goOn.promise;
        });
      await hasMoved.promise;
      expect(await kit.payments.record(resultOf(other, PAID), 'queue')).toMatchObject({ state: 'paid' });
      goOn.resolve();
      await stopping;
    });
  });
}
