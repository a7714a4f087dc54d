import type { NewInvoice } from '../../../src/application/ports.ts';
import { newMobile } from '../suites/books-kit.ts';
import type { Sent, Stage } from './general.ts';
import {
  closeBill,
  invoiceOf,
  isBusy,
  isPaid,
  isUnknown,
  listed,
  type Rival,
  type Row,
  turned,
} from './given.ts';

const callFor = ({ invoiceId }: Pick<NewInvoice, 'invoiceId'>, given: object = {}) => ({
  body: { invoiceId, to: newMobile(), ...given },
});
const aCall = async (stage: Stage) => callFor(await invoiceOf(stage));

function callAfter(rival: Rival) {
  return async (stage: Stage): Promise<Sent> => {
    const invoice = await invoiceOf(stage);
    await rival(stage, { billId: invoice.billId });
    return callFor(invoice);
  };
}

/** A Wednesday; the line 3000 is open on Saturdays. */
const CLOSED_AT = Date.parse('2026-11-25T12:00:00+03:30');

const createCall: Row = {
  good: aCall,
  others: 'invoice_not_found',
  reach: {
    invoice_not_found: async () => callFor({ invoiceId: 'inv_0' }),
    invoice_expired: async (stage) => callFor(await invoiceOf(stage, { expiresAt: Date.now() - 1_000 })),
    invoice_cancelled: async (stage) => {
      const invoice = await invoiceOf(stage);
      await closeBill(stage, invoice.billId);
      return callFor(invoice);
    },
    already_paid: callAfter(isPaid),
    bill_busy: callAfter(isBusy),
    bill_unknown: callAfter(isUnknown),
    line_not_found: async (stage) => callFor(await invoiceOf(stage), { line: '8100' }),
    payer_blocked: async (stage) => callFor(await invoiceOf(stage), { to: '09120000009' }),
    gateway_down: turned(({ whole }) => {
      whole.knobs.admits = false;
    }, aCall),
    exchange_down: turned(({ whole }) => {
      whole.knobs.rings = false;
    }, aCall),
    line_closed: async (stage) => {
      stage.whole.knobs.now = CLOSED_AT;
      return callFor(await invoiceOf(stage), { line: '3000' });
    },
    rung_too_often: async (stage) => {
      const sent = await aCall(stage);
      for (const _ of [1, 2, 3]) await stage.api.ask('POST', '/v1/calls', { body: sent.body });
      return sent;
    },
  },
};

const rung = async (stage: Stage): Promise<string> =>
  (await stage.api.ask('POST', '/v1/calls', { body: (await aCall(stage)).body })).body.id;

/** The routes of calls by their operationIds. */
export const CALL_ROWS: Readonly<Record<string, Row>> = {
  createCall,
  listCalls: listed(rung, { limit: '5' }),
  showCall: {
    good: async (stage) => ({ params: { callId: await rung(stage) } }),
    others: 'call_not_found',
    reach: { call_not_found: async () => ({ params: { callId: 'ring_0' } }) },
  },
};
