import type { SmsDelivery } from '../../application/ports.ts';

/** How far a message has come, by the `status` of contracts.md 7, "Delivery". */
const DELIVERIES: Readonly<Record<number, SmsDelivery>> = {
  1: 'queued',
  2: 'queued',
  4: 'underway',
  5: 'underway',
  6: 'undelivered',
  10: 'delivered',
  11: 'undelivered',
  13: 'undelivered',
  14: 'blocked',
  100: 'lost',
};

/** Null for a status that the table does not know: nothing is said of the message. */
export function deliveryOf(status: number): SmsDelivery | null {
  return DELIVERIES[status] ?? null;
}
