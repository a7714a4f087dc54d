import type { BillRefusal } from '../../../src/domain/payment/bill.ts';
import { PAN } from '../../support/fakes.ts';
import type { LiveCall } from '../../support/live-call.ts';
import {
  CODE,
  confirm,
  INVOICE,
  type Life,
  MOBILE,
  OTHER_CODE,
  pay,
  ring,
  TWO_LANGUAGES,
  toCard,
  WRONG_CODE,
} from './life.ts';

/**
 * From the greeting to who pays: languages, bills of every kind, and mobiles. Most callers leave when the card is
 * asked for: what follows is told by other calls.
 */

const OPEN = { type: 'open', min: 50_000, max: 20_000_000, unit: 'toman' } as const;
const OFFERS = [CODE, OTHER_CODE].map((code, index) => ({
  bill: { billId: `bill_of_${code}`, amount: 750_000 * (index + 1), invoiceId: `inv_${index + 1}` },
  code,
}));

const languages: Readonly<Record<string, Life>> = {
  'fixed-paid-reference-repeated': async (call) => {
    await toCard(call, { confirmCard: true });
    await pay(call);
    await call.listen(2);
    await call.keys('1');
  },
  'english-greeting-cut-by-a-key': async (call) => {
    call.nameSpoken = false;
    await ring(call, { languages: ['en'] });
    await call.keys('5');
    await call.listen();
    await pay(call);
  },
  'menu-english-chosen': async (call) => {
    await ring(call, TWO_LANGUAGES);
    await call.keys('2');
    await call.listen();
    await pay(call);
  },
  'menu-persian-chosen-and-code-keyed-ahead': async (call) => {
    await ring(call, { ...INVOICE, ...TWO_LANGUAGES });
    await call.keys(`1${CODE}#`);
    await confirm(call);
    call.line.leave();
  },
  'menu-language-remembered': async (call) => {
    call.callers.languages.set('09121234567', 'en');
    await ring(call, TWO_LANGUAGES);
    await call.listen(2);
    call.line.leave();
  },
  'menu-silent': async (call) => {
    await ring(call, TWO_LANGUAGES);
    for (const _ of [1, 2]) {
      await call.listen();
      await call.system.advance(8_000);
    }
    await call.listen();
    call.line.leave();
  },
  'menu-wrong-keys': async (call) => {
    await ring(call, TWO_LANGUAGES);
    for (const key of '789') await call.keys(key);
  },
};

/** Keys a code on a line of invoices, which is answered so. */
async function keyCode(call: LiveCall, found?: BillRefusal): Promise<void> {
  const { books } = call;
  const right = books.findInvoiceBill;
  if (found !== undefined) books.findInvoiceBill = async () => found;
  await ring(call, INVOICE);
  await call.listen();
  await call.keys(`${CODE}#`);
  books.findInvoiceBill = right;
}

const refusedInvoice =
  (found: BillRefusal): Life =>
  async (call) => {
    await keyCode(call, found);
    if (call.stage === 'goodbye') return;
    await call.keys(`${OTHER_CODE}#`);
    await confirm(call);
    call.line.leave();
  };

const invoices: Readonly<Record<string, Life>> = {
  'invoice-paid': async (call) => {
    await keyCode(call);
    await confirm(call);
    await pay(call);
  },
  'invoice-not-found-then-right': refusedInvoice('notFound'),
  'invoice-expired-then-right': refusedInvoice('expired'),
  'invoice-cancelled-then-right': refusedInvoice('cancelled'),
  'invoice-already-paid': refusedInvoice('paid'),
  'invoice-being-paid': refusedInvoice('busy'),
  'invoice-in-doubt': refusedInvoice('unknown'),
  'invoice-store-away': refusedInvoice('storeDown'),
  'invoice-wrong-check-digit-then-right': async (call) => {
    await ring(call, INVOICE);
    await call.keys(`9${WRONG_CODE}#`);
    await call.keys(`${WRONG_CODE}#`);
    await call.keys(`${CODE}#`);
    await confirm(call);
    call.line.leave();
  },
  'invoice-code-taken-by-silence': async (call) => {
    await ring(call, INVOICE);
    await call.listen();
    await call.keys(CODE);
    await call.system.advance(6_000);
    await confirm(call);
    call.line.leave();
  },
  'invoice-wrong-three-times': async (call) => {
    await ring(call, INVOICE);
    await call.listen();
    for (const _ of [1, 2, 3]) await call.keys(`${WRONG_CODE}#`);
  },
  'invoice-card-keyed-instead': async (call) => {
    await ring(call, INVOICE);
    await call.listen();
    await call.keys(`${PAN}#`);
  },
  'invoice-silent': async (call) => ring(call, INVOICE),
  'invoice-not-the-right-one': async (call) => {
    await keyCode(call);
    await call.listen();
    await call.keys('2');
    await call.keys(`${OTHER_CODE}#`);
    await call.listen();
    // A hash with nothing keyed is no answer, and seven is none that was offered.
    await call.keys('#7');
    await call.keys('1');
    call.line.leave();
  },
};

