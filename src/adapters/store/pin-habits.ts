import { sql } from 'kysely';
import type { PinHabits } from '../../application/ports.ts';
import type { PinHabit } from '../../domain/payment/pin-habit.ts';
import type { Database } from './database.ts';

/** How many PINs of a bank are kept. */
const KEPT = 50;
/** How many must have been seen before anything is believed. */
const ENOUGH = 20;

/** What the last dynamic PINs of each bank had in common: how long they were, and how long they took to come. */
export function createPinHabits({ db }: Database): PinHabits {
  return {
    of: (first6) => habitOf(db, first6),
    async learn(first6, { verdict, length, delayMs }) {
      if (verdict === 'wrong') return doubt(db, first6, length);
      await db
        .insertInto('pinsSeen')
        .values({ first6, length, delayMs: Math.round(delayMs) })
        .execute();
      await trim(db, first6);
    },
  };
}

async function habitOf(db: Database['db'], first6: string): Promise<PinHabit> {
  const { rows } = await sql<PinHabit>`
    select
      case when ${allHaveOneLength} then min(length) end as length,
      case when count(*) >= ${ENOUGH} then percentile_disc(0.9) within group (order by delay_ms) end as delay_ms
    from pins_seen where first6 = ${first6}`.execute(db);
  const [habit] = rows;
  if (habit === undefined) throw new Error('The database told nothing of a bank.');
  return habit;
}

/** Of those whose length is still believed. */
const allHaveOneLength = sql<boolean>`count(length) >= ${ENOUGH} and min(length) = max(length)`;

/**
 * A PIN that was ended by its length and refused may have been cut off: the bank may make longer ones now. So the
 * length is forgotten, and learned again from payers who end their PIN themselves.
 */
async function doubt(db: Database['db'], first6: string, length: number): Promise<void> {
  await sql`
    update pins_seen set length = null
    where first6 = ${first6} and ${length} = (
      select case when ${allHaveOneLength} then min(length) end from pins_seen where first6 = ${first6}
    )`.execute(db);
}

async function trim(db: Database['db'], first6: string): Promise<void> {
  await sql`
    delete from pins_seen where first6 = ${first6} and pin_seen_id <= (
      select pin_seen_id from pins_seen where first6 = ${first6}
      order by pin_seen_id desc offset ${KEPT} limit 1
    )`.execute(db);
}
