import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyWebhook } from '../../src/webhook-signature/index.ts';
import { startReceiver, status, type WebhookReceiver } from '../support/webhook-receiver.ts';
import { card, startWorld, type World } from '../support/world.ts';

/** A merchant's server that is told of a real call and its payment by a real server. */

let receiver: WebhookReceiver;
let world: World;

beforeAll(async () => {
  receiver = await startReceiver();
  world = await startWorld({ ZANGPAY_WEBHOOK_PRIVATE: 'yes' });
  const merchants = await world.operations.merchants();
  await world.operations.applyMerchants(merchants.map((one) => ({ ...one, webhookUrl: receiver.url })));
});
afterAll(async () => {
  await world?.close();
  await receiver?.close();
});

it('hears of an invoice, a call and its payment, signed and without a gap, though it failed at first', async () => {
  receiver.answer = status(503);
  const invoice = await world.operations.addInvoice({ merchantId: 'bookshop', amount: 2_350_000 });
  await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBeGreaterThan(0);
  receiver.answer = status(204);
  const caller = await world.dial({ to: '1000', from: '09121110001' });
  await world.keyCard(caller, card('paid'));
  await world.keyPin(caller, card('paid'));
  await caller.asked('reference');
  await caller.hangUp();
  await caller.reached('ended');
  const payment = await world.settled(caller.callId, 'paid');

  const { secret } = await world.operations.webhookSecret({ merchantId: 'bookshop' });
  const events = () =>
    receiver.received
      .slice(1)
      .map(({ body, headers }) =>
        verifyWebhook({ body, signature: headers['zangpay-signature'], secrets: secret }),
      )
      .toSorted((a, b) => a.seq - b.seq);
  await expect.poll(() => events().map(({ seq }) => seq), { timeout: 40_000 }).toEqual([1, 2, 3, 4]);
  expect(events()).toMatchObject([
    { type: 'invoice.created', data: { id: invoice.invoiceId, amount: 2_350_000 } },
    { type: 'call.started', data: { id: caller.callId, caller: '0912***0001' } },
    {
      type: 'payment.paid',
      data: { id: payment.attemptId, callId: caller.callId, refId: payment.refId, amount: 500_000 },
    },
    { type: 'call.ended', data: { id: caller.callId, outcome: 'paid', attemptIds: [payment.attemptId] } },
  ]);
  expect(await world.stopServer()).toBe(0);
});