/** Calls a line that offers a caller their own invoices. */
async function callerLine(call: LiveCall, offers: typeof OFFERS, number?: string | null): Promise<void> {
  call.books.offers = offers;
  await ring(call, { bill: { type: 'caller' } }, number);
  await call.listen();
}

const callers: Readonly<Record<string, Life>> = {
  'caller-with-no-invoice': async (call) => {
    await callerLine(call, []);
    await call.keys(`${CODE}#`);
    await confirm(call);
    call.line.leave();
  },
  'caller-with-one-invoice': async (call) => {
    await callerLine(call, OFFERS.slice(0, 1));
    await call.keys('1');
    await confirm(call);
    await pay(call);
  },
  'caller-with-several-invoices': async (call) => {
    await callerLine(call, OFFERS);
    await call.keys('7');
    await call.keys('2');
    await confirm(call);
    call.line.leave();
  },
  'caller-wants-another-invoice': async (call) => {
    await callerLine(call, OFFERS);
    await call.keys('9');
    await call.keys(`${CODE}#`);
    await confirm(call);
    call.line.leave();
  },
  'caller-silent-at-the-offers': async (call) => callerLine(call, OFFERS),
  'caller-withheld-is-asked-for-a-code': async (call) => {
    await callerLine(call, OFFERS, null);
    await call.keys(`${CODE}#`);
    await confirm(call);
    await call.keys(MOBILE);
    await confirm(call);
    call.line.leave();
  },
};

async function keyAmount(call: LiveCall, keys: string): Promise<void> {
  if (call.stage === undefined) {
    await ring(call, { bill: OPEN });
    await call.listen();
  }
  await call.keys(keys);
}

const amounts: Readonly<Record<string, Life>> = {
  'open-amount-in-toman': async (call) => {
    await keyAmount(call, '50000#');
    await confirm(call);
    await pay(call);
  },
  'open-amount-in-rial': async (call) => {
    await ring(call, { bill: { ...OPEN, unit: 'rial' } });
    await call.listen();
    await call.keys('120000#');
    await confirm(call);
    call.line.leave();
  },
  'open-amount-out-of-range-then-no-multiple': async (call) => {
    await keyAmount(call, '100#');
    await keyAmount(call, '50001#');
    await keyAmount(call, '50000#');
    await confirm(call);
    call.line.leave();
  },
  'open-amount-changed': async (call) => {
    await keyAmount(call, '50000#');
    await call.listen();
    await call.keys('2');
    await call.keys('60000#');
    await confirm(call);
    call.line.leave();
  },
  'open-amount-waits-for-the-hash': async (call) => {
    await keyAmount(call, '50000');
    await call.system.advance(8_000);
    await call.listen();
    await call.keys('#');
    await confirm(call);
    call.line.leave();
  },
  'open-amount-card-keyed-instead': async (call) => {
    await keyAmount(call, `${PAN}#`);
    await keyAmount(call, '50000#');
    await confirm(call);
    call.line.leave();
  },
  'open-amount-wrong-three-times': async (call) => {
    for (const keys of ['12#', '12#', '12#']) await keyAmount(call, keys);
  },
};

/** A fixed line, up to the question for the mobile. */
async function toMobile(call: LiveCall, number: string | null): Promise<void> {
  await ring(call, {}, number);
  await call.listen(3);
}

const mobiles: Readonly<Record<string, Life>> = {
  'landline-keys-a-mobile': async (call) => {
    await toMobile(call, '02112345678');
    await call.keys(MOBILE);
    await confirm(call);
    await pay(call);
  },
  'withheld-keys-a-mobile-slowly-and-corrects-it': async (call) => {
    await toMobile(call, null);
    await call.keys(MOBILE.slice(0, 5));
    await call.system.advance(10_000);
    await call.listen();
    await call.keys(MOBILE.slice(5));
    await call.listen();
    await call.keys('2');
    await call.keys('02112345678');
    await call.keys(MOBILE);
    await confirm(call);
    call.line.leave();
  },
  'withheld-keys-no-mobile-three-times': async (call) => {
    await toMobile(call, null);
    for (const _ of [1, 2, 3]) await call.keys('12345678901');
  },
  'withheld-remembers-no-language': async (call) => {
    await ring(call, TWO_LANGUAGES, null);
    await call.keys('2');
    await call.listen(2);
    await call.keys(MOBILE);
    await confirm(call);
    call.line.leave();
  },
};

export const BILLS = { ...languages, ...invoices, ...callers, ...amounts, ...mobiles };
