import type { Operation } from '../../support/operations.ts';
import { CALL_ROWS } from './call-rows.ts';
import type { Stage } from './general.ts';
import { invoiceOf, listed, type Row } from './given.ts';
import { INVOICE_ROWS } from './invoice-rows.ts';
import { PAYMENT_ROWS } from './payment-rows.ts';

const eventOf = async (stage: Stage): Promise<string> => {
  const { invoiceId } = await invoiceOf(stage);
  const [row] = await stage.whole.kit.sql('select event_id from webhook_events where invoice_id = $1', [
    invoiceId,
  ]);
  return String(row?.eventId);
};

/** Every route by its operationId. */
export const ROWS: Readonly<Record<string, Row>> = {
  ...PAYMENT_ROWS,
  ...INVOICE_ROWS,
  ...CALL_ROWS,
  listWebhookEvents: listed(invoiceOf, { limit: '5' }),
  resendWebhookEvent: {
    good: async (stage) => ({ params: { eventId: await eventOf(stage) } }),
    others: 'webhook_event_not_found',
    reach: { webhook_event_not_found: async () => ({ params: { eventId: 'evt_0' } }) },
  },
};

export function rowOf({ id }: Operation): Row {
  const { [id]: row } = ROWS;
  if (row === undefined) throw new Error(`${id} is in the OpenAPI document, and has no row in the matrix.`);
  return row;
}
