import { describe, expect, test } from 'vitest';
import { createWebhookKeys } from '../../../src/adapters/webhooks/keys.ts';
import type {
  DueWebhook,
  WebhookCourier,
  WebhookDelivery,
  WebhookOutbox,
  WebhookReceipt,
} from '../../../src/application/ports.ts';
import { startWebhooks } from '../../../src/application/webhooks.ts';
import { webhookPause } from '../../../src/domain/webhook/pauses.ts';
import { verifyWebhook } from '../../../src/webhook-signature/index.ts';
import { SimulatedSystem, settle } from '../../support/simulated-system.ts';

const keys = createWebhookKeys(null);
const DAY = 86_400_000;
const HOUR = 3_600_000;

interface Row extends DueWebhook {
  dueAt: number;
  readonly giveUpAt: number;
  deliveredAt: number | null;
  parkedAt: number | null;
}

/** An outbox in memory on the simulated clock, and a courier whose receipts the test decides. */
class Post implements WebhookOutbox, WebhookCourier {
  readonly system = new SimulatedSystem();
  readonly rows: Row[] = [];
  readonly sent: { readonly at: number; readonly delivery: WebhookDelivery }[] = [];
  readonly logged: string[] = [];
  /** The store is away. */
  broken = false;
  answer: (delivery: WebhookDelivery) => Promise<WebhookReceipt> = async () => ({
    status: 'delivered',
    httpStatus: 200,
  });

  start(): () => Promise<void> {
    const log = (level: string) => (_: object, message: string) =>
      void this.logged.push(`${level}: ${message}`);
    return startWebhooks({
      outbox: this,
      courier: this,
      keys,
      system: this.system,
      log: { info: log('info'), warn: log('warn'), error: log('error') },
    });
  }

  /** @param count how many events a merchant has, due now */
  add(merchantId: string, count = 1, url: string | null = `https://${merchantId}.example/`): void {
    for (let nth = 1; nth <= count; nth += 1) {
      const now = this.system.now();
      this.rows.push({
        eventId: `evt_${merchantId}_${nth}`,
        merchantId,
        seq: nth,
        type: 'payment.paid',
        data: { attemptId: 'att_1' },
        createdAt: now,
        url,
        versions: [2, 1],
        tries: 0,
        dueAt: now,
        giveUpAt: now + 3 * DAY,
        deliveredAt: null,
        parkedAt: null,
      });
    }
  }

  async claim(...[{ inAll, perMerchant, except }, leaseMs]: Parameters<WebhookOutbox['claim']>) {
    if (this.broken) throw new Error('away');
    const now = this.system.now();
    const taken = new Map<string, number>();
    const due = this.rows.filter(({ merchantId, dueAt, deliveredAt, parkedAt }) => {
      if (dueAt > now || deliveredAt !== null || parkedAt !== null) return false;
      const room = except.find((busy) => busy.merchantId === merchantId)?.room ?? perMerchant;
      taken.set(merchantId, (taken.get(merchantId) ?? 0) + 1);
      return Number(taken.get(merchantId)) <= room;
    });
    return due.slice(0, inAll).map((row) => {
      Object.assign(row, { tries: row.tries + 1, dueAt: now + leaseMs });
      return { ...row };
    });
  }

  async delivered({ eventId }: { eventId: string }) {
    if (this.broken) throw new Error('away');
    this.#row(eventId).deliveredAt = this.system.now();
  }

  async failed(...[{ eventId }, { pauseMs }]: Parameters<WebhookOutbox['failed']>) {
    const row = this.#row(eventId);
    const now = this.system.now();
    row.dueAt = Math.min(now + pauseMs, row.giveUpAt);
    if (row.giveUpAt <= now) row.parkedAt = now;
    return row.parkedAt === null ? ('resting' as const) : ('parked' as const);
  }

  async park({ eventId }: { eventId: string }) {
    this.#row(eventId).parkedAt = this.system.now();
  }

  deliver(delivery: WebhookDelivery): Promise<WebhookReceipt> {
    this.sent.push({ at: this.system.now(), delivery });
    return this.answer(delivery);
  }

  sentTo(merchantId: string): number {
    return this.sent.filter(({ delivery }) => delivery.url.includes(`//${merchantId}.`)).length;
  }

  #row(eventId: string): Row {
    return this.rows.find((row) => row.eventId === eventId) ?? expect.unreachable();
  }
}

const failing = async (): Promise<WebhookReceipt> => ({ status: 'failed', why: 'HTTP 500 instead of 2xx' });
const hanging = () => new Promise<WebhookReceipt>(() => {});

