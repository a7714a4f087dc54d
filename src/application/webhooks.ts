import { webhookPause } from '../domain/webhook/pauses.ts';
import type {
  DueWebhook,
  Log,
  System,
  WebhookCourier,
  WebhookKeys,
  WebhookOutbox,
  WebhookReceipt,
} from './ports.ts';
import { inRounds } from './rounds.ts';

export interface WebhookPorts {
  readonly outbox: WebhookOutbox;
  readonly courier: WebhookCourier;
  readonly keys: WebhookKeys;
  readonly system: System;
  readonly log: Log;
}

const LOOK_MS = 1_000;
/** Longer than a delivery may take with what is written after it. */
const LEASE_MS = 30_000;

/** How many are on their way at once: in all, to one merchant, and to one whose last delivery failed. */
const IN_ALL = 64;
const TO_ONE = 4;
const TO_A_FAILING_ONE = 1;

/**
 * Sends events to their merchants (payment.md, "Writing the result"): each at least once, in no certain order, which
 * is what their numbers are for. Any number of processes may do so at once. A merchant whose receiver hangs holds one
 * place of many, and keeps nobody else waiting.
 * @returns the function that ends it, which resolves when the deliveries that run have ended
 */
export function startWebhooks(ports: WebhookPorts): () => Promise<void> {
  const sender = new WebhookSender(ports);
  const endRounds = inRounds(ports.system, LOOK_MS, () => sender.look());
  return async () => {
    sender.close();
    await endRounds();
    await sender.idle();
  };
}

class WebhookSender {
  readonly #ports: WebhookPorts;
  readonly #running = new Map<Promise<void>, string>();
  /** Merchants whose last delivery failed. */
  readonly #failing = new Set<string>();
  #looking: Promise<void> | null = null;
  #lookAgain = false;
  #open = true;

  constructor(ports: WebhookPorts) {
    this.#ports = ports;
  }

  close(): void {
    this.#open = false;
  }

  async idle(): Promise<void> {
    await this.#looking;
    await Promise.all(this.#running.keys());
  }

  /** Begins to send what is due, as far as there is room. Never rejects. One look at a time. */
  look(): Promise<void> {
    this.#lookAgain = true;
    this.#looking ??= this.#lookWhileAsked().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #lookWhileAsked(): Promise<void> {
    while (this.#lookAgain && this.#open) {
      this.#lookAgain = false;
      const inAll = IN_ALL - this.#running.size;
      if (inAll === 0) return;
      const room = { inAll, perMerchant: TO_ONE, except: this.#busy() };
      const due = await this.#ports.outbox.claim(room, LEASE_MS).catch((error: unknown) => {
        this.#ports.log.warn({ error }, 'webhooks that are due could not be looked for');
        return [];
      });
      for (const webhook of due) this.#begin(webhook);
    }
  }

  /** Merchants that something is on its way to, or whose receiver is in trouble, with the room that they have left. */
  #busy() {
    const running = Map.groupBy(this.#running.values(), (merchantId) => merchantId);
    return [...new Set([...running.keys(), ...this.#failing])].map((merchantId) => {
      const most = this.#failing.has(merchantId) ? TO_A_FAILING_ONE : TO_ONE;
      return { merchantId, room: Math.max(0, most - (running.get(merchantId)?.length ?? 0)) };
    });
  }

  #begin(webhook: DueWebhook): void {
    const sending = this.#send(webhook)
      .catch((error: unknown) => {
        // The claim runs out, and the event is sent again: at least once.
        this.#ports.log.warn({ error, eventId: webhook.eventId }, 'what became of a webhook was not noted');
      })
      .then(() => {
        this.#running.delete(sending);
        // A place is free: whoever waits for it need not wait for the next round.
        void this.look();
      });
    this.#running.set(sending, webhook.merchantId);
  }

  async #send(webhook: DueWebhook): Promise<void> {
    const { outbox, courier, keys, system } = this.#ports;
    const { eventId, merchantId, url } = webhook;
    if (url === null) return outbox.park(webhook, 'the merchant has no webhook any more');
    const body = bodyOf(webhook);
    const signature = keys.sign(body, webhook, system.now());
    const receipt = await courier.deliver({ url, eventId, body, signature });
    if (receipt.status === 'failed') {
      this.#failing.add(merchantId);
      return this.#failed(webhook, receipt);
    }
    this.#failing.delete(merchantId);
    await outbox.delivered(webhook);
  }

  async #failed(webhook: DueWebhook, { why }: Extract<WebhookReceipt, { status: 'failed' }>): Promise<void> {
    const { outbox, system, log } = this.#ports;
    const { eventId, merchantId, tries } = webhook;
    const pauseMs = webhookPause(tries, system.random64());
    const fields = { eventId, merchantId, tries, why };
    switch (await outbox.failed(webhook, { error: why, pauseMs })) {
      case 'parked':
        log.error(fields, 'a webhook was given up and is parked: see zangpay webhooks list --parked');
        return;
      case 'resting':
        log.info({ ...fields, pauseMs }, 'a webhook could not be delivered');
        return;
      case null:
        return;
    }
  }
}

/** What is sent: the same bytes at every try, since nothing of it changes. */
function bodyOf({ eventId, type, seq, createdAt, data }: DueWebhook): string {
  return JSON.stringify({ id: eventId, type, seq, createdAt: new Date(createdAt).toISOString(), data });
}
