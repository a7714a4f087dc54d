import { sql } from 'kysely';
import type { OtpCaps } from '../../application/ports.ts';
import type { Books } from './books.ts';

/**
 * Whether one dynamic PIN more would be too many, by the attempts of the books (payment.md, "Cards"). The lock on
 * the card and that on the caller are held, so that these are counted exactly; those of a line, whose callers must
 * not wait for one another, by what is committed.
 */
export async function capReached(
  books: Books,
  { line, mobile, cardId }: { line: string; mobile: string; cardId: number },
  caps: OtpCaps,
): Promise<'cardLimit' | 'callerLimit' | null> {
  const { rows } = await sql<{ ofCard: number; ofCaller: number; ofLine: number; otherCards: number }>`
    select
      (select count(*) from attempts where card_id = ${cardId} and ${since('1 hour')}) as of_card,
      (select count(*) from attempts where mobile = ${mobile} and ${since('1 hour')}) as of_caller,
      (select count(*) from attempts where line = ${line} and ${since('1 hour')}) as of_line,
      (select count(distinct card_id) from attempts
        where mobile = ${mobile} and card_id <> ${cardId} and ${since('24 hours')}) as other_cards`.execute(
    books,
  );
  const [seen] = rows;
  if (seen === undefined) throw new Error('The database counted nothing.');
  if (seen.ofCard >= caps.otpsPerCardHour) return 'cardLimit';
  const tooMany =
    seen.ofCaller >= caps.otpsPerCallerHour ||
    seen.ofLine >= caps.otpsPerLineHour ||
    seen.otherCards >= caps.cardsPerCallerDay;
  return tooMany ? 'callerLimit' : null;
}

function since(time: '1 hour' | '24 hours') {
  return sql<boolean>`prepared_at > clock_timestamp() - ${sql.lit(time)}::interval`;
}
