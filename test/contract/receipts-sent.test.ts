import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openReceiptQueue } from '../../src/adapters/queue/receipt-queue.ts';
import { type Database, openDatabase } from '../../src/adapters/store/database.ts';
import { migrate } from '../../src/adapters/store/migrate.ts';
import { createReceiptOutbox } from '../../src/adapters/store/receipt-outbox.ts';
import { createReceiptReader } from '../../src/adapters/store/receipt-reader.ts';
import { createResolver } from '../../src/adapters/store/resolve.ts';
import { createSystem } from '../../src/adapters/system.ts';
import type { NewAttempt, Receipt, ReceiptOutbox } from '../../src/application/ports.ts';
import { lookForDeliveries } from '../../src/application/receipt-deliveries.ts';
import { type ReceiptPorts, sendReceipt, startReceipts } from '../../src/application/receipts.ts';
import { openBankServices } from '../../src/compose/bank-services.ts';
import { readConfig } from '../../src/config.ts';
import { nationalMobile } from '../../src/domain/merchant/mobile.ts';
import { type BankPlace, openBankPlace } from '../support/bank-services.ts';
import { closedPort } from '../support/raw-server.ts';
import { keptLog as keptLines } from '../support/service-server.ts';
import { tempFolder } from '../support/temp-folder.ts';
import {
  BOOKSHOP,
  type BooksKit,
  booksKit,
  newMobile,
  PAID,
  runSql,
  UNKNOWN,
  unique,
} from './suites/books-kit.ts';

/**
 * The whole way, from a change in the books to the inbox of an SMS service that misbehaves: the store, the queue in
 * it, and Kavenegar's client on real sockets. Only the pauses are not waited for.
 */

interface Sms {
  readonly receptor: string;
  readonly text: string;
  readonly localid: string;
  readonly messageid: number;
}

const LIMITS = { perMobileHour: 10, perMobileDay: 10, perMerchantHour: 1_000 };
const folder = tempFolder();
const system = createSystem();
let database: Database;
let kit: BooksKit;
let place: BankPlace;
beforeAll(async () => {
  database = await openDatabase({ folder: folder.path });
  await migrate(database);
  kit = booksKit(database);
  await kit.merchants.apply([BOOKSHOP]);
  place = await openBankPlace();
});
afterAll(async () => {
  await place?.close();
  await database?.close();
  await folder.remove();
});

type OpenedSms = NonNullable<BankPlace['services']['sms']>;

function smsOf(services: BankPlace['services'] = place.services): OpenedSms {
  if (services.sms === null) throw new Error('No SMS service is set up.');
  return services.sms;
}

type SenderPorts = ReceiptPorts & { readonly sms: OpenedSms };

/** Sends what is due, by hand. */
function ports(more: Partial<SenderPorts> = {}): SenderPorts {
  const queue = { add: async () => undefined, work: async () => undefined, close: async () => undefined };
  const outbox = createReceiptOutbox(database);
  return { outbox, queue, sms: smsOf(), limits: LIMITS, system, log: keptLines().log, ...more };
}

/** A whole sender with the queue in the database, until the test ends. */
async function startSender(more: Partial<SenderPorts> = {}) {
  const { log, lines } = keptLines();
  const queue = await openReceiptQueue({ database }, log);
  const end = await startReceipts(ports({ log, queue, ...more }));
  onTestFinished(end);
  return { lines, queue };
}

const inboxOf = ({ mobile }: Pick<Receipt, 'mobile'>) =>
  place.control<Sms[]>(`messages?receptor=${nationalMobile(mobile)}`);
const befall = (service: string, fault: object, times?: number) =>
  place.control('faults', { service, fault, ...(times === undefined ? {} : { times }) });

async function receiptOf({ attemptId }: Pick<NewAttempt, 'attemptId'>): Promise<Receipt> {
  while ((await createReceiptOutbox(database).plan()) > 0);
  const [receipt] = await createReceiptReader(database).list({ attemptId, limit: 1 });
  if (receipt === undefined) throw new Error('There is no receipt.');
  return receipt;
}

