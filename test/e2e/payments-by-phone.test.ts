import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findLeaks } from '../support/leaks.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { card, startWorld, type World } from '../support/world.ts';

/** Real callers on a real Asterisk, side by side, with the books and the queue in a real PostgreSQL. */

let postgres: TestPostgres;
let world: World;

beforeAll(async () => {
  postgres = await startPostgres();
  world = await startWorld({ DATABASE_URL: postgres.url });
});
afterAll(async () => {
  await world?.close();
  await postgres?.remove();
});

async function chargesOf(orderId: string) {
  return (await world.ledger()).filter((charge) => charge.orderId === orderId);
}

describe.concurrent('a payer', () => {
  it('pays a fixed amount and hears the reference', async () => {
    const caller = await world.dial({ to: '1000', from: '09121110001' });
    await world.keyCard(caller, card('paid'));
    await world.keyPin(caller, card('paid'));
    await caller.asked('reference');
    const heard = await caller.heard();
    await caller.hangUp();
    await caller.reached('ended');
    const payment = await world.settled(caller.callId, 'paid');
    expect(payment).toMatchObject({
      amount: 500_000,
      mobile: '+989121110001',
      cardLast4: '1004',
      line: '1000',
    });
    const charges = await chargesOf(payment.orderId);
    expect(charges).toMatchObject([
      { amount: 500_000, refId: payment.refId, merchant_cid: '+989121110001', ivr: 1 },
    ]);
    expect(heard.rtpPackets).toBeGreaterThan(200);
    expect(heard.soundMs).toBeGreaterThan(1_000);
    const { evidence } = await world.operations.payment(payment.attemptId);
    expect(evidence).toMatchObject([{ recordedBy: 'queue', moved: true, outcome: { type: 'paid' } }]);
    expect(await world.operations.replay(caller.callId)).toMatchObject({ identical: true });
  });

  it('pays an invoice by its code, keyed wrongly first, and cannot pay it twice', async () => {
    const invoice = await world.operations.addInvoice({ merchantId: 'bookshop', amount: 2_350_000 });
    const caller = await world.dial({ to: '1001', from: '09121110002' });
    await caller.asked('bill.invoice');
    await caller.key(`${wrongCode(invoice.code)}#`);
    await caller.asked('bill.invoice');
    await caller.key(`${invoice.code}#`);
    await caller.asked('bill.confirm');
    await caller.key('1');
    await world.keyCard(caller, card('paid-mellat'));
    await world.keyPin(caller, card('paid-mellat'));
    await caller.asked('reference');
    await caller.hangUp();
    const payment = await world.settled(caller.callId, 'paid');
    expect(await chargesOf(payment.orderId)).toMatchObject([{ amount: 2_350_000, refId: payment.refId }]);
    expect(await caller.said()).toContain('bill.invoice.wrong');

    const again = await world.dial({ to: '1001', from: '09121110012' });
    await again.asked('bill.invoice');
    await again.key(`${invoice.code}#`);
    await again.told('bill.already.paid');
    await again.hangUp();
  });

  it('keys a card with a wrong check digit, and then the right one, on an English line', async () => {
    const caller = await world.dial({ to: '1002', from: '+989121110003' });
    await caller.asked('card.ask');
    await caller.key('6037990000001005');
    await caller.told('card.wrong');
    await caller.key(card('paid-saman'));
    await world.keyPin(caller, card('paid-saman'));
    await caller.asked('reference');
    await caller.hangUp();
    expect(await world.settled(caller.callId, 'paid')).toMatchObject({ amount: 1_250_000 });
    expect(await caller.said()).not.toContain('card.confirm.card');
  });

  it('keys a wrong PIN, asks for a new one and pays', async () => {
    const number = card('paid-pasargad');
    const caller = await world.dial({ to: '1000', from: '09121110004' });
    await world.keyCard(caller, number);
    await caller.askedForPin();
    const first = await world.pinOf(number);
    await caller.key(`${first.startsWith('9') ? '8' : '9'}${first.slice(1)}#`);
    await caller.told('reason.pin');
    await caller.asked('next');
    await caller.key('2');
    await world.keyPin(caller, number);
    await caller.asked('reference');
    await caller.hangUp();
    const [second, declined] = await world.operations.payments({ callId: caller.callId, limit: 5 });
    expect(declined).toMatchObject({ state: 'declined', code: 55 });
    expect(second?.orderId).not.toBe(declined?.orderId);
    await world.settled(caller.callId, 'paid');
    expect(await chargesOf(second?.orderId ?? '')).toHaveLength(1);
  });

  it('hangs up before the PIN, and nothing is left behind', async () => {
    const caller = await world.dial({ to: '1000', from: '09121110005' });
    await world.keyCard(caller, card('paid-mellat-2'));
    await caller.askedForPin();
    await caller.hangUp();
    await caller.reached('ended');
    expect(await world.settled(caller.callId, 'notSent')).toMatchObject({ notSentReason: 'hangup' });
  });

  it('withholds the number, keys a mobile and pays', async () => {
    const number = '6362140000007016';
    const caller = await world.dial({ to: '1000', from: '09121110006', withheld: true });
    await caller.asked('mobile.ask');
    await caller.key('09351110006');
    await caller.asked('mobile.confirm');
    await caller.key('1');
    await world.keyCard(caller, number);
    await world.keyPin(caller, number);
    await caller.asked('reference');
    await caller.hangUp();
    expect(await world.settled(caller.callId, 'paid')).toMatchObject({ mobile: '+989351110006' });
    expect((await world.operations.call(caller.callId)).call.caller).toBeNull();
  });
});

