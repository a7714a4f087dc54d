import { sql } from 'kysely';
import type { PanelStore } from '../../application/ports.ts';
import type { Database } from './database.ts';

/** An attempt of a merchant's panel, aged by the clock of the database: its two requests may meet two processes. */
export function attemptToPay({ db }: Database): PanelStore['attemptToPay'] {
  return async (merchantId, attemptId) => {
    const row = await db
      .selectFrom('attempts')
      .innerJoin('bills', 'bills.billId', 'attempts.billId')
      .leftJoin('cardHashes', 'cardHashes.cardId', 'attempts.cardId')
      .select(['attempts.attemptId', 'attempts.line', 'attempts.sequence', 'attempts.amount'])
      .select(['attempts.orderId', 'attempts.gatewayInvoiceId', 'attempts.state', 'attempts.notSentReason'])
      .select([
        'attempts.refId',
        'attempts.code',
        'attempts.preparedAt',
        'cardHashes.keyId',
        'cardHashes.hash',
      ])
      .select(
        sql<number>`(1000 * extract(epoch from clock_timestamp() - attempts.prepared_at))::float8`.as(
          'ageMs',
        ),
      )
      .where('attempts.attemptId', '=', attemptId)
      .where('attempts.channel', '=', 'panel')
      .where('bills.merchantId', '=', merchantId)
      .executeTakeFirst();
    if (row === undefined) return null;
    const { keyId, hash, preparedAt, ...attempt } = row;
    const cardHash = keyId === null || hash === null ? null : { keyId, hash };
    return { ...attempt, cardHash, preparedAt: preparedAt.getTime() };
  };
}

/** The gateway names the order of a prepared attempt once. */
export function keepGatewayInvoice({ db }: Database): PanelStore['keepGatewayInvoice'] {
  return async (attemptId, gatewayInvoiceId) => {
    const { numUpdatedRows } = await db
      .updateTable('attempts')
      .set({ gatewayInvoiceId })
      .where('attemptId', '=', attemptId)
      .where('state', '=', 'prepared')
      .where('gatewayInvoiceId', 'is', null)
      .executeTakeFirstOrThrow();
    return numUpdatedRows === 1n;
  };
}
