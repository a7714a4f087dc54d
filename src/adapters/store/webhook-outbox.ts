import { sql } from 'kysely';
import type { DueWebhook, WebhookOutbox, WebhookRoom } from '../../application/ports.ts';
import type { Database } from './database.ts';

/** Events that are on their way to their merchants. Triggers write them (migration 012). */
export function createWebhookOutbox({ db }: Database): WebhookOutbox {
  return {
    async claim(room, leaseMs) {
      const { rows } = await claimDue(room, leaseMs).execute(db);
      return rows
        .map(({ createdAt, previous, ...row }) => ({
          ...row,
          createdAt: createdAt.getTime(),
          versions: previous === null ? [row.version] : [row.version, previous],
        }))
        .map(({ version: _, ...due }) => due)
        .toSorted((a, b) => a.seq - b.seq);
    },
    async delivered({ eventId }) {
      await db
        .updateTable('webhookEvents')
        .set({ deliveredAt: sql<Date>`clock_timestamp()`, parkedAt: null, lastError: null })
        .where('eventId', '=', eventId)
        .where('deliveredAt', 'is', null)
        .execute();
    },
    async failed({ eventId, tries }, { error, pauseMs }) {
      const failed = await db
        .updateTable('webhookEvents')
        .set({
          lastError: error,
          // The last try is at the end of its time, however long the pause would be.
          nextAttemptAt: sql<Date>`least(clock_timestamp() + ${pauseMs} * interval '1 millisecond', give_up_at)`,
          parkedAt: sql<Date | null>`case when give_up_at <= clock_timestamp() then clock_timestamp() end`,
        })
        .where('eventId', '=', eventId)
        .where('tries', '=', tries)
        .where('deliveredAt', 'is', null)
        .where('parkedAt', 'is', null)
        .returning('parkedAt')
        .executeTakeFirst();
      if (failed === undefined) return null;
      return failed.parkedAt === null ? 'resting' : 'parked';
    },
    async park({ eventId, tries }, error) {
      await db
        .updateTable('webhookEvents')
        .set({ lastError: error, parkedAt: sql<Date>`clock_timestamp()` })
        .where('eventId', '=', eventId)
        .where('tries', '=', tries)
        .where('deliveredAt', 'is', null)
        .execute();
    },
  };
}

interface ClaimedRow extends Omit<DueWebhook, 'createdAt' | 'versions'> {
  createdAt: Date;
  version: number;
  /** The version before, while it signs too. */
  previous: number | null;
}

/**
 * Each merchant's oldest by themselves, so that a long queue of one hides nobody else's; then the first of every
 * merchant before the second of any. Rows that another sender holds are passed over. In raw SQL since a claim picks,
 * marks and reads in one statement.
 */
function claimDue({ inAll, perMerchant, except }: WebhookRoom, leaseMs: number) {
  return sql<ClaimedRow>`
    with due as (
      select picked.event_id
      from merchants
      cross join lateral (
        select event_id, next_attempt_at, row_number() over (order by next_attempt_at, seq) as nth
        from (
          select event_id, next_attempt_at, seq
          from webhook_events
          where webhook_events.merchant_id = merchants.merchant_id
            and delivered_at is null and parked_at is null and next_attempt_at <= clock_timestamp()
          order by next_attempt_at, seq
          limit coalesce((select (kept ->> 'room')::integer from json_array_elements(${JSON.stringify(except)}::json) kept
            where kept ->> 'merchantId' = merchants.merchant_id), ${perMerchant})
          for update skip locked
        ) locked
      ) picked
      order by picked.nth, picked.next_attempt_at
      limit ${inAll}
    )
    update webhook_events
    set tries = tries + 1, next_attempt_at = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
    from due, merchants
    where webhook_events.event_id = due.event_id and merchants.merchant_id = webhook_events.merchant_id
    returning webhook_events.event_id as "eventId", webhook_events.merchant_id as "merchantId", seq, type, data,
      webhook_events.created_at as "createdAt", tries, webhook_url as url, webhook_secret_version as version,
      case when webhook_previous_until > clock_timestamp() then webhook_secret_version - 1 end as previous`;
}
