import type { WebhookEvent, WebhookReader } from '../../src/application/ports.ts';

const AT = Date.UTC(2026, 0, 15, 6, 30);

function eventOf(seq: number, given: Partial<WebhookEvent> = {}): WebhookEvent {
  return {
    eventId: `evt_${seq}`,
    merchantId: 'bookshop',
    seq,
    type: 'payment.paid',
    attemptId: 'att_1',
    invoiceId: null,
    callId: null,
    data: { id: 'att_1', amount: 1_000 },
    createdAt: AT,
    tries: 1,
    nextAttemptAt: null,
    deliveredAt: AT + 1_000,
    parkedAt: null,
    lastError: null,
    ...given,
  };
}

/** Events in memory: three of `bookshop`, one of `bakery`. */
export class FakeWebhookEvents implements Pick<WebhookReader, 'list' | 'show' | 'resend'> {
  readonly rows = [
    eventOf(1),
    eventOf(2, { deliveredAt: null, parkedAt: AT, lastError: 'no answer in time' }),
    eventOf(3, { deliveredAt: null, nextAttemptAt: AT + 9_000 }),
    { ...eventOf(1), eventId: 'evt_other', merchantId: 'bakery' },
  ];
  readonly resent: string[] = [];

  async list({ merchantId, state, beforeSeq = Infinity, limit }: Parameters<WebhookReader['list']>[0]) {
    return this.rows
      .filter((row) => row.merchantId === merchantId && row.seq < beforeSeq)
      .filter(({ parkedAt }) => state !== 'parked' || parkedAt !== null)
      .toSorted((a, b) => b.seq - a.seq)
      .slice(0, limit);
  }

  async show(id: string) {
    return this.rows.find(({ eventId }) => eventId === id) ?? null;
  }

  async resend(selection: Parameters<WebhookReader['resend']>[0]) {
    if (!('eventId' in selection)) return 0;
    const row = await this.show(selection.eventId);
    if (row === null || row.merchantId !== selection.merchantId) return 0;
    this.resent.push(row.eventId);
    return 1;
  }
}