async function again({ receiptId }: Pick<Receipt, 'receiptId'>): Promise<Receipt> {
  const shown = await createReceiptReader(database).show(receiptId);
  if (shown === null) throw new Error('There is no such receipt.');
  return shown;
}

/** The pause is over. */
const due = ({ receiptId }: Pick<Receipt, 'receiptId'>) =>
  runSql(database, `update receipts set next_try_at = clock_timestamp() where receipt_id = $1`, [receiptId]);

describe('a payer', () => {
  test('is texted once that they have paid, and what became of the message is known', async () => {
    const { lines } = await startSender();
    const attempt = await kit.settled(PAID);
    await expect.poll(async () => (await receiptOf(attempt)).state, { timeout: 10_000 }).toBe('sent');
    const receipt = await receiptOf(attempt);
    const inbox = await inboxOf(receipt);
    expect(inbox).toHaveLength(1);
    expect(inbox[0]?.text).toMatch(/^کتاب‌فروشی\nپرداخت شما انجام شد\./);
    expect(inbox[0]?.text).toContain('123456789012');
    expect(receipt).toMatchObject({ messageId: String(inbox[0]?.messageid), tries: 1, delivery: null });

    await place.advanceSandbox(10_000);
    await runSql(database, `update receipts set next_look_at = clock_timestamp() where receipt_id = $1`, [
      receipt.receiptId,
    ]);
    await expect.poll(async () => (await again(receipt)).delivery, { timeout: 10_000 }).toBe('delivered');
    const log = lines.join('\n');
    for (const secret of [receipt.mobile.slice(3), 'پرداخت شما', '123456789012', attempt.cardHash.hash]) {
      expect(log).not.toContain(secret);
    }
  });

  test('in doubt is texted what a person found out', async () => {
    await startSender();
    const attempt = await kit.settled(UNKNOWN);
    await kit.aged('dispatched_at', attempt, 16 * 60);
    await createResolver(database).resolve({
      ...{ evidenceId: unique('evd'), attemptId: attempt.attemptId, finding: { type: 'notPaid' } },
      ...{ sentence: 'not in the panel', who: 'test', at: Date.now() },
    });
    await expect.poll(async () => (await receiptOf(attempt)).state, { timeout: 10_000 }).toBe('sent');
    const [sms] = await inboxOf(await receiptOf(attempt));
    expect(sms?.text).toContain('انجام نشد.\nمی‌توانید دوباره پرداخت کنید.');
  });

  test('whose messages do not arrive: that is known, and none is sent again', async () => {
    const attempt = await kit.settled(PAID, { mobile: `${newMobile().slice(0, -4)}0011` });
    const receipt = await receiptOf(attempt);
    await sendReceipt(ports(), receipt.receiptId);
    await place.advanceSandbox(10_000);
    await runSql(database, `update receipts set next_look_at = clock_timestamp() where receipt_id = $1`, [
      receipt.receiptId,
    ]);
    await lookForDeliveries(ports());
    expect(await again(receipt)).toMatchObject({ state: 'sent', delivery: 'undelivered' });
  });
});

