import { beforeAll, describe, expect, it } from 'vitest';
import { callOf } from '../../../src/adapters/http/routes/calls.ts';
import { invoiceOf } from '../../../src/adapters/http/routes/invoice.ts';
import { paymentOf } from '../../../src/adapters/http/routes/payment.ts';
import { createCallJournal } from '../../../src/adapters/store/call-journal.ts';
import { createCallRequests } from '../../../src/adapters/store/call-requests.ts';
import type { Database } from '../../../src/adapters/store/database.ts';
import { createInvoiceExpiry } from '../../../src/adapters/store/invoice-expiry.ts';
import { createInvoiceStore } from '../../../src/adapters/store/invoice-store.ts';
import { createMerchantCalls } from '../../../src/adapters/store/merchant-calls.ts';
import { createPaymentSearch } from '../../../src/adapters/store/payment-search.ts';
import { createWebhookOutbox } from '../../../src/adapters/store/webhook-outbox.ts';
import { createWebhookReader } from '../../../src/adapters/store/webhook-reader.ts';
import type { WebhookRoom } from '../../../src/application/ports.ts';
import { invoiceCode } from '../../../src/domain/merchant/invoice.ts';
import {
  BOOKSHOP,
  type BooksKit,
  booksKit,
  newMobile,
  PAID,
  resultOf,
  UNKNOWN,
  unique,
} from './books-kit.ts';

const ROOM: WebhookRoom = { inAll: 1_000, perMerchant: 1_000, except: [] };
const LEASE_MS = 30_000;

/** A merchant of the test's own with a line, so that its numbers begin at 1. */
async function merchantOf(kit: BooksKit, webhookUrl: string | null = 'https://panel.example/hooks') {
  const merchantId = unique('shop').replace('_', '-');
  const number = unique('').replace(/\D/g, '').padEnd(10, '7').slice(0, 10);
  const [line] = BOOKSHOP.lines;
  if (line === undefined) throw new Error('The bookshop has no line.');
  const lines = [{ ...line, merchantId, number, aliases: [`+98${number}`] }];
  await kit.merchants.apply([{ ...BOOKSHOP, merchantId, webhookUrl, lines }]);
  return {
    merchantId,
    line: number,
    alias: `+98${number}`,
    bill: () => kit.bill({ merchantId, line: number }),
    invoice: (given: { expiresAt?: number; orderId?: string } = {}) =>
      kit.invoice({
        merchantId,
        code: invoiceCode(unique('').replace(/\D/g, '').padEnd(7, '3').slice(0, 7)),
        ...given,
      }),
  };
}

