import { sql } from 'kysely';
import type { CardHash } from '../../application/ports.ts';
import type { Verdict } from '../../domain/payment/finding.ts';
import { TOO_MANY_PINS, WRONG_PIN } from '../../domain/payment/response-code.ts';
import type { Books } from './books.ts';
import type { Database } from './database.ts';

/** Tries that a card has in 24 hours: the bank blocks a card after the third wrong PIN. */
const TRIES = 2;

/** Keeps a card's hash, or finds the one that is kept, and locks it. Resolves to its number in our books. */
export async function lockCardOf(books: Books, { keyId, hash }: CardHash): Promise<number> {
  const card = await books
    .insertInto('cardHashes')
    .values({ keyId, hash })
    .onConflict((conflict) =>
      conflict.columns(['keyId', 'hash']).doUpdateSet({ lastUsedAt: sql`clock_timestamp()` }),
    )
    .returning('cardId')
    .executeTakeFirstOrThrow();
  return card.cardId;
}

/** Locks a card that is in our books. */
export async function lockCard(books: Books, cardId: number): Promise<void> {
  await books
    .updateTable('cardHashes')
    .set({ lastUsedAt: sql`clock_timestamp()` })
    .where('cardId', '=', cardId)
    .execute();
}

/** Whether a card whose lock is held has a try left (payment.md, "PIN budget"). */
export async function hasTry(books: Books, cardId: number): Promise<boolean> {
  const { rows } = await sql<{ left: boolean }>`
    select (blocked_until is null or blocked_until <= clock_timestamp()) and (
      select count(*) < ${TRIES} from card_budget
      where card_id = card_hashes.card_id and reserved_at > clock_timestamp() - interval '24 hours'
    ) as left
    from card_hashes where card_id = ${cardId}`.execute(books);
  return rows[0]?.left === true;
}

export async function reserveTry(books: Books, attemptId: string, cardId: number): Promise<void> {
  await books.insertInto('cardBudget').values({ attemptId, cardId }).execute();
}

/**
 * What a verdict does to a card's budget: a wrong PIN and silence spend the reserved try, too many wrong
 * PINs at the bank block the card for 24 hours, and all else gives the try back, also when learned late. A
 * person who finds that nothing was paid does not know why, so the PIN may have been wrong.
 */
export async function settleTry(
  books: Books,
  { attemptId, cardId }: { attemptId: string; cardId: number | null },
  verdict: Verdict,
): Promise<void> {
  if (cardId === null) return;
  await lockCard(books, cardId);
  if (verdict.type === 'declined' && verdict.code === TOO_MANY_PINS) {
    await books
      .updateTable('cardHashes')
      .set({ blockedUntil: sql`clock_timestamp() + interval '24 hours'` })
      .where('cardId', '=', cardId)
      .execute();
  }
  if (!spends(verdict)) await books.deleteFrom('cardBudget').where('attemptId', '=', attemptId).execute();
}

function spends(verdict: Verdict): boolean {
  if (verdict.type === 'unknown' || verdict.type === 'notPaid') return true;
  return verdict.type === 'declined' && (verdict.code === WRONG_PIN || verdict.code === TOO_MANY_PINS);
}

/**
 * Forgets the card hashes that no attempt has needed for 72 hours after it was settled (payment.md, "Card
 * hash"). Resolves to their count.
 */
export async function purgeCardHashes({ db }: Database): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('cardHashes')
    .where('lastUsedAt', '<', sql<Date>`clock_timestamp() - interval '72 hours'`)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('attempts')
            .select('attemptId')
            .whereRef('attempts.cardId', '=', 'cardHashes.cardId')
            .where(({ or, eb }) =>
              or([
                eb('settledAt', 'is', null),
                eb('settledAt', '>=', sql<Date>`clock_timestamp() - interval '72 hours'`),
              ]),
            ),
        ),
      ),
    )
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
