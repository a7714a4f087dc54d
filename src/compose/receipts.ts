import { openReceiptQueue } from '../adapters/queue/receipt-queue.ts';
import type { Database } from '../adapters/store/database.ts';
import { createReceiptOutbox, createReceiptPromises } from '../adapters/store/receipt-outbox.ts';
import {
  type Checkable,
  type Log,
  NO_RECEIPTS,
  type ReceiptPromises,
  type SmsSender,
  type System,
} from '../application/ports.ts';
import { startReceipts } from '../application/receipts.ts';
import type { Config } from '../config.ts';

/** What receipts need of a server. Without an SMS service none are sent, and none are promised. */
export interface ReceiptsOf {
  readonly config: Config;
  readonly database: Database;
  readonly sms: (SmsSender & Checkable) | null;
  readonly system: System;
  readonly log: Log;
}

/** What calls may promise. */
export function receiptPromisesOf({
  database,
  sms,
}: {
  readonly database: Database;
  readonly sms: SmsSender | null;
}): ReceiptPromises {
  return sms === null ? NO_RECEIPTS : createReceiptPromises(database);
}

/**
 * Begins to text payers. Resolves to the function that ends it.
 * @throws QueueUnreachable when Redis does not answer
 */
export async function startReceiptsOf(of: ReceiptsOf): Promise<() => Promise<void>> {
  const { config, database, sms, system, log } = of;
  if (sms === null) return async () => undefined;
  const where = config.queueUrl === null ? { database } : { redisUrl: config.queueUrl };
  const queue = await openReceiptQueue(where, log);
  const outbox = createReceiptOutbox(database);
  return startReceipts({ outbox, queue, sms, limits: config.receiptLimits, system, log });
}
