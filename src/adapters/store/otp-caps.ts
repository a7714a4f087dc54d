import { sql } from 'kysely';
import type { OtpCaps } from '../../application/ports.ts';
import type { Books } from './books.ts';

/** Who asks for a PIN, as far as that is known. */
interface Asker {
  readonly line: string;
  readonly mobile: string | null;
  readonly apiKeyId: string | null;
  readonly cardId: number;
}

/**
 * Whether one dynamic PIN more would be too many, by the attempts of the books (payment.md, "Cards"). The lock on
 * the card and that on the caller are held, so that these are counted exactly; those of a line and of a key, whose
 * payers must not wait for one another, by what is committed. Of a mobile or a key that is null nothing is counted.
 */
export async function capReached(
  books: Books,
  { line, mobile, apiKeyId, cardId }: Asker,
  caps: OtpCaps,
): Promise<'cardLimit' | 'callerLimit' | 'keyLimit' | null> {
  const { rows } = await sql<{
    ofCard: number;
    ofCaller: number;
    ofLine: number;
    ofKey: number;
    otherCards: number;
  }>`
    select
      (select count(*) from attempts where card_id = ${cardId} and ${since('1 hour')}) as of_card,
      (select count(*) from attempts where mobile = ${mobile} and ${since('1 hour')}) as of_caller,
      (select count(*) from attempts where line = ${line} and ${since('1 hour')}) as of_line,
      (select count(*) from attempts where api_key_id = ${apiKeyId} and ${since('1 hour')}) as of_key,
      (select count(distinct card_id) from attempts
        where mobile = ${mobile} and card_id <> ${cardId} and ${since('24 hours')}) as other_cards`.execute(
    books,
  );
  const [seen] = rows;
  if (seen === undefined) throw new Error('The database counted nothing.');
  if (seen.ofCard >= caps.otpsPerCardHour) return 'cardLimit';
  if (seen.ofKey >= caps.otpsPerKeyHour) return 'keyLimit';
  const tooMany =
    seen.ofCaller >= caps.otpsPerCallerHour ||
    seen.ofLine >= caps.otpsPerLineHour ||
    seen.otherCards >= caps.cardsPerCallerDay;
  return tooMany ? 'callerLimit' : null;
}

function since(time: '1 hour' | '24 hours') {
  return sql<boolean>`prepared_at > clock_timestamp() - ${sql.lit(time)}::interval`;
}