describe('an event', () => {
  test('is sent at once, signed with both secrets, and once', async () => {
    const post = new Post();
    post.add('shop');
    const end = post.start();
    await post.system.advance(DAY);
    await end();
    expect(post.sent).toHaveLength(1);
    const { delivery } = post.sent[0] ?? expect.unreachable();
    const { signature, body } = delivery;
    for (const version of [1, 2]) {
      const now = post.sent[0]?.at;
      const secrets = keys.secretOf('shop', version);
      const event = verifyWebhook({ body, signature, secrets, ...(now === undefined ? {} : { now }) });
      expect(event).toEqual({
        id: 'evt_shop_1',
        type: 'payment.paid',
        seq: 1,
        createdAt: '2026-01-01T00:00:00.000Z',
        data: { attemptId: 'att_1' },
      });
    }
  });

  test('that comes while nothing is to do is found within a second', async () => {
    const post = new Post();
    const end = post.start();
    await post.system.advance(10_500);
    post.add('shop');
    await post.system.advance(1_000);
    expect(post.sent).toHaveLength(1);
    await end();
  });

  test('that fails is tried with growing pauses for three days, then parked with an alarm', async () => {
    const post = new Post();
    post.answer = failing;
    post.add('shop');
    const end = post.start();
    await post.system.advance(4 * DAY);
    await end();
    const times = post.sent.map(({ at }) => at);
    const pauses = times.slice(1).map((at, nth) => at - Number(times[nth]));
    const planned = [10_000, 30_000, 60_000, 300_000, 900_000, HOUR, 3 * HOUR];
    expect(
      pauses.slice(0, 7).every((pause, nth) => {
        const plan = Number(planned[nth]);
        return pause >= plan * 0.8 && pause <= plan * 1.2 + 1_000;
      }),
    ).toBe(true);
    expect(pauses.slice(7, -1).every((pause) => pause >= 4.8 * HOUR && pause <= 7.2 * HOUR + 1_000)).toBe(
      true,
    );
    expect(Number(times.at(-1)) - Number(times[0])).toBeGreaterThanOrEqual(3 * DAY);
    expect(Number(times.at(-1)) - Number(times[0])).toBeLessThan(3 * DAY + 2_000);
    expect(post.logged.filter((line) => line.startsWith('error'))).toEqual([
      'error: a webhook was given up and is parked: see zangpay webhooks list --parked',
    ]);
    const bodies = new Set(post.sent.map(({ delivery }) => delivery.body));
    expect(bodies.size).toBe(1);
    expect(new Set(post.sent.map(({ delivery }) => delivery.signature)).size).toBe(post.sent.length);
  });

  test('of a merchant that wants none any more is parked unsent', async () => {
    const post = new Post();
    post.add('shop', 2, null);
    const end = post.start();
    await post.system.advance(2_000);
    await end();
    expect(post.sent).toEqual([]);
    expect(post.rows.every(({ parkedAt }) => parkedAt !== null)).toBe(true);
  });

  test('whose delivery could not be noted is sent again when its claim is over', async () => {
    const post = new Post();
    post.add('shop');
    post.answer = async () => {
      post.broken = post.sent.length === 1;
      return { status: 'delivered', httpStatus: 200 };
    };
    const end = post.start();
    await post.system.advance(5_000);
    expect(post.logged).toContain('warn: what became of a webhook was not noted');
    post.broken = false;
    await post.system.advance(60_000);
    await end();
    expect(post.sent).toHaveLength(2);
    expect(post.rows[0]?.deliveredAt).not.toBeNull();
  });
});

describe('a receiver that hangs', () => {
  test('keeps nobody else waiting, and gets no more than its share', async () => {
    const post = new Post();
    post.answer = (delivery) =>
      delivery.url.includes('slow')
        ? hanging()
        : settle().then(() => ({ status: 'delivered', httpStatus: 200 }));
    post.add('slow', 50);
    post.add('quick', 50);
    post.start();
    await post.system.advance(3_000);
    for (let turn = 0; turn < 200; turn += 1) await settle();
    expect(post.sentTo('slow')).toBe(4);
    expect(
      post.rows.filter(({ merchantId, deliveredAt }) => merchantId === 'quick' && deliveredAt !== null),
    ).toHaveLength(50);
  });

  test('gets one at a time after it failed, until it works again', async () => {
    const post = new Post();
    post.answer = failing;
    post.add('shop');
    post.start();
    await post.system.advance(2_000);
    post.answer = hanging;
    for (const row of post.rows) row.dueAt = Infinity;
    post.rows.length = 0;
    post.add('shop', 50);
    await post.system.advance(3_000);
    expect(post.sent).toHaveLength(2);
  });

  test('never fills more than all places', async () => {
    const post = new Post();
    post.answer = hanging;
    for (let nth = 0; nth < 40; nth += 1) post.add(`shop${nth}`, 5);
    post.start();
    await post.system.advance(5_000);
    expect(post.sent).toHaveLength(64);
  });
});

describe('the end', () => {
  test('lets running deliveries end and begins no more', async () => {
    const post = new Post();
    const { promise, resolve } = Promise.withResolvers<WebhookReceipt>();
    post.answer = () => promise;
    post.add('shop', 10);
    const end = post.start();
    await post.system.advance(100);
    expect(post.sent).toHaveLength(4);
    let ended = false;
    const ending = end().then(() => {
      ended = true;
    });
    await settle();
    expect(ended).toBe(false);
    resolve({ status: 'delivered', httpStatus: 200 });
    await ending;
    await post.system.advance(10_000);
    expect(post.sent).toHaveLength(4);
    expect(post.rows.filter(({ deliveredAt }) => deliveredAt !== null)).toHaveLength(4);
  });

  test('comes though the store is away', async () => {
    const post = new Post();
    post.broken = true;
    const end = post.start();
    await post.system.advance(3_000);
    await end();
    expect(post.logged).toContain('warn: webhooks that are due could not be looked for');
  });
});

test('pauses are spread by chance, by a fifth at most', () => {
  expect(webhookPause(1, 0n)).toBe(8_000);
  expect(webhookPause(1, 200n)).toBe(10_000);
  expect(webhookPause(1, 400n)).toBe(12_000);
  expect(webhookPause(8, 200n)).toBe(6 * HOUR);
  expect(webhookPause(50, 200n)).toBe(6 * HOUR);
});