describe('an SMS service', () => {
  test('that is down: the receipt waits, as often as it takes, and goes out when it is back', async () => {
    const { log } = keptLines();
    const { bankServices } = readConfig({
      ...{ ...place.sandbox.environment, ARI_PASSWORD: 'a' },
      KAVENEGAR_BASE_URL: `http://127.0.0.1:${await closedPort()}/v1`,
    });
    const away = openBankServices(bankServices, log, system);
    onTestFinished(() => away.close());
    const receipt = await receiptOf(await kit.settled(PAID));
    for (let tries = 1; tries <= 4; tries += 1) {
      await sendReceipt(ports({ sms: smsOf(away) }), receipt.receiptId);
      expect(await again(receipt)).toMatchObject({ state: 'waiting', tries, code: 0 });
      await due(receipt);
    }
    await sendReceipt(ports(), receipt.receiptId);
    expect(await again(receipt)).toMatchObject({ state: 'sent', tries: 5, why: null, code: null });
    expect(await inboxOf(receipt)).toHaveLength(1);
  });

  test('that is busy: the receipt rests, and others are not kept waiting', async () => {
    const [one, other] = [await receiptOf(await kit.settled(PAID)), await receiptOf(await kit.settled(PAID))];
    await befall('send', { kind: 'code', code: 409 }, 1);
    await sendReceipt(ports(), one.receiptId);
    expect(await again(one)).toMatchObject({ state: 'waiting', code: 409, tries: 1 });
    await sendReceipt(ports(), one.receiptId);
    expect(await again(one)).toMatchObject({ tries: 1 });
    await sendReceipt(ports(), other.receiptId);
    expect(await again(other)).toMatchObject({ state: 'sent' });
    await due(one);
    await sendReceipt(ports(), one.receiptId);
    expect(await again(one)).toMatchObject({ state: 'sent' });
  });

  test('whose account has no credit: the receipt rests, and goes out once somebody has paid in', async () => {
    const receipt = await receiptOf(await kit.settled(PAID));
    await befall('send', { kind: 'code', code: 418 }, 1);
    await sendReceipt(ports(), receipt.receiptId);
    expect(await again(receipt)).toMatchObject({ state: 'waiting', code: 418, tries: 1 });
    await due(receipt);
    await sendReceipt(ports(), receipt.receiptId);
    expect(await inboxOf(receipt)).toHaveLength(1);
  });

  test.each([411, 413, 420])(
    'that refuses for ever with %i: kept with its code, until it is sent again',
    async (code) => {
      const receipt = await receiptOf(await kit.settled(PAID));
      await befall('send', { kind: 'code', code }, 1);
      await sendReceipt(ports(), receipt.receiptId);
      expect(await again(receipt)).toMatchObject({ state: 'parked', code, tries: 1 });
      await due(receipt);
      await sendReceipt(ports(), receipt.receiptId);
      expect(await inboxOf(receipt)).toEqual([]);
      await createReceiptReader(database).resend({ receiptId: receipt.receiptId });
      await sendReceipt(ports(), receipt.receiptId);
      expect(await inboxOf(receipt)).toHaveLength(1);
    },
  );

  test('whose answer is lost: asked once more under the same id, so that there is one message', async () => {
    const receipt = await receiptOf(await kit.settled(PAID));
    await befall('send', { kind: 'cutAfter' }, 1);
    await sendReceipt(ports(), receipt.receiptId);
    expect(await again(receipt)).toMatchObject({ state: 'waiting', tries: 1 });
    await due(receipt);
    await sendReceipt(ports(), receipt.receiptId);
    const inbox = await inboxOf(receipt);
    expect(inbox).toHaveLength(1);
    expect(await again(receipt)).toMatchObject({ state: 'sent', messageId: String(inbox[0]?.messageid) });
  });

  test.each(['cutAfter', 'cutBefore', 'html', 'brokenJson'])(
    'that answers nothing of sense twice (%s): parked, and never a third time by itself',
    async (kind) => {
      const receipt = await receiptOf(await kit.settled(PAID));
      await befall('send', { kind });
      onTestFinished(() => void place.control('faults?service=send', undefined, 'DELETE'));
      for (let nth = 0; nth < 4; nth += 1) {
        await sendReceipt(ports(), receipt.receiptId);
        await due(receipt);
      }
      expect(await again(receipt)).toMatchObject({ state: 'parked', tries: 2 });
      expect((await inboxOf(receipt)).length).toBe(kind === 'cutAfter' ? 1 : 0);
      await place.control('faults?service=send', undefined, 'DELETE');
    },
  );
});

