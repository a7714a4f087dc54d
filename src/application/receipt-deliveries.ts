import { deliveryPause } from '../domain/receipt/pauses.ts';
import type { Log, ReceiptOutbox, SmsDelivery, SmsSender, System } from './ports.ts';

export interface DeliveryPorts {
  readonly outbox: ReceiptOutbox;
  readonly sms: SmsSender;
  readonly system: System;
  readonly log: Log;
}

/** The service tells of so many messages in one answer. */
const AT_ONCE = 200;
const LEASE_MS = 60_000;

const IS_FINAL: Readonly<Record<SmsDelivery, boolean>> = {
  queued: false,
  underway: false,
  delivered: true,
  undelivered: true,
  blocked: true,
  lost: true,
};

/** Asks how far the messages have come whose turn it is: each until its end, ever less often. Never rejects. */
export async function lookForDeliveries({ outbox, sms, system, log }: DeliveryPorts): Promise<void> {
  try {
    const asked = await outbox.undelivered(AT_ONCE, LEASE_MS);
    if (asked.length === 0) return;
    const told = await sms.deliveries(asked.map(({ messageId }) => messageId));
    for (const { receiptId, messageId, looks } of asked) {
      const delivery = told.get(messageId) ?? null;
      const isOver = delivery !== null && IS_FINAL[delivery];
      const pauseMs = isOver ? null : deliveryPause(looks, system.random64());
      await outbox.noteDelivery(receiptId, delivery, pauseMs);
    }
  } catch (error) {
    log.warn({ error }, 'how far receipts have come could not be looked for');
  }
}
