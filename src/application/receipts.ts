import { receiptPause, UNSURE_PAUSE_MS } from '../domain/receipt/pauses.ts';
import { receiptText } from '../domain/receipt/text.ts';
import type {
  Checkable,
  ClaimedReceipt,
  Log,
  ReceiptLimits,
  ReceiptOutbox,
  ReceiptQueue,
  SmsSender,
  System,
} from './ports.ts';
import { lookForDeliveries } from './receipt-deliveries.ts';
import { inRounds } from './rounds.ts';
import { SmsSilence } from './sms-silence.ts';

export interface ReceiptPorts {
  readonly outbox: ReceiptOutbox;
  readonly queue: ReceiptQueue;
  readonly sms: SmsSender;
  readonly limits: ReceiptLimits;
  readonly system: System;
  readonly log: Log;
}

const LOOK_MS = 1_000;
const DELIVERIES_MS = 5_000;
/** Longer than the service may take with what is written after it. */
const LEASE_MS = 60_000;
const AT_ONCE = 200;
/** So many goes at the outbox are made in one look, so that a long one keeps neither what is due nor an end waiting. */
const MOST_PLANS = 20;

/**
 * Texts payers what became of their payments (payment.md, "Writing the result"). The rows of the outbox are the
 * truth: a look at them finds what is due and puts its id into the queue, and whoever takes it from there claims the
 * row before anything is sent. So a job may be lost, doubled or late, and the queue may be away.
 * @returns the function that ends it, which resolves when nothing of it runs any more
 */
export async function startReceipts(
  given: ReceiptPorts & { readonly sms: Checkable },
): Promise<() => Promise<void>> {
  const { system, queue } = given;
  const silence = new SmsSilence(given.sms, system);
  const ports: ReceiptPorts = { ...given, sms: silence.sms };
  await queue.work(async (receiptId) => {
    // Its row stays due, and is woken for again.
    if (!silence.isSilent) await sendReceipt(ports, receiptId);
  });
  const endLooks = inRounds(system, LOOK_MS, () => wake(ports, silence));
  const endDeliveries = inRounds(system, DELIVERIES_MS, () => lookForDeliveries(ports));
  return async () => {
    // Each may be waiting for the service.
    await Promise.all([endLooks(), endDeliveries()]);
    await queue.close();
  };
}

/** Makes receipts of what was settled, and wakes whoever sends those that are due. */
async function wake({ outbox, queue, log }: ReceiptPorts, silence: SmsSilence): Promise<void> {
  try {
    for (let nth = 0; nth < MOST_PLANS && (await outbox.plan()) > 0; nth += 1);
    const room = await silence.room(AT_ONCE);
    if (room === 0) return;
    for (const receiptId of await outbox.due(room)) await queue.add(receiptId);
  } catch (error) {
    log.warn({ error }, 'receipts that are due could not be looked for');
  }
}

/** Sends one receipt if it is due. What breaks in it is its own trouble and holds up no other. Never rejects. */
export async function sendReceipt(ports: ReceiptPorts, receiptId: string): Promise<void> {
  const { outbox, limits, log } = ports;
  try {
    const claimed = await outbox.claim(receiptId, LEASE_MS, limits);
    if (claimed !== null) await send(ports, claimed);
  } catch (error) {
    log.error({ error, receiptId }, 'a receipt could not be sent');
    await outbox.trip(receiptId, 'something broke on our side: see the log').catch((away: unknown) => {
      // Its claim runs out, if it had one.
      log.warn({ error: away, receiptId }, 'a receipt that broke could not be put to rest');
    });
  }
}

async function send({ outbox, sms, system, log }: ReceiptPorts, claimed: ClaimedReceipt): Promise<void> {
  const { receiptId, localId, mobile, tries, facts } = claimed;
  const sent = await sms.send({ mobile, localId, text: receiptText(facts) });
  switch (sent.type) {
    case 'accepted':
      return outbox.sent(claimed, sent.messageId);
    case 'refused': {
      const { code } = sent;
      const failure = { why: `the SMS service refused it with code ${code}`, code };
      if (sent.mayRetry) {
        log.info({ receiptId, tries, code }, 'a receipt was refused for now');
        return outbox.notSent(claimed, failure, receiptPause(tries, system.random64()));
      }
      log.error(
        { receiptId, code },
        'a receipt was refused and is parked: see zangpay receipts list --parked',
      );
      return outbox.park(claimed, failure);
    }
    case 'unknown':
      if ((await outbox.unsure(claimed, UNSURE_PAUSE_MS)) === 'parked') {
        log.error(
          { receiptId },
          'a receipt got no answer twice and is parked: see zangpay receipts list --parked',
        );
      }
      return;
  }
}
