import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Database, openDatabase } from '../../src/adapters/store/database.ts';
import { migrate } from '../../src/adapters/store/migrate.ts';
import { createWebhookOutbox } from '../../src/adapters/store/webhook-outbox.ts';
import { createWebhookReader } from '../../src/adapters/store/webhook-reader.ts';
import { createSystem } from '../../src/adapters/system.ts';
import { openCourier } from '../../src/adapters/webhooks/courier.ts';
import { createWebhookKeys } from '../../src/adapters/webhooks/keys.ts';
import type { WebhookEvent } from '../../src/application/ports.ts';
import { startWebhooks, type WebhookPorts } from '../../src/application/webhooks.ts';
import { invoiceCode } from '../../src/domain/merchant/invoice.ts';
import { verifyWebhook } from '../../src/webhook-signature/index.ts';
import { tempFolder } from '../support/temp-folder.ts';
import {
  type Answer,
  breakOff,
  hang,
  never,
  type Received,
  startReceiver,
  status,
  type WebhookReceiver,
} from '../support/webhook-receiver.ts';
import { BOOKSHOP, type BooksKit, booksKit, PAID, runSql, UNKNOWN, unique } from './suites/books-kit.ts';

/**
 * The whole way, from a change in the books to a receiver that misbehaves: the store, two senders, and real sockets.
 * Only the pauses are not waited for.
 */

const keys = createWebhookKeys(Buffer.alloc(32, 9));
const quiet = { info: () => {}, warn: () => {}, error: () => {} };

const folder = tempFolder();
let database: Database;
let kit: BooksKit;
beforeAll(async () => {
  database = await openDatabase({ folder: folder.path });
  await migrate(database);
  kit = booksKit(database);
});
afterAll(async () => {
  await database?.close();
  await folder.remove();
});

const well = status(200);

/** Answers in turn, and with 200 when all were given; `taken` is what it said 2xx to. */
function moody(...answers: readonly Answer[]): { answer: Answer; taken: Received[] } {
  const left = [...answers];
  const taken: Received[] = [];
  const answer: Answer = (response, received) => {
    const next = left.shift() ?? well;
    if (next === well || next === never) taken.push(received);
    next(response, received);
  };
  return { answer, taken };
}

async function shopAt(url: string) {
  const merchantId = unique('shop').replace('_', '-');
  const number = unique('').replace(/\D/g, '').padEnd(10, '7').slice(0, 10);
  const lines = BOOKSHOP.lines.slice(0, 1).map((line) => ({ ...line, merchantId, number, aliases: [] }));
  await kit.merchants.apply([{ ...BOOKSHOP, merchantId, webhookUrl: url, lines }]);
  let made = 0;
  return {
    merchantId,
    async invoice() {
      made += 1;
      return kit.invoice({ merchantId, code: invoiceCode(String(1_000_000 + made)) });
    },
    async charge(outcome: typeof PAID | typeof UNKNOWN) {
      const billId = await kit.bill({ merchantId, line: number });
      return kit.settled(outcome, { billId, line: number });
    },
    events: async () => (await createWebhookReader(database).list({ merchantId, limit: 1_000 })).toReversed(),
  };
}

/** A sender as a server process has it, with what a test changes. */
function sender(given: Partial<WebhookPorts> = {}): void {
  const courier = openCourier({ privateAllowed: true, version: '0', timeoutMs: 400 });
  const outbox = createWebhookOutbox(database);
  const end = startWebhooks({ outbox, courier, keys, system: createSystem(), log: quiet, ...given });
  onTestFinished(async () => {
    await end();
    await courier.close();
  });
}