test('a service that is silent for long costs no receipt more than a try, and all go out when it is back', async () => {
  await befall('send', { kind: 'cutBefore' });
  await befall('status', { kind: 'cutBefore' });
  onTestFinished(() => void place.control('faults', undefined, 'DELETE'));
  const attempts: NewAttempt[] = [];
  for (let nth = 0; nth < 12; nth += 1) attempts.push(await kit.settled(PAID));
  // Ten senders of one worker may have begun before the first of them is not answered.
  let skippedMs = 0;
  const hasty = { ...system, monotonicMs: () => system.monotonicMs() + skippedMs };
  await startSender({ system: hasty });
  const receipts = () => Promise.all(attempts.map(receiptOf));
  const triesOf = async () => (await receipts()).reduce((sum, { tries }) => sum + tries, 0);
  await expect.poll(triesOf, { timeout: 10_000 }).toBeGreaterThan(0);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const first = await triesOf();
  expect(first).toBeLessThanOrEqual(10);
  for (let nth = 0; nth < 3; nth += 1) {
    for (const receipt of await receipts()) await due(receipt);
    skippedMs += 10_000;
    await new Promise((resolve) => setTimeout(resolve, 1_200));
  }
  expect(await triesOf()).toBe(first);
  await place.control('faults', undefined, 'DELETE');
  skippedMs += 10_000;
  const states = async () => new Set((await receipts()).map(({ state }) => state));
  await expect.poll(states, { timeout: 20_000 }).toEqual(new Set(['sent']));
  for (const receipt of await receipts()) expect(await inboxOf(receipt)).toHaveLength(1);
}, 60_000);

describe('exactly once', () => {
  test('whatever the queue does: jobs doubled, and two senders at once', async () => {
    const [first, second] = [await startSender(), await startSender()];
    const attempts = [];
    for (let nth = 0; nth < 10; nth += 1) attempts.push(await kit.settled(PAID));
    for (const attempt of attempts) {
      const { receiptId } = await receiptOf(attempt);
      await Promise.all([first, second, first].map(({ queue }) => queue.add(receiptId)));
    }
    for (const attempt of attempts) {
      await expect.poll(async () => (await receiptOf(attempt)).state, { timeout: 10_000 }).toBe('sent');
      const receipt = await receiptOf(attempt);
      await first.queue.add(receipt.receiptId);
      expect(receipt.tries).toBe(1);
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    for (const attempt of attempts) expect(await inboxOf(await receiptOf(attempt))).toHaveLength(1);
  });

  test('though the process dies between the sending and its note', async () => {
    const receipt = await receiptOf(await kit.settled(PAID));
    const outbox: ReceiptOutbox = {
      ...createReceiptOutbox(database),
      sent: () => Promise.reject(new Error('it died')),
      trip: () => Promise.reject(new Error('it died')),
    };
    await sendReceipt(ports({ outbox }), receipt.receiptId);
    expect(await inboxOf(receipt)).toHaveLength(1);
    expect(await again(receipt)).toMatchObject({ state: 'waiting', tries: 1 });
    // Another process finds it when the claim has run out.
    await sendReceipt(ports(), receipt.receiptId);
    expect(await again(receipt)).toMatchObject({ state: 'waiting', tries: 1 });
    await due(receipt);
    await sendReceipt(ports(), receipt.receiptId);
    expect(await again(receipt)).toMatchObject({ state: 'sent', tries: 2 });
    expect(await inboxOf(receipt)).toHaveLength(1);
  });
});

test('a receipt that breaks whoever sends it is parked in the end, and holds up nobody', async () => {
  const poison = await receiptOf(await kit.settled(PAID));
  const sms: OpenedSms = {
    ...smsOf(),
    async send(message) {
      if (message.mobile === poison.mobile) throw new Error('it breaks');
      return smsOf().send(message);
    },
  };
  await startSender({ sms });
  const attempt = await kit.settled(PAID);
  await expect.poll(async () => (await receiptOf(attempt)).state, { timeout: 10_000 }).toBe('sent');
  await expect
    .poll(
      async () => {
        await due(poison);
        return (await again(poison)).state;
      },
      { timeout: 20_000, interval: 200 },
    )
    .toBe('parked');
  expect(await inboxOf(poison)).toEqual([]);
});
