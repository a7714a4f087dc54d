import type { NewAttempt, NewInvoice } from '../../../src/application/ports.ts';
import type { Sent, Stage } from './general.ts';
import {
  asked,
  closeBill,
  hashOf,
  invoiceOf,
  isBusy,
  isPaid,
  isUnknown,
  listed,
  newCard,
  otpBody,
  type Rival,
  type Row,
  turned,
  WRONG_PIN,
} from './given.ts';

/** The body of a request to pay an invoice by panel. */
function otpFor({ invoiceId }: Pick<NewInvoice, 'invoiceId'>) {
  const { orderId: _, ...body } = otpBody();
  return { body: { ...body, invoiceId } };
}

/** Asks for a PIN again once another attempt of the same order has come to this. */
function otpAfter(rival: Rival) {
  return async (stage: Stage): Promise<Sent> => {
    const { billId, order } = await asked(stage);
    await rival(stage, { billId });
    return { body: { ...order, pan: newCard() } };
  };
}

/** Pays once another attempt has come to this: for the same bill, or by the same card or mobile. */
function payAfter(
  rival: Rival,
  like: (mine: Awaited<ReturnType<typeof asked>>) => Partial<NewAttempt> = ({ billId }) => ({ billId }),
) {
  return async (stage: Stage): Promise<Sent> => {
    const mine = await asked(stage);
    await rival(stage, like(mine));
    return { body: mine.pay };
  };
}

async function spendPins({ whole }: Stage, pan: string): Promise<void> {
  for (const _ of [1, 2]) await whole.kit.settled(WRONG_PIN, { cardHash: hashOf(pan) });
}

const anyOtp = async (): Promise<Sent> => ({ body: otpBody() });

const requestOtp: Row = {
  good: anyOtp,
  others: 'line_not_found',
  reach: {
    line_not_found: async () => ({ body: otpBody({ line: '4242' }) }),
    invoice_not_found: async () => otpFor({ invoiceId: 'inv_0' }),
    invoice_expired: async (stage) => otpFor(await invoiceOf(stage, { expiresAt: Date.now() - 1_000 })),
    invoice_cancelled: async (stage) => {
      const invoice = await invoiceOf(stage);
      await closeBill(stage, invoice.billId);
      return otpFor(invoice);
    },
    amount_step: async () => ({ body: otpBody({ amount: 1_500 }) }),
    amount_differs: async (stage) => ({ body: { ...(await asked(stage)).order, amount: 7_000 } }),
    card_malformed: async () => ({ body: otpBody({ pan: '6037998320000011' }) }),
    otp_refused: turned(({ whole }) => {
      whole.gateway.otp = { type: 'refused', code: null };
    }, anyOtp),
    price_mismatch: turned(({ whole }) => {
      whole.gateway.otp = { type: 'priceMismatch' };
    }, anyOtp),
    gateway_down: turned(({ whole }) => {
      whole.knobs.admits = false;
    }, anyOtp),
    already_paid: otpAfter(isPaid),
    bill_busy: otpAfter(isBusy),
    bill_unknown: otpAfter(isUnknown),
    bill_closed: async (stage) => {
      const { billId, order } = await asked(stage);
      await closeBill(stage, billId);
      return { body: order };
    },
    payer_busy: async (stage) => {
      const body = otpBody();
      await isBusy(stage, { cardHash: hashOf(body.pan) });
      return { body };
    },
    payer_unknown: async (stage) => {
      const body = otpBody();
      await isUnknown(stage, { cardHash: hashOf(body.pan) });
      return { body };
    },
    pin_budget: async (stage) => {
      const body = otpBody();
      await spendPins(stage, body.pan);
      return { body };
    },
    card_limit: turned(({ whole }) => {
      whole.knobs.caps.otpsPerCardHour = 0;
    }, anyOtp),
    caller_limit: turned(({ whole }) => {
      whole.knobs.caps.otpsPerLineHour = 0;
    }, anyOtp),
    key_limit: turned(({ whole }) => {
      whole.knobs.caps.otpsPerKeyHour = 0;
    }, anyOtp),
  },
};

const pay: Row = {
  good: async (stage) => ({ body: (await asked(stage)).pay }),
  others: 'attempt_not_found',
  reach: {
    attempt_not_found: async (stage) => ({ body: { ...(await asked(stage)).pay, attemptId: 'att_0' } }),
    card_malformed: async (stage) => ({ body: { ...(await asked(stage)).pay, pan: '6037998320000011' } }),
    card_differs: async (stage) => ({ body: { ...(await asked(stage)).pay, pan: newCard() } }),
    attempt_expired: async (stage) => {
      const mine = await asked(stage);
      await stage.whole.kit.aged('prepared_at', mine.pay, 300);
      return { body: mine.pay };
    },
    attempt_used: async (stage) => {
      const mine = await asked(stage);
      await stage.api.ask('POST', '/v1/payments', { body: mine.pay });
      return { body: mine.pay };
    },
    already_paid: payAfter(isPaid),
    bill_busy: payAfter(isBusy),
    bill_unknown: payAfter(isUnknown),
    bill_closed: async (stage) => {
      const mine = await asked(stage);
      await closeBill(stage, mine.billId);
      return { body: mine.pay };
    },
    payer_busy: payAfter(isBusy, (mine) => ({ mobile: mine.pay.payerMobile })),
    payer_unknown: payAfter(isUnknown, (mine) => ({ cardHash: hashOf(mine.pay.pan) })),
    pin_budget: async (stage) => {
      const mine = await asked(stage);
      await spendPins(stage, mine.pay.pan);
      return { body: mine.pay };
    },
  },
};

/** The routes of payments by their operationIds. */
export const PAYMENT_ROWS: Readonly<Record<string, Row>> = {
  requestOtp,
  pay,
  listPayments: listed(asked, { status: 'prepared', limit: '5' }),
  showPayment: {
    good: async (stage) => ({ params: { attemptId: (await asked(stage)).pay.attemptId } }),
    others: 'payment_not_found',
    reach: { payment_not_found: async () => ({ params: { attemptId: 'att_0' } }) },
  },
};
