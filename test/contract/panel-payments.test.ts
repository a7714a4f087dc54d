import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCardHasher } from '../../src/adapters/card-hasher.ts';
import { openSpool } from '../../src/adapters/spool.ts';
import { type Database, openDatabase } from '../../src/adapters/store/database.ts';
import { migrate } from '../../src/adapters/store/migrate.ts';
import { createSystem } from '../../src/adapters/system.ts';
import {
  createPanelPayments,
  type RunningPanelPayments,
} from '../../src/application/panel/create-panel-payments.ts';
import type { PanelPurchase } from '../../src/application/panel/panel-payments.ts';
import { finaliseResult } from '../../src/application/record-result.ts';
import { luhnSum } from '../../src/domain/payment/luhn.ts';
import type { Charge } from '../../src/sandbox/bank.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sms } from '../../src/sandbox/sms.ts';
import { FakeLog, FakeQueue, secretOf } from '../support/fakes.ts';
import { clientOf } from '../support/gateway.ts';
import { findLeaks } from '../support/leaks.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { AMOUNT, BOOKSHOP, type BooksKit, booksKit, newMobile, unique } from './suites/books-kit.ts';

/** Payments from a panel with everything but HTTP: PostgreSQL, the spool, and a bank that breaks every promise. */

const SHOP = { merchantId: 'bookshop', keyId: 'key_1' };
/** What no test reaches but those of the caps. */
const CAPS = {
  otpsPerCardHour: 100,
  otpsPerCallerHour: 100,
  otpsPerLineHour: 10_000,
  otpsPerKeyHour: 10_000,
  cardsPerCallerDay: 100,
};
const CALLER_DEADLINE_MS = 5_000;

const folder = tempFolder();
const log = new FakeLog();
let postgres: TestPostgres;
let database: Database;
let sandbox: Sandbox;
let gateway: ReturnType<typeof clientOf>;
let kit: BooksKit;
/** Two processes on one database: the two requests of a payment may meet one each. */
let panels: readonly [RunningPanelPayments, RunningPanelPayments];

beforeAll(async () => {
  postgres = await startPostgres();
  database = await openDatabase({ url: postgres.url });
  await migrate(database);
  kit = booksKit(database);
  await kit.merchants.apply([BOOKSHOP]);
  sandbox = await startSandbox({
    port: 0,
    pinLength: 8,
    slowMs: 6_000,
    invoiceIds: true,
    hostile: { seed: 11 },
  });
  gateway = clientOf(sandbox.gatewayUrl, { otpTimeoutMs: 2_000, payTimeoutMs: 9_000 });
  panels = [await panelOf('process-1'), await panelOf('process-2')];
});
afterAll(async () => {
  await Promise.all((panels ?? []).map((panel) => panel.close()));
  await gateway?.close();
  await sandbox?.close();
  await database?.close();
  await postgres?.remove();
  await folder.remove();
});

async function panelOf(owner: string): Promise<RunningPanelPayments> {
  const [spool, queue] = [await openSpool(join(folder.path, owner), log), new FakeQueue()];
  const { payments } = kit;
  await queue.work((result) => finaliseResult({ payments, spool, log }, result));
  return createPanelPayments({
    ...{ payments, panelStore: kit.panel, merchants: kit.merchants, gateway, spool, queue, log, owner },
    cardHasher: createCardHasher(Buffer.alloc(32, 7)),
    system: createSystem(),
    circuit: { admits: () => true },
    limits: { pinLifeMs: 120_000, callerDeadlineMs: CALLER_DEADLINE_MS },
    otpCaps: CAPS,
  });
}

const look = async <T>(what: string): Promise<T[]> =>
  (await (await fetch(`${sandbox.url}/_sandbox/${what}`)).json()) as T[];

/** Every card that was keyed: none may be found at rest. */
const keyed = new Set<string>();

/** Invented cards with a right check digit, each nobody else's. */
function newCard(): string {
  const first = `60379981${String(2_718_281 + keyed.size * 7)}`;
  const all = Array.from('0123456789', (check) => `${first}${check}`);
  const card = all.find((one) => luhnSum(Buffer.from(one)) % 10 === 0) ?? first;
  keyed.add(card);
  return card;
}

interface Payer {
  readonly pan: string;
  readonly pin: string;
  readonly attemptId: string;
  readonly mobile: string;
}

/** Asks for a PIN, and reads it from the inbox; null when the bank texted none. */
async function ask(purchase: PanelPurchase, pan = newCard()): Promise<Payer | null> {
  keyed.add(pan);
  const request = { ...SHOP, line: '1000', amount: AMOUNT, purchase, pan: secretOf(pan) };
  const otp = await panels[0].requestOtp(request);
  if ('refused' in otp) {
    expect(otp.refused).toBe('otpRefused');
    return null;
  }
  const { orderId } = await kit.stored(otp);
  const pin = (await look<Sms>('sms')).find((sms) => sms.orderId === orderId)?.pin ?? '';
  return { pan, pin, attemptId: otp.attemptId, mobile: newMobile() };
}