describe.concurrent('a gateway', () => {
  it('that is silent when asked for a PIN leaves the caller waiting for one, and the attempt open', async () => {
    const caller = await world.dial({ to: '1000', from: '09121110007' });
    await world.keyCard(caller, card('otp-silent'));
    await caller.told('pin.maybe');
    expect(await world.settled(caller.callId, 'prepared')).toMatchObject({ refId: null });
    await caller.hangUp();
    expect(await world.settled(caller.callId, 'notSent')).toMatchObject({ notSentReason: 'hangup' });
  });

  it('that is silent when asked for a PIN, but texts it, is paid', async () => {
    const caller = await world.dial({ to: '1000', from: '09121110008' });
    await world.keyCard(caller, card('otp-silent-sent'));
    await world.keyPin(caller, card('otp-silent-sent'));
    await caller.asked('reference');
    await caller.hangUp();
    await world.settled(caller.callId, 'paid');
  });

  it('that refuses a PIN is told, and that nothing was taken', async () => {
    const caller = await world.dial({ to: '1000', from: '09121110009' });
    await world.keyCard(caller, card('otp-refused'));
    await caller.told('nothing.taken');
    await caller.hangUp();
    expect(await world.settled(caller.callId, 'notSent')).toMatchObject({ notSentReason: 'otpRefused' });
  });

  it('that is silent when asked to pay is not known yet, and blocks the next charge', async () => {
    const caller = await world.dial({ to: '1000', from: '09121110010' });
    await world.keyCard(caller, card('silent-charged'));
    await world.keyPin(caller, card('silent-charged'));
    await caller.told('unknown');
    await caller.reached('goodbye');
    await caller.hangUp();
    const payment = await world.settled(caller.callId, 'unknown');
    expect(await chargesOf(payment.orderId)).toHaveLength(1);
    expect(await caller.said()).not.toContain('declined');

    const again = await world.dial({ to: '1000', from: '09121110010' });
    await again.told('pending.unknown');
    await again.hangUp();
    const elsewhere = await world.dial({ to: '1000', from: '09121110012' });
    await world.keyCard(elsewhere, card('silent-charged'));
    await elsewhere.told('pending.unknown');
    await elsewhere.hangUp();
    for (const { callId } of [again, elsewhere]) {
      expect(await world.operations.payments({ callId, limit: 5 })).toEqual([]);
    }
  });

  it('that loses its reply after the charge is not known yet', async () => {
    const caller = await world.dial({ to: '1000', from: '09121110011' });
    await world.keyCard(caller, card('cut-charged'));
    await world.keyPin(caller, card('cut-charged'));
    await caller.told('unknown');
    await caller.hangUp();
    const payment = await world.settled(caller.callId, 'unknown');
    expect(await chargesOf(payment.orderId)).toHaveLength(1);
  });
});

describe('afterwards', () => {
  it('no card and no PIN is at rest in the database, its dump, the queue or any log, and a planted one is found', async () => {
    expect(await world.stopServer()).toBe(0);
    await postgres.dump(`${world.folder}/dump.sql`);
    const secrets = [...world.keyed];
    expect(secrets.length).toBeGreaterThan(12);
    expect(await findLeaks(world.folder, secrets)).toEqual([]);
    expect(await findLeaks(postgres.dataFolder, secrets)).toEqual([]);
    await postgres.query(`create table planted as select '${secrets[0]}' as pan`);
    await postgres.dump(`${world.folder}/dump.sql`);
    expect(await findLeaks(world.folder, secrets)).toMatchObject([{ secret: 0, spelling: 'plain' }]);
    expect(await findLeaks(postgres.dataFolder, secrets)).not.toEqual([]);
    // The world looks once more when it is closed, and this one was planted.
    await rm(`${world.folder}/dump.sql`);
  });
});

function wrongCode(code: string): string {
  return `${code.slice(0, -1)}${(Number(code.at(-1)) + 1) % 10}`;
}
