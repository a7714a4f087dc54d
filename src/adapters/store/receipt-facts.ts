import { sql } from 'kysely';
import type { AttemptState } from '../../domain/payment/attempt.ts';
import type { ReceiptFacts } from '../../domain/receipt/receipt.ts';
import type { Books } from './books.ts';
import type { Database } from './database.ts';

/** A receipt with the payment that it tells of, as both are now. */
export function receiptRows(db: Database['db'] | Books) {
  return db
    .selectFrom('receipts')
    .innerJoin('attempts', 'attempts.attemptId', 'receipts.attemptId')
    .innerJoin('merchants', 'merchants.merchantId', 'receipts.merchantId')
    .selectAll('receipts')
    .select([
      'merchants.nameFa',
      'merchants.nameEn',
      'attempts.state as attemptState',
      'attempts.amount',
      'attempts.refId',
      'attempts.cardLast4',
      sql<Date>`coalesce(attempts.dispatched_at, attempts.prepared_at)`.as('at'),
      sql<boolean>`not exists (select from attempts other where other.bill_id = attempts.bill_id
        and other.state in ('dispatched', 'unknown', 'paid'))`.as('mayPayAgain'),
    ]);
}

interface FactsRow extends Omit<ReceiptFacts, 'merchantName' | 'at'> {
  readonly nameFa: string;
  readonly nameEn: string;
  readonly attemptState: AttemptState;
  readonly at: Date;
}

export function toFacts(row: FactsRow): ReceiptFacts {
  const { kind, afterDoubt, mayPayAgain, language, amount, refId, cardLast4 } = row;
  const merchantName = language === 'fa' ? row.nameFa : row.nameEn;
  return {
    ...{ kind, afterDoubt, mayPayAgain, language, merchantName, amount, refId, cardLast4 },
    at: row.at.getTime(),
  };
}
