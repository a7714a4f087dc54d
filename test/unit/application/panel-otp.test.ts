import { beforeEach, describe, expect, it } from 'vitest';
import type { PanelOtpRequest } from '../../../src/application/panel/panel-payments.ts';
import type { PrepareRefusal } from '../../../src/application/ports.ts';
import type { BillRefusal } from '../../../src/domain/payment/bill.ts';
import type { OtpOutcome } from '../../../src/domain/payment/outcome.ts';
import { type PanelKit, panelKit } from '../../support/fake-panel.ts';
import { digitsOf, PAN, secretOf } from '../../support/fakes.ts';

let kit: PanelKit;
beforeEach(() => {
  kit = panelKit();
});

const INVOICE = { type: 'invoice', invoiceId: 'inv_1' } as const;
/** Nothing was frozen, and the bank was asked nothing. */
const untouched = () => expect([kit.books.prepared, kit.gateway.otps]).toEqual([[], []]);

describe('a PIN for a panel', () => {
  it('is asked for once its attempt is in the books, for a payer who is not named yet', async () => {
    const pan = secretOf(PAN);
    const { attemptId, expiresAt, ...otp } = await kit.asked({ pan });
    expect(otp).toEqual({ card: { first6: '603799', last4: '5315', bank: 'melli' }, pin: 'sent' });
    const [attempt] = kit.books.prepared;
    expect(attempt).toMatchObject({
      attemptId,
      ...{ channel: 'panel', callId: null, apiKeyId: 'key_1', mobile: null },
      ...{ line: '1000', sequence: 'sequence-1000', amount: 500_000 },
      ...{ cardFirst6: '603799', cardLast4: '5315', expiresInMs: 180_000 },
    });
    expect(kit.gateway.otps).toEqual([{ orderId: attempt?.orderId, pan: PAN }]);
    expect([kit.books.last, digitsOf(pan)]).toEqual(['prepared', PAN]);
    expect(expiresAt).toBe(kit.system.now() + 115_000);
    expect(JSON.stringify([otp, attempt, kit.log.lines])).not.toContain(PAN.slice(6, 12));
  });

  it('is for the bill of the order, which is born with it, on the line of any of its numbers', async () => {
    await kit.asked({ line: '+982112345678', purchase: { type: 'order', orderId: 'order-9' } });
    const [order] = kit.store.opened;
    expect(order).toMatchObject({
      merchantId: 'bookshop',
      orderId: 'order-9',
      line: '1000',
      amount: 500_000,
    });
    expect(kit.books.prepared).toMatchObject([{ billId: order?.billId, line: '1000' }]);
  });

  it('is for the bill of the invoice, and opens none', async () => {
    await kit.asked({ purchase: INVOICE });
    expect(kit.books.prepared).toMatchObject([{ billId: 'bill_2', amount: 500_000 }]);
    expect(kit.store.opened).toEqual([]);
  });

  it.each<[string, Partial<PanelOtpRequest>]>([
    ['cardMalformed', { pan: secretOf('6037991846275316') }],
    ['cardMalformed', { pan: secretOf(PAN.slice(1)) }],
    ['cardMalformed', { pan: secretOf('\0'.repeat(16)) }],
    ['cardMalformed', { pan: secretOf('?'.repeat(16)) }],
    ['amountStep', { amount: 500_500 }],
    ['amountStep', { amount: 0 }],
    ['noLine', { line: '2000' }],
    ['noLine', { merchantId: 'other' }],
    ['amountDiffers', { purchase: INVOICE, amount: 501_000 }],
  ])('is refused as %s for %o, before anything is frozen', async (refused, given) => {
    expect(await kit.otp(given)).toEqual({ refused });
    untouched();
    expect([kit.store.opened, kit.circuit.asked]).toEqual([[], 0]);
  });

  it.each<[BillRefusal, string, string]>([
    ['notFound', 'noInvoice', 'billClosed'],
    ['expired', 'invoiceExpired', 'billClosed'],
    ['cancelled', 'invoiceCancelled', 'billClosed'],
    ['paid', 'billPaid', 'billPaid'],
    ['busy', 'billBusy', 'billBusy'],
    ['unknown', 'billUnknown', 'billUnknown'],
  ])('is refused for a bill that is %s: as %s, or %s for an order', async (why, ofInvoice, ofOrder) => {
    kit.store.invoice = why;
    kit.store.order = why;
    expect(await kit.otp({ purchase: INVOICE })).toEqual({ refused: ofInvoice });
    expect(await kit.otp()).toEqual({ refused: ofOrder });
    untouched();
  });

  it('is refused for an order of another amount', async () => {
    kit.store.order = 'amountDiffers';
    expect(await kit.otp()).toEqual({ refused: 'amountDiffers' });
    untouched();
  });

  it('is refused while the gateway is down, before anything is frozen', async () => {
    kit.circuit.admitted = false;
    expect(await kit.otp()).toEqual({ refused: 'gatewayDown' });
    untouched();
  });

  it.each<PrepareRefusal>([
    ...(['billPaid', 'billClosed', 'billBusy', 'payerBusy', 'payerUnknown'] as const),
    ...(['pinBudget', 'cardLimit', 'callerLimit', 'keyLimit'] as const),
  ])('is refused as %s by the books', async (refused) => {
    kit.books.refusePrepare = refused;
    expect(await kit.otp()).toEqual({ refused });
    expect(kit.gateway.otps).toEqual([]);
  });

  it.each(['books', 'store'] as const)('is refused while the %s are away', async (what) => {
    kit[what].away = true;
    expect(await kit.otp()).toEqual({ refused: 'storeDown' });
    expect(kit.gateway.otps).toEqual([]);
    expect(kit.log.errors).toEqual(['an attempt of a panel could not be committed']);
  });

  it.each<[OtpOutcome, object, string]>([
    [{ type: 'accepted' }, { pin: 'sent' }, 'prepared'],
    [{ type: 'unknown' }, { pin: 'maybe' }, 'prepared'],
    [{ type: 'refused', code: 78 }, { refused: 'otpRefused' }, 'notSent(otpRefused)'],
    [{ type: 'priceMismatch' }, { refused: 'priceMismatch' }, 'notSent(priceMismatch)'],
    [{ type: 'notConnected' }, { refused: 'gatewayDown' }, 'notSent(notConnected)'],
  ])('after %j is %j, and its attempt %s', async (otp, answer, state) => {
    kit.gateway.otp = otp;
    expect(await kit.otp()).toMatchObject(answer);
    expect(kit.books.last).toBe(state);
  });

  it.each(['is not kept in time', 'cannot be kept'])(
    'is nothing to pay with when the gateway’s id of its order %s',
    async (how) => {
      kit.gateway.invoiceId = 'g-1';
      if (how === 'cannot be kept') {
        kit.store.keepGatewayInvoice = async () => {
          throw new Error('it is away');
        };
      } else kit.store.losesInvoiceIds = true;
      expect(await kit.otp()).toEqual({ refused: 'storeDown' });
      expect([kit.books.last, kit.log.errors.length]).toEqual(['notSent(notConfirmed)', 1]);
    },
  );
});