const pay = ({ pan, pin, attemptId, mobile }: Payer, panel = panels[1]) =>
  panel.pay({ ...SHOP, attemptId, pan: secretOf(pan), pin: secretOf(pin), payerMobile: mobile });

async function chargesOf(payers: readonly Payer[]): Promise<Charge[]> {
  const attempts = await Promise.all(payers.map((payer) => kit.stored(payer)));
  const orderIds = new Set(attempts.map(({ orderId }) => orderId));
  return (await look<Charge>('ledger')).filter(({ orderId }) => orderIds.has(orderId));
}

describe('payments from a panel', () => {
  it('are paid by another process than the one that asked for the PIN', async () => {
    const payer = await ask({ type: 'order', orderId: unique('order') }, '6037990000001004');
    if (payer === null) throw new Error('no PIN was texted');
    const paid = await pay(payer);
    expect(paid).toMatchObject({ status: 'paid', attemptId: payer.attemptId });
    expect(await pay(payer)).toEqual({ refused: 'attemptUsed' });
    await expect.poll(async () => (await kit.stored(payer)).state).toBe('paid');
    expect(await panels[0].standing('bookshop', payer.attemptId)).toEqual(paid);
    expect(await chargesOf([payer])).toMatchObject([{ amount: AMOUNT, ivr: 0, merchant_cid: payer.mobile }]);
  });

  it('charge one invoice once, however many pay it at once with cards and mobiles of their own', async () => {
    const { invoiceId } = await kit.invoice({ code: '50000004' });
    const asked = await Promise.all(Array.from({ length: 40 }, () => ask({ type: 'invoice', invoiceId })));
    const payers = asked.filter((payer) => payer !== null && payer.pin !== '') as Payer[];
    expect(payers.length).toBeGreaterThan(20);
    const answers = await Promise.all(payers.map((payer, n) => pay(payer, panels[n % 2 === 0 ? 0 : 1])));
    const said = answers.map((answer) => ('refused' in answer ? answer.refused : answer.status));
    // After a decline the bill is open again, so that the next one may win it.
    const [lost, settled] = [
      ['billBusy', 'billUnknown', 'billPaid'],
      ['paid', 'unknown'],
    ];
    expect(said.filter((word) => ![...lost, ...settled, 'declined'].includes(word))).toEqual([]);
    expect(said.filter((word) => settled.includes(word)).length).toBeLessThan(2);
    expect(said.filter((word) => lost.includes(word)).length).toBeGreaterThan(0);
    const charges = await chargesOf(payers);
    expect(charges.length).toBeLessThan(2);
    if (said.includes('paid')) expect(charges).toHaveLength(1);
  });

  it('whose reply is lost after the charge are unknown, and nothing charges them again', async () => {
    const order = { type: 'order', orderId: unique('order') } as const;
    const [first, other] = [await ask(order, '6273530000003064'), await ask(order, '6219860000001041')];
    if (first === null || other === null) throw new Error('no PIN was texted');
    expect(await pay(first)).toEqual({ status: 'unknown', attemptId: first.attemptId });
    expect(await pay(first)).toEqual({ refused: 'attemptUsed' });
    // It is unknown to the books a moment after it is told so.
    expect(await pay(other)).toEqual({ refused: expect.stringMatching(/^bill(Busy|Unknown)$/) });
    const again = { ...SHOP, line: '1000', amount: AMOUNT, purchase: order, pan: secretOf(newCard()) };
    expect(await panels[0].requestOtp(again)).toEqual({ refused: 'billUnknown' });
    expect(await chargesOf([first, other])).toHaveLength(1);
  });

  it('that a bank answers too late for their panel are settled by the late answer', async () => {
    const payer = await ask({ type: 'order', orderId: unique('order') }, '6273530000003015');
    if (payer === null) throw new Error('no PIN was texted');
    const answer = await pay(payer);
    expect(answer).toEqual({ status: 'unknown', attemptId: payer.attemptId });
    expect(await panels[1].standing('bookshop', payer.attemptId)).toEqual(answer);
    await expect.poll(async () => (await kit.stored(payer)).state, { timeout: 5_000 }).toBe('paid');
    expect(await panels[0].standing('bookshop', payer.attemptId)).toMatchObject({ status: 'paid' });
  });

  it('leave no card and no PIN at rest', async () => {
    await Promise.all(panels.map((panel) => panel.close()));
    await postgres.dump(join(folder.path, 'books.sql'));
    const pins = (await look<Sms>('sms')).map(({ pin }) => pin);
    expect([pins.length, keyed.size].every((count) => count > 30)).toBe(true);
    expect(await findLeaks(folder.path, [...pins, ...keyed])).toEqual([]);
  });
});
