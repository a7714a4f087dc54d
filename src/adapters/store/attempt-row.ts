import type { Selectable } from 'kysely';
import type { Attempt } from '../../application/ports.ts';
import type { AttemptTable } from './schema.ts';

/** An attempt joined with its bill's merchant. */
export type AttemptRow = Omit<
  Selectable<AttemptTable>,
  'cardId' | 'owner' | 'expiresAt' | 'apiKeyId' | 'gatewayInvoiceId'
> & {
  merchantId: string;
};

/** The columns of `AttemptRow` in a query over `attempts` and `bills`. */
export const ATTEMPT_COLUMNS = [
  'attempts.attemptId',
  'attempts.billId',
  'bills.merchantId',
  'attempts.line',
  'attempts.callId',
  'attempts.orderId',
  'attempts.amount',
  'attempts.sequence',
  'attempts.channel',
  'attempts.mobile',
  'attempts.cardFirst6',
  'attempts.cardLast4',
  'attempts.state',
  'attempts.notSentReason',
  'attempts.refId',
  'attempts.code',
  'attempts.surplus',
  'attempts.preparedAt',
  'attempts.dispatchedAt',
  'attempts.settledAt',
] as const;

export function toAttempt(row: AttemptRow): Attempt {
  return {
    ...row,
    preparedAt: row.preparedAt.getTime(),
    dispatchedAt: row.dispatchedAt?.getTime() ?? null,
    settledAt: row.settledAt?.getTime() ?? null,
  };
}