const ISO = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/** What is written for merchants, and how it is claimed and told of. */
export function webhooksSuite(use: () => Database): void {
  let kit: BooksKit;
  beforeAll(() => {
    kit = booksKit(use());
  });
  const outbox = () => createWebhookOutbox(use());
  const reader = () => createWebhookReader(use());
  const eventsOf = async (merchantId: string) =>
    (await reader().list({ merchantId, limit: 1_000 })).toReversed();
  const typesOf = async (merchantId: string) => (await eventsOf(merchantId)).map(({ type }) => type);
  /** Claims of one merchant; what is of others is given back. */
  async function claimOf(merchantId: string, room = ROOM) {
    const claimed = await outbox().claim(room, LEASE_MS);
    const others = claimed.filter((event) => event.merchantId !== merchantId);
    await kit.sql(
      `update webhook_events set next_attempt_at = clock_timestamp(), tries = tries - 1 where event_id = any($1)`,
      [others.map(({ eventId }) => eventId)],
    );
    return claimed.filter((event) => event.merchantId === merchantId);
  }
  const age = (eventId: string, column: string, interval: string) =>
    kit.sql(`update webhook_events set ${column} = ${column} - $2::interval where event_id = $1`, [
      eventId,
      interval,
    ]);

  describe('what is written', () => {
    it('a payment that is paid, with all that a merchant needs and no more', async () => {
      const shop = await merchantOf(kit);
      const attempt = await kit.settled(PAID, { billId: await shop.bill(), line: shop.line });
      const [event, ...more] = await eventsOf(shop.merchantId);
      expect(more).toEqual([]);
      expect(event).toMatchObject({ seq: 1, type: 'payment.paid', attemptId: attempt.attemptId, tries: 0 });
      expect(event?.eventId).toMatch(/^evt_[0-9a-f]{32}$/);
      expect(event?.data).toEqual({
        id: attempt.attemptId,
        status: 'paid',
        amount: attempt.amount,
        orderId: null,
        invoiceId: null,
        callId: null,
        line: shop.line,
        channel: 'phone',
        card: { first6: '603799', last4: '1234', masked: '6037 99** **** 1234' },
        payerMobile: attempt.mobile,
        refId: '123456789012',
        bankCode: null,
        notSentReason: null,
        surplus: false,
        createdAt: ISO,
        dispatchedAt: ISO,
        settledAt: ISO,
      });
      expect(JSON.stringify(event)).not.toContain(attempt.cardHash.hash);
    });

    it('a payment from a panel, with the merchant’s own order', async () => {
      const shop = await merchantOf(kit);
      const billId = await shop.bill();
      await kit.sql('insert into orders (merchant_id, order_id, bill_id) values ($1, $2, $3)', [
        shop.merchantId,
        'basket 12',
        billId,
      ]);
      const panel = { channel: 'panel', mobile: null, apiKeyId: 'key_1' } as const;
      const attempt = await kit.prepared({ billId, line: shop.line, ...panel });
      await kit.payments.setAside(attempt.attemptId, 'expired');
      expect(await eventsOf(shop.merchantId)).toMatchObject([
        { type: 'payment.notSent', data: { orderId: 'basket 12', channel: 'panel', payerMobile: null } },
      ]);
    });

    it.each([
      ['declined', { type: 'declined', code: 51 }, { bankCode: 51 }],
      ['unknown', UNKNOWN, { settledAt: null }],
      ['notSent', { type: 'notSent', reason: 'notConnected' }, { notSentReason: 'notConnected' }],
    ] as const)('a payment that is %s', async (state, outcome, data) => {
      const shop = await merchantOf(kit);
      await kit.settled(outcome, { billId: await shop.bill(), line: shop.line });
      expect(await eventsOf(shop.merchantId)).toMatchObject([
        { type: `payment.${state}`, data: { status: state, refId: null, ...data } },
      ]);
    });

    it('what was set aside before it was sent, and whatever a person or nobody at all writes', async () => {
      const shop = await merchantOf(kit);
      const attempt = await kit.prepared({ billId: await shop.bill(), line: shop.line });
      await kit.payments.setAside(attempt.attemptId, 'hangup');
      const doubt = await kit.settled(UNKNOWN, { billId: await shop.bill(), line: shop.line });
      await kit.sql(
        `update attempts set state = 'notPaid', settled_at = clock_timestamp() where attempt_id = $1`,
        [doubt.attemptId],
      );
      const paid = await kit.settled(PAID, { billId: await shop.bill(), line: shop.line });
      await kit.sql(`update attempts set state = 'reversed' where attempt_id = $1`, [paid.attemptId]);
      expect(await typesOf(shop.merchantId)).toEqual([
        'payment.notSent',
        'payment.unknown',
        'payment.notPaid',
        'payment.paid',
        'payment.reversed',
      ]);
      expect((await eventsOf(shop.merchantId)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    });

    it('an invoice that is created and paid, once, though it is charged a second time', async () => {
      const shop = await merchantOf(kit);
      const invoice = await shop.invoice({ orderId: 'basket 9' });
      const declined = await kit.settled(
        { type: 'declined', code: 51 },
        { billId: invoice.billId, line: shop.line },
      );
      const paid = await kit.settled(PAID, { billId: invoice.billId, line: shop.line });
      await kit.payments.record(resultOf(declined, { type: 'paid', refId: '998877' }), 'queue');
      const events = await eventsOf(shop.merchantId);
      expect(events.map(({ type }) => type)).toEqual([
        'invoice.created',
        'payment.declined',
        'payment.paid',
        'invoice.paid',
        'payment.paid',
      ]);
      expect(events[0]?.data).toEqual({
        id: invoice.invoiceId,
        status: 'open',
        code: invoice.code,
        amount: invoice.amount,
        description: null,
        payerMobile: null,
        orderId: 'basket 9',
        attemptId: null,
        refId: null,
        createdAt: ISO,
        expiresAt: null,
        cancelledAt: null,
        paidAt: null,
      });
      expect(events[3]).toMatchObject({
        attemptId: paid.attemptId,
        invoiceId: invoice.invoiceId,
        data: { status: 'paid', attemptId: paid.attemptId, refId: '123456789012', paidAt: ISO },
      });
      expect(events[4]?.data).toMatchObject({
        surplus: true,
        invoiceId: invoice.invoiceId,
        orderId: 'basket 9',
      });
    });

    it('an invoice that is cancelled', async () => {
      const shop = await merchantOf(kit);
      const invoice = await shop.invoice();
      for (const _ of [1, 2]) {
        await kit.sql('update bills set cancelled_at = clock_timestamp() where bill_id = $1', [
          invoice.billId,
        ]);
      }
      const [, ...events] = await eventsOf(shop.merchantId);
      expect(events).toMatchObject([
        { type: 'invoice.cancelled', data: { status: 'cancelled', cancelledAt: ISO } },
      ]);
    });

    it('a call that starts and ends, under its main number, with a caller who is not told', async () => {
      const shop = await merchantOf(kit);
      const calls = createCallJournal(use());
      const callId = unique('call');
      const at = Date.UTC(2026, 0, 1);
      const call = { callId, channelId: unique('channel'), line: shop.alias, owner: 'process-1', at };
      await calls.begin({ ...call, caller: '+989121234567' });
      await kit.settled(PAID, { billId: await shop.bill(), line: shop.line, callId });
      await calls.note(callId, { merchantId: shop.merchantId, line: shop.line, endedAt: at + 60_000 });
      const events = await eventsOf(shop.merchantId);
      expect(events.map(({ type }) => type)).toEqual(['call.started', 'payment.paid', 'call.ended']);
      expect(events[0]?.data).toEqual({
        id: callId,
        status: 'inProgress',
        direction: 'incoming',
        line: shop.line,
        caller: '+98912***4567',
        invoiceId: null,
        outcome: null,
        handedOver: false,
        attemptIds: [],
        startedAt: '2026-01-01T00:00:00.000Z',
        endedAt: null,
      });
      expect(events[2]?.data).toMatchObject({
        status: 'ended',
        outcome: 'paid',
        handedOver: false,
        attemptIds: [events[1]?.attemptId],
        endedAt: '2026-01-01T00:01:00.000Z',
      });
      expect(events[1]?.data).toMatchObject({ callId });
    });

    it.each([
      ['notPaid', []],
      ['unknown', [{ type: 'declined', code: 51 }, UNKNOWN]],
      ['notPaid', [{ type: 'declined', code: 51 }]],
    ] as const)('a call that ends with %s', async (outcome, outcomes) => {
      const shop = await merchantOf(kit);
      const calls = createCallJournal(use());
      const callId = unique('call');
      const call = { callId, channelId: unique('channel'), line: shop.line, owner: 'p', at: Date.now() };
      await calls.begin({ ...call, caller: null });
      for (const each of outcomes)
        await kit.settled(each, { billId: await shop.bill(), line: shop.line, callId });
      await calls.append(
        [
          {
            callId,
            seq: 1,
            at: 1,
            flowVersion: 1,
            event: { type: 'GatewayOpened' },
            stage: 'handedOver',
            commands: [],
          },
        ],
        'p',
      );
      await calls.note(callId, { endedAt: Date.now() });
      const ended = (await eventsOf(shop.merchantId)).at(-1);
      expect(ended).toMatchObject({ type: 'call.ended', data: { outcome, handedOver: true, caller: null } });
    });

    it('a payer who was rung: the call that comes of it, or that none does', async () => {
      const shop = await merchantOf(kit);
      const requests = createCallRequests(use());
      const invoice = await shop.invoice();
      const [came, missed] = [unique('call'), unique('call')];
      const mobile = newMobile();
      const asked = { merchantId: shop.merchantId, invoiceId: invoice.invoiceId, line: shop.line, mobile };
      for (const callRequestId of [came, missed]) {
        await requests.add({ ...asked, callRequestId }, 9);
        await requests.ringing(callRequestId);
      }
      const call = { callId: unique('call'), channelId: came, line: shop.line, owner: 'p', at: Date.now() };
      await createCallJournal(use()).begin({ ...call, caller: mobile });
      await requests.settle(came, 'answered');
      await requests.settle(missed, 'noAnswer');
      const [, ...events] = await eventsOf(shop.merchantId);
      const data = { invoiceId: invoice.invoiceId, line: shop.line };
      expect(events).toMatchObject([
        { type: 'call.started', callId: call.callId, data: { ...data, id: came, direction: 'callBack' } },
        {
          type: 'call.notAnswered',
          data: { ...data, id: missed, status: 'noAnswer', outcome: 'notPaid', endedAt: ISO },
        },
      ]);
      expect(JSON.stringify(events)).not.toContain(mobile);
    });

    it('an invoice that is changed, once for each change', async () => {
      const shop = await merchantOf(kit);
      const { invoiceId } = await shop.invoice();
      const key = { merchantId: shop.merchantId, invoiceId };
      const invoices = createInvoiceStore(use());
      const expiresAt = Date.UTC(2099, 0, 1);
      await invoices.change(key, { amount: 700_000, description: 'Four books', expiresAt });
      await invoices.change(key, { description: 'Four books', expiresAt });
      await invoices.change(key, { expiresAt: Date.UTC(2020, 0, 1) });
      const [, ...events] = await eventsOf(shop.merchantId);
      expect(events).toMatchObject([
        {
          type: 'invoice.updated',
          invoiceId,
          data: { amount: 700_000, description: 'Four books', expiresAt: '2099-01-01T00:00:00.000Z' },
        },
        { type: 'invoice.updated', data: { status: 'expired', expiresAt: '2020-01-01T00:00:00.000Z' } },
      ]);
    });

    it('two invoices that one transaction changes, each of them', async () => {
      const shop = await merchantOf(kit);
      const both = [await shop.invoice(), await shop.invoice()];
      const billIds = both.map(({ billId }) => billId);
      await kit.sql('update bills set amount = amount + 1000 where bill_id = any($1)', [billIds]);
      const updated = (await eventsOf(shop.merchantId)).filter(({ type }) => type === 'invoice.updated');
      expect(updated.map(({ invoiceId }) => invoiceId).toSorted()).toEqual(
        both.map(({ invoiceId }) => invoiceId).toSorted(),
      );
    });

    it('an invoice whose charge is given back; a second charge that is given back leaves it paid', async () => {
      const shop = await merchantOf(kit);
      const { billId } = await shop.invoice();
      const first = await kit.settled({ type: 'declined', code: 51 }, { billId, line: shop.line });
      const paid = await kit.settled(PAID, { billId, line: shop.line });
      await kit.payments.record(resultOf(first, { type: 'paid', refId: '998877' }), 'queue');
      const reverse = (attemptId: string) =>
        kit.sql(`update attempts set state = 'reversed' where attempt_id = $1`, [attemptId]);
      await reverse(first.attemptId);
      expect((await typesOf(shop.merchantId)).filter((type) => type === 'invoice.reversed')).toEqual([]);
      await reverse(paid.attemptId);
      expect((await eventsOf(shop.merchantId)).at(-1)).toMatchObject({
        type: 'invoice.reversed',
        data: { status: 'reversed', attemptId: paid.attemptId, refId: '123456789012', paidAt: null },
      });
    });

    it('is what GET shows at that moment, field for field', async () => {
      const shop = await merchantOf(kit);
      const { merchantId } = shop;
      const { billId, invoiceId } = await shop.invoice({ orderId: 'basket 9' });
      const [callId, channelId] = [unique('call'), unique('ring')];
      const asked = { callRequestId: channelId, merchantId, invoiceId, line: shop.line };
      await createCallRequests(use()).add({ ...asked, mobile: newMobile() }, 9);
      const calls = createCallJournal(use());
      await calls.begin({ callId, channelId, line: shop.alias, caller: null, owner: 'p', at: Date.now() });
      const shown = async () => {
        const [found] = await createPaymentSearch(use()).search({ merchantId }, 1);
        const invoice = await createInvoiceStore(use()).show({ merchantId, invoiceId });
        const call = await createMerchantCalls(use()).show(merchantId, callId);
        if (invoice === null || call === null) throw new Error('They are there.');
        const { bank: _, ...card } = found === undefined ? { bank: null } : paymentOf(found).card;
        const payment = found === undefined ? null : { ...paymentOf(found), card };
        return { payment, invoice: invoiceOf(invoice), call: callOf(call) };
      };
      const newest = async (type: string) =>
        (await eventsOf(merchantId)).findLast((event) => event.type === type)?.data;
      expect(await newest('invoice.created')).toEqual((await shown()).invoice);
      await createCallRequests(use()).settle(channelId, 'answered');
      expect(await newest('call.started')).toEqual((await shown()).call);
      const given = { billId, line: shop.line, callId };
      for (const outcome of [
        { type: 'declined', code: 51 },
        { type: 'notSent', reason: 'notConnected' },
        PAID,
      ] as const) {
        await kit.settled(outcome, given);
        expect(await newest(`payment.${outcome.type}`)).toEqual((await shown()).payment);
      }
      expect(await newest('invoice.paid')).toEqual((await shown()).invoice);
      await calls.note(callId, { merchantId, line: shop.line, endedAt: Date.now() });
      expect(await newest('call.ended')).toEqual((await shown()).call);
    });

    it('nothing for a merchant without a webhook', async () => {
      const shop = await merchantOf(kit, null);
      await shop.invoice();
      await kit.settled(PAID, { billId: await shop.bill(), line: shop.line });
      expect(await eventsOf(shop.merchantId)).toEqual([]);
      expect(
        await kit.sql('select 1 from webhook_counters where merchant_id = $1', [shop.merchantId]),
      ).toEqual([]);
    });
  });

  describe('an invoice whose time is up', () => {
    const past = () => Date.now() - 60_000;
    const expired = async (merchantId: string) =>
      (await eventsOf(merchantId)).filter(({ type }) => type === 'invoice.expired').length;

    it('is told of once, however many look', async () => {
      const shop = await merchantOf(kit);
      await shop.invoice({ expiresAt: past() });
      const running = await shop.invoice({ expiresAt: Date.now() + 60_000 });
      const expiry = createInvoiceExpiry(use());
      await Promise.all([expiry.noteExpired(), expiry.noteExpired(), expiry.noteExpired()]);
      await expiry.noteExpired();
      expect(await expired(shop.merchantId)).toBe(1);
      expect((await eventsOf(shop.merchantId)).at(-1)?.data).toMatchObject({
        status: 'expired',
        expiresAt: ISO,
      });
      await kit.sql(`update bills set expires_at = clock_timestamp() - interval '1 s' where bill_id = $1`, [
        running.billId,
      ]);
      await expiry.noteExpired();
      expect(await expired(shop.merchantId)).toBe(2);
      expect(await expiry.noteExpired()).toBe(0);
    });

    it('is not told of when it is paid, and waits while a charge is in doubt', async () => {
      const shop = await merchantOf(kit);
      const [paid, doubtful] = [await shop.invoice(), await shop.invoice()];
      await kit.settled(PAID, { billId: paid.billId, line: shop.line });
      const doubt = await kit.settled(UNKNOWN, { billId: doubtful.billId, line: shop.line });
      await kit.sql(
        `update bills set expires_at = clock_timestamp() - interval '1 s' where bill_id = any($1)`,
        [[paid.billId, doubtful.billId]],
      );
      const expiry = createInvoiceExpiry(use());
      await expiry.noteExpired();
      expect(await expired(shop.merchantId)).toBe(0);
      await kit.payments.record(resultOf(doubt, { type: 'declined', code: 51 }), 'queue');
      await expiry.noteExpired();
      expect(await expired(shop.merchantId)).toBe(1);
    });
  });

  describe('numbers', () => {
    it('have no gap under fifty changes at once, and ascend in the order of time', async () => {
      const shop = await merchantOf(kit);
      const attempts = await Promise.all(
        Array.from({ length: 50 }, async () =>
          kit.dispatched({ billId: await shop.bill(), line: shop.line, mobile: newMobile() }),
        ),
      );
      await Promise.all(attempts.map((attempt) => kit.payments.record(resultOf(attempt, PAID), 'queue')));
      const events = await eventsOf(shop.merchantId);
      expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, nth) => nth + 1));
      const times = events.map(({ createdAt }) => createdAt);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    });

    it('are not used up by a change that is undone', async () => {
      const shop = await merchantOf(kit);
      const attempt = await kit.prepared({ billId: await shop.bill(), line: shop.line });
      const undone = use()
        .db.transaction()
        .execute(async (books) => {
          await books
            .updateTable('attempts')
            .set({ state: 'notSent', notSentReason: 'hangup', settledAt: new Date() })
            .where('attemptId', '=', attempt.attemptId)
            .execute();
          throw new Error('undone');
        });
      await expect(undone).rejects.toThrow('undone');
      expect(await eventsOf(shop.merchantId)).toEqual([]);
      await kit.payments.setAside(attempt.attemptId, 'hangup');
      expect((await eventsOf(shop.merchantId)).map(({ seq }) => seq)).toEqual([1]);
    });

    it('are each merchant’s own', async () => {
      const shops = [await merchantOf(kit), await merchantOf(kit)];
      for (const shop of [...shops, ...shops]) await shop.invoice();
      for (const { merchantId } of shops) {
        expect((await eventsOf(merchantId)).map(({ seq }) => seq)).toEqual([1, 2]);
      }
    });
  });

  describe('claims', () => {
    it('give an event to one of two who ask at once, and to nobody until its lease is over', async () => {
      const shop = await merchantOf(kit);
      for (const _ of Array.from({ length: 20 })) await shop.invoice();
      const few = { ...ROOM, perMerchant: 8 };
      const both = await Promise.all([outbox().claim(few, LEASE_MS), outbox().claim(few, LEASE_MS)]);
      const ids = both
        .flat()
        .filter(({ merchantId }) => merchantId === shop.merchantId)
        .map(({ eventId }) => eventId);
      expect(new Set(ids).size).toBe(ids.length);
      const rest = await claimOf(shop.merchantId);
      expect(ids.length + rest.length).toBe(20);
      expect(await claimOf(shop.merchantId)).toEqual([]);
      await age(String(ids[0]), 'next_attempt_at', '31 s');
      expect(await claimOf(shop.merchantId)).toMatchObject([{ eventId: ids[0], tries: 2 }]);
    });

    it('bring all that is sent, the oldest first', async () => {
      const shop = await merchantOf(kit);
      await shop.invoice();
      await shop.invoice();
      const [stored] = await eventsOf(shop.merchantId);
      const claimed = await claimOf(shop.merchantId);
      expect(claimed.map(({ seq }) => seq)).toEqual([1, 2]);
      expect(claimed[0]).toEqual({
        eventId: stored?.eventId,
        merchantId: shop.merchantId,
        seq: 1,
        type: 'invoice.created',
        data: stored?.data,
        createdAt: stored?.createdAt,
        url: 'https://panel.example/hooks',
        tries: 1,
        versions: [1],
      });
    });

    it('leave room for other merchants', async () => {
      const [busy, hurt, quiet] = [await merchantOf(kit), await merchantOf(kit), await merchantOf(kit)];
      for (const _ of [1, 2, 3, 4]) for (const shop of [busy, hurt]) await shop.invoice();
      await quiet.invoice();
      const shares = (claimed: readonly { merchantId: string }[]) =>
        [busy, hurt, quiet].map(
          (shop) => claimed.filter(({ merchantId }) => merchantId === shop.merchantId).length,
        );
      const except = [{ merchantId: hurt.merchantId, room: 1 }];
      const claimed = await outbox().claim({ inAll: 1_000, perMerchant: 2, except }, LEASE_MS);
      expect(shares(claimed)).toEqual([2, 1, 1]);
      const none = [busy, hurt].map(({ merchantId }) => ({ merchantId, room: 0 }));
      expect(shares(await outbox().claim({ inAll: 1_000, perMerchant: 9, except: none }, LEASE_MS))).toEqual([
        0, 0, 0,
      ]);
      expect(
        await outbox()
          .claim({ inAll: 1, perMerchant: 9, except: [] }, LEASE_MS)
          .then(({ length }) => length),
      ).toBe(1);
    });

    it('sign with two versions while a secret is rotated, and with one afterwards', async () => {
      const shop = await merchantOf(kit);
      await shop.invoice();
      expect(await reader().secretVersion(shop.merchantId)).toEqual({ version: 1, previousUntil: null });
      const rotated = await reader().rotate(shop.merchantId, 3_600_000);
      expect(rotated?.version).toBe(2);
      expect(Number(rotated?.previousUntil)).toBeGreaterThan(Date.now() + 3_500_000);
      const [claimed] = await claimOf(shop.merchantId);
      expect(claimed?.versions).toEqual([2, 1]);
      await reader().rotate(shop.merchantId, 0);
      await shop.invoice();
      expect((await claimOf(shop.merchantId))[0]?.versions).toEqual([3]);
      expect(await reader().rotate('nobody', 0)).toBeNull();
      expect(await reader().secretVersion('nobody')).toBeNull();
    });

    it('stay the merchant’s when it is declared anew', async () => {
      const shop = await merchantOf(kit);
      await reader().rotate(shop.merchantId, 0);
      const merchants = (await kit.merchants.list()).filter(
        ({ merchantId }) => merchantId === shop.merchantId,
      );
      await kit.merchants.apply(merchants);
      expect((await reader().secretVersion(shop.merchantId))?.version).toBe(2);
    });
  });

  describe('an event', () => {
    async function claimedOne() {
      const shop = await merchantOf(kit);
      await shop.invoice();
      const [claimed] = await claimOf(shop.merchantId);
      if (claimed === undefined) throw new Error('Nothing was due.');
      return { shop, claimed, shown: () => reader().show(claimed.eventId) };
    }
    const failure = { error: 'HTTP 500 instead of 2xx', pauseMs: 60_000 };

    it('is not sent again once it was delivered', async () => {
      const { shop, claimed, shown } = await claimedOne();
      await outbox().delivered(claimed);
      expect(await shown()).toMatchObject({
        deliveredAt: expect.any(Number),
        nextAttemptAt: null,
        lastError: null,
      });
      await age(claimed.eventId, 'next_attempt_at', '1 day');
      expect(await claimOf(shop.merchantId)).toEqual([]);
      expect(await outbox().failed(claimed, failure)).toBeNull();
    });

    it('rests as long as it was told after a failure', async () => {
      const { shop, claimed, shown } = await claimedOne();
      expect(await outbox().failed(claimed, failure)).toBe('resting');
      const event = await shown();
      expect(event).toMatchObject({ lastError: failure.error, tries: 1, parkedAt: null, deliveredAt: null });
      expect(Math.abs(Number(event?.nextAttemptAt) - Date.now() - 60_000)).toBeLessThan(5_000);
      expect(await claimOf(shop.merchantId)).toEqual([]);
      await age(claimed.eventId, 'next_attempt_at', '61 s');
      expect(await claimOf(shop.merchantId)).toMatchObject([{ tries: 2 }]);
    });

    it('is tried for the last time at the end of three days, and then parked', async () => {
      const { shop, claimed, shown } = await claimedOne();
      await age(claimed.eventId, 'give_up_at', '71 hours');
      expect(await outbox().failed(claimed, { ...failure, pauseMs: 6 * 3_600_000 })).toBe('resting');
      const next = Number((await shown())?.nextAttemptAt) - Date.now();
      expect(next).toBeGreaterThan(3_500_000);
      expect(next).toBeLessThan(3_700_000);
      await age(claimed.eventId, 'give_up_at', '1 hour');
      await age(claimed.eventId, 'next_attempt_at', '1 hour');
      const [again] = await claimOf(shop.merchantId);
      if (again === undefined) throw new Error('The last try was not due.');
      expect(await outbox().failed(again, failure)).toBe('parked');
      expect(await shown()).toMatchObject({ parkedAt: expect.any(Number), nextAttemptAt: null });
      await age(claimed.eventId, 'next_attempt_at', '1 day');
      expect(await claimOf(shop.merchantId)).toEqual([]);
    });

    it('is not failed by a sender whose claim ran out', async () => {
      const { shop, claimed, shown } = await claimedOne();
      await age(claimed.eventId, 'next_attempt_at', '31 s');
      const [later] = await claimOf(shop.merchantId);
      expect(await outbox().failed(claimed, failure)).toBeNull();
      expect(await shown()).toMatchObject({ lastError: null, tries: 2 });
      await outbox().delivered(claimed);
      expect(await outbox().failed(later ?? claimed, failure)).toBeNull();
    });

    it('is sent again for three days more when a person says so, by itself or with all that are parked', async () => {
      const { shop, claimed, shown } = await claimedOne();
      await shop.invoice();
      const [second] = await claimOf(shop.merchantId);
      if (second === undefined) throw new Error('Nothing was due.');
      await outbox().park(claimed, 'the merchant has no webhook any more');
      await outbox().park(second, 'the merchant has no webhook any more');
      const parked = await reader().list({ merchantId: shop.merchantId, state: 'parked', limit: 9 });
      expect(parked.map(({ seq }) => seq)).toEqual([2, 1]);
      await age(claimed.eventId, 'give_up_at', '4 days');
      expect(await reader().resend({ eventId: claimed.eventId, merchantId: 'another' })).toBe(0);
      expect(await reader().resend({ eventId: claimed.eventId, merchantId: shop.merchantId })).toBe(1);
      const [again] = await claimOf(shop.merchantId);
      expect(again).toMatchObject({ eventId: claimed.eventId, tries: 1 });
      expect(await outbox().failed(again ?? claimed, failure)).toBe('resting');
      expect(await reader().resend({ parkedOf: shop.merchantId })).toBe(1);
      expect(await claimOf(shop.merchantId)).toMatchObject([{ eventId: second.eventId }]);
      expect(await reader().resend({ eventId: 'evt_nobody' })).toBe(0);
      await outbox().delivered(again ?? claimed);
      expect(await reader().resend({ eventId: claimed.eventId })).toBe(1);
      expect(await shown()).toMatchObject({ deliveredAt: null, tries: 0 });
    });

    it('is listed by merchant, state and page, the newest first', async () => {
      const { shop, claimed } = await claimedOne();
      for (const _ of [1, 2, 3]) await shop.invoice();
      await outbox().delivered(claimed);
      const seqs = async (filter: object) =>
        (await reader().list({ merchantId: shop.merchantId, limit: 9, ...filter })).map(({ seq }) => seq);
      expect(await seqs({})).toEqual([4, 3, 2, 1]);
      expect(await seqs({ limit: 2 })).toEqual([4, 3]);
      expect(await seqs({ limit: 2, beforeSeq: 3 })).toEqual([2, 1]);
      expect(await seqs({ state: 'delivered' })).toEqual([1]);
      expect(await seqs({ state: 'pending' })).toEqual([4, 3, 2]);
      expect(await seqs({ state: 'parked' })).toEqual([]);
      const newest = await reader().list({ limit: 1 });
      expect(newest).toMatchObject([{ merchantId: shop.merchantId, seq: 4 }]);
    });

    it('is never removed', async () => {
      const { claimed } = await claimedOne();
      await expect(
        kit.sql('delete from webhook_events where event_id = $1', [claimed.eventId]),
      ).rejects.toThrow();
    });
  });
}