/** Lets the pauses of one merchant pass at once until nothing of it waits any more. */
async function untilDone(shop: Awaited<ReturnType<typeof shopAt>>, seconds = 20): Promise<void> {
  const until = performance.now() + seconds * 1_000;
  for (;;) {
    const waiting = (await shop.events()).filter(
      ({ deliveredAt, parkedAt }) => deliveredAt === null && parkedAt === null,
    );
    if (waiting.length === 0) return;
    if (performance.now() > until) throw new Error(`${waiting.length} events still wait.`);
    await runSql(
      database,
      `update webhook_events set next_attempt_at = clock_timestamp()
       where merchant_id = $1 and last_error is not null and delivered_at is null`,
      [shop.merchantId],
    );
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** What is wrong with what a receiver took: a number that is missing, or what it must not believe. */
function faultsOf(taken: readonly Received[], events: readonly WebhookEvent[], secret: string): string[] {
  const seen = new Map<number, string>();
  const faults: string[] = [];
  for (const { body, headers } of taken) {
    const header = headers['zangpay-signature'];
    try {
      const event = verifyWebhook({ body, signature: header, secrets: secret });
      seen.set(event.seq, event.id);
      if (headers['zangpay-event-id'] !== event.id) faults.push(`${event.seq} has another id in its header`);
    } catch (error) {
      faults.push(String(error));
    }
  }
  events.forEach(({ seq, eventId }, nth) => {
    if (seq !== nth + 1) faults.push(`${nth + 1} was never written`);
    if (seen.get(seq) !== eventId) faults.push(`${seq} was not taken`);
  });
  return faults;
}

const secretOf = (merchantId: string) => keys.secretOf(merchantId, 1);

test('a receiver that fails, hangs, redirects, breaks off, answers for ever, goes away and comes back gets all', async () => {
  const elsewhere = await startReceiver();
  const redirect = status(307, { location: elsewhere.url });
  const mood = moody(status(500), hang, redirect, breakOff, never, status(404), hang, breakOff, status(503));
  let receiver: WebhookReceiver = await startReceiver(mood.answer);
  onTestFinished(() => receiver.close());
  onTestFinished(() => elsewhere.close());
  const shop = await shopAt(receiver.url);
  sender();
  sender();
  await Promise.all([shop.invoice(), shop.charge(PAID), shop.charge(UNKNOWN), shop.invoice()]);
  await untilDone(shop);
  const port = Number(new URL(receiver.url).port);
  await receiver.close();
  await Promise.all([shop.charge(PAID), shop.charge(UNKNOWN), shop.invoice()]);
  await expect
    .poll(async () => (await shop.events()).at(-1)?.lastError, { timeout: 5_000 })
    .toMatch(/refused/);
  receiver = await startReceiver(mood.answer, port);
  await untilDone(shop);
  const events = await shop.events();
  expect(events).toHaveLength(7);
  expect(faultsOf(mood.taken, events, secretOf(shop.merchantId))).toEqual([]);
  expect(elsewhere.received).toEqual([]);
});

test('one that hangs keeps another merchant waiting for nothing', async () => {
  const [slow, quick] = [await startReceiver(hang), await startReceiver()];
  onTestFinished(() => slow.close());
  onTestFinished(() => quick.close());
  const [slowShop, quickShop] = [await shopAt(slow.url), await shopAt(quick.url)];
  for (let nth = 0; nth < 20; nth += 1) await slowShop.invoice();
  for (let nth = 0; nth < 20; nth += 1) await quickShop.invoice();
  const courier = openCourier({ privateAllowed: true, version: '0', timeoutMs: 3_000 });
  const at = performance.now();
  sender({ courier });
  await expect.poll(() => quick.received.length, { timeout: 5_000, interval: 20 }).toBe(20);
  expect(performance.now() - at).toBeLessThan(2_500);
  expect(slow.received.length).toBeLessThanOrEqual(4);
  await runSql(database, `update webhook_events set parked_at = clock_timestamp() where merchant_id = $1`, [
    slowShop.merchantId,
  ]);
});

test('what was given up is parked, and sent again when a person says so', async () => {
  const receiver = await startReceiver(status(500));
  onTestFinished(() => receiver.close());
  const shop = await shopAt(receiver.url);
  await shop.invoice();
  await shop.invoice();
  await runSql(database, `update webhook_events set give_up_at = clock_timestamp() where merchant_id = $1`, [
    shop.merchantId,
  ]);
  const alarms: string[] = [];
  sender({ log: { ...quiet, error: (_, message) => void alarms.push(message) } });
  await untilDone(shop);
  expect(await shop.events()).toMatchObject([
    { parkedAt: expect.any(Number) },
    { parkedAt: expect.any(Number) },
  ]);
  expect(alarms).toHaveLength(2);
  const mood = moody();
  receiver.answer = mood.answer;
  expect(await createWebhookReader(database).resend({ parkedOf: shop.merchantId })).toBe(2);
  await untilDone(shop);
  expect(faultsOf(mood.taken, await shop.events(), secretOf(shop.merchantId))).toEqual([]);
});

test('during a rotation every delivery verifies with the old secret and with the new one', async () => {
  const mood = moody();
  const receiver = await startReceiver(mood.answer);
  onTestFinished(() => receiver.close());
  const shop = await shopAt(receiver.url);
  await createWebhookReader(database).rotate(shop.merchantId, 60_000);
  sender();
  await shop.invoice();
  await untilDone(shop);
  const events = await shop.events();
  for (const version of [1, 2]) {
    expect(faultsOf(mood.taken, events, keys.secretOf(shop.merchantId, version))).toEqual([]);
  }
  expect(faultsOf(mood.taken, events, keys.secretOf(shop.merchantId, 3))).toHaveLength(2);
});

/** Bugs around the ports; each must be called. */
test.each<[string, () => Partial<WebhookPorts>, RegExp]>([
  [
    'a courier that takes a failure for success',
    () => {
      const courier = openCourier({ privateAllowed: true, version: '0', timeoutMs: 400 });
      onTestFinished(() => courier.close());
      const deliver: WebhookPorts['courier']['deliver'] = async (delivery) => {
        await courier.deliver(delivery);
        return { status: 'delivered', httpStatus: 200 };
      };
      return { courier: { deliver } };
    },
    /^1 was not taken$/,
  ],
  [
    'a sender that drops what failed',
    () => {
      const outbox = createWebhookOutbox(database);
      const failed: WebhookPorts['outbox']['failed'] = async (claimed) => {
        await outbox.delivered(claimed);
        return null;
      };
      return { outbox: { ...outbox, failed } };
    },
    /^1 was not taken$/,
  ],
  [
    'a signature of another body',
    () => ({ keys: { ...keys, sign: (body, by, at) => keys.sign(`${body} `, by, at) } }),
    /No signature is right/,
  ],
  [
    'a signature of yesterday',
    () => ({ keys: { ...keys, sign: (body, by, at) => keys.sign(body, by, at - 86_400_000) } }),
    /too long ago/,
  ],
])('is seen: %s', async (_, planted, fault) => {
  const mood = moody(status(500));
  const receiver = await startReceiver(mood.answer);
  onTestFinished(() => receiver.close());
  const shop = await shopAt(receiver.url);
  await shop.invoice();
  sender(planted());
  await untilDone(shop);
  const faults = faultsOf(mood.taken, await shop.events(), secretOf(shop.merchantId));
  expect(faults.join('\n')).toMatch(new RegExp(fault.source, 'm'));
});
