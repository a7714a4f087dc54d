import { type Selectable, sql } from 'kysely';
import type {
  WebhookEvent,
  WebhookReader,
  WebhookSecretVersion,
  WebhookSelection,
} from '../../application/ports.ts';
import type { Database } from './database.ts';
import type { WebhookEventTable } from './schema.ts';

/** Events for people, and what people do about them. */
export function createWebhookReader({ db }: Database): WebhookReader {
  return {
    async list({ merchantId, state, beforeSeq, limit }) {
      let query = db.selectFrom('webhookEvents').selectAll();
      if (merchantId !== undefined) query = query.where('merchantId', '=', merchantId);
      if (beforeSeq !== undefined) query = query.where('seq', '<', beforeSeq);
      if (state === 'delivered') query = query.where('deliveredAt', 'is not', null);
      if (state === 'parked') query = query.where('parkedAt', 'is not', null);
      if (state === 'pending') query = query.where('deliveredAt', 'is', null).where('parkedAt', 'is', null);
      // Of one merchant by number, which a page may begin after; of all by time.
      const ordered =
        merchantId === undefined
          ? query.orderBy('createdAt', 'desc').orderBy('eventId', 'desc')
          : query.orderBy('seq', 'desc');
      return (await ordered.limit(limit).execute()).map(toEvent);
    },
    async show(eventId) {
      const row = await db
        .selectFrom('webhookEvents')
        .selectAll()
        .where('eventId', '=', eventId)
        .executeTakeFirst();
      return row === undefined ? null : toEvent(row);
    },
    resend: resend(db),
    async secretVersion(merchantId) {
      const row = await db
        .selectFrom('merchants')
        .select(['webhookSecretVersion', PREVIOUS_UNTIL])
        .where('merchantId', '=', merchantId)
        .executeTakeFirst();
      return row === undefined ? null : toVersion(row);
    },
    async rotate(merchantId, overlapMs) {
      const row = await db
        .updateTable('merchants')
        .set({
          webhookSecretVersion: sql<number>`webhook_secret_version + 1`,
          webhookPreviousUntil: sql<Date>`clock_timestamp() + ${overlapMs} * interval '1 millisecond'`,
        })
        .where('merchantId', '=', merchantId)
        .returning(['webhookSecretVersion', PREVIOUS_UNTIL])
        .executeTakeFirst();
      return row === undefined ? null : toVersion(row);
    },
  };
}

/** Null once it has passed. */
const PREVIOUS_UNTIL =
  sql<Date | null>`case when webhook_previous_until > clock_timestamp() then webhook_previous_until end`.as(
    'previousUntil',
  );

function toVersion(row: { webhookSecretVersion: number; previousUntil: Date | null }): WebhookSecretVersion {
  return { version: row.webhookSecretVersion, previousUntil: row.previousUntil?.getTime() ?? null };
}

/** Whatever became of it. One that is on its way now may come twice. */
function resend(db: Database['db']): WebhookReader['resend'] {
  return async (selection: WebhookSelection) => {
    const anew = db.updateTable('webhookEvents').set({
      deliveredAt: null,
      parkedAt: null,
      tries: 0,
      nextAttemptAt: sql<Date>`clock_timestamp()`,
      giveUpAt: sql<Date>`clock_timestamp() + interval '3 days'`,
    });
    if ('parkedOf' in selection) {
      const { numUpdatedRows } = await anew
        .where('merchantId', '=', selection.parkedOf)
        .where('parkedAt', 'is not', null)
        .executeTakeFirst();
      return Number(numUpdatedRows);
    }
    const { eventId, merchantId } = selection;
    const one = anew.where('eventId', '=', eventId);
    const { numUpdatedRows } = await (merchantId === undefined
      ? one
      : one.where('merchantId', '=', merchantId)
    ).executeTakeFirst();
    return Number(numUpdatedRows);
  };
}

function toEvent({
  giveUpAt: _,
  createdAt,
  nextAttemptAt,
  ...row
}: Selectable<WebhookEventTable>): WebhookEvent {
  const over = row.deliveredAt !== null || row.parkedAt !== null;
  return {
    ...row,
    createdAt: createdAt.getTime(),
    nextAttemptAt: over ? null : nextAttemptAt.getTime(),
    deliveredAt: row.deliveredAt?.getTime() ?? null,
    parkedAt: row.parkedAt?.getTime() ?? null,
  };
}
